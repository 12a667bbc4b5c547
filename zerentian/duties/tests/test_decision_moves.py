"""Decisions that get more time, another lead or none, become something else, and what lies in their files."""

import io

import pytest

from conftest import NOW
from zerentian.duties.actions import decision_moves, decision_passing, decisions
from zerentian.duties.models import Decision, DecisionFile
from zerentian.duties.rules.decisions import DecisionState, DecisionStep, Rhythm
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, hold
from zerentian.duties.tests.world import (
    DUE,
    TODAY,
    a_decision,
    bring,
    by,
    day,
    facts,
    late,
    people,
    post_of,
    unit,
)
from zerentian.evidence.actions import receive
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
S = DecisionState


# -- more time, another lead, no more ------------------------------------------------------------------


@pytest.mark.parametrize(("days", "missed"), [(10, False), (11, True)])
def test_more_time_says_the_old_day_and_whether_it_had_passed(item, days, missed):
    one = bring(a_decision(item), S.ACCEPTED)
    more = decision_moves.extend_decision(one, due=day(15), reason="连雨", **by("leader", late(days)))
    assert (more.due, more.missed) == (day(15), missed)
    assert facts("decision.extended") == {
        "due": day(15).isoformat(),
        "old_due": DUE.isoformat(),
        "missed": missed,
        "by_post": post_of("leader").code,
    }
    again = decision_moves.extend_decision(more, due=day(16), reason="连雨", **by("leader", late(days)))
    assert again.missed is missed, "what was missed once stays so, what was not does not become so"


def test_a_day_where_there_was_none_says_no_old_one(item):
    one = decisions.assign_decision(a_decision(item, due=None), **by("leader"))
    assert decision_moves.extend_decision(one, due=day(5), reason="补期限", **by("leader")).due == day(5)
    assert "old_due" not in facts("decision.extended")


def test_who_holds_the_leading_post_grants_themselves_no_time(item):
    one = decisions.assign_decision(a_decision(item, lead=post_of("leader")), **by("leader"))
    with pytest.raises(NotAllowed, match="由另一人来做"):
        decision_moves.extend_decision(one, due=day(15), reason="连雨", **by("leader"))
    assert decision_moves.extend_decision(one, due=day(15), reason="连雨", **by("first")).due == day(15)


@pytest.mark.parametrize(
    ("state", "after", "brought"),
    [
        (S.ASSIGNED, S.ASSIGNED, {}),
        (S.ACCEPTED, S.ASSIGNED, {}),
        (S.REPORTED, S.REPORTED, {"reported": TODAY.isoformat(), "was_verified": False}),
        (S.VERIFIED, S.VERIFIED, {"reported": TODAY.isoformat(), "was_verified": True}),
    ],
)
def test_a_hand_over_says_what_it_stood_in_from_whom_to_whom_and_what_was_brought(
    item, state, after, brought
):
    village = unit("V02")
    one = bring(a_decision(item, rhythm=Rhythm.WEEKLY, assisting=[village]), state)
    to = post_of("neighbour_cadre")
    moved = decision_passing.hand_over_decision(one, to=to, reason=" 属下坪村 ", **by("leader"))
    moved.refresh_from_db()
    assert (moved.state, moved.lead, moved.unit, moved.path) == (after, to, village, village.path)
    assert not moved.assisting.exists(), "who leads it does not assist"
    kept = state in (S.REPORTED, S.VERIFIED)
    assert (moved.accepted_by is not None) == kept
    assert moved.next_report is None
    assert facts("decision.moved") == brought | {
        "required": True,
        "due": DUE.isoformat(),
        "owed": state in (S.ASSIGNED, S.ACCEPTED),
        "dated": True,
        "missed": False,
        "from": unit("V01").path,
        "to": village.path,
        "from_post": post_of("cadre").code,
        "to_post": to.code,
    }
    assert moved.story.last().words == "属下坪村"


def test_a_hand_over_goes_to_another_post_over_which_one_has_the_right(item):
    one = decisions.assign_decision(a_decision(item), **by("leader"))
    with pytest.raises(NotAllowed, match="已经由这个岗位牵头"):
        decision_passing.hand_over_decision(one, to=post_of("cadre"), reason="换", **by("leader"))
    with pytest.raises(Forbidden):
        decision_passing.hand_over_decision(one, to=post_of("outsider"), reason="换", **by("leader"))


@pytest.mark.parametrize("state", [S.OPENED, S.ASSIGNED])
def test_what_is_withdrawn_says_what_it_stood_in_and_who_may(item, state):
    one = bring(a_decision(item, due=None), state)
    may, may_not = ("clerk", "leader") if state == S.OPENED else ("leader", "clerk")
    if state == S.ASSIGNED:
        with pytest.raises(Forbidden):
            decision_moves.withdraw_decision(one, reason="重复", **by(may_not))
    gone = decision_moves.withdraw_decision(one, reason=" 重复 ", **by(may))
    assert gone.state == S.WITHDRAWN
    assert facts("decision.withdrawn") == {
        "required": True,
        "owed": state == S.ASSIGNED,
        "dated": False,
        "missed": False,
    }
    assert gone.story.last().words == "重复"


# -- what a decision becomes -----------------------------------------------------------------------------


def test_a_task_of_it_has_its_lead_day_and_number_and_the_entry_names_it(item):
    one = bring(a_decision(item, share="上段"), S.ACCEPTED)
    task = decision_moves.task_of_decision(one, **by("leader"))
    assert (task.title, task.post, task.due) == ("上段", one.lead, DUE)
    assert task.detail == f"{one.number}：清理排洪沟"
    assert facts("decision.became") == {"into": task.ref}
    told = one.story.last()
    assert (told.step, told.words) == ("task", "上段")


@pytest.mark.parametrize(
    ("what", "state", "change", "words"),
    [
        ("task", S.OPENED, {}, "尚未交办"),
        ("task", S.REPORTED, {}, "只有在办"),
        ("task", S.CLOSED, {}, "只有在办"),
        ("task", S.ASSIGNED, {"due": None}, "还没有期限"),
        ("task", S.ASSIGNED, {"inner": True}, "内部议题"),
        ("task", S.ASSIGNED, {"kind": "for_note"}, "只有在办"),
        ("basis", S.OPENED, {}, "尚未交办"),
        ("basis", S.WITHDRAWN, {}, "尚未交办或已不在办"),
        ("basis", S.ASSIGNED, {"inner": True}, "内部议题"),
    ],
)
def test_nothing_becomes_of_what_is_inner_not_in_force_or_done(item, what, state, change, words):
    one = bring(a_decision(item), state)
    Decision.objects.filter(pk=one.pk).update(**change)
    become = {"task": decision_moves.task_of_decision, "basis": decision_moves.basis_of_decision}[what]
    with pytest.raises(NotAllowed, match=words):
        become(one, **by("first"))


def test_a_closed_decision_still_becomes_a_basis_once_with_its_organ_and_day(item):
    one = bring(a_decision(item), S.CLOSED)
    basis = decision_moves.basis_of_decision(one, **by("first"))
    meeting = one.meeting
    assert (basis.unit, basis.number, basis.title) == (meeting.unit, one.number, "清理排洪沟")
    assert (basis.issuer, basis.issued_on, basis.level) == (meeting.organ, meeting.held_on, "township")
    assert facts("decision.became") == {"into": basis.ref}
    with pytest.raises(NotAllowed, match="已经立过"):
        decision_moves.basis_of_decision(one, **by("first"))


# -- files and eyes --------------------------------------------------------------------------------------


def sent():
    """Return the same paper as it is received."""
    return receive(io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), name="a.pdf")


def test_files_are_kept_once_a_step_and_the_entry_rests_on_them(item):
    one = bring(a_decision(item), S.ACCEPTED)
    decisions.report_progress(one, words="半", uploads=[sent(), sent()], **by("cadre"))
    assert Entry.objects.latest("id").fact["evidence"] == 1
    decisions.report_progress(one, words="又半", uploads=[sent()], **by("cadre"))
    assert DecisionFile.objects.filter(decision=one, step=DecisionStep.PROGRESS).count() == 1
    decisions.report_decision(one, done_on=TODAY, words="清", uploads=[sent()], **by("cadre"))
    assert set(one.files.values_list("step", flat=True)) == {"progress", "report"}


def test_a_step_on_what_one_may_not_see_is_none(item):
    kind = a_kind(unit(""), unit("DZ"), people().first, NOW, name="书记会", checks={})
    meeting = a_meeting(kind, post_of("first"), post_of("clerk"), people().clerk, NOW, "人选", inner=True)
    hidden = hold(meeting, people().clerk, NOW).items.get()
    agree(hidden, people().clerk, NOW)
    one = decisions.assign_decision(a_decision(hidden), **by("first"))
    assert one.inner
    Decision.objects.filter(pk=one.pk).update(state=S.REPORTED, reported_on=TODAY, reported_by=people().cadre)
    with pytest.raises(NotAllowed, match="您不能查看"):
        decisions.verify_decision(one, words="看", **by("supervisor"))
