"""Decisions of meetings: opened, given out, taken on, done, verified by another, closed, taken up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from zerentian.duties.actions.agenda import check_deciding, item_on_agenda, settled_of
from zerentian.duties.actions.decision_passing import hand_over_decision
from zerentian.duties.actions.decision_steps import (
    begin_round,
    by_post,
    filed,
    locked,
    moved,
    on_time,
    say,
)
from zerentian.duties.actions.heads import path_on
from zerentian.duties.actions.heirs import TAKEN_OVER, elsewhere
from zerentian.duties.models import Decision, Meeting, MeetingItem
from zerentian.duties.rules.decisions import (
    DecisionKind,
    DecisionState,
    DecisionStep,
    Rhythm,
    check_done,
    check_due,
    check_verifier,
    letters,
    next_report,
    step,
)
from zerentian.duties.rules.meetings import MeetingState, Result
from zerentian.evidence.actions import Received
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.models import Account, Post, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a decision: who leads it, until when, with whose help, how often word is given, and its share."""

    lead: Post
    due: date | None = None
    share: str = ""
    assisting: Sequence[Unit] = ()
    rhythm: Rhythm = Rhythm.NONE


@transaction.atomic
def decide(
    item: MeetingItem,
    *,
    text: str,
    parts: Sequence[Part],
    by: Account,
    now: datetime,
    kind: DecisionKind = DecisionKind.REQUIRED,
) -> list[Decision]:
    """Record what a meeting decided on a matter: one number, with letters where several units have a part.

    The parts wait for the signed minutes, which give them out. Raises NotAllowed for a matter that the meeting did
    not agree to or hear, for something to be done on one that was heard without what an agreement asks for, and for a
    due day that has passed.
    """
    item = item_on_agenda(item, by=by, now=now)
    meeting = item.meeting
    assert meeting is not None
    if meeting.state != MeetingState.HELD or item.result not in (Result.AGREED, Result.HEARD):
        raise NotAllowed(
            "请先登记这个议题的结果；缓议或未通过的议题没有议定事项",
            "record the outcome first: what was put off or not agreed to brings no decision",
        )
    check_deciding(item, meeting, settled_of(item), decides=kind == DecisionKind.REQUIRED)
    text = check_words(text, "议定了什么", "what was decided")
    if not parts:
        raise NotAllowed("请至少指定一个牵头岗位", "name at least one post in the lead")
    serial = (meeting.decisions.aggregate(last=Max("serial"))["last"] or 0) + 1
    return [
        opened(item, meeting, serial, letter, text, part, kind, by, now)
        for letter, part in zip(letters(len(parts)), parts, strict=True)
    ]


def opened(
    item: MeetingItem,
    meeting: Meeting,
    serial: int,
    letter: str,
    text: str,
    part: Part,
    kind: DecisionKind,
    by: Account,
    now: datetime,
) -> Decision:
    """Return a new part of a decision, with its entry."""
    asks = kind == DecisionKind.REQUIRED
    today = local_day(now)
    if asks and part.due:
        check_due(part.due, today)
    decision = Decision.objects.create(
        unit=part.lead.unit,
        path=path_on(part.lead.unit, today),
        meeting=meeting,
        item=item,
        serial=serial,
        letter=letter,
        kind=kind,
        text=text,
        share=part.share.strip(),
        inner=item.inner,
        lead=part.lead,
        due=part.due if asks else None,
        rhythm=part.rhythm if asks else Rhythm.NONE,
        opened_on=meeting.held_on,
    )
    decision.assisting.set(unit for unit in part.assisting if unit.pk != decision.unit_id)
    facts: dict[str, object] = {
        "kind": kind,
        "meeting": meeting.ref,
        "post": part.lead.code,
        "rhythm": decision.rhythm,
    }
    facts |= {"due": decision.due} if decision.due else {}
    say("decision.opened", decision, "open", by=by, now=now, facts=facts, occurred_on=meeting.held_on)
    return decision


def give_out(decision: Decision, *, ahead: bool, by: Account, now: datetime, because: Entry | None) -> None:
    """Give a waiting decision out to its lead, within an action that has asked for the right."""
    decision.state = step(DecisionState(decision.state), DecisionStep.ASSIGN)
    today, days = local_day(now), decision.meeting.kind.accept_days
    decision.assigned_on = today
    decision.accept_due = today + timedelta(days=days) if days else None
    decision.save(update_fields=["state", "assigned_on", "accept_due"])
    facts: dict[str, object] = {"post": decision.lead.code, "ahead": ahead}
    facts |= {"due": decision.due} if decision.due else {}
    step_told = DecisionStep.ASSIGN if ahead else "given"
    say("decision.assigned", decision, step_told, by=by, now=now, facts=facts, because=because)


@transaction.atomic
def assign_decision(decision: Decision, *, by: Account, now: datetime) -> Decision:
    """Give a decision out ahead of the minutes, because it can't wait for them."""
    decision = locked(decision, by=by, now=now, right="decision.assign")
    give_out(decision, ahead=True, by=by, now=now, because=None)
    return decision


@transaction.atomic
def accept_decision(decision: Decision, *, by: Account, now: datetime, due: date | None = None) -> Decision:
    """Take a decision on; the lead sets the due day where the meeting set none. One for note is noted by it."""
    decision = moved(decision, DecisionStep.ACCEPT, by=by, now=now, right="decision.handle")
    decision.accepted_by = by
    if decision.kind == DecisionKind.FOR_NOTE:
        decision.state, decision.closed_on = DecisionState.NOTED, local_day(now)
        decision.save(update_fields=["state", "accepted_by", "closed_on"])
        say("decision.noted", decision, DecisionStep.ACCEPT, by=by, now=now)
        return decision
    sets_due = decision.due is None
    if sets_due:
        if due is None:
            raise NotAllowed(
                "会议没有定期限，请签收时写明办结期限",
                "the meeting set no due day: set it when you take it on",
            )
        decision.due = check_due(due, local_day(now))
    decision.next_report = next_report(Rhythm(decision.rhythm), local_day(now))
    decision.save(update_fields=["state", "accepted_by", "due", "next_report"])
    facts = {"due": decision.due, "sets_due": sets_due}
    say("decision.accepted", decision, DecisionStep.ACCEPT, by=by, now=now, facts=facts)
    return decision


@transaction.atomic
def object_to_decision(decision: Decision, *, reason: str, by: Account, now: datetime) -> Decision:
    """Say, with the reason, why a decision is not this post's; a leader upholds it or hands it over."""
    decision = moved(decision, DecisionStep.OBJECT, by=by, now=now, right="decision.handle")
    decision.save(update_fields=["state"])
    words = check_words(reason, "异议理由", "why it is not yours")
    say("decision.objected", decision, DecisionStep.OBJECT, by=by, now=now, words=words)
    return decision


@transaction.atomic
def uphold_decision(decision: Decision, *, reason: str, by: Account, now: datetime) -> Decision:
    """Uphold a decision's lead against an objection, with the reason."""
    decision = moved(decision, DecisionStep.UPHOLD, by=by, now=now, right="decision.assign")
    decision.save(update_fields=["state"])
    words = check_words(reason, "维持的理由", "why it stays")
    say("decision.upheld", decision, DecisionStep.UPHOLD, by=by, now=now, words=words)
    return decision


@transaction.atomic
def report_progress(
    decision: Decision, *, words: str, by: Account, now: datetime, uploads: Sequence[Received] = ()
) -> Decision:
    """Say how far a decision is; the next word is due by its rhythm."""
    decision = moved(decision, DecisionStep.PROGRESS, by=by, now=now, right="decision.handle")
    words = check_words(words, "进展", "how far it is")
    decision.next_report = next_report(Rhythm(decision.rhythm), local_day(now))
    decision.save(update_fields=["next_report"])
    files = filed(decision, DecisionStep.PROGRESS, uploads, by=by, now=now)
    say("decision.progressed", decision, DecisionStep.PROGRESS, by=by, now=now, words=words, uses=files)
    return decision


@transaction.atomic
def report_decision(
    decision: Decision,
    *,
    done_on: date,
    words: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
    done_by: Account | None = None,
) -> Decision:
    """Report a decision as done on a day and ask for its close-out; a task made of it must be over first."""
    decision = moved(decision, DecisionStep.REPORT, by=by, now=now, right="decision.handle")
    check_done(done_on, decision.opened_on, local_day(now))
    if decision.task is not None and decision.task.is_open:
        raise NotAllowed(
            f"由它立项的交办事项“{decision.task.title}”还没有销号，请先办结",
            "the task that was made of it is still open: close it first",
        )
    words = check_words(words, "办理结果", "what was done")
    decision.done_on, decision.done_by = done_on, done_by or by
    decision.reported_by, decision.reported_on, decision.next_report = by, local_day(now), None
    decision.save()
    files = filed(decision, DecisionStep.REPORT, uploads, by=by, now=now)
    facts = {
        "due": decision.due,
        "done": done_on,
        "on_time": on_time(decision),
        "missed": decision.missed,
    } | by_post(by, now)
    say(
        "decision.reported",
        decision,
        DecisionStep.REPORT,
        by=by,
        now=now,
        facts=facts,
        words=words,
        uses=files,
    )
    return decision


@transaction.atomic
def return_decision(decision: Decision, *, reason: str, by: Account, now: datetime) -> Decision:
    """Return a decision as not done, with the reason; also one that was verified, before it is closed."""
    decision = moved(decision, DecisionStep.RETURN, by=by, now=now, right="decision.verify")
    facts = {
        "due": decision.due,
        "missed": decision.missed,
        "reported": decision.reported_on,
        "was_verified": decision.verified_by_id is not None,
    }
    begin_round(decision)
    decision.next_report = next_report(Rhythm(decision.rhythm), local_day(now))
    decision.save()
    words = check_words(reason, "退回理由", "what is not done")
    say("decision.returned", decision, DecisionStep.RETURN, by=by, now=now, facts=facts, words=words)
    return decision


@transaction.atomic
def verify_decision(
    decision: Decision, *, words: str, by: Account, now: datetime, uploads: Sequence[Received] = ()
) -> Decision:
    """Confirm, as somebody else than who took it on, did or reported it, that a decision is done."""
    decision = moved(decision, DecisionStep.VERIFY, by=by, now=now, right="decision.verify")
    check_verifier(by.pk, *decision.involved)
    words = check_words(words, "核查看到了什么", "what was seen")
    decision.verified_by = by
    decision.save(update_fields=["state", "verified_by"])
    files = filed(decision, DecisionStep.VERIFY, uploads, by=by, now=now)
    facts = {"reported": decision.reported_on} | by_post(by, now)
    say(
        "decision.verified",
        decision,
        DecisionStep.VERIFY,
        by=by,
        now=now,
        facts=facts,
        words=words,
        uses=files,
    )
    return decision


@transaction.atomic
def close_decision(decision: Decision, *, words: str, by: Account, now: datetime) -> Decision:
    """Close a verified decision, by a leader's word, not by its doer's."""
    decision = moved(decision, DecisionStep.CLOSE, by=by, now=now, right="decision.assign")
    check_verifier(by.pk, decision.done_by_id, decision.reported_by_id)
    words = check_words(words, "办结意见", "the closing opinion")
    decision.closed_on = local_day(now)
    decision.save(update_fields=["state", "closed_on"])
    facts = {
        "due": decision.due,
        "on_time": on_time(decision),
        "days": (decision.closed_on - decision.opened_on).days,
    } | by_post(by, now)
    say("decision.closed", decision, DecisionStep.CLOSE, by=by, now=now, facts=facts, words=words)
    return decision


@transaction.atomic
def reopen_decision(decision: Decision, *, reason: str, due: date, by: Account, now: datetime) -> Decision:
    """Take a closed decision up again with a new due day, because it turned out not to be done.

    It goes to whoever took its lead's work over where that post has ended since.
    """
    decision = moved(decision, DecisionStep.REOPEN, by=by, now=now, right="decision.assign")
    words = check_words(reason, "重新办理的理由", "why it is taken up again")
    facts = {
        "due": check_due(due, local_day(now)),
        "old_due": decision.due,
        "was_on_time": on_time(decision),
    }
    begin_round(decision)
    decision.due, decision.missed, decision.round = due, False, decision.round + 1
    decision.next_report = next_report(Rhythm(decision.rhythm), local_day(now))
    decision.save()
    reopened = say(
        "decision.reopened", decision, DecisionStep.REOPEN, by=by, now=now, facts=facts, words=words
    )
    if heir := elsewhere(decision.lead, local_day(now)):
        return hand_over_decision(decision, to=heir, by=by, now=now, reason=TAKEN_OVER, because=reopened)
    return decision
