"""What was published is disputed by anybody, handled by who did not write it, and shown with what came of it."""

from datetime import datetime

from django.db import transaction

from zerentian.community.models import Dispute, Notice
from zerentian.community.rules.questions import Channel, Outcome
from zerentian.ledger.actions import record_on
from zerentian.ledger.models.entries import new_salt
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account


@transaction.atomic
def receive_dispute(notice: Notice, *, claim: str, channel: Channel, by: Account, now: datetime) -> Dispute:
    """Receive what is said to be wrong in what was published; nothing says who said it."""
    require(by, "notice.dispute", notice.path, now=now)
    if not notice.is_public:
        raise NotAllowed("这条内容已撤回，不必再提异议", "it is withdrawn: there is nothing to dispute")
    dispute = Dispute(notice=notice, version=notice.version, unit=notice.unit, path=notice.path)
    dispute.claim = check_filled(claim, "哪里不对、为什么", "what is wrong, and why")
    dispute.channel, dispute.received_at = channel, now
    dispute.save()
    record_on(dispute, "dispute.received", by=by, now=now, facts={"sort": notice.sort, "channel": channel})
    return dispute


@transaction.atomic
def answer_dispute(
    dispute: Dispute, *, outcome: Outcome, shown: str, answer: str, by: Account, now: datetime
) -> Dispute:
    """Answer a dispute as somebody who did not write what is disputed: ``shown`` puts it in the office's own words,
    and what was said is kept no longer.

    Where the dispute is right, another version or a withdrawal follows by its own step.
    """
    rows = Dispute.objects.select_for_update(of=("self",)).select_related("unit", "notice")
    dispute = rows.get(pk=dispute.pk)
    require(by, "notice.review", dispute.path, now=now)
    if not dispute.is_open:
        raise NotAllowed("这条异议已经答复，请刷新页面", "this dispute is answered: reload the page")
    if Notice.objects.written_by(by).filter(pk=dispute.notice_id).exists():
        raise NotAllowed(
            "写过这份文字任何一版的人不能答复对它的异议，请由另一人答复",
            "whoever wrote at any version of it does not answer what disputes it: somebody else does",
        )
    dispute.shown = check_filled(
        shown, "异议的要点（公开，不写谁提的）", "the dispute in your words, without its author"
    )
    dispute.answer = check_filled(answer, "核实情况和答复", "what was found")
    dispute.outcome, dispute.answered_by, dispute.answered_at = outcome, by, now
    # What was said may tell who said it: the office's own words for it are enough from now on.
    dispute.claim, dispute.salt = "", new_salt()
    dispute.save()
    days = (local_day(now) - local_day(dispute.received_at)).days
    facts: dict[str, object] = {"sort": dispute.notice.sort, "outcome": outcome, "days": days}
    record_on(dispute, "dispute.answered", by=by, now=now, facts=facts)
    return dispute
