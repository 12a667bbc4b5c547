"""Every step of a decision from every state: those of the table go on with their entry, the others change nothing."""

from datetime import timedelta

import pytest
from django.db import transaction

from conftest import NOW
from zerentian.duties.actions import agenda, decision_moves, decision_passing, decisions
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.actions.decisions import Part
from zerentian.duties.models import Decision, MeetingItem
from zerentian.duties.rules.decisions import (
    STATE_WORDS,
    STEPS,
    DecisionKind,
    DecisionState,
    DecisionStep,
)
from zerentian.duties.rules.meetings import Result
from zerentian.duties.tests.meetings import a_meeting, hold
from zerentian.duties.tests.world import DUE, day, one_in_each_state, other_item, people, post_of
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
S, D = DecisionState, DecisionStep
WEEK = NOW + timedelta(days=7)


@pytest.fixture(scope="module")
def standing(beginning):
    """The keys of decisions in every state."""
    return one_in_each_state()


def later_item():
    """Return a matter of a meeting a week later that heard of what was decided."""
    who, kind = people(), other_item().kind
    meeting = a_meeting(kind, post_of("first"), post_of("clerk"), who.clerk, WEEK, "上次议定事项")
    item = hold(meeting, who.clerk, WEEK).items.get()
    return agenda.settle_item(item, Settled(result=Result.HEARD, unanimous=True), by=who.clerk, now=WEEK)


# step → who takes it, what is done, the verb of its entry
WAYS = {
    D.ASSIGN: ("leader", lambda one, by: decisions.assign_decision(one, **by), "decision.assigned"),
    D.ACCEPT: ("cadre", lambda one, by: decisions.accept_decision(one, **by), "decision.accepted"),
    D.OBJECT: (
        "cadre",
        lambda one, by: decisions.object_to_decision(one, reason="言", **by),
        "decision.objected",
    ),
    D.UPHOLD: (
        "leader",
        lambda one, by: decisions.uphold_decision(one, reason="言", **by),
        "decision.upheld",
    ),
    D.PROGRESS: (
        "cadre",
        lambda one, by: decisions.report_progress(one, words="言", **by),
        "decision.progressed",
    ),
    D.REPORT: (
        "cadre",
        lambda one, by: decisions.report_decision(one, done_on=day(0), words="言", **by),
        "decision.reported",
    ),
    D.RETURN: (
        "leader",
        lambda one, by: decisions.return_decision(one, reason="言", **by),
        "decision.returned",
    ),
    D.VERIFY: (
        "leader",
        lambda one, by: decisions.verify_decision(one, words="言", **by),
        "decision.verified",
    ),
    D.CLOSE: ("first", lambda one, by: decisions.close_decision(one, words="言", **by), "decision.closed"),
    D.REOPEN: (
        "leader",
        lambda one, by: decisions.reopen_decision(one, reason="言", due=DUE, **by),
        "decision.reopened",
    ),
    D.EXTEND: (
        "leader",
        lambda one, by: decision_moves.extend_decision(one, due=DUE + timedelta(days=1), reason="言", **by),
        "decision.extended",
    ),
    D.HAND_OVER: (
        "leader",
        lambda one, by: decision_passing.hand_over_decision(
            one, to=post_of("neighbour_cadre"), reason="言", **by
        ),
        "decision.moved",
    ),
    D.WITHDRAW: (
        "first",
        lambda one, by: decision_moves.withdraw_decision(one, reason="言", **by),
        "decision.withdrawn",
    ),
}


@pytest.mark.parametrize("move", WAYS)
def test_a_step_is_taken_where_the_table_has_it_and_refused_elsewhere_by_where_it_stands(standing, move):
    who, act, verb = WAYS[move]
    by = {"by": getattr(people(), who), "now": NOW}
    for state in set(S) - {S.NOTED}:
        one = Decision.objects.get(pk=standing[state])
        before = Entry.objects.count()
        if (state, move) not in STEPS:
            with pytest.raises(NotAllowed, match=STATE_WORDS[state].zh), transaction.atomic():
                act(one, by)
            one.refresh_from_db()
            assert (one.state, Entry.objects.count()) == (state, before)
            continue
        act(one, by)
        one.refresh_from_db()
        entry = Entry.objects.latest("id")
        assert one.state == STEPS[state, move], state
        assert (entry.verb, entry.subject, Entry.objects.count()) == (verb, one.ref, before + 1)
        told = one.story.get(entry=entry.uuid)
        assert (told.step, told.by) == (move, by["by"])
        assert told.words == ("" if move in (D.ASSIGN, D.ACCEPT) else "言")


@pytest.mark.parametrize("move", WAYS)
def test_a_step_asks_for_its_right_over_the_lead(standing, move):
    state = next(state for state, step in STEPS if step == move)
    one = Decision.objects.get(pk=standing[state])
    with pytest.raises(Forbidden):
        WAYS[move][1](one, {"by": people().outsider, "now": NOW})
    assert Decision.objects.get(pk=one.pk).state == state


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (D.OBJECT, "异议理由"),
        (D.UPHOLD, "维持的理由"),
        (D.PROGRESS, "进展"),
        (D.REPORT, "办理结果"),
        (D.RETURN, "退回理由"),
        (D.VERIFY, "核查看到了什么"),
        (D.CLOSE, "办结意见"),
        (D.REOPEN, "重新办理的理由"),
        (D.EXTEND, "延期理由"),
        (D.HAND_OVER, "移交理由"),
        (D.WITHDRAW, "撤销理由"),
    ],
)
def test_a_step_without_its_words_says_which_are_missing_and_is_not_taken(standing, move, words):
    who, _, _ = WAYS[move]
    state = next(state for state, step in STEPS if step == move and state != S.NOTED)
    one = Decision.objects.get(pk=standing[state])
    by = {"by": getattr(people(), who), "now": NOW}
    blank = {
        D.OBJECT: lambda: decisions.object_to_decision(one, reason=" ", **by),
        D.UPHOLD: lambda: decisions.uphold_decision(one, reason=" ", **by),
        D.PROGRESS: lambda: decisions.report_progress(one, words=" ", **by),
        D.REPORT: lambda: decisions.report_decision(one, done_on=day(0), words=" ", **by),
        D.RETURN: lambda: decisions.return_decision(one, reason=" ", **by),
        D.VERIFY: lambda: decisions.verify_decision(one, words=" ", **by),
        D.CLOSE: lambda: decisions.close_decision(one, words=" ", **by),
        D.REOPEN: lambda: decisions.reopen_decision(one, reason=" ", due=DUE, **by),
        D.EXTEND: lambda: decision_moves.extend_decision(one, due=day(20), reason=" ", **by),
        D.HAND_OVER: lambda: decision_passing.hand_over_decision(
            one, to=post_of("neighbour_cadre"), reason=" ", **by
        ),
        D.WITHDRAW: lambda: decision_moves.withdraw_decision(one, reason=" ", **by),
    }
    with pytest.raises(NotAllowed, match=f"请写明{words}"), transaction.atomic():
        blank[move]()
    assert Decision.objects.get(pk=one.pk).state == state


def test_a_later_meeting_carries_over_what_is_owed_and_nothing_else(standing):
    item, by = later_item(), {"by": people().clerk, "now": WEEK}
    for state in set(S) - {S.NOTED}:
        one = Decision.objects.get(pk=standing[state])
        said = {"item": item, "due": day(20), "words": "继续"}
        if (state, D.CARRY) in STEPS:
            assert decision_moves.carry_decision(one, **said, **by).state == state
            heard = one.story.get(step=D.CARRY)
            assert (heard.item, heard.meeting, heard.words, heard.due) == (
                item,
                item.meeting,
                "继续",
                day(20),
            )
            entry = Entry.objects.get(uuid=heard.entry)
            assert entry.fact["meeting"] == item.meeting.ref
            assert entry.fact["by_post"] == post_of("clerk").code
        else:
            with pytest.raises(NotAllowed, match="这一步现在不能做"), transaction.atomic():
                decision_moves.carry_decision(one, **said, **by)


def test_a_meeting_carries_over_only_what_it_says_something_of_and_keeps(standing):
    item, who = later_item(), people()
    one = Decision.objects.get(pk=standing[S.ASSIGNED])
    said = {"item": item, "due": day(20), "now": WEEK}
    with pytest.raises(NotAllowed, match="请写明会议的意见"), transaction.atomic():
        decision_moves.carry_decision(one, words=" ", by=who.clerk, **said)
    with pytest.raises(NotAllowed, match="须晚于原期限"), transaction.atomic():
        decision_moves.carry_decision(one, words="续", by=who.clerk, **(said | {"due": DUE}))
    with pytest.raises(Forbidden):
        decision_moves.carry_decision(one, words="续", by=who.neighbour_clerk, **said)
    with pytest.raises(NotAllowed, match="之后召开"):
        decision_moves.carry_decision(one, words="续", by=who.clerk, **(said | {"item": other_item()}))
    loose = agenda.put_item(kind=item.kind, title="散题", by=who.clerk, now=WEEK)
    with pytest.raises(NotAllowed, match="还没有列入议程"):
        decision_moves.carry_decision(one, words="续", by=who.clerk, **(said | {"item": loose}))
    assert not one.story.filter(step=D.CARRY).exists()


def test_what_is_replaced_links_to_the_new_one_which_is_of_the_same_kind(standing):
    who, item = people(), MeetingItem.objects.get(title="春季防汛")
    part = Part(lead=post_of("neighbour_cadre"), due=DUE)
    said = {"item": item, "text": "换个办法", "part": part, "by": who.clerk, "now": NOW}
    for state in S:
        one = Decision.objects.get(pk=standing[state])
        if (state, D.REPLACE) in STEPS:
            made = decision_moves.replace_decision(one, **said)
            one.refresh_from_db()
            assert (one.state, one.replaced_by, one.next_report) == (S.REPLACED, made, None)
            assert (made.state, made.kind, made.lead) == (S.OPENED, one.kind, part.lead)
            told = Entry.objects.latest("id")
            assert (told.verb, told.fact["into"], told.fact["owed"]) == (
                "decision.replaced",
                made.ref,
                state != S.OPENED,
            )
            assert one.story.last().words == made.number
        else:
            with pytest.raises(NotAllowed, match=STATE_WORDS[state].zh), transaction.atomic():
                decision_moves.replace_decision(one, **said)


@pytest.mark.parametrize("move", [D.PROGRESS, D.REPORT, D.EXTEND])
def test_what_is_only_to_be_taken_note_of_has_neither_progress_nor_end_nor_day(standing, move):
    one = Decision.objects.get(pk=standing[S.NOTED])
    Decision.objects.filter(pk=one.pk).update(state=S.ASSIGNED if move == D.EXTEND else S.ACCEPTED)
    who, act, _ = WAYS[move]
    with pytest.raises(NotAllowed, match="没有这一步"):
        act(one, {"by": getattr(people(), who), "now": NOW})


def test_what_is_noted_has_its_day_its_reader_and_an_entry_that_says_nothing_more(standing):
    one = Decision.objects.get(pk=standing[S.NOTED])
    assert (one.kind, one.accepted_by.username, one.closed_on, one.due) == (
        DecisionKind.FOR_NOTE,
        "cadre",
        day(0),
        None,
    )
    assert Entry.objects.get(subject=one.ref, verb="decision.noted").fact == {}
