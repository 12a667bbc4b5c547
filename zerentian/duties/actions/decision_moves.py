"""Decisions that get more time, are replaced or withdrawn, or become something else."""

from datetime import date, datetime

from django.db import transaction

from zerentian.duties.actions.basis import register_basis
from zerentian.duties.actions.decision_passing import stood
from zerentian.duties.actions.decision_steps import by_post, locked, moved, say
from zerentian.duties.actions.decisions import Part, decide
from zerentian.duties.actions.tasks import assign_task
from zerentian.duties.models import Basis, Decision, MeetingItem, Task
from zerentian.duties.rules.decisions import (
    DecisionKind,
    DecisionState,
    DecisionStep,
    Rhythm,
    check_later,
    check_verifier,
    next_report,
    step,
)
from zerentian.duties.rules.functions import Level
from zerentian.duties.rules.meetings import MeetingState
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account

TITLE = 200


@transaction.atomic
def extend_decision(decision: Decision, *, due: date, reason: str, by: Account, now: datetime) -> Decision:
    """Grant a decision more time, as somebody else than its lead; after its due day it stays printed overdue."""
    decision = moved(decision, DecisionStep.EXTEND, by=by, now=now, right="decision.assign")
    if decision.lead_id in {post.pk for post in by.posts_on(local_day(now))}:
        check_verifier(by.pk, by.pk)
    words = check_words(reason, "延期理由", "why more time is needed")
    facts = put_off(decision, due, now) | by_post(by, now)
    say("decision.extended", decision, DecisionStep.EXTEND, by=by, now=now, facts=facts, words=words)
    return decision


def put_off(decision: Decision, due: date, now: datetime) -> dict[str, object]:
    """Give a decision a later due day, and return what the entry says of it."""
    if decision.kind != DecisionKind.REQUIRED:
        raise NotAllowed("仅阅知的事项没有期限", "what is only to be taken note of has no due day")
    old, today = decision.due, local_day(now)
    check_later(due, old, today)
    decision.missed = decision.missed or (old is not None and today > old)
    decision.due = due
    decision.save(update_fields=["due", "missed"])
    facts: dict[str, object] = {"due": due, "missed": decision.missed}
    return facts | ({"old_due": old} if old else {})


@transaction.atomic
def carry_decision(
    decision: Decision, *, item: MeetingItem, due: date, words: str, by: Account, now: datetime
) -> Decision:
    """Record that a later meeting heard of a decision, found it not done and carried it over to a new day.

    ``item`` is the matter under which the meeting heard of it.
    """
    meeting = item.meeting
    if meeting is None:
        raise NotAllowed("这个议题还没有列入议程", "this matter is on no agenda")
    require(by, "meeting.manage", meeting.keeper, now=now)
    if meeting.state != MeetingState.HELD or meeting.pk == decision.meeting_id:
        raise NotAllowed(
            "延续办理由之后召开、正在登记结果的会议决定",
            "a later meeting, whose outcomes are being recorded, carries it over",
        )
    decision = Decision.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=decision.pk)
    check_inner_with(decision, item)
    decision.state = step(DecisionState(decision.state), DecisionStep.CARRY)
    said = check_words(words, "会议的意见", "what the meeting said")
    facts = put_off(decision, due, now) | by_post(by, now) | {"meeting": meeting.ref}
    if decision.state == DecisionState.ACCEPTED:
        decision.next_report = next_report(Rhythm(decision.rhythm), local_day(now))
        decision.save(update_fields=["next_report"])
    say(
        "decision.carried",
        decision,
        DecisionStep.CARRY,
        by=by,
        now=now,
        facts=facts,
        words=said,
        meeting=meeting,
        item=item,
    )
    return decision


def check_inner_with(decision: Decision, item: MeetingItem) -> None:
    """Refuse to deal with a decision that is not for everybody under a matter that is."""
    if decision.inner and not item.inner:
        raise NotAllowed(
            "内部议题的议定事项，只能在内部议题下延续办理或替代",
            "a decision that is not for everybody is carried over or replaced under a matter that is not either",
        )


@transaction.atomic
def withdraw_decision(decision: Decision, *, reason: str, by: Account, now: datetime) -> Decision:
    """Withdraw a decision, with the reason: before the minutes by who keeps the meeting, afterwards by a leader."""
    decision = ending(decision, by=by, now=now)
    facts = stood(decision)
    decision.state = step(DecisionState(decision.state), DecisionStep.WITHDRAW)
    decision.next_report = None
    decision.save(update_fields=["state", "next_report"])
    words = check_words(reason, "撤销理由", "why it is withdrawn")
    say("decision.withdrawn", decision, DecisionStep.WITHDRAW, by=by, now=now, facts=facts, words=words)
    return decision


def ending(decision: Decision, *, by: Account, now: datetime) -> Decision:
    """Return a decision, locked, for who may end it as it stands."""
    if decision.state == DecisionState.OPENED:
        require(by, "meeting.manage", decision.meeting.keeper, now=now)
        rows = Decision.objects.select_for_update(of=("self",)).select_related(
            "unit", "lead", "meeting__kind"
        )
        fresh: Decision = rows.get(pk=decision.pk)
        return fresh
    return locked(decision, by=by, now=now, right="decision.assign")


@transaction.atomic
def replace_decision(
    decision: Decision, *, item: MeetingItem, text: str, part: Part, by: Account, now: datetime
) -> Decision:
    """Let a meeting put a new decision in the place of an open one; the old one stays, with a link to the new."""
    check_inner_with(decision, item)
    made = decide(item, text=text, parts=[part], by=by, now=now, kind=DecisionKind(decision.kind))[0]
    rows = Decision.objects.select_for_update(of=("self",)).select_related("meeting__kind")
    decision = rows.get(pk=decision.pk)
    facts = stood(decision) | {"into": made.ref}
    decision.state = step(DecisionState(decision.state), DecisionStep.REPLACE)
    decision.replaced_by, decision.next_report = made, None
    decision.save(update_fields=["state", "replaced_by", "next_report"])
    say(
        "decision.replaced",
        decision,
        DecisionStep.REPLACE,
        by=by,
        now=now,
        facts=facts,
        words=made.number,
        meeting=item.meeting,
    )
    return made


@transaction.atomic
def task_of_decision(decision: Decision, *, by: Account, now: datetime) -> Task:
    """Make a task of a decision in force, for its lead, with its due day; it can't be reported done before the task."""
    decision = locked(decision, by=by, now=now, right="task.assign")
    check_becomes(decision, "task")
    if decision.due is None:
        raise NotAllowed(
            "这项议定事项还没有期限，签收时定下后再立项", "it has no due day yet: its lead sets it first"
        )
    task = assign_task(
        title=decision.what[:TITLE],
        post=decision.lead,
        due=decision.due,
        detail=f"{decision.number}：{decision.text}",
        by=by,
        now=now,
    )
    decision.task = task
    decision.save(update_fields=["task"])
    say("decision.became", decision, "task", by=by, now=now, facts={"into": task.ref}, words=task.title)
    return task


@transaction.atomic
def basis_of_decision(decision: Decision, *, by: Account, now: datetime) -> Basis:
    """Register a decision in force as a document that duties rest on, under its own number."""
    decision = locked(decision, by=by, now=now, right="decision.assign")
    check_becomes(decision, "basis")
    meeting = decision.meeting
    basis = register_basis(
        unit=meeting.unit,
        number=decision.number,
        title=decision.text[:TITLE],
        issuer=meeting.organ,
        issued_on=meeting.held_on,
        level=Level.TOWNSHIP,
        by=by,
        now=now,
    )
    decision.basis = basis
    decision.save(update_fields=["basis"])
    say("decision.became", decision, "basis", by=by, now=now, facts={"into": basis.ref}, words=basis.title)
    return basis


def check_becomes(decision: Decision, what: str) -> None:
    """Refuse to make the same thing of a decision twice, or anything of one that is inner or not in force."""
    if decision.inner:
        raise NotAllowed(
            "内部议题的议定事项不能转为人人可见的事项",
            "what is not for everybody doesn't become what everybody sees",
        )
    if getattr(decision, f"{what}_id") is not None:
        raise NotAllowed("已经立过了，请打开页面查看", "this was made of it already: see its page")
    if not decision.is_in_force and decision.state != DecisionState.CLOSED:
        raise NotAllowed(
            "议定事项尚未交办或已不在办，不能立项", "it is not in force: nothing can be made of it"
        )
    if what == "task" and not decision.is_owed:
        raise NotAllowed(
            "只有在办、要求办理的议定事项可以转为交办事项", "a task is made only of what is still to be done"
        )
