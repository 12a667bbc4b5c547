"""What a decision's steps write into their entries and onto its row: days, posts, in time or not, what it brought."""

import pytest

from conftest import NOW
from zerentian.duties.actions import decisions
from zerentian.duties.actions.decisions import Part
from zerentian.duties.models import Decision
from zerentian.duties.rules.decisions import DecisionKind, DecisionState, DecisionStep, Rhythm
from zerentian.duties.tests.meetings import signed
from zerentian.duties.tests.world import (
    DUE,
    TODAY,
    a_decision,
    a_held_meeting,
    bring,
    by,
    day,
    facts,
    late,
    people,
    post_of,
    unit,
)
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
S = DecisionState


# -- decided -------------------------------------------------------------------------------------------


def test_what_is_decided_says_kind_meeting_post_rhythm_and_day_and_counts_from_the_meeting(item):
    one = a_decision(item, " 清理排洪沟 ", share=" 上段 ", rhythm=Rhythm.MONTHLY)
    entry = Entry.objects.latest("id")
    assert entry.fact == {
        "late_days": 0,
        "late_limit": 15,
        "kind": "required",
        "meeting": item.meeting.ref,
        "post": post_of("cadre").code,
        "rhythm": "monthly",
        "due": DUE.isoformat(),
    }
    assert (entry.unit, entry.occurred_on) == (unit("V01").path, item.meeting.held_on)
    assert (one.text, one.share, one.opened_on) == ("清理排洪沟", "上段", item.meeting.held_on)
    assert (one.state, one.round, one.inner, one.assigned_on) == (S.OPENED, 1, False, None)


def test_what_is_for_note_has_neither_day_nor_rhythm_whatever_is_said(item):
    one = a_decision(item, kind=DecisionKind.FOR_NOTE, rhythm=Rhythm.WEEKLY, due=day(-3))
    assert (one.due, one.rhythm, one.kind) == (None, Rhythm.NONE, DecisionKind.FOR_NOTE)
    assert "due" not in facts("decision.opened")


def test_a_decision_needs_words_a_lead_and_a_day_that_has_not_passed(item):
    said = {"text": "清沟", "parts": [Part(lead=post_of("cadre"))], **by("clerk")}
    for wrong, words in (
        ({"text": " "}, "请写明议定了什么"),
        ({"parts": []}, "至少指定一个牵头岗位"),
        ({"parts": [Part(lead=post_of("cadre"), due=day(-1))]}, "不能早于今天"),
    ):
        with pytest.raises(NotAllowed, match=words):
            decisions.decide(item, **(said | wrong))
    with pytest.raises(Forbidden):
        decisions.decide(item, **(said | by("neighbour_clerk")))
    assert decisions.decide(item, **(said | {"parts": [Part(lead=post_of("cadre"), due=TODAY)]}))


def test_serials_run_through_the_meeting_and_letters_through_the_parts(meeting, item):
    other = meeting.items.get(title="春季防火")
    posts = [post_of("cadre"), post_of("neighbour_cadre")]
    one = decisions.decide(item, text="甲", parts=[Part(lead=post) for post in posts], **by("clerk"))
    two = decisions.decide(other, text="乙", parts=[Part(lead=posts[0])], **by("clerk"))
    first = one[0].serial
    assert [(each.serial, each.letter) for each in (*one, *two)] == [
        (first, "A"),
        (first, "B"),
        (first + 1, ""),
    ]


def test_the_units_that_assist_are_others_than_the_leads_own(item):
    units = [unit("V01"), unit("V02"), unit("DZ")]
    one = a_decision(item, assisting=units)
    assert set(one.assisting.all()) == {unit("V02"), unit("DZ")}


# -- given out and taken on ----------------------------------------------------------------------------


def test_what_is_given_out_ahead_says_so_and_until_when_it_is_to_be_taken_on(item):
    one = decisions.assign_decision(a_decision(item), **by("leader"))
    assert (one.assigned_on, one.accept_due) == (TODAY, day(3))
    assert facts("decision.assigned") == {
        "post": post_of("cadre").code,
        "ahead": True,
        "due": DUE.isoformat(),
    }
    assert one.story.last().step == DecisionStep.ASSIGN


def test_what_the_minutes_give_out_is_not_ahead_and_asks_for_no_day_where_the_rule_names_none():
    meeting = a_held_meeting("春季防汛", name="乡长办公会", accept_days=None)
    one = a_decision(meeting.items.get(), due=None)
    who = people()
    signed(meeting, who.clerk, who.leader, who.first, NOW)
    one.refresh_from_db()
    assert (one.state, one.accept_due) == (S.ASSIGNED, None)
    assert facts("decision.assigned") == {"post": post_of("cadre").code, "ahead": False}
    assert one.story.last().step == "given"


@pytest.mark.parametrize(("given", "sets"), [(DUE, False), (None, True)])
def test_who_takes_it_on_sets_the_day_only_where_the_meeting_set_none(item, given, sets):
    one = decisions.assign_decision(a_decision(item, due=given, rhythm=Rhythm.WEEKLY), **by("leader"))
    if sets:
        with pytest.raises(NotAllowed, match="没有定期限"):
            decisions.accept_decision(one, **by("cadre"))
        with pytest.raises(NotAllowed, match="不能早于今天"):
            decisions.accept_decision(one, due=day(-1), **by("cadre"))
    taken = decisions.accept_decision(one, due=day(30), **by("cadre"))
    assert taken.due == (day(30) if sets else DUE)
    assert (taken.accepted_by.username, taken.next_report) == ("cadre", day(7))
    assert facts("decision.accepted") == {"due": taken.due.isoformat(), "sets_due": sets}


def test_a_lead_without_a_rhythm_owes_no_word_on_the_way(item):
    one = bring(a_decision(item), S.ACCEPTED)
    assert one.next_report is None
    assert decisions.report_progress(one, words="半", **by("cadre")).next_report is None


def test_word_on_the_way_is_owed_again_after_the_rhythm(item):
    one = bring(a_decision(item, rhythm=Rhythm.WEEKLY), S.ACCEPTED)
    told = decisions.report_progress(one, words="半", **by("cadre", late(3)))
    assert told.next_report == day(10)
    assert facts("decision.progressed") == {}


# -- reported, returned, verified, closed ---------------------------------------------------------------


@pytest.mark.parametrize(("done", "on_time"), [(9, True), (10, True), (11, False)])
def test_a_report_says_when_it_was_done_and_whether_in_time(item, done, on_time):
    one = bring(a_decision(item, rhythm=Rhythm.WEEKLY), S.ACCEPTED)
    told = decisions.report_decision(one, done_on=day(done), words="已清", **by("cadre", late(12)))
    assert (told.done_on, told.reported_on, told.next_report) == (day(done), day(12), None)
    assert (told.done_by.username, told.reported_by.username) == ("cadre", "cadre")
    assert facts("decision.reported") == {
        "due": DUE.isoformat(),
        "done": day(done).isoformat(),
        "on_time": on_time,
        "missed": False,
        "by_post": post_of("cadre").code,
    }


def test_who_reports_for_another_says_who_did_it(item):
    one = bring(a_decision(item), S.ACCEPTED)
    doer = people().neighbour_cadre
    told = decisions.report_decision(one, done_on=TODAY, words="已清", done_by=doer, **by("cadre"))
    assert (told.done_by, told.reported_by.username) == (doer, "cadre")


@pytest.mark.parametrize("done", [-1, 1])
def test_nothing_is_done_before_it_was_decided_or_in_the_future(item, done):
    one = bring(a_decision(item), S.ACCEPTED)
    with pytest.raises(NotAllowed, match="须在议定之日2026年3月2日与今天之间"):
        decisions.report_decision(one, done_on=day(done), words="已清", **by("cadre"))


@pytest.mark.parametrize("state", [S.REPORTED, S.VERIFIED])
def test_what_is_returned_loses_what_the_round_brought_and_says_what_that_was(item, state):
    one = bring(a_decision(item, rhythm=Rhythm.MONTHLY), state)
    back = decisions.return_decision(one, reason="下段未清", **by("leader", late(2)))
    back.refresh_from_db()
    assert facts("decision.returned") == {
        "due": DUE.isoformat(),
        "missed": False,
        "reported": TODAY.isoformat(),
        "was_verified": state == S.VERIFIED,
    }
    of_round = (
        back.done_by,
        back.done_on,
        back.reported_by,
        back.reported_on,
        back.verified_by,
        back.closed_on,
    )
    assert of_round == (None,) * 6
    assert (back.accepted_by.username, back.next_report, back.round) == ("cadre", day(2).replace(month=4), 1)


def test_who_judges_says_when_it_was_reported_and_from_which_post(item):
    one = bring(a_decision(item), S.REPORTED)
    told = decisions.verify_decision(one, words="见底", **by("leader", late(1)))
    assert told.verified_by.username == "leader"
    assert facts("decision.verified") == {"reported": TODAY.isoformat(), "by_post": post_of("leader").code}


@pytest.mark.parametrize("role", ["accepted_by", "done_by", "reported_by"])
def test_whoever_was_part_of_it_does_not_verify_it(item, role):
    one = bring(a_decision(item), S.REPORTED)
    Decision.objects.filter(pk=one.pk).update(**{role: people().leader})
    with pytest.raises(NotAllowed, match="由另一人来做"):
        decisions.verify_decision(one, words="见底", **by("leader"))


@pytest.mark.parametrize(
    ("role", "refused"), [("done_by", True), ("reported_by", True), ("accepted_by", False)]
)
def test_whoever_did_or_reported_it_does_not_close_it_but_who_took_it_on_may(item, role, refused):
    one = bring(a_decision(item), S.VERIFIED)
    Decision.objects.filter(pk=one.pk).update(**{role: people().first})
    if refused:
        with pytest.raises(NotAllowed, match="由另一人来做"):
            decisions.close_decision(one, words="同意", **by("first"))
    else:
        assert decisions.close_decision(one, words="同意", **by("first")).state == S.CLOSED


@pytest.mark.parametrize(("missed", "on_time"), [(False, True), (True, False)])
def test_what_is_closed_says_its_day_how_long_it_took_and_whether_in_time(item, missed, on_time):
    one = bring(a_decision(item), S.VERIFIED)
    Decision.objects.filter(pk=one.pk).update(missed=missed)
    closed = decisions.close_decision(one, words="同意", **by("first", late(12)))
    assert closed.closed_on == day(12)
    assert facts("decision.closed") == {
        "due": DUE.isoformat(),
        "on_time": on_time,
        "days": 12,
        "by_post": post_of("first").code,
    }


def test_what_is_taken_up_again_begins_another_round_with_nothing_missed(item):
    one = bring(a_decision(item, rhythm=Rhythm.WEEKLY), S.CLOSED)
    Decision.objects.filter(pk=one.pk).update(missed=True)
    with pytest.raises(NotAllowed, match="不能早于今天"):
        decisions.reopen_decision(one, reason="又堵", due=day(1), **by("leader", late(2)))
    again = decisions.reopen_decision(one, reason="又堵", due=day(20), **by("leader", late(2)))
    again.refresh_from_db()
    assert (again.state, again.round, again.missed, again.due) == (S.ACCEPTED, 2, False, day(20))
    assert (again.done_on, again.closed_on, again.verified_by, again.next_report) == (
        None,
        None,
        None,
        day(9),
    )
    assert facts("decision.reopened") == {
        "due": day(20).isoformat(),
        "old_due": DUE.isoformat(),
        "was_on_time": False,
    }
