"""Replies: drafted, returned, released with reasons; called back by another; closed or taken up again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from zerentian.casework.actions.clocks import new_run, start_clock, stop_clock, stop_runs
from zerentian.casework.actions.sealing import kept_safe
from zerentian.casework.actions.standing import brought_home
from zerentian.casework.actions.steps import locked, moved, on_time, say, taken
from zerentian.casework.models import Accusation, CallBack, Concern, Reply
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.asking import check_reopening
from zerentian.casework.rules.callbacks import (
    Contacted,
    Satisfied,
    Solved,
    check_consistent,
    check_other_handler,
)
from zerentian.casework.rules.clocks import Purpose, Urgency, answer_rule
from zerentian.casework.rules.concerns import OPEN_STATES, Kind, State, Step, step
from zerentian.casework.rules.replies import (
    ANSWERED_ON,
    REVIEW_UNTIL,
    REVIEWER,
    Decision,
    Told,
    check_complete,
    check_unchanged,
    filled,
)
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account

NEEDS_ANOTHER = (Kind.COMPLAINT, Kind.WRONGDOING)


@transaction.atomic
def draft_reply(
    concern: Concern,
    *,
    decision: Decision,
    parts: Mapping[str, str],
    by: Account,
    now: datetime,
    expected: str | None = None,
) -> Reply:
    """Draft the reply of this round, or change the draft; what it must hold is asked when it is released.

    ``expected`` is the fingerprint of the draft that was read: another wording by now is not overwritten.
    """
    # Asked of the locked row: it may have been dispatched since it was read.
    first = taken(concern).state == State.TRIAGED
    right = "concern.dispatch" if first else "concern.handle"
    concern = moved(concern, Step.DRAFT, by=by, now=now, right=right, here=True)
    concern.handler = concern.handler or by
    concern.save(update_fields=["state", "handler"])
    reply = begun(concern)
    if expected is not None:
        check_unchanged_since(reply, expected)
    reply.unit, reply.drafted_by, reply.drafted_at = concern.lead or concern.unit, by, now
    reply.decision = decision
    for name in PARTS:
        setattr(reply, name, parts.get(name, "").strip())
    reply.save()
    facts = {"decision": str(decision), "round": reply.round}
    say("reply.drafted", concern, Step.DRAFT, by=by, now=now, facts=facts, rows=[reply])
    return reply


def begun(concern: Concern) -> Reply:
    """Return the draft of this round, or a new one that is not saved yet."""
    number = concern.replies.filter(released=True).count() + 1
    draft: Reply | None = concern.replies.filter(round=number).first()
    return draft or Reply(concern=concern, round=number)


def check_unchanged_since(reply: Reply, expected: str) -> None:
    """Refuse a draft that is not the one of the fingerprint; a first draft has none."""
    if reply.pk or expected:
        check_unchanged(reply.parts, expected)


def known_words(concern: Concern, now: datetime) -> dict[str, str]:
    """Return what the program fills into a reply that goes out now: who reviews it, and until when to ask.

    Source: 信访工作条例 art. 35: the unit above, within 30 days of the written answer.
    """
    superior = concern.unit.parent_on(local_day(now))
    running_on = concern.clocks.filter(purpose=Purpose.ASK_REVIEW, stopped_on=None).first()
    run = running_on or new_run(concern, Purpose.ASK_REVIEW, "xf.review.ask", now)
    words = {REVIEW_UNTIL: chinese_day(run.due), ANSWERED_ON: chinese_day(local_day(now))}
    return words | {REVIEWER: superior.organ_on(local_day(now))} if superior else words


@transaction.atomic
def return_draft(concern: Concern, *, reason: str, by: Account, now: datetime) -> Concern:
    """Send a draft back with what is to be changed."""
    reason = check_filled(reason, "退回意见", "what is to be changed")
    concern = moved(concern, Step.RETURN, by=by, now=now, right="concern.release", here=True)
    if concern.lead is None:
        concern.state = State.TRIAGED
    concern.save(update_fields=["state"])
    say("reply.returned", concern, Step.RETURN, by=by, now=now, words=reason)
    return concern


@transaction.atomic
def release_reply(
    concern: Concern, *, told: Told, by: Account, now: datetime, expected: str | None = None
) -> Reply:
    """Send the reply out: refused without request, facts, reasons and the way to a review (信访工作条例 art. 32).

    Whoever drafted it may release it alone, and it is printed 未经他人复核; never for a complaint or a report of
    wrongdoing. The resident's clock stops; the 30 days in which a review may be asked begin (art. 35).
    ``expected`` is the fingerprint of the draft that was read: nobody releases what they haven't seen.
    """
    concern = moved(concern, Step.RELEASE, by=by, now=now, right="concern.release", here=True)
    reply = concern.replies.select_for_update().get(released=False)
    if expected is not None:
        check_unchanged_since(reply, expected)
    parts = filled(reply.parts, known_words(concern, now))
    check_complete(parts)
    for name in PARTS:
        setattr(reply, name, getattr(parts, name))
    along = list(answered_along(concern, by))
    if by.pk == reply.drafted_by_id and {concern.kind, *(one.kind for one in along)} & set(NEEDS_ANOTHER):
        raise NotAllowed(
            "投诉、检举的答复须由拟稿人以外的人签发",
            "the reply to a complaint is released by somebody other than who drafted it",
        )
    answer(concern, reply, told, by, now)
    for linked in along:
        answer_along(linked, reply, told, by, now)
    return reply


def answered_along(concern: Concern, by: Account) -> ConcernQuerySet:
    """Return the linked concerns that a reply to this one, released by an account, answers as well.

    Never one that accuses who answers: it stays open for somebody else (信访工作条例 art. 28, 30).
    """
    draft = begun(concern)
    answering = Q(unit__code__in=concern.path.split("/")) | Q(account__in=[draft.drafted_by_id, by.pk])
    accusing = Accusation.objects.filter(answering, concern=OuterRef("pk"), lifted=False)
    linked: ConcernQuerySet = concern.linked.filter(state__in=OPEN_STATES).exclude(kind=Kind.WRONGDOING)
    return linked.exclude(Exists(accusing))


def answer(concern: Concern, reply: Reply, told: Told, by: Account, now: datetime) -> None:
    """Let a released reply stand: clocks, entry, notice, the time to ask for a review."""
    today = local_day(now)
    reply.released, reply.released_by, reply.released_at = True, by, now
    reply.told, reply.told_on = told, today
    reply.save()
    concern.answered_on, concern.called_back, concern.answered_here = today, False, True
    concern.save(update_fields=["state", "answered_on", "called_back", "answered_here", "handler"])
    stop_clock(concern, Purpose.NOTICE, by=by, now=now)
    steps = (Purpose.ANSWER, Purpose.REDO, Purpose.ACCEPT, Purpose.OBJECTION, Purpose.RULING)
    rows = [reply, *stop_runs(concern, *steps, day=today)]
    facts = {
        "due": concern.due,
        "on_time": on_time(concern, today),
        "decision": str(reply.decision),
        "told": str(told),
        "alone": reply.alone,
        "days": max((today - local_day(concern.received_at)).days, 0),
        "round": reply.round,
    }
    say("concern.answered", concern, Step.RELEASE, by=by, now=now, facts=facts, public=True, rows=rows)
    if not concern.clocks.filter(purpose=Purpose.ASK_REVIEW, stopped_on=None).exists():
        start_clock(concern, Purpose.ASK_REVIEW, "xf.review.ask", by=by, now=now)


def answer_along(concern: Concern, lead: Reply, told: Told, by: Account, now: datetime) -> None:
    """Answer a linked concern with its lead case's reply: its own record, its own person told, counted by itself."""
    concern = taken(concern)
    number = concern.replies.filter(released=True).count() + 1
    reply = concern.replies.filter(round=number).first() or Reply(concern=concern, round=number)
    for name in (*PARTS, "decision", "unit", "drafted_by", "drafted_at"):
        setattr(reply, name, getattr(lead, name))
    # Each letter says what its own reader asked for: the lead's request is another person's.
    reply.request = concern.title
    concern.state, concern.handler = State.ANSWERED, concern.handler or lead.drafted_by
    answer(concern, reply, told, by, now)


@transaction.atomic
def call_back(
    concern: Concern,
    *,
    contacted: Contacted,
    by: Account,
    now: datetime,
    solved: Solved | None = None,
    satisfied: Satisfied | None = None,
    words: str = "",
) -> CallBack:
    """Record a call-back by somebody who didn't handle the matter. Solved closes it; words against ticks do not."""
    concern = moved(concern, Step.CALL_BACK, by=by, now=now, right="concern.call_back")
    reply = concern.replies.filter(released=True).order_by("-round")[0]
    check_other_handler(by.pk, concern.handler_id, reply.drafted_by_id, reply.released_by_id)
    check_consistent(contacted, solved, satisfied, words)
    called = made(concern, reply, contacted, solved, satisfied, words, by, now, resident=False)
    if solved is Solved.YES:
        close(concern, by, now)
    return called


@transaction.atomic
def answer_back(
    concern: Concern, *, solved: Solved, satisfied: Satisfied, words: str, by: Account, now: datetime
) -> CallBack:
    """Let the resident say on the code page whether it is solved; unsolved and explained, it comes back to the desk."""
    concern = taken(concern)
    concern.state = step(State(concern.state), Step.CALL_BACK)
    reply = concern.replies.filter(released=True).order_by("-round")[0]
    check_consistent(Contacted.YES, solved, satisfied, words)
    called = made(concern, reply, Contacted.YES, solved, satisfied, words, by, now, resident=True)
    if solved is Solved.YES:
        close(concern, by, now)
    return called


def made(
    concern: Concern,
    reply: Reply,
    contacted: Contacted,
    solved: Solved | None,
    satisfied: Satisfied | None,
    words: str,
    by: Account,
    now: datetime,
    *,
    resident: bool,
) -> CallBack:
    """Save a call-back with its entry."""
    words = kept_safe(concern, words.strip())
    called = CallBack.objects.create(
        concern=concern,
        reply=reply,
        contacted=contacted,
        solved=solved or "",
        satisfied=satisfied or "",
        words=words,
        by=None if resident else by,
        at=now,
    )
    concern.called_back = contacted is not Contacted.NO_ANSWER
    concern.save(update_fields=["called_back", "state"])
    facts = {
        "contacted": str(contacted),
        "solved": str(solved) if solved else None,
        "satisfied": str(satisfied) if satisfied else None,
        "by_code": resident,
    }
    say(
        "concern.called_back",
        concern,
        Step.CALL_BACK,
        by=by,
        now=now,
        facts=facts,
        words=words,
        rows=[called],
    )
    return called


@transaction.atomic
def close_concern(concern: Concern, *, reason: str, by: Account, now: datetime) -> Concern:
    """Close an answered concern that could not be called back, or was explained, with the reason.

    Not while the resident's last word is that it is unsolved and nothing was done about it.
    """
    reason = check_filled(reason, "办结理由", "the reason")
    concern = locked(concern, by=by, now=now, right="concern.call_back")
    last = concern.callbacks.order_by("-pk").first()
    if last is None:
        raise NotAllowed("先回访，再办结", "make a call-back before closing")
    supported = concern.replies.filter(released=True, decision=Decision.SUPPORTED).exists()
    if last.solved in (Solved.NO, Solved.PARTLY) and supported:
        raise NotAllowed(
            "群众说还没有解决，而答复是予以支持：请重新办理",
            "the person says it is not solved and the answer was to support it: take it up again",
        )
    close(concern, by, now, reason)
    return concern


def close(concern: Concern, by: Account, now: datetime, words: str = "") -> None:
    """Close an answered concern."""
    concern.state = step(State(concern.state), Step.CLOSE)
    concern.closed_on = local_day(now)
    concern.save(update_fields=["state", "closed_on"])
    facts = {"days": max((concern.closed_on - local_day(concern.received_at)).days, 0)}
    say("concern.closed", concern, Step.CLOSE, by=by, now=now, facts=facts, words=words, public=True)


@transaction.atomic
def reopen_concern(concern: Concern, *, reason: str, by: Account, now: datetime) -> Concern:
    """Take a concern up again because it isn't solved. The resident's clock never restarts; a clock to redo does."""
    reason = check_filled(reason, "重新办理的理由", "the reason")
    concern = moved(concern, Step.REOPEN, by=by, now=now, right="concern.call_back")
    return take_up_again(concern, reason, by, now)


@transaction.atomic
def reopen_at_request(concern: Concern, *, reason: str, by: Account, now: datetime) -> Concern:
    """Take an ended concern up again at the resident's word, from its page and with its secret, for some time after.

    It goes back to the office that handled it, or to the case desk where there was none.
    """
    concern = taken(concern)
    reason = check_filled(reason, "要求重新办理的理由", "the reason")
    if concern.state not in (State.CLOSED, State.EXITED):
        raise NotAllowed("这件诉求还没有办结，请直接补充", "it has not ended: add to it instead")
    check_reopening(concern.closed_on, local_day(now))
    concern.state = step(State(concern.state), Step.REOPEN)
    return take_up_again(concern, kept_safe(concern, reason), by, now)


def take_up_again(concern: Concern, reason: str, by: Account, now: datetime) -> Concern:
    """Put a concern back into hand, where its lead stands; else with the desk, to be triaged if it never was."""
    if concern.lead is None:
        triaged = concern.happenings.filter(step=Step.TRIAGE).exists()
        concern.state = State.TRIAGED if triaged else State.RECEIVED
    was = on_time(concern, concern.answered_on) if concern.answered_on else False
    in_cohort = concern.answered_on is not None
    concern.answered_on = concern.closed_on = None
    concern.exit = ""
    concern.save(update_fields=["state", "answered_on", "closed_on", "exit"])
    rule = answer_rule(Kind(concern.kind), Urgency(concern.urgency)) or "hotline.complex"
    redo = new_run(concern, Purpose.REDO, rule, now)
    redo.save()
    ended = stop_runs(concern, Purpose.ASK_REVIEW, day=local_day(now))
    facts = {"due": concern.due, "was_on_time": bool(was), "was_in_cohort": in_cohort}
    say(
        "concern.reopened",
        concern,
        Step.REOPEN,
        by=by,
        now=now,
        facts=facts,
        words=reason,
        public=True,
        rows=[redo, *ended],
    )
    brought_home(concern, by=by, now=now)
    return concern
