"""Beside the steps on a request: its answer told to all, its applicant looked at, its day reckoned by a new notice."""

from datetime import datetime

from django.db import transaction

from zerentian.community.actions.inquiries import locked, pauses_of, say
from zerentian.community.actions.notices import Text, write_notice
from zerentian.community.models import Inquiry, InquiryLook, Notice
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.inquiries import OPEN_STATES, PUBLISHABLE, Outcome, Step
from zerentian.community.rules.notices import Part, Sort
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, LocalClock, Unit
from zerentian.organization.rules.clocks import Deadline, kept_promise


@transaction.atomic
def tell_all(
    inquiry: Inquiry,
    *,
    title: str,
    question: str,
    facts: str,
    source: str,
    unit: Unit,
    by: Account,
    now: datetime,
) -> Notice:
    """Begin the text by which an answer is told to all (art. 44), without who asked; it is reviewed as every text is.

    Only what was given is told: an answer of another kind gives nothing that others could ask for.
    """
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.PUBLISH)
    answer = inquiry.released_answer
    if answer is None or Outcome(answer.outcome) not in PUBLISHABLE:
        raise NotAllowed("只有予以公开、部分公开的答复可以公布", "only what was given can be told to all")
    if inquiry.notice is not None and inquiry.notice.withdrawn_on is None:
        raise NotAllowed("已经在公布，请到那份回应里办理", "it is being told already: go on in that text")
    text = Text(
        title=title,
        summary=title,
        said={Part.QUESTION: question, Part.FACTS: facts, Part.SOURCE: source},
        formed_on=local_day(now),
    )
    notice = write_notice(text, unit=unit, sort=Sort.ANSWER, by=by, now=now)
    inquiry.notice = notice
    inquiry.save(update_fields=["notice"])
    say("inquiry.notice_begun", inquiry, Step.PUBLISH, by=by, now=now)
    return notice


@transaction.atomic
def reveal_applicant(inquiry: Inquiry, *, reason: str, by: Account, now: datetime) -> Told:
    """Return who applies, in the clear, for a stated reason, which is kept; the look is an entry."""
    require(by, "inquiry.handle", inquiry.path, now=now)
    said = check_filled(reason, "查看理由", "the reason")
    look = InquiryLook.objects.create(inquiry=inquiry, reason=said, by=by, at=now)
    record_on(inquiry, "inquiry.contact_revealed", by=by, now=now, rows=[look])
    return inquiry.contact.told


def reckon_inquiries(*, by: Account, now: datetime, because: Entry) -> int:
    """Reckon every estimated due day by the loaded calendar, never later than promised; return how many changed."""
    book, changed = LocalClock.objects.rulebook(), 0
    for one in Inquiry.objects.filter(state__in=OPEN_STATES, estimated=True, due__isnull=False):
        promised = Deadline("foi.answer", one.raw, one.due, one.estimated)
        reckoned = book.due("foi.answer", one.clock_from, extension=one.extension, pauses=pauses_of(one))
        kept = kept_promise(promised, reckoned)
        if kept == promised:
            continue
        old, one.due, one.raw, one.estimated = one.due, kept.day, kept.raw, kept.estimated
        one.save(update_fields=["due", "raw", "estimated"])
        facts: dict[str, object] = {"due": one.due, "old_due": old}
        record_on(one, "inquiry.due_moved", by=by, now=now, facts=facts, because=because)
        changed += 1
    return changed
