"""What is asked of decisions: whose next step, what is late or soon, in lists, on desks, in files, before a meeting."""

from datetime import timedelta

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties.actions import decision_moves, decisions
from zerentian.duties.listed.decisions import DECISIONS
from zerentian.duties.listed.due import DECISIONS_DUE
from zerentian.duties.models import Decision
from zerentian.duties.rules.decisions import OPEN_STATES, DecisionState
from zerentian.duties.rules.lights import Light
from zerentian.duties.shown.meeting_desk import decisions_waiting, lights_over_decisions
from zerentian.duties.shown.meetings import decision_text, decisions_named, standing_decisions
from zerentian.duties.shown.records import DECISION_RECORDS
from zerentian.duties.tabling import late_words
from zerentian.duties.tests.world import (
    DUE,
    TODAY,
    a_decision,
    day,
    look,
    one_in_each_state,
    other_item,
    people,
    unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
S = DecisionState
OWED = {S.ASSIGNED, S.OBJECTED, S.ACCEPTED}


@pytest.fixture(scope="module")
def standing(beginning):
    """The keys of decisions in every state, and the state of each key."""
    keys = one_in_each_state()
    return keys | {pk: state for state, pk in keys.items()}


def states(standing, rows):
    """Return in which states the rows stand that were made in every state, in their order."""
    return [standing[pk] for pk in rows.values_list("pk", flat=True) if pk in standing]


def tab(code, look):
    (found,) = [one for one in DECISIONS.tabs if one.code == code]
    return found.narrow(DECISIONS.rows(look.account), look)


# -- words of the table --------------------------------------------------------------------------------


def test_what_is_open_owed_or_asks_for_something_is_told_by_where_it_stands(standing):
    rows = Decision.objects.filter(pk__in=[key for key in standing if isinstance(key, int)])
    assert set(states(standing, rows.open())) == set(OPEN_STATES)
    assert set(states(standing, rows.owed())) == OWED
    assert set(states(standing, rows.required())) == set(S) - {S.NOTED}
    for one in rows:
        state = standing[one.pk]
        assert one.is_open == (state in OPEN_STATES)
        assert one.is_owed == (state in OWED)
        assert one.is_in_force == (state in OWED | {S.REPORTED, S.VERIFIED})
        assert (one.light(DUE + timedelta(days=1)) == Light.RED) == (state in OWED)


@pytest.mark.parametrize(("days", "overdue"), [(0, False), (1, True)])
def test_what_is_owed_is_overdue_the_day_after_its_due_day(standing, days, overdue):
    now = NOW + timedelta(days=10 + days)
    assert set(states(standing, Decision.objects.overdue(now))) == (OWED if overdue else set())


def test_what_was_missed_stays_overdue_and_is_never_soon_due(standing):
    Decision.objects.filter(pk=standing[S.ACCEPTED]).update(missed=True)
    Decision.objects.filter(pk=standing[S.REPORTED]).update(missed=True)
    assert states(standing, Decision.objects.overdue(NOW)) == [S.ACCEPTED]
    assert S.ACCEPTED not in states(standing, Decision.objects.due_soon(NOW + timedelta(days=8)))
    assert Decision.objects.get(pk=standing[S.ACCEPTED]).light(TODAY) == Light.RED


@pytest.mark.parametrize(("days", "soon"), [(6, False), (7, True), (10, True), (11, False)])
def test_what_is_owed_is_due_soon_from_three_days_before(standing, days, soon):
    now = NOW + timedelta(days=days)
    assert set(states(standing, Decision.objects.due_soon(now))) == (OWED if soon else set())
    shown = Light.AMBER if soon else (Light.RED if days > 10 else Light.GREEN)
    assert Decision.objects.get(pk=standing[S.ASSIGNED]).light(day(days)) == shown


def test_overdue_and_soon_due_come_by_their_day(standing):
    Decision.objects.filter(pk=standing[S.OBJECTED]).update(due=day(9))
    assert states(standing, Decision.objects.overdue(NOW + timedelta(days=11)))[0] == S.OBJECTED
    assert states(standing, Decision.objects.due_soon(NOW + timedelta(days=9)))[0] == S.OBJECTED


def test_a_lead_is_waited_for_to_take_on_and_to_do_the_soonest_first_and_without_a_day_last(standing):
    other = decisions.assign_decision(
        a_decision(other_item(), "无期限", due=None), by=people().leader, now=NOW
    )
    Decision.objects.filter(pk=standing[S.ACCEPTED]).update(due=day(2))
    waiting = list(Decision.objects.waiting_for(people().cadre))
    assert [one.pk for one in waiting] == [standing[S.ACCEPTED], standing[S.ASSIGNED], other.pk]
    assert not Decision.objects.waiting_for(people().neighbour_cadre).exists()


def test_while_a_task_runs_the_task_waits_and_not_the_decision(standing):
    one = Decision.objects.get(pk=standing[S.ACCEPTED])
    task = decision_moves.task_of_decision(one, by=people().leader, now=NOW)
    assert states(standing, Decision.objects.waiting_for(people().cadre)) == [S.ASSIGNED]
    task.state = "withdrawn"
    task.save()
    assert set(states(standing, Decision.objects.waiting_for(people().cadre))) == {S.ASSIGNED, S.ACCEPTED}


@pytest.mark.parametrize(("asked", "owed"), [(6, False), (7, True), (9, True)])
def test_word_is_owed_on_and_after_its_day_by_the_lead_alone(standing, asked, owed):
    Decision.objects.filter(pk__in=(standing[S.ACCEPTED], standing[S.ASSIGNED])).update(next_report=day(7))
    rows = Decision.objects.to_report_by(people().cadre, day(asked))
    assert states(standing, rows) == ([S.ACCEPTED] if owed else [])
    assert not Decision.objects.to_report_by(people().neighbour_cadre, day(99)).exists()


@pytest.mark.parametrize(
    ("question", "state", "may", "may_not"),
    [
        ("to_decide_by", S.OBJECTED, ("leader", "first"), ("cadre", "clerk", "outsider", "supervisor")),
        ("to_verify_by", S.REPORTED, ("leader", "first", "supervisor"), ("cadre", "clerk", "outsider")),
        ("to_close_by", S.VERIFIED, ("leader", "first"), ("cadre", "clerk", "outsider", "supervisor")),
    ],
)
def test_who_decides_verifies_and_closes_is_who_has_the_right_over_the_lead(
    standing, question, state, may, may_not
):
    for name in may:
        rows = getattr(Decision.objects, question)(getattr(people(), name))
        assert states(standing, rows) == [state], name
    for name in may_not:
        assert not getattr(Decision.objects, question)(getattr(people(), name)).exists(), name


@pytest.mark.parametrize(
    ("question", "state", "role", "asked"),
    [
        ("to_verify_by", S.REPORTED, "reported_by", False),
        ("to_verify_by", S.REPORTED, "done_by", False),
        ("to_verify_by", S.REPORTED, "accepted_by", False),
        ("to_close_by", S.VERIFIED, "reported_by", False),
        ("to_close_by", S.VERIFIED, "done_by", False),
        ("to_close_by", S.VERIFIED, "accepted_by", True),
    ],
)
def test_nobody_is_asked_to_judge_their_own_work(standing, question, state, role, asked):
    Decision.objects.filter(pk=standing[state]).update(**{role: people().first})
    rows = getattr(Decision.objects, question)(people().first)
    assert states(standing, rows) == ([state] if asked else [])


def test_a_number_is_written_with_meeting_year_serial_and_letter_and_the_share_is_what_is_done(standing):
    one = Decision.objects.get(pk=standing[S.ASSIGNED])
    assert one.number == f"党委会〔2026〕1-{one.serial}"
    assert (one.what, str(one)) == ("议定assigned", f"{one.number} 议定assigned")
    one.letter, one.share = "B", "上段"
    assert (one.number[-1], one.what) == ("B", "上段")


# -- the list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cadre", {S.ASSIGNED, S.ACCEPTED}),
        ("leader", {S.OBJECTED, S.REPORTED, S.VERIFIED}),
        ("first", {S.OBJECTED, S.REPORTED, S.VERIFIED}),
        ("supervisor", {S.REPORTED}),
        ("clerk", set()),
    ],
)
def test_mine_are_those_whose_next_step_is_mine(standing, name, expected):
    assert set(states(standing, tab("mine", look(name)))) == expected


def test_tabs_show_what_is_open_overdue_or_all(standing):
    assert set(states(standing, tab("open", look()))) == set(OPEN_STATES)
    assert set(states(standing, tab("all", look()))) == set(S)
    assert set(states(standing, tab("overdue", look(now=NOW + timedelta(days=11))))) == OWED
    assert not tab("overdue", look()).exists()


def test_what_my_unit_helps_with_is_told_while_it_is_open(standing):
    for state in (S.ASSIGNED, S.CLOSED):
        Decision.objects.get(pk=standing[state]).assisting.set([unit("V02"), unit("ZF")])
    assert states(standing, tab("assisting", look("neighbour_cadre"))) == [S.ASSIGNED]
    assert states(standing, tab("assisting", look("neighbour_clerk"))) == [S.ASSIGNED]
    assert not tab("assisting", look("cadre")).exists(), "the lead does not assist"


def test_decisions_are_found_by_all_of_some_words_of_text_share_and_meeting(standing):
    rows = Decision.objects.all()
    assert states(standing, DECISIONS.speak(rows, "议定closed")) == [S.CLOSED]
    assert states(standing, DECISIONS.speak(rows, "议定closed 党委会")) == [S.CLOSED]
    assert states(standing, DECISIONS.speak(rows, "议定closed 乡长")) == []
    Decision.objects.filter(pk=standing[S.CLOSED]).update(share="上段")
    assert states(standing, DECISIONS.speak(rows, "上段")) == [S.CLOSED]
    assert states(standing, DECISIONS.speak(rows, " ".join(["党委会"] * 6 + ["乡长"]))) != [], (
        "six words count"
    )


@pytest.mark.parametrize(("value", "expected"), [("all", set(S)), ("objected", {S.OBJECTED})])
def test_a_state_is_chosen_or_all(standing, value, expected):
    (choice,) = [one for one in DECISIONS.filters if getattr(one, "name", "") == "state"]
    assert set(states(standing, choice.narrow(Decision.objects.all(), value, look()))) == expected


def test_a_row_shows_what_who_when_and_where_it_stands(standing):
    asked = look()
    (one,) = DECISIONS.fetch(DECISIONS.rows(asked.account).filter(pk=standing[S.ASSIGNED]))
    DECISIONS.finish([one], asked)
    cells = {column.key: column.cell(one, asked) for column in DECISIONS.columns}
    assert (cells["decision"].words, cells["number"].words) == ("议定assigned", one.number)
    assert cells["decision"].url == reverse("duties:decision-detail", args=[one.pk])
    assert cells["lead"].words == "上坪村 · 上坪村村干部"
    assert (cells["due"].light, cells["due"].due) == (Light.GREEN, DUE)
    assert (cells["state"].words, cells["kind"].words) == ("待签收", "要求办理")
    assert cells["opened"].due == TODAY


def test_what_is_not_for_everybody_leaves_in_no_file_and_no_calendar(standing):
    Decision.objects.filter(pk=standing[S.ASSIGNED]).update(inner=True)
    assert S.ASSIGNED not in states(standing, DECISIONS.leaves(Decision.objects.all()))
    assert set(states(standing, DECISIONS_DUE.leaves(DECISIONS_DUE.rows(people().first)))) == OWED - {
        S.ASSIGNED
    }
    assert set(states(standing, DECISIONS_DUE.rows(people().first))) == OWED


def test_the_days_of_decisions_are_those_of_the_lead_with_number_light_and_unit(standing):
    asked = look("cadre")
    mine = DECISIONS_DUE.fetch(DECISIONS_DUE.mine(DECISIONS_DUE.rows(asked.account), asked))
    assert {S.ASSIGNED, S.ACCEPTED} <= set(states(standing, mine))
    (one,) = mine.filter(pk=standing[S.ASSIGNED])
    told = (DECISIONS_DUE.number(one), DECISIONS_DUE.title(one), DECISIONS_DUE.where(one))
    assert told == (one.number, "议定assigned", "上坪村")
    assert DECISIONS_DUE.light(one, asked) == Light.GREEN


# -- the desk, names, search, files --------------------------------------------------------------------


def desk(name, now=NOW):
    """Return what of decisions waits on a desk: the heading and the states that stand below it."""
    return {
        str(group.title): [line.what.removeprefix("议定") for line in group.lines]
        for group in decisions_waiting(getattr(people(), name), now, 9)
        if group.lines
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("cadre", {"待签收的议定事项": ["assigned"], "办理中的议定事项": ["accepted"]}),
        (
            "leader",
            {
                "有异议的议定事项": ["objected"],
                "待核查的议定事项": ["reported"],
                "待办结的议定事项": ["verified"],
            },
        ),
        ("supervisor", {"待核查的议定事项": ["reported"]}),
        ("neighbour_cadre", {}),
        ("administrator", {}),
    ],
)
def test_each_desk_has_the_decisions_whose_next_step_is_theirs(standing, name, shown):
    assert desk(name) == shown


def test_what_is_overdue_stands_under_that_alone_with_its_light(standing):
    Decision.objects.filter(pk=standing[S.ACCEPTED]).update(next_report=day(3))
    told = desk("cadre", NOW + timedelta(days=11))
    assert {title: set(shown) for title, shown in told.items()} == {
        "逾期的议定事项": {"accepted", "assigned"}
    }
    (group,) = [one for one in decisions_waiting(people().cadre, NOW + timedelta(days=11), 9) if one.lines]
    assert {(line.light, line.due) for line in group.lines} == {(Light.RED, DUE)}
    assert group.overdue
    soon = [one for one in decisions_waiting(people().cadre, NOW + timedelta(days=4), 9) if one.lines]
    assert [[line.what for line in one.lines] for one in soon] == [["议定assigned"], ["议定accepted"]]


def test_lights_are_counted_over_what_a_leader_gives_out(standing):
    Decision.objects.filter(pk=standing[S.ASSIGNED]).update(due=day(-1))
    Decision.objects.filter(pk=standing[S.OBJECTED]).update(due=day(1))
    (lights,) = lights_over_decisions(people().leader, NOW)
    opened = len(Decision.objects.required().open())
    assert (lights.red, lights.amber, lights.green) == (1, 1, opened - 2)
    assert list(lights_over_decisions(people().cadre, NOW)) == []


def test_names_and_search_are_for_who_may_read(standing):
    key = str(standing[S.ASSIGNED])
    one = Decision.objects.get(pk=key)
    assert decisions_named(people().leader, [key, "nonsense"]) == {key: str(one)}
    assert decisions_named(people().outsider, [key]) == {}
    text = decision_text(one)
    assert (text.title, text.day, text.unit) == (str(one), TODAY, one.path)
    assert one.number in text.body
    one.inner = True
    assert decision_text(one) is None


def test_a_later_meeting_is_told_what_is_late_and_what_soon_is_with_why(standing):
    leader, township = people().leader, unit("")
    assert list(standing_decisions(leader, township, NOW)) == []
    soon = list(standing_decisions(leader, township, NOW + timedelta(days=8)))
    assert {one.ref for one in soon} == {f"decision:{standing[state]}" for state in OWED}
    assert {(str(one.why), one.due) for one in soon} == {("临近到期", DUE)}
    late = list(standing_decisions(leader, township, NOW + timedelta(days=11)))
    assert {str(one.why) for one in late} == {"已逾期"}
    assert list(standing_decisions(leader, unit("DZ"), NOW + timedelta(days=11))) == []
    assert str(late_words(TODAY, NOW)) == str(late_words(day(1), NOW)) != str(late_words(day(-1), NOW))
    assert str(late_words(None, NOW)) == str(late_words(day(-1), NOW))


def test_the_records_of_some_days_are_those_given_out_with_what_their_fields_say(standing):
    rows = DECISION_RECORDS.rows(people().leader, unit(""), TODAY, TODAY)
    assert set(states(standing, rows)) == set(S) - {S.OPENED}
    assert not DECISION_RECORDS.rows(people().leader, unit(""), day(1), day(9)).exists()
    assert not DECISION_RECORDS.rows(people().leader, unit(""), day(-9), day(-1)).exists()
    (one,) = rows.filter(pk=standing[S.CLOSED])
    read = {name: field.read(one) for name, field in DECISION_RECORDS.fields.items()}
    assert read == {
        "what": "议定closed",
        "number": one.number,
        "opened_on": TODAY,
        "due": DUE,
        "unit": "上坪村",
        "lead": "上坪村村干部",
        "state": "已办结",
        "closed_on": TODAY,
    }


def test_what_came_of_a_document_was_settled_on_it_became_it_or_serves_its_duties(standing):
    one = Decision.objects.get(pk=standing[S.CLOSED])
    basis = decision_moves.basis_of_decision(one, by=people().first, now=NOW)
    assert list(Decision.objects.of_basis(basis)) == [one]
    Decision.objects.filter(pk=standing[S.ASSIGNED]).update(basis=basis)
    assert set(states(standing, Decision.objects.of_basis(basis))) == {S.CLOSED, S.ASSIGNED}
