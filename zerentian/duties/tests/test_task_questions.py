"""What is asked of tasks: what is late or soon, whose next step, in lists, on desks, in files, in the calendar."""

from datetime import timedelta

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.listed.due import TASKS_DUE
from zerentian.duties.listed.tasks import TASKS
from zerentian.duties.models import Task
from zerentian.duties.rules.lights import Light
from zerentian.duties.rules.tasks import OPEN_STATES, TaskState
from zerentian.duties.shown import texts
from zerentian.duties.shown.desk import lights_over_tasks, tasks_waiting
from zerentian.duties.shown.meetings import red_tasks, task_may_go_before_a_meeting
from zerentian.duties.shown.records import TASK_RECORDS
from zerentian.duties.tests.world import TODAY, by, day, look, people, post_of, unit
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import handover
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
S = TaskState
DUE = day(10)


def assigned(title="清理排洪沟", due=DUE, to="cadre", **more):
    return actions.assign_task(title=title, post=post_of(to), due=due, **more, **by("leader"))


def bring(task, state):
    """Let a task that was just assigned come to stand in a state, step by step, as people do."""
    ways = {
        S.ASSIGNED: (),
        S.WITHDRAWN: (lambda: actions.withdraw_task(task, reason="改派", **by("leader")),),
    }
    ways[S.OBJECTED] = (lambda: actions.object_to_task(task, reason="不属本村", **by("cadre")),)
    ways[S.ACCEPTED] = (lambda: actions.accept_task(task, **by("cadre")),)
    ways[S.REPORTED] = (*ways[S.ACCEPTED], lambda: actions.report_task(task, words="已清", **by("cadre")))
    ways[S.VERIFIED] = (*ways[S.REPORTED], lambda: actions.verify_task(task, **by("leader")))
    ways[S.CLOSED] = (*ways[S.VERIFIED], lambda: actions.close_task(task, **by("first")))
    for way in ways[state]:
        way()
    return Task.objects.get(pk=task.pk)


@pytest.fixture(scope="module")
def standing(beginning):
    """The keys of tasks in every state, and the state of each key."""
    keys = {state: bring(assigned(f"事项{state}", detail="三百米"), state).pk for state in S}
    return keys | {pk: state for state, pk in keys.items()}


def states(standing, rows):
    return [standing[pk] for pk in rows.values_list("pk", flat=True) if pk in standing]


def tab(code, asked):
    (found,) = [one for one in TASKS.tabs if one.code == code]
    return found.narrow(TASKS.rows(asked.account), asked)


# -- words of the table --------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "overdue"), [(10, False), (11, True)])
def test_open_tasks_are_overdue_the_day_after_their_due_day(standing, days, overdue):
    rows = Task.objects.overdue(NOW + timedelta(days=days))
    assert set(states(standing, rows)) == (set(OPEN_STATES) if overdue else set())
    shown = Light.RED if overdue else Light.AMBER
    for state in S:
        light = Task.objects.get(pk=standing[state]).light(day(days), 3)
        assert light == (shown if state in OPEN_STATES else Light.NONE)


@pytest.mark.parametrize(
    ("amber", "days", "soon"),
    [(3, 6, False), (3, 7, True), (3, 10, True), (3, 11, False), (5, 5, True)],
)
def test_open_tasks_are_soon_due_from_the_days_the_township_has_set(standing, amber, days, soon):
    actions.set_threshold(kind="task", amber_days=amber, **by("leader"))
    rows = Task.objects.due_soon(NOW + timedelta(days=days))
    assert set(states(standing, rows)) == (set(OPEN_STATES) if soon else set())


def test_a_doer_is_waited_for_to_accept_and_to_report_the_soonest_first(standing):
    Task.objects.filter(pk=standing[S.ACCEPTED]).update(due=day(1))
    assert states(standing, Task.objects.waiting_for(people().cadre)) == [S.ACCEPTED, S.ASSIGNED]
    assert not Task.objects.waiting_for(people().neighbour_cadre).exists()


@pytest.mark.parametrize("role", ["reported_by", "done_by"])
def test_a_report_is_verified_by_who_may_and_did_neither_do_nor_report_it(standing, role):
    for name in ("leader", "first", "supervisor"):
        assert states(standing, Task.objects.to_verify_by(getattr(people(), name))) == [S.REPORTED]
    for name in ("cadre", "clerk", "outsider"):
        assert not Task.objects.to_verify_by(getattr(people(), name)).exists()
    Task.objects.filter(pk=standing[S.REPORTED]).update(**{role: people().first})
    assert not Task.objects.to_verify_by(people().first).exists()


def test_who_assigns_closes_what_was_verified_and_decides_on_objections(standing):
    for name in ("leader", "first", "supervisor"):
        rows = Task.objects.to_close_by(getattr(people(), name))
        assert set(states(standing, rows)) == {S.VERIFIED, S.OBJECTED}
    for name in ("cadre", "outsider", "office_head"):
        assert not Task.objects.to_close_by(getattr(people(), name)).exists()


# -- the list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "now", "expected"),
    [
        ("open", 0, set(OPEN_STATES)),
        ("all", 0, set(S)),
        ("today", 9, set()),
        ("today", 10, set(OPEN_STATES)),
        ("overdue", 10, set()),
        ("overdue", 11, set(OPEN_STATES)),
        ("week", 2, set()),
        ("week", 3, set(OPEN_STATES)),
        ("week", 10, set(OPEN_STATES)),
        ("week", 11, set()),
        ("mine", 0, {S.OBJECTED, S.REPORTED, S.VERIFIED}),
        ("to-verify", 0, {S.REPORTED}),
    ],
)
def test_a_tab_shows_its_tasks(standing, code, now, expected):
    assert set(states(standing, tab(code, look(now=NOW + timedelta(days=now))))) == expected


def test_mine_are_a_doers_own_next_steps(standing):
    assert set(states(standing, tab("mine", look("cadre")))) == {S.ASSIGNED, S.ACCEPTED}
    assert states(standing, tab("mine", look("clerk"))) == []


def test_tabs_and_moves_of_many_stand_there_for_who_holds_their_right():
    assert "to-verify" in {one.code for one in TASKS.tabs_for(people().leader)}
    assert "to-verify" not in {one.code for one in TASKS.tabs_for(people().cadre)}
    assert {one.code for one in TASKS.many_for(people().leader)} == {"verify", "close", "hand-over"}
    assert TASKS.many_for(people().cadre) == []


def test_of_many_those_are_ticked_that_stand_where_the_step_begins(standing):
    ticked = {
        one.code: {state for state in S if one.ticked(Task.objects.get(pk=standing[state]), people().first)}
        for one in TASKS.many
    }
    assert ticked == {"verify": {S.REPORTED}, "close": {S.VERIFIED}, "hand-over": set(OPEN_STATES)}


def test_many_are_verified_closed_and_passed_on_by_the_same_actions_as_alone(standing):
    moves = {one.code: one for one in TASKS.many}
    leader = people().leader
    moves["verify"].act(Task.objects.get(pk=standing[S.REPORTED]), {}, leader, NOW)
    moves["close"].act(Task.objects.get(pk=standing[S.VERIFIED]), {}, leader, NOW)
    said = {"to": post_of("neighbour_cadre"), "reason": " 划片 "}
    moves["hand-over"].act(Task.objects.get(pk=standing[S.ASSIGNED]), said, leader, NOW)
    after = [Task.objects.get(pk=standing[state]) for state in (S.REPORTED, S.VERIFIED, S.ASSIGNED)]
    assert [one.state for one in after] == [S.VERIFIED, S.CLOSED, S.ASSIGNED]
    assert (after[2].post, after[2].events.last().words) == (said["to"], "划片")
    moves["hand-over"].back.act(after[2], "划错了", leader, NOW)
    assert Task.objects.get(pk=after[2].pk).post == post_of("cadre")


def test_tasks_are_found_by_all_of_some_words_of_title_and_detail(standing):
    rows = Task.objects.filter(pk__in=[key for key in standing if isinstance(key, int)])
    assert states(standing, TASKS.speak(rows, "事项closed 三百米")) == [S.CLOSED]
    assert states(standing, TASKS.speak(rows, "事项closed 四百米")) == []
    assert set(states(standing, TASKS.speak(rows, " ".join(["三百"] * 6 + ["四百"])))) == set(S)


@pytest.mark.parametrize(("value", "expected"), [("all", set(S)), ("closed", {S.CLOSED})])
def test_a_state_is_chosen_or_all(standing, value, expected):
    (choice,) = [one for one in TASKS.filters if getattr(one, "name", "") == "state"]
    assert set(states(standing, choice.narrow(Task.objects.all(), value, look()))) == expected


def test_a_row_shows_what_who_when_and_where_it_stands(standing):
    asked = look(now=NOW + timedelta(days=7))
    (one,) = TASKS.fetch(Task.objects.filter(pk=standing[S.ACCEPTED]))
    TASKS.finish([one], asked)
    cells = {column.key: column.cell(one, asked) for column in TASKS.columns}
    assert (cells["task"].words, cells["post"].words) == ("事项accepted", "上坪村 · 上坪村村干部")
    assert cells["task"].url == reverse("duties:task-detail", args=[one.pk])
    assert (cells["due"].light, cells["due"].due, cells["assigned"].due) == (Light.AMBER, DUE, TODAY)
    assert str(cells["state"].words) == "已接收"
    TASKS.finish([], asked)


# -- desks, lights, calendar ---------------------------------------------------------------------------


def desk(name, now=NOW):
    return {
        str(group.title): {line.what.removeprefix("事项") for line in group.lines}
        for group in tasks_waiting(getattr(people(), name), now, 9)
        if group.lines
    }


@pytest.mark.parametrize(
    ("name", "days", "shown"),
    [
        ("cadre", 0, {"新交办": {"assigned"}}),
        ("cadre", 7, {"即将到期": {"assigned", "accepted"}}),
        ("cadre", 11, {"已逾期": {"assigned", "accepted"}}),
        ("leader", 0, {"等您决定": {"objected", "verified"}, "请您核实": {"reported"}}),
        ("neighbour_cadre", 0, {}),
    ],
)
def test_each_desk_has_the_tasks_whose_next_step_is_theirs_under_the_most_urgent(standing, name, days, shown):
    assert desk(name, NOW + timedelta(days=days)) == shown


def test_what_came_back_stands_under_that_until_it_is_reported_again(standing):
    task = Task.objects.get(pk=standing[S.REPORTED])
    actions.return_task(task, reason="缺照片", **by("leader"))
    assert {"reported"} in desk("cadre").values()
    (group,) = [one for one in tasks_waiting(people().cadre, NOW, 9) if str(one.title) == "退回给您"]
    assert [(line.what, line.light, str(line.button)) for line in group.lines] == [
        ("事项reported", Light.GREEN, "报告")
    ]
    actions.report_task(task, words="已补", **by("cadre"))
    assert {"reported"} not in desk("cadre").values()


def test_lights_are_counted_over_what_a_leader_assigns(standing):
    Task.objects.filter(pk=standing[S.ASSIGNED]).update(due=day(-1))
    Task.objects.filter(pk__in=(standing[S.OBJECTED], standing[S.CLOSED])).update(due=day(3))
    (lights,) = lights_over_tasks(people().leader, NOW)
    assert (lights.red, lights.amber, lights.green) == (1, 1, len(OPEN_STATES) - 2)
    assert list(lights_over_tasks(people().cadre, NOW)) == []


def test_the_days_of_tasks_are_those_of_ones_posts(standing):
    asked = look("cadre")
    assert set(states(standing, TASKS_DUE.rows(asked.account))) == set(OPEN_STATES)
    assert set(states(standing, TASKS_DUE.mine(TASKS_DUE.rows(asked.account), asked))) >= {
        S.ASSIGNED,
        S.ACCEPTED,
    }
    other = look("neighbour_cadre")
    assert states(standing, TASKS_DUE.mine(TASKS_DUE.rows(other.account), other)) == []
    (one,) = TASKS_DUE.fetch(Task.objects.filter(pk=standing[S.ASSIGNED]))
    assert (TASKS_DUE.title(one), TASKS_DUE.where(one)) == ("事项assigned", "上坪村")
    lights = [TASKS_DUE.light(one, look(now=NOW + timedelta(days=days))) for days in (6, 7, 11)]
    assert lights == [Light.GREEN, Light.AMBER, Light.RED]


# -- before a meeting, in files, in search ---------------------------------------------------------------


def test_overdue_tasks_suggest_themselves_to_a_meeting_of_their_township(standing):
    late = NOW + timedelta(days=11)
    Task.objects.filter(pk=standing[S.OBJECTED]).update(due=day(9))
    told = list(red_tasks(people().leader, unit(""), late))
    assert {one.ref for one in told} == {f"task:{standing[state]}" for state in OPEN_STATES}
    assert (told[0].title, told[0].due, str(told[0].why)) == ("事项objected", day(9), "已逾期")
    assert list(red_tasks(people().leader, unit(""), NOW)) == []
    assert list(red_tasks(people().leader, unit("DZ"), late)) == []
    assert list(red_tasks(people().outsider, unit(""), late)) == []


def test_a_task_may_go_before_a_meeting_where_there_is_one(standing):
    assert task_may_go_before_a_meeting(people().leader, str(standing[S.ASSIGNED]))
    assert not task_may_go_before_a_meeting(people().leader, "1")
    assert not task_may_go_before_a_meeting(people().leader, "x")


def test_the_records_are_tasks_given_in_some_days_with_what_their_fields_say(standing):
    area = Area.objects.create(code="flood", name="防汛抗旱")
    Task.objects.filter(pk=standing[S.CLOSED]).update(area=area)
    rows = TASK_RECORDS.rows(people().leader, unit(""), TODAY, TODAY)
    assert set(states(standing, rows)) == set(S)
    assert not TASK_RECORDS.rows(people().leader, unit(""), day(1), day(9)).exists()
    assert not TASK_RECORDS.rows(people().leader, unit(""), day(-9), day(-1)).exists()
    read = [
        {name: field.read(one) for name, field in TASK_RECORDS.fields.items()}
        for state in (S.CLOSED, S.ASSIGNED)
        for one in rows.filter(pk=standing[state])
    ]
    assert read[0] == {
        "title": "事项closed",
        "detail": "三百米",
        "assigned_on": TODAY,
        "due": DUE,
        "unit": "上坪村",
        "post": "上坪村村干部",
        "assigner": "分管副乡长",
        "area": "防汛抗旱",
        "state": "已销号",
        "closed_on": TODAY,
        "closed": True,
    }
    assert {name: read[1][name] for name in ("area", "closed_on", "closed", "state")} == {
        "area": None,
        "closed_on": None,
        "closed": False,
        "state": "已交办",
    }


def test_what_a_record_has_not_is_nothing_and_not_an_empty_word(standing):
    task = Task.objects.get(pk=standing[S.ASSIGNED])
    task.detail, task.assigner = "", None
    assert TASK_RECORDS.fields["detail"].read(task) is None
    assert TASK_RECORDS.fields["assigner"].read(task) is None


def test_a_task_is_found_by_title_and_detail_on_the_day_it_was_given(standing):
    text = texts.task(Task.objects.get(pk=standing[S.ASSIGNED]))
    assert (text.title, text.body, text.day) == ("事项assigned", "事项assigned 三百米", TODAY)


# -- passed on and back ----------------------------------------------------------------------------------


def test_a_task_that_was_passed_on_goes_back_where_it_was_with_the_reason(standing):
    task = Task.objects.get(pk=standing[S.ACCEPTED])
    with pytest.raises(NotAllowed, match="没有移交过"):
        actions.hand_back_task(task, reason="错", **by("leader"))
    actions.hand_over_task(task, to=post_of("neighbour_cadre"), **by("leader"))
    with pytest.raises(NotAllowed, match="请写明理由"):
        actions.hand_back_task(task, reason=" ", **by("leader"))
    with pytest.raises(Forbidden):
        actions.hand_back_task(task, reason="错", **by("cadre"))
    back = actions.hand_back_task(task, reason=" 划错了 ", **by("leader"))
    assert (back.post, back.state) == (post_of("cadre"), S.ACCEPTED)
    told = Entry.objects.latest("id").fact
    assert (told["from_post"], told["to_post"]) == (post_of("neighbour_cadre").code, post_of("cadre").code)
    assert (told["from"], told["to"], told["due"]) == (unit("V02").path, unit("V01").path, DUE.isoformat())
    assert back.events.last().words == "划错了"


def test_open_tasks_of_a_post_are_shown_the_soonest_first_and_pass_on_with_it(standing):
    Task.objects.filter(pk=standing[S.REPORTED]).update(due=day(1))
    told = [one for one in handover.open_for(post_of("cadre")) if one.ref.startswith("task:")]
    assert (told[0].ref, told[0].title, told[0].due) == (
        f"task:{standing[S.REPORTED]}",
        "事项reported",
        day(1),
    )
    assert {one.ref for one in told} == {f"task:{standing[state]}" for state in OPEN_STATES}
    because = Entry.objects.latest("id")
    into = {"to": post_of("neighbour_cadre"), "by": people().administrator, "now": NOW, "because": because}
    (tasks,) = [work for work in handover.OPEN_WORK if work.label == "交办事项"]
    assert tasks.pass_on(post_of("cadre"), **into) == len(OPEN_STATES)
    moved = Entry.objects.filter(verb="task.moved").latest("id")
    assert moved.because == because.uuid
    assert set(states(standing, Task.objects.filter(post=post_of("cadre")))) == {S.CLOSED, S.WITHDRAWN}
