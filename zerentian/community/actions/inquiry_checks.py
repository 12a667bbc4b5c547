"""What an answer to a request for information needs before it is drafted, and the files that it gives."""

from collections.abc import Sequence
from datetime import date, datetime

from zerentian.community.models import Inquiry, InquiryAnswer, InquiryFile
from zerentian.community.rules.inquiries import LAPSES, PUBLISHABLE, Outcome, State
from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account


def given(
    row: InquiryAnswer,
    before: InquiryAnswer | None,
    uploads: Sequence[Received],
    without: Sequence[str],
    *,
    by: Account,
    now: datetime,
) -> list[InquiryFile]:
    """Deposit what an answer gives, with what the one before it gave; content sent twice is one file."""
    kept = before.files.filter(file__erased_at=None).exclude(file__sha256__in=without) if before else []
    files = {use.file.pk: use.file for use in kept}
    new = [deposit(one, by=by, now=now, belongs_to=row.inquiry.ref) for one in uploads]
    files |= {file.pk: file for file in new}
    if files and Outcome(row.outcome) not in PUBLISHABLE:
        raise NotAllowed(
            "只有予以公开、部分公开的答复可以附文件，请去掉附件",
            "only an answer that gives something brings files: leave them out",
        )
    return [InquiryFile.objects.create(answer=row, file=file) for file in files.values()]


def check_waiting(inquiry: Inquiry, outcome: Outcome, today: date) -> None:
    """Refuse an answer while somebody is waited for, and to end as not completed what was, or still may be."""
    if inquiry.consultation or inquiry.asked_time:
        raise NotAllowed(
            "正在征求意见或申请延期，请先办完", "an opinion or more time is waited for: end that first"
        )
    lapse = LAPSES.get(State(inquiry.state))
    if outcome != lapse if lapse else outcome in LAPSES.values():
        raise NotAllowed(
            "“逾期未补正”“逾期未缴费”只用于正在等申请人补正、缴费的申请；等到了的，先登记补正、缴费",
            "only a request whose applicant is waited for ends as not completed or not paid; else record what came",
        )
    if lapse and (inquiry.lapses_on is None or today <= inquiry.lapses_on):
        raise NotAllowed(
            "补正、缴费期限还没有过，请等到期满", "the applicant's last day has not passed yet: wait"
        )
    if outcome == Outcome.UNCLEAR and inquiry.corrected_on is None:
        raise NotAllowed("没有经过补正，不能按“补正后仍不明确”答复", "it was never completed: ask first")
