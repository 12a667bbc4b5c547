"""What lists hold, what several may be ticked for, what forms ask whom, and where what is near leads."""

from types import SimpleNamespace

import pytest

from zerentian.casework.forms.concerns import BulkDispatchForm, MoveManyForm
from zerentian.casework.forms.steps import TaskForm
from zerentian.casework.forms.triage import TriageForm
from zerentian.casework.listed import (
    categories,
    due_today,
    leaving,
    mine,
    overdue,
    to_call_back,
    to_dispatch,
    units_below_county,
)
from zerentian.casework.listed.many import MANY, offices_below
from zerentian.casework.models import Concern
from zerentian.casework.nearby import Nearby
from zerentian.casework.rules.concerns import Kind, State, Step
from zerentian.casework.tests.told import told
from zerentian.casework.views import suggested
from zerentian.casework.views.steps import MOVES, extend
from zerentian.ledger.rules.periods import local_day

pytestmark = pytest.mark.django_db


# -- lists and forms -------------------------------------------------------------------------------------------------


def look(account, now):
    return SimpleNamespace(account=account, now=now, today=local_day(now))


def test_tabs_hold_what_is_ones_own_what_is_due_and_what_waits(
    accepted, receptionist, neighbour_clerk, leader, clerk, now
):
    rows = Concern.objects.filter(pk=accepted.pk)

    def found(tab, account=receptionist, **change):
        rows.update(**({"state": State.HANDLING, "answered_here": False, "called_back": False} | change))
        return tab(Concern.objects.filter(pk=accepted.pk), look(account, now)).exists()

    assert [found(mine, neighbour_clerk), found(mine, clerk), found(mine)] == [True, False, False]
    assert [found(mine, state=State.TRIAGED), found(mine, leader, state=State.OBJECTED)] == [True, True]
    assert [found(mine, neighbour_clerk, state=one) for one in (State.DISPATCHED, State.DRAFTED)] == [
        True,
        False,
    ]
    assert [found(to_dispatch, state=one) for one in (State.TRIAGED, State.OBJECTED, State.HANDLING)] == [
        True,
        True,
        False,
    ]
    assert [found(due_today, due=now.date()), found(due_today, due=now.date(), state=State.CLOSED)] == [
        True,
        False,
    ]
    assert [found(overdue, due=now.date()), found(overdue, due=now.date().replace(day=1))] == [False, True]
    answered = {"state": State.ANSWERED, "answered_here": True, "answered_on": now.date()}
    assert [found(to_call_back, **answered), found(to_call_back, neighbour_clerk, **answered)] == [
        True,
        False,
    ]
    assert found(to_call_back, **(answered | {"called_back": True})) is False


def test_what_accuses_leaves_in_no_list_and_units_and_categories_are_those_one_sees(
    accepted, category, receptionist, outsider, now
):
    assert leaving(Concern.objects.all()).exists()
    Concern.objects.update(kind=Kind.COMPLAINT)
    assert not leaving(Concern.objects.all()).exists()
    assert categories(look(receptionist, now)) == [(str(category.pk), "路灯照明")]
    assert categories(look(outsider, now)) == []
    assert {str(name) for _, name in units_below_county(look(receptionist, now))} >= {"综治办公室", "上坪村"}


def test_several_are_given_to_offices_of_their_township_on_its_function_list(
    triaged, receptionist, function, other_township
):
    form = offices_below(BulkDispatchForm(), receptionist, [triaged])
    assert {one.name for one in form.fields["unit"].queryset} == {
        "党政办公室",
        "综治办公室",
        "上坪村",
        "下坪村",
        "石桥村",
    }
    assert list(form.fields["function"].queryset) == [function]
    assert "function" not in offices_below(MoveManyForm(), receptionist, [triaged]).fields


@pytest.mark.parametrize(
    ("code", "ticked"),
    [
        ("accept", {"dispatched"}),
        ("dispatch", {"triaged"}),
        ("move", {"dispatched", "handling"}),
        ("link", {"received", "triaged", "dispatched", "objected", "handling", "drafted"}),
        ("not-reached", {"answered"}),
    ],
)
def test_of_several_those_are_ticked_that_the_step_may_be_taken_on(concern, receptionist, code, ticked):
    many = next(one for one in MANY if one.code == code)
    concern.answered_here = True

    def found():
        return {str(state) for state in State if many.ticked(with_state(concern, state), receptionist)}

    assert found() == ticked
    concern.kind, concern.called_back = Kind.WRONGDOING, True
    assert found() == (set() if code in ("link", "not-reached") else ticked)


def with_state(concern, state):
    concern.state = state
    return concern


def test_a_part_of_the_work_goes_to_a_post_of_the_own_township(accepted, leader, cadre, outsider, now):
    form = TaskForm(concern=accepted, account=leader)
    posts = set(form.fields["post"].queryset)
    assert set(cadre.posts_on(now.date())) <= posts
    assert not set(outsider.posts_on(now.date())) & posts


@pytest.mark.parametrize("kind", [Kind.HELP, Kind.COMPLAINT, Kind.WRONGDOING])
def test_who_may_name_the_accused_is_asked_whom_and_who_may_not_is_not(
    concern, receptionist, leader, neighbour_clerk, kind
):
    def fields(account):
        form = TriageForm(concern=concern, account=account, initial={"kind": kind})
        return {"unit", "accused_units", "accused_accounts", "accused_asked"} & set(form.fields)

    asked = {"accused_units", "accused_accounts", "accused_asked"}
    assert fields(receptionist) == ({"unit"} if kind is Kind.HELP else asked)
    assert fields(leader) == ({"unit"} if kind is Kind.HELP else set())
    assert fields(neighbour_clerk) == set()


@pytest.mark.parametrize(("days", "late"), [(7, False), (8, True)])
def test_more_time_is_asked_for_late_once_the_day_has_passed(accepted, neighbour_clerk, days, late, now):
    day = now.replace(day=2 + days)
    said = {"purpose": "answer", "days": 3, "reason": "等配件"}
    asked = extend(accepted, said, neighbour_clerk, day)
    assert asked.told_on == (day.date() if late else None)
    assert told(accepted, "clock.time_asked" if late else "clock.extension_asked")[1]["days"] == 3


def test_what_is_near_leads_to_its_topic_or_to_a_new_one(concern, accepted, receptionist, monkeypatch):
    form = SimpleNamespace(concern=concern)
    for found, where in (
        (None, None),
        (Nearby(SimpleNamespace(pk=7), []), f"/7/join/?of={concern.pk}"),
        (Nearby(None, [accepted]), f"?unit=990101&of={concern.pk}%2C{accepted.pk}"),
        (Nearby(None, []), ""),
    ):
        monkeypatch.setattr(suggested, "nearby", lambda *_, found=found: found)
        told_near = suggested.nearby_for(Step.TRIAGE, form, receptionist)
        assert told_near is None if found is None else told_near[1].endswith(where)
    assert told_near[1] == ""


def test_a_report_of_wrongdoing_is_triaged_and_dispatched_by_who_may_read_it(
    concern, receptionist, supervisor
):
    may = {code: MOVES[code].may(concern, receptionist) for code in (Step.TRIAGE, Step.DISPATCH)}
    assert set(may.values()) == {True}
    concern.kind = Kind.WRONGDOING
    assert not any(MOVES[code].may(concern, receptionist) for code in may)
    assert all(MOVES[code].may(concern, supervisor) for code in may)
