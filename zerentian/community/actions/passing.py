"""What a unit that ends had under way passes to another: texts, questions, disputes, villages to be told."""

from datetime import datetime
from typing import Any

from django.db import transaction

from zerentian.community.models import Call, Dispute, Notice, Question, RelayedWarning, Telling
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit

Passing = Notice | Question | Dispute | Telling | RelayedWarning | Call


@transaction.atomic
def pass_on(row: Passing, *, to: Unit, by: Account, now: datetime, because: Entry) -> None:
    """Let another unit hold what stood at one that ends; it leaves the stocks of the one and stands in the other's.

    The right to it has been asked where the unit ends.
    """
    old, fresh = row.path, to.path_on(local_day(now)) or to.path
    row.unit, row.path = to, fresh
    row.save(update_fields=["unit", "path"])
    facts: dict[str, Any] = {"from": old, "to": fresh}
    if isinstance(row, Telling | Question):
        facts["due"] = row.due
    if isinstance(row, Call):
        facts |= {"asked": local_day(row.asked_at), "drill": row.warning.drill}
    record_on(row, f"{row.KIND}.moved", by=by, now=now, facts=facts, because=because)
