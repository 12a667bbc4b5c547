"""Every step of a meeting from every state, with its right, its words and its entry; the others change nothing."""

import pytest
from django.db import transaction

from conftest import NOW
from zerentian.duties.actions import meetings, minutes
from zerentian.duties.models import Meeting
from zerentian.duties.rules.meetings import STATE_WORDS, STEPS
from zerentian.duties.tests.meetings import a_kind
from zerentian.duties.tests.standing import PLACE, WAYS, M, S, by, meetings_in_each_state
from zerentian.duties.tests.world import day, people, post_of, unit
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module")
def standing(beginning):
    """The keys of meetings in every state."""
    return meetings_in_each_state(a_kind(unit(""), unit("DZ"), people().first, NOW, checks={}))


@pytest.mark.parametrize("move", WAYS)
def test_a_step_is_taken_where_the_table_has_it_and_refused_elsewhere_by_where_it_stands(standing, move):
    who, act, verb = WAYS[move]
    for state in S:
        one = Meeting.objects.get(pk=standing[state])
        before = Entry.objects.filter(subject=one.ref).count()
        if (state, move) not in STEPS:
            with pytest.raises(NotAllowed, match=STATE_WORDS[state].zh), transaction.atomic():
                act(one, by(who))
            one.refresh_from_db()
            assert (one.state, Entry.objects.filter(subject=one.ref).count()) == (state, before)
            continue
        act(one, by(who))
        one.refresh_from_db()
        assert one.state == STEPS[state, move], state
        told = Entry.objects.filter(subject=one.ref).latest("id")
        assert (told.verb, told.change) == (verb, "corrected" if (state, move) == (S.HELD, M.HOLD) else "")
        event = one.story.last()
        assert (event.step, event.by.username) == (move, who)
        said = {M.CALL: "自带材料", M.CHANGE: "值守", M.RETURN: "错字", M.REOPEN: "漏记", M.CANCEL: "值守"}
        assert event.words == said.get(move, "")


@pytest.mark.parametrize("move", WAYS)
def test_a_step_asks_for_its_right_where_the_meeting_is_kept_or_held(standing, move):
    state = next(state for state, step in STEPS if step == move)
    one = Meeting.objects.get(pk=standing[state])
    stranger = "cadre" if move in (M.AGREE, M.SIGN, M.RETURN, M.REOPEN) else "neighbour_clerk"
    for name in (stranger, "outsider", "inspector"):
        act = WAYS[move][1]
        if move == M.SIGN:
            continue  # the password is asked first; who may sign is asked below
        with pytest.raises(Forbidden):
            act(one, by(name))
    assert Meeting.objects.get(pk=one.pk).state == state


@pytest.mark.parametrize(
    ("act", "state", "who", "words"),
    [
        (lambda one, by: meetings.cancel_meeting(one, reason=" ", **by), S.CALLED, "clerk", "取消理由"),
        (lambda one, by: minutes.return_minutes(one, reason=" ", **by), S.MINUTED, "leader", "退回理由"),
        (lambda one, by: minutes.reopen_meeting(one, reason=" ", **by), S.SIGNED, "first", "重新处理的理由"),
        (lambda one, by: minutes.draft_minutes(one, text=" ", **by), S.HELD, "clerk", "纪要内容"),
        (
            lambda one, by: meetings.change_meeting(
                one, chair=one.chair, recorder=one.recorder, **PLACE, **by
            ),
            S.CALLED,
            "clerk",
            "改期理由",
        ),
    ],
)
def test_a_step_without_its_words_says_which_are_missing(standing, act, state, who, words):
    one = Meeting.objects.get(pk=standing[state])
    with pytest.raises(NotAllowed, match=f"请写明{words}"), transaction.atomic():
        act(one, by(who))
    assert Meeting.objects.get(pk=one.pk).state == state


def test_before_the_call_a_meeting_moves_without_a_reason(standing):
    one = Meeting.objects.get(pk=standing[S.DRAFTED])
    other = post_of("leader")
    said = {"held_on": day(4), "starts": "08:00", "place": " 二楼 ", "chair": other, "recorder": other}
    moved = meetings.change_meeting(one, **said, **by("clerk"))
    moved.refresh_from_db()
    told = (moved.held_on, moved.starts, moved.place, moved.chair, moved.recorder)
    assert told == (day(4), "08:00", "二楼", other, other)
    assert Entry.objects.latest("id").fact == {"day": day(4).isoformat()}
