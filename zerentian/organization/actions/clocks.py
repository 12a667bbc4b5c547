"""Local clocks: set from a day on. What runs already keeps the day that was promised."""

from datetime import date, datetime

from django.db import transaction

from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, LocalClock
from zerentian.organization.models.clocks import LOCAL
from zerentian.organization.rules.clocks import Measure


@transaction.atomic
def set_local_clock(
    *,
    rule_id: str,
    length: int,
    measure: Measure,
    extension: int,
    law: str,
    since: date,
    by: Account,
    now: datetime,
) -> LocalClock:
    """Set how long a local clock runs when it starts on ``since`` or later; a clock of a law can't be set."""
    require(by, "calendar.load", now=now)
    if rule_id not in LOCAL:
        raise NotAllowed(
            f"{rule_id} 由法律规定，不能在这里改", f"{rule_id} is fixed by law and can't be set here"
        )
    if since < local_day(now):
        raise NotAllowed(
            "生效日期不能早于今天：已经承诺的期限不变",
            "it can't begin before today: what was promised stays as it was promised",
        )
    if length < 1 or not law.strip():
        raise NotAllowed("请填写时限和依据文件", "give the length, and the document that sets it")
    last = LocalClock.objects.select_for_update().filter(rule_id=rule_id).order_by("-version").first()
    clock = LocalClock.objects.create(
        rule_id=rule_id,
        version=last.version + 1 if last else 1,
        length=length,
        measure=measure,
        extension=extension,
        law=law.strip(),
        since=since,
    )
    facts: dict[str, object] = {
        "rule": rule_id,
        "version": clock.version,
        "length": length,
        "measure": str(measure),
        "extension": extension,
        "since": since,
    }
    record_on(clock, "local_clock.set", by=by, now=now, facts=facts)
    return clock
