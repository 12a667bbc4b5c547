"""Beside the answer of a request for information: what arrives by post, its fee, the reviews and suits about it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from zerentian.community.actions.inquiries import locked, put_off, reckon, say
from zerentian.community.models import Consultation, Inquiry, InquiryChallenge, InquiryFee
from zerentian.community.rules.fees import Measure, fee_of
from zerentian.community.rules.inquiries import State, Step
from zerentian.community.rules.remedies import Ruling, Way, check_ruling
from zerentian.ledger.rules.days import refuse_stray
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account, LocalClock


@transaction.atomic
def ask_fee(
    inquiry: Inquiry, *, measure: Measure, number: int, how: str, by: Account, now: datetime
) -> InquiryFee:
    """Tell the applicant what is to be paid, how, and by when: once, while the answer is not overdue (art. 42).

    While the fee is waited for nothing is due; the 20 working days begin anew when it is paid. Its last day is reckoned
    as if the notice arrived at once; one that arrived later, by post, is told by ``fee_reached``.
    """
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.ASK_FEE)
    today = local_day(now)
    if hasattr(inquiry, "fee") or inquiry.is_overdue(today):
        raise NotAllowed(
            "收费通知只发一次，且须在答复期限内发出",
            "a fee is asked for once, and before the answer is overdue",
        )
    if inquiry.consultation or inquiry.asked_time:
        raise NotAllowed(
            "正在征求意见或申请延期，请先办完", "an opinion or more time is waited for: end that first"
        )
    row = InquiryFee(inquiry=inquiry, measure=measure, number=number, asked_on=today, asked_by=by)
    row.yuan = fee_of(measure, number)
    row.how = check_filled(how, "缴纳方式", "how it is paid")
    row.until = LocalClock.objects.rulebook().due("foi.fee", today).day
    row.save()
    old, inquiry.due, inquiry.state, inquiry.estimated = inquiry.due, None, State.PAYING, False
    inquiry.save(update_fields=["due", "state", "estimated"])
    facts = {"yuan": row.yuan, "until": row.until, "old_due": old}
    say("inquiry.fee_asked", inquiry, Step.ASK_FEE, by=by, now=now, facts=facts, rows=[row])
    return row


@transaction.atomic
def fee_reached(inquiry: Inquiry, *, reached_on: date, by: Account, now: datetime) -> InquiryFee:
    """Record when the notice of the fee reached the applicant: the days to pay begin on the day after (art. 6).

    Said again, the last one holds: a mistyped day is put right.
    """
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.register", step=Step.FEE_REACHED)
    row = inquiry.fee
    facts = arrived(row, "发出收费通知", reached_on, rule="foi.fee", today=local_day(now))
    say(
        "inquiry.fee_reached",
        inquiry,
        Step.FEE_REACHED,
        by=by,
        now=now,
        facts=facts,
        rows=[row],
        occurred_on=reached_on,
    )
    return row


@transaction.atomic
def consult_reached(inquiry: Inquiry, *, reached_on: date, by: Account, now: datetime) -> Consultation:
    """Record when the letter asking for an opinion arrived: its 15 working days begin then (arts 32, 34).

    Until it is said they are reckoned as if it arrived at once. Said again, the last one holds.
    """
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.CONSULT_REACHED)
    row = inquiry.consultation
    if row is None:
        raise NotAllowed("没有在征求意见", "no opinion is waited for")
    facts = arrived(row, "征求意见", reached_on, rule="foi.third", today=local_day(now)) | put_off(inquiry)
    say(
        "inquiry.consult_reached",
        inquiry,
        Step.CONSULT_REACHED,
        by=by,
        now=now,
        facts=facts,
        rows=[row],
        occurred_on=reached_on,
    )
    return row


def arrived(
    row: InquiryFee | Consultation, sent: str, reached_on: date, *, rule: str, today: date
) -> dict[str, Any]:
    """Let the days that a letter gives begin when it arrived; return its last day, and the one before.

    ``sent`` is in Chinese what was done on the day on which it was sent. NotAllowed for a day before that or to come.
    """
    refuse_stray("reached", reached_on, today)
    if not row.asked_on <= reached_on <= today:
        raise NotAllowed(
            f"送达日期应在{sent}之后、今天或以前", "it arrives after it was sent, and not after today"
        )
    old, row.until = row.until, LocalClock.objects.rulebook().due(rule, reached_on).day
    row.save(update_fields=["until"])
    return {"until": row.until, "old_until": old}


@transaction.atomic
def fee_paid(inquiry: Inquiry, *, paid_on: date, by: Account, now: datetime) -> Inquiry:
    """Record that the fee was paid; the 20 working days begin on that day."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.register", step=Step.PAID)
    row, today = inquiry.fee, local_day(now)
    refuse_stray("paid", paid_on, today)
    if not row.asked_on <= paid_on <= today:
        raise NotAllowed(
            "缴费日期应在收费通知之后、今天或以前", "it is paid after it was asked for, and not after today"
        )
    row.paid_on = inquiry.clock_from = paid_on
    row.save(update_fields=["paid_on"])
    inquiry.state = State.HANDLING
    reckon(inquiry)
    inquiry.save(update_fields=["clock_from", "state", "due", "raw", "estimated"])
    facts = {"yuan": row.yuan, "due": inquiry.due}
    say("inquiry.fee_paid", inquiry, Step.PAID, by=by, now=now, facts=facts, rows=[row], occurred_on=paid_on)
    return inquiry


@transaction.atomic
def record_challenge(
    inquiry: Inquiry, *, way: Way, opened_on: date, by: Account, now: datetime
) -> InquiryChallenge:
    """Record that the answer, or that none came, is under review or before a court."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.CHALLENGE)
    today = local_day(now)
    refuse_stray("opened", opened_on, today)
    if not inquiry.received_on <= opened_on <= today:
        raise NotAllowed(
            "受理日期应在收到申请之后、今天或以前", "it begins after the request came, and not after today"
        )
    if inquiry.running.filter(way=way).exists():
        raise NotAllowed("这一途径已登记，尚未审结", "that one is recorded already, and not decided yet")
    row = InquiryChallenge.objects.create(inquiry=inquiry, way=way, opened_on=opened_on, recorded_by=by)
    facts = {"way": way}
    say(
        "inquiry.challenged",
        inquiry,
        Step.CHALLENGE,
        by=by,
        now=now,
        facts=facts,
        rows=[row],
        occurred_on=opened_on,
    )
    return row


@transaction.atomic
def record_ruling(
    inquiry: Inquiry,
    *,
    challenge: InquiryChallenge,
    ruling: Ruling,
    closed_on: date,
    by: Account,
    now: datetime,
) -> InquiryChallenge:
    """Record what the review or the court ruled; where it corrects, the answer is given anew by a new request."""
    inquiry = locked(inquiry, by=by, now=now, right="inquiry.handle", step=Step.JUDGE)
    row: InquiryChallenge | None = inquiry.running.filter(pk=challenge.pk).first()
    if row is None:
        raise NotAllowed("没有这件复议、诉讼，或已经审结", "there is no such case, or it is decided already")
    check_ruling(row.opened_on, closed_on, local_day(now))
    row.ruling, row.closed_on = ruling, closed_on
    row.save(update_fields=["ruling", "closed_on"])
    facts = {"way": row.way, "ruling": ruling}
    say("inquiry.judged", inquiry, Step.JUDGE, by=by, now=now, facts=facts, rows=[row], occurred_on=closed_on)
    return row
