"""What the room shows elsewhere: lines on a desk, rows for other forms, what goes before a meeting, the night."""

import subprocess
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from zerentian.casework import actions, shown
from zerentian.casework.models import Concern, Learnt
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.clocks import SOON_DAYS
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.casework.shown import chores, records
from zerentian.casework.shown.desk import find, light_on, line_of
from zerentian.casework.shown.numbers import soon_in
from zerentian.casework.shown.words import functions
from zerentian.duties.rules.lights import Light
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

TODAY = date(2026, 3, 2)


# -- desk -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "light"),
    [(None, ""), (-1, Light.RED), (0, Light.AMBER), (SOON_DAYS, Light.AMBER), (SOON_DAYS + 1, Light.GREEN)],
)
def test_a_day_on_the_desk_is_red_once_it_has_passed(days, light):
    due = None if days is None else TODAY + timedelta(days=days)
    assert light_on(due, TODAY) == light
    assert SOON_DAYS == 3


@pytest.mark.django_db
def test_a_line_tells_the_day_of_the_step_or_of_an_answer_that_is_owed(concern):
    line = line_of(concern, "办理", TODAY)
    assert (line.what, line.note, line.button) == (concern.title, concern.number, "办理")
    assert line.url.endswith(f"/{concern.key}/")
    assert (line.due, line.light) == (date(2026, 3, 9), Light.GREEN)
    concern.state = State.ANSWERED
    assert (line_of(concern, "办理", TODAY).due, line_of(concern, "办理", TODAY).light) == (None, "")
    concern.step_due = TODAY
    assert (line_of(concern, "办理", TODAY).due, line_of(concern, "办理", TODAY).light) == (
        TODAY,
        Light.AMBER,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "many"), [(6, 0), (7, 1), (8, 1)])
def test_what_falls_due_soon_is_counted_where_one_sees_it(
    dispatched, township, neighbour_office, office, leader, outsider, days, many
):
    def count(account, unit):
        return soon_in(account, unit.path, TODAY, days)

    assert count(leader, township) == count(leader, neighbour_office) == many
    assert count(leader, office) == count(outsider, township) == 0


@pytest.mark.django_db
def test_the_search_tells_what_it_is_where_it_stands_and_whose_it_is(concern, receptionist, outsider):
    (found,) = find(concern.number, receptionist, 5)
    assert (found.ref, found.title) == (concern.ref, str(concern))
    assert (str(found.state), found.unit, found.day) == ("已登记", "云岭乡", concern.received_at)
    assert find(concern.number, outsider, 5) == []


# -- rows for forms -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_concerns_of_some_days_go_into_a_form_whole_days_the_oldest_first(
    said, township, other_township, resident, receptionist, leader, now
):
    def received(day, hour, minute, **how):
        moment = datetime(2026, 2, day, hour, minute, tzinfo=LOCAL)
        how = {"unit": township, "channel": Channel.CALL, "by": resident, "now": now} | how
        return actions.receive_concern(said, received_at=moment, **how).concern

    received(9, 23, 59)
    last, first = received(11, 23, 59), received(10, 0, 0)
    received(12, 0, 0)
    received(10, 9, 0, suspected=True)
    complaint = received(10, 9, 0)
    Concern.objects.filter(pk=complaint.pk).update(kind=Kind.COMPLAINT)
    accusing = received(10, 9, 0)
    accusing.accusations.create(unit=other_township)
    days = date(2026, 2, 10), date(2026, 2, 11)
    assert list(records.concerns(leader, township, *days)) == [first, last]
    assert not records.concerns(leader, other_township, *days).exists()


@pytest.mark.django_db
def test_a_row_of_a_form_holds_the_matter_and_what_became_of_it(
    answered, leader, township, receptionist, now
):
    def row():
        (one,) = records.concerns(leader, township, TODAY, TODAY)
        return {name: field.read(one) for name, field in records.CONCERN_RECORDS.fields.items()}

    told = row()
    assert (told["number"], told["title"], told["received_on"]) == (answered.number, "村口路灯不亮", TODAY)
    assert (told["category"], told["place"], told["township"]) == ("路灯照明", "上坪村口", "云岭乡")
    assert (told["lead"], told["due"]) == ("综治办公室", date(2026, 3, 9))
    assert (told["answered_on"], told["closed_on"], told["answered"]) == (TODAY, TODAY, True)
    labels = (answered.get_channel_display(), answered.get_kind_display(), answered.get_state_display())
    assert (told["channel"], told["kind"], told["state"]) == tuple(map(str, labels))
    assert (told["decision"], told["satisfied"]) == ("支持", None)
    called = {"contacted": Contacted.YES, "solved": Solved.NO, "satisfied": Satisfied.PARTLY}
    actions.call_back(answered, **called, by=receptionist, now=now)
    assert row()["satisfied"] == answered.callbacks.get().get_satisfied_display()
    actions.call_back(answered, contacted=Contacted.NO_ANSWER, by=receptionist, now=now)
    assert row()["satisfied"] is None
    Concern.objects.filter(pk=answered.pk).update(
        source_number="GD-7", lead=None, category=None, place="", answered_on=None, closed_on=None
    )
    bare = row()
    assert (bare["number"], bare["lead"], bare["category"], bare["place"]) == ("GD-7", None, None, None)
    assert (bare["answered"], bare["closed_on"]) == (False, None)


@pytest.mark.django_db
def test_a_function_is_named_by_the_unit_and_number_that_an_entry_states(function):
    known, unknown = (f"990101:{function.pk}", TODAY), ("990101:7", TODAY)
    assert functions([known, unknown]) == {known: str(function)}


# -- meetings -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_matter_goes_before_a_meeting_unless_it_accuses_somebody(concern, leader, township):
    def offered():
        one = Concern.objects.get(pk=concern.pk)
        return bool(list(shown.put_before_a_meeting(one, leader))), shown.may_go_before_a_meeting(
            leader, one.key
        )

    assert offered() == (leader.may("meeting.put"), True)
    Concern.objects.filter(pk=concern.pk).update(kind=Kind.COMPLAINT)
    assert offered() == (False, False)
    Concern.objects.filter(pk=concern.pk).update(kind=Kind.HELP)
    concern.accusations.create(unit=township)
    assert offered() == (False, False)
    assert not shown.may_go_before_a_meeting(leader, "0123456789abcdef")
    assert list(shown.put_before_a_meeting(concern, None)) == []


@pytest.mark.django_db
def test_names_are_told_of_what_one_may_read(concern, category, leader, outsider):
    assert shown.concerns_named(leader, [concern.key]) == {concern.key: str(concern)}
    assert shown.concerns_named(outsider, [concern.key]) == {}
    assert shown.categories_named(leader, [str(category.pk), "x"]) == {str(category.pk): "路灯照明"}


@pytest.mark.django_db
def test_a_rotation_that_was_cut_off_is_watched(monkeypatch):
    calm = shown.contact_key_watched()
    assert (calm.bad, calm.remedy, calm.numbers) == (False, "", {"contact_key_rotating": 0.0})
    monkeypatch.setattr(shown, "rotation_under_way", object)
    bad = shown.contact_key_watched()
    assert (bad.bad, bad.numbers) == (True, {"contact_key_rotating": 1.0})
    assert "rotate-key" in bad.remedy


# -- the night ------------------------------------------------------------------------------------------------------


def night(hour, minute=0, day=3):
    return datetime(2026, 3, day, hour, minute, tzinfo=LOCAL)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hour", "minute", "is_time"),
    [(0, 59, False), (1, 0, True), (4, 59, True), (5, 0, False), (12, 0, False)],
)
def test_it_is_learnt_between_one_and_five_at_night(answered, hour, minute, is_time):
    assert chores.is_night(night(hour, minute), None) is is_time


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "is_time"), [(19, False), (20, True)])
def test_it_is_learnt_once_a_night_whoever_started_the_worker(answered, township, hours, is_time):
    moment = night(2)
    assert chores.is_night(moment, moment - timedelta(hours=hours)) is is_time
    learnt = {"unit": township, "aspect": "category", "content": b"", "cases": 1}
    Learnt.objects.create(**learnt, learnt_at=moment - timedelta(hours=hours))
    assert chores.is_night(moment, None) is is_time
    Learnt.objects.update(learnt_at=moment + timedelta(hours=1))
    assert chores.is_night(moment, None), "a clock that was set back keeps nothing waiting"


@pytest.mark.django_db
def test_where_nothing_was_answered_there_is_nothing_to_learn(concern):
    assert not chores.is_night(night(2), None)
    Concern.objects.filter(pk=concern.pk).update(state=State.CLOSED)
    assert chores.is_night(night(2), None)


def test_learning_runs_in_a_process_of_its_own_and_its_failure_is_said(monkeypatch):
    asked = {}
    monkeypatch.setattr(
        subprocess, "run", lambda command, **how: asked.update(command=command, **how) or SimpleNamespace()
    )
    chores.learn_apart(night(2))
    assert asked["command"][1:] == ["-m", "zerentian", "triage", "learn"]
    assert (asked["check"], asked["timeout"], asked["stdin"]) == (True, 1800, subprocess.DEVNULL)

    def fail(command, **how):
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(NotAllowed, match="没有学成"):
        chores.learn_apart(night(2))
