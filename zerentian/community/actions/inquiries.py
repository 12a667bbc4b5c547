"""Requests for information: received, completed, told whose opinion is asked, given more time, answered, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Unpack
from uuid import UUID

from django.conf import settings
from django.db import transaction

from zerentian.casework.codes import new_secret, secret_digest, secret_for, spelled
from zerentian.community.actions.inquiry_checks import check_waiting, given
from zerentian.community.models import (
    Consultation,
    Inquiry,
    InquiryAnswer,
    InquiryContact,
    InquiryStep,
    InquiryTime,
)
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.inquiries import (
    EXTENSION_DAYS,
    Applicant,
    Channel,
    Heard,
    Outcome,
    State,
    Step,
    Whom,
    check_answer,
    check_other,
    check_step,
)
from zerentian.duties.actions.heads import path_on
from zerentian.evidence.actions import Received
from zerentian.ledger.actions import Besides, record_step
from zerentian.ledger.drawn import free_number
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.days import refuse_stray
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, LocalClock, Unit
from zerentian.organization.rules.clocks import Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for, and how it is to be had: never what for."""

    title: str
    text: str
    applicant: Applicant
    told: Told
    way: str = ""
    proof_seen: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A request as it was received, with the secret that is told this once."""

    inquiry: Inquiry
    secret: str


@transaction.atomic
def receive_inquiry(
    asked: Asked,
    *,
    unit: Unit,
    channel: Channel,
    received_on: date,
    by: Account,
    now: datetime,
    submission: UUID | None = None,
) -> Receipt:
    """Register a request; its 20 working days begin on the day of receipt (arts 31, 33).

    What came online counts from the day on which it was sent: the rule would let the office begin later, on the day on
    which both confirm it. The same submission again finds the request that it made.
    """
    require(by, "inquiry.register", unit, now=now)
    made = Inquiry.objects.filter(submission=submission).first() if submission else None
    secret = secret_for(submission, settings.SECRET_KEY.encode()) if submission else new_secret()
    if made is not None:
        return Receipt(made, spelled(secret))
    today = local_day(now)
    refuse_stray("received", received_on, today)
    if received_on > today:
        raise NotAllowed("收到日期在今天之后，请核对", "it can't be received in the future: check the day")
    inquiry = Inquiry(unit=unit, path=path_on(unit, today), channel=channel, recorded_by=by)
    inquiry.submission, inquiry.secret_digest = submission, ""
    inquiry.title = check_filled(asked.title, "信息名称", "what information")
    inquiry.text = check_filled(asked.text, "申请内容", "what is asked for")
    inquiry.applicant, inquiry.way, inquiry.proof_seen = asked.applicant, asked.way.strip(), asked.proof_seen
    inquiry.received_on = inquiry.clock_from = received_on
    reckon(inquiry)
    inquiry.number = free_number(
        f"{unit.code}-YSQ-{received_on.year}-", lambda one: Inquiry.objects.filter(number=one).exists()
    )
    inquiry.save()
    inquiry.secret_digest = secret_digest(secret, bytes(inquiry.salt))
    inquiry.save(update_fields=["secret_digest"])
    contact = InquiryContact(inquiry=inquiry)
    check_filled(asked.told.name, "申请人姓名或者名称", "the applicant's name")
    check_filled(f"{asked.told.phone}{asked.told.address}", "联系方式", "how the applicant is reached")
    contact.keep(**asked.told._asdict())
    contact.save()
    facts: dict[str, object] = {"channel": channel, "applicant": asked.applicant, "due": inquiry.due}
    say(
        "inquiry.received",
        inquiry,
        Step.RECEIVE,
        by=by,
        now=now,
        facts=facts,
        rows=[contact],
        occurred_on=received_on,
    )
    return Receipt(inquiry, spelled(secret))


def reckon(inquiry: Inquiry) -> None:
    """Reckon by when the answer is due. Not saved yet."""
    pauses = [] if inquiry.pk is None else pauses_of(inquiry)
    deadline = LocalClock.objects.rulebook().due(
        "foi.answer", inquiry.clock_from, extension=inquiry.extension, pauses=pauses
    )
    inquiry.due, inquiry.raw, inquiry.estimated = deadline.day, deadline.raw, deadline.estimated


def pauses_of(inquiry: Inquiry) -> list[Pause]:
    """Return the days that are not counted: while opinions were waited for, since the time began anew."""
    rows = inquiry.consultations.filter(first__gte=inquiry.clock_from)
    return [Pause(one.first, one.last or one.until) for one in rows if (one.last or one.until) >= one.first]


def locked(inquiry: Inquiry, *, by: Account, now: datetime, right: str, step: Step) -> Inquiry:
    """Return the request, locked, for an account that holds the right over it and where the step may be taken."""
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("unit")
    fresh: Inquiry = rows.get(pk=inquiry.pk)
    require(by, right, fresh.path, now=now)
    check_step(State(fresh.state), step)
    return fresh


def say(
    verb: str,
    inquiry: Inquiry,
    step: Step,
    *,
    by: Account,
    now: datetime,
    words: str = "",
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step with the words said on it, in the transaction of the change; save the request beforehand."""
    said = InquiryStep(inquiry=inquiry, step=step, words=words, by=by, at=now)
    return record_step(inquiry, verb, said, **besides)


def put_off(inquiry: Inquiry) -> dict[str, object]:
    """Reckon a request anew, save it, and return what its entry says of its day."""
    old = inquiry.due
    reckon(inquiry)
    inquiry.save(update_fields=["extension", "due", "raw", "estimated"])
    return {"due": inquiry.due, "old_due": old}


@transaction.atomic
def ask_correction(inquiry: Inquiry, *, words: str, until: date, by: Account, now: datetime) -> Inquiry:
    """Tell the applicant once what is to be completed, by when (art. 30): within 7 working days of receipt.

    Later the request is answered as it stands: else its time could always be begun anew.
    """
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.ASK_CORRECTION)
    today = local_day(now)
    last = LocalClock.objects.rulebook().due("foi.correct", inquiry.received_on).day
    if inquiry.correct_by is not None or today > last:
        raise NotAllowed(
            f"补正只告知一次，且须在收到申请之日起7个工作日内（{chinese_day(last)}以前）告知；请按现有内容答复",
            f"the applicant is asked once, by {last}, within 7 working days of receipt: answer it as it stands",
        )
    if inquiry.consultation or inquiry.asked_time:
        raise NotAllowed(
            "正在征求意见或申请延期，请先办完", "an opinion or more time is waited for: end that first"
        )
    refuse_stray("until", until, today)
    if until <= today:
        raise NotAllowed("补正期限应在今天之后", "the applicant needs a day after today")
    old, inquiry.due, inquiry.correct_by, inquiry.state = inquiry.due, None, until, State.CORRECTING
    inquiry.estimated = False
    inquiry.save(update_fields=["due", "correct_by", "state", "estimated"])
    facts = {"until": until, "old_due": old}
    said = check_filled(words, "需要补正的事项", "what is to be completed")
    say("inquiry.correction_asked", inquiry, Step.ASK_CORRECTION, by=by, now=now, facts=facts, words=said)
    return inquiry


@transaction.atomic
def correct_inquiry(inquiry: Inquiry, *, words: str, by: Account, now: datetime) -> Inquiry:
    """Record what the applicant completed; the 20 working days begin on this day (art. 30)."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.register", step=Step.CORRECT)
    said = check_filled(words, "补正的内容", "what was completed")
    inquiry.clock_from = inquiry.corrected_on = local_day(now)
    inquiry.state = State.HANDLING
    reckon(inquiry)
    inquiry.save(update_fields=["clock_from", "corrected_on", "state", "due", "raw", "estimated"])
    facts = {"due": inquiry.due}
    say("inquiry.corrected", inquiry, Step.CORRECT, by=by, now=now, facts=facts, words=said)
    return inquiry


@transaction.atomic
def consult(inquiry: Inquiry, *, whom: Whom, words: str, by: Account, now: datetime) -> Consultation:
    """Ask whose rights it touches, or another organ, for an opinion: 15 working days, not counted (arts 32-34)."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.CONSULT)
    today = local_day(now)
    if inquiry.consultation or inquiry.is_overdue(today):
        raise NotAllowed(
            "正在等另一份意见，或者已经逾期；逾期的请尽快答复",
            "another opinion is waited for, or it is overdue: answer an overdue one soon",
        )
    until = LocalClock.objects.rulebook().due("foi.third", today).day
    row = Consultation(inquiry=inquiry, whom=whom, first=today + timedelta(days=1), until=until)
    row.save()
    facts = {"whom": whom, "until": until} | put_off(inquiry)
    said = check_filled(words, "征求什么意见", "what is asked")
    say("inquiry.consulted", inquiry, Step.CONSULT, by=by, now=now, facts=facts, words=said, rows=[row])
    return row


@transaction.atomic
def hear(inquiry: Inquiry, *, result: Heard, words: str, by: Account, now: datetime) -> Inquiry:
    """Record the opinion, or that none came in time; the time runs on from this day."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.HEAR)
    row, today = inquiry.consultation, local_day(now)
    if row is None:
        raise NotAllowed("没有在征求意见", "no opinion is waited for")
    if result == Heard.SILENT and today <= row.until:
        raise NotAllowed(
            f"要等到{chinese_day(row.until)}之后才能认定逾期未反馈", f"silence counts only after {row.until}"
        )
    row.result, row.last = result, min(row.until, today - timedelta(days=1))
    row.save(update_fields=["result", "last"])
    facts = {"result": result} | put_off(inquiry)
    say("inquiry.heard", inquiry, Step.HEAR, by=by, now=now, facts=facts, words=words.strip(), rows=[row])
    return inquiry


@transaction.atomic
def ask_time(inquiry: Inquiry, *, days: int, reason: str, by: Account, now: datetime) -> InquiryTime:
    """Ask for more time, at most 20 working days in all (art. 33); another person decides."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.ASK_TIME)
    check_time(inquiry, days, now)
    if inquiry.asked_time:
        raise NotAllowed("已有一份延期申请待批", "more time is asked for already")
    row = InquiryTime(inquiry=inquiry, days=days, asked_by=by)
    row.reason = check_filled(reason, "延期理由", "the reason")
    row.save()
    say("inquiry.time_asked", inquiry, Step.ASK_TIME, by=by, now=now, facts={"days": days}, rows=[row])
    return row


def check_time(inquiry: Inquiry, days: int, now: datetime) -> None:
    """Refuse more time than the rule gives, and any once the day has passed."""
    if not 1 <= days <= EXTENSION_DAYS - inquiry.extension:
        raise NotAllowed(
            f"延长答复期限合计不超过{EXTENSION_DAYS}个工作日",
            f"at most {EXTENSION_DAYS} working days more in all",
        )
    if inquiry.is_overdue(local_day(now)):
        raise NotAllowed(
            "已经逾期，不能再延期，请尽快答复", "it is overdue: answer it, time is given only before"
        )


@transaction.atomic
def decide_time(inquiry: Inquiry, *, grant: bool, words: str, by: Account, now: datetime) -> Inquiry:
    """Grant or refuse the time that another person asked for; the applicant reads it on the code's page at once."""
    step = Step.GRANT_TIME if grant else Step.REFUSE_TIME
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.decide", step=step)
    row = inquiry.asked_time
    if row is None:
        raise NotAllowed("没有待批的延期申请", "nobody asks for more time")
    check_other(row.asked_by_id, by.pk, "申请延期", "asked for the time")
    row.granted, row.decided_by, row.decided_on = grant, by, local_day(now)
    facts: dict[str, object] = {}
    if grant:
        check_time(inquiry, row.days, now)
        inquiry.extension += row.days
        facts = {"days": row.days} | put_off(inquiry)
    else:
        words = check_filled(words, "不批准的理由", "why it is refused")
    row.save(update_fields=["granted", "decided_by", "decided_on"])
    verb = "inquiry.time_granted" if grant else "inquiry.time_refused"
    say(verb, inquiry, step, by=by, now=now, facts=facts, words=words.strip(), rows=[row])
    return inquiry


@transaction.atomic
def draft_answer(
    inquiry: Inquiry,
    *,
    outcome: Outcome,
    text: str,
    where: str,
    reason: str,
    organ: str,
    court: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
    without: Sequence[str] = (),
) -> InquiryAnswer:
    """Draft the answer and send it to who releases it. What was not completed in time needs no other kind (art. 30).

    An answer that came back brings its files along, but for those of the digests in ``without``.
    """
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.DRAFT)
    check_waiting(inquiry, outcome, local_day(now))
    check_answer(outcome, reason=reason, where=where)
    if outcome in (Outcome.GIVEN, Outcome.PART, Outcome.OTHER):
        check_filled(text, "答复内容", "what is answered")
    row = InquiryAnswer(inquiry=inquiry, outcome=outcome, drafted_by=by)
    row.text, row.where, row.reason = text.strip(), where.strip(), reason.strip()
    row.organ = check_filled(organ, "行政复议机关名称", "the organ of review")
    row.court = check_filled(court, "人民法院名称", "the court")
    before = inquiry.newest_answer
    row.save()
    uses = given(row, before, uploads, without, by=by, now=now)
    inquiry.state = State.DRAFTED
    inquiry.save(update_fields=["state"])
    facts = {"outcome": outcome}
    say("inquiry.drafted", inquiry, Step.DRAFT, by=by, now=now, facts=facts, rows=[row], uses=uses)
    return row


@transaction.atomic
def return_answer(inquiry: Inquiry, *, reason: str, by: Account, now: datetime) -> Inquiry:
    """Return a drafted answer with the reason."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.decide", step=Step.RETURN)
    waits = State.PAYING if hasattr(inquiry, "fee") and inquiry.fee.paid_on is None else State.CORRECTING
    inquiry.state = waits if inquiry.due is None else State.HANDLING
    inquiry.save(update_fields=["state"])
    said = check_filled(reason, "退回理由", "why it goes back")
    say("inquiry.returned", inquiry, Step.RETURN, by=by, now=now, words=said)
    return inquiry


@transaction.atomic
def release_answer(inquiry: Inquiry, *, by: Account, now: datetime) -> Inquiry:
    """Release the answer that another person drafted. It is public to the applicant at once, and never altered."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.decide", step=Step.RELEASE)
    answer, today = inquiry.newest_answer, local_day(now)
    assert answer is not None  # the state says that one was drafted
    check_other(answer.drafted_by_id, by.pk, "拟写答复", "drafted the answer")
    answer.released_by, answer.released_on = by, today
    answer.save(update_fields=["released_by", "released_on"])
    facts: dict[str, object] = {"outcome": answer.outcome, "applicant": inquiry.applicant}
    facts |= {"due": inquiry.due, "on_time": today <= inquiry.due} if inquiry.due else {}
    ended(inquiry, State.ANSWERED, today)
    say("inquiry.answered", inquiry, Step.RELEASE, by=by, now=now, facts=facts, rows=[answer])
    return inquiry


@transaction.atomic
def withdraw_inquiry(inquiry: Inquiry, *, words: str, by: Account, now: datetime) -> Inquiry:
    """End a request because its applicant takes it back; nobody asks why."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.register", step=Step.WITHDRAW)
    ended(inquiry, State.WITHDRAWN, local_day(now))
    facts = {"due": inquiry.due}
    say("inquiry.withdrawn", inquiry, Step.WITHDRAW, by=by, now=now, facts=facts, words=words.strip())
    return inquiry


def ended(inquiry: Inquiry, state: State, today: date) -> None:
    """Close a request, and let its contact data go after the days of keeping."""
    inquiry.state, inquiry.closed_on = state, today
    inquiry.save(update_fields=["state", "closed_on"])
    erase_on = today + timedelta(days=settings.CONTACT_DAYS)
    InquiryContact.objects.filter(inquiry=inquiry).update(erase_on=erase_on)
