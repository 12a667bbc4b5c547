"""Every step of a task from every state: those of the table go on, the others are refused and change nothing."""

from datetime import date, timedelta

import pytest

from zerentian.duties import actions
from zerentian.duties.models import Task
from zerentian.duties.rules.tasks import STEPS, Step, TaskState, steps_from
from zerentian.duties.tests.test_deeds import value
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Post

DUE = date(2026, 3, 10)
WORDS = {
    Step.OBJECT: {"reason": "不属本村"},
    Step.UPHOLD: {"reason": "属本村"},
    Step.REPORT: {"words": "已办"},
    Step.RETURN: {"reason": "缺照片"},
    Step.REOPEN: {"reason": "又淤积", "due": date(2026, 3, 25)},
    Step.EXTEND: {"reason": "连雨", "due": date(2026, 3, 11)},
    Step.WITHDRAW: {"reason": "改派"},
}
DO = {
    Step.ACCEPT: actions.accept_task,
    Step.OBJECT: actions.object_to_task,
    Step.UPHOLD: actions.uphold_task,
    Step.REPORT: actions.report_task,
    Step.RETURN: actions.return_task,
    Step.VERIFY: actions.verify_task,
    Step.CLOSE: actions.close_task,
    Step.REOPEN: actions.reopen_task,
    Step.EXTEND: actions.extend_task,
    Step.WITHDRAW: actions.withdraw_task,
}
BY_DOER = {Step.ACCEPT, Step.OBJECT, Step.REPORT}
VERBS = {
    Step.ACCEPT: "task.accepted",
    Step.OBJECT: "task.objected",
    Step.UPHOLD: "task.upheld",
    Step.REPORT: "task.reported",
    Step.RETURN: "task.returned",
    Step.VERIFY: "task.checked",
    Step.CLOSE: "task.closed",
    Step.REOPEN: "task.reopened",
    Step.EXTEND: "task.extended",
    Step.WITHDRAW: "task.withdrawn",
}


@pytest.fixture
def task(village_post, leader, now):
    return actions.assign_task(title=" 清理排洪沟 ", post=village_post, due=DUE, by=leader, now=now)


@pytest.mark.parametrize("move", Step)
@pytest.mark.parametrize("state", TaskState)
def test_a_step_is_taken_where_the_table_has_it_and_refused_elsewhere(task, state, move, cadre, leader, now):
    Task.objects.filter(pk=task.pk).update(state=state)
    by, before = cadre if move in BY_DOER else leader, Entry.objects.count()
    if (state, move) in STEPS:
        assert DO[move](task, **WORDS.get(move, {}), by=by, now=now).state == STEPS[state, move]
        task.refresh_from_db()
        assert task.state == STEPS[state, move]
        entry = Entry.objects.latest("id")
        assert (entry.verb, entry.subject, Entry.objects.count()) == (VERBS[move], task.ref, before + 1)
        said = WORDS.get(move, {})
        assert task.events.get(entry=entry.uuid).words == said.get("reason", said.get("words", ""))
    else:
        with pytest.raises(NotAllowed, match="刷新页面"):
            DO[move](task, **WORDS.get(move, {}), by=by, now=now)
        assert Entry.objects.count() == before
    assert (move in steps_from(state)) == ((state, move) in STEPS)


@pytest.mark.parametrize("move", Step)
def test_a_step_asks_for_its_right(task, move, outsider, now):
    with pytest.raises(Forbidden):
        DO[move](task, **WORDS.get(move, {}), by=outsider, now=now)


@pytest.mark.parametrize("move", [step for step in Step if "reason" in WORDS.get(step, {})])
def test_a_step_that_asks_for_a_reason_is_not_taken_without(task, move, cadre, leader, now):
    Task.objects.filter(pk=task.pk).update(state=next(state for state, step in STEPS if step == move))
    with pytest.raises(NotAllowed):
        DO[move](task, **(WORDS[move] | {"reason": " "}), by=cadre if move in BY_DOER else leader, now=now)


def test_what_is_assigned_says_to_whom_by_whom_and_until_when(task, village_post, leader, area, now):
    fact = Entry.objects.latest("id").fact
    assert (task.title, task.state, task.assigned_on) == ("清理排洪沟", "assigned", now.date())
    assert (fact["post"], fact["by_post"]) == (village_post.code, leader.posts_on(now.date())[0].code)
    assert (fact["due"], "area" in fact) == ("2026-03-10", False)
    actions.assign_task(title="防火", post=village_post, due=now.date(), area=area, by=leader, now=now)
    assert Entry.objects.latest("id").fact["area"] == "fire"


def test_a_task_needs_words_and_a_day_that_has_not_passed(village_post, leader, cadre, now):
    given = {"title": "清理", "post": village_post, "due": DUE, "by": leader, "now": now}
    for wrong in ({"title": " "}, {"due": now.date() - timedelta(days=1)}):
        with pytest.raises(NotAllowed):
            actions.assign_task(**(given | wrong))
    with pytest.raises(Forbidden):
        actions.assign_task(**(given | {"by": cadre}))


@pytest.mark.parametrize("due", [DUE, DUE - timedelta(days=1), date(2026, 3, 1)])
def test_an_extension_ends_after_the_old_day(task, due, leader, now):
    with pytest.raises(NotAllowed):
        actions.extend_task(task, due=due, reason="连雨", by=leader, now=now)


def test_an_extended_task_is_due_on_the_new_day(task, leader, now):
    assert actions.extend_task(
        task, due=DUE + timedelta(days=1), reason="连雨", by=leader, now=now
    ).due == date(2026, 3, 11)
    fact = Entry.objects.latest("id").fact
    assert (fact["old_due"], fact["due"]) == ("2026-03-10", "2026-03-11")
    assert fact["by_post"] == leader.posts_on(now.date())[0].code


@pytest.mark.parametrize(("days", "on_time"), [(8, True), (9, False)])
def test_a_task_reported_by_its_due_day_is_in_time_whenever_it_is_closed(
    task, days, on_time, cadre, leader, now
):
    assert actions.accept_task(task, by=cadre, now=now) == task
    reported = now + timedelta(days=days)
    task = actions.report_task(task, words="已办", by=cadre, now=reported)
    assert (task.done_by, task.reported_by, task.reported_on) == (cadre, cadre, reported.date())
    actions.verify_task(task, by=leader, now=reported)
    closed = reported + timedelta(days=3)
    assert actions.close_task(task, by=leader, now=closed).closed_on == closed.date()
    fact = Entry.objects.latest("id").fact
    assert (fact["on_time"], fact["days"]) == (on_time, days + 3)


def test_who_did_or_reported_it_neither_verifies_nor_closes(task, leader, first, cadre, now):
    actions.accept_task(task, by=cadre, now=now)
    actions.report_task(task, words="已办", done_by=leader, by=cadre, now=now)
    with pytest.raises(NotAllowed):
        actions.verify_task(task, by=leader, now=now)
    verified = actions.verify_task(task, by=first, now=now)
    assert verified.verified_by == first
    with pytest.raises(NotAllowed):
        actions.close_task(task, by=leader, now=now)


def test_a_task_that_is_returned_or_reopened_has_nobodys_word_any_more(task, cadre, leader, first, now):
    actions.accept_task(task, by=cadre, now=now)
    actions.report_task(task, words="已办", by=cadre, now=now)
    actions.verify_task(task, by=leader, now=now)
    returned = actions.return_task(task, reason="缺照片", by=leader, now=now)
    returned.refresh_from_db()
    assert (returned.verified_by, returned.reported_on) == (None, None)
    actions.report_task(task, words="已补", by=cadre, now=now)
    actions.verify_task(task, by=leader, now=now)
    actions.close_task(task, by=first, now=now)
    with pytest.raises(NotAllowed):
        actions.reopen_task(task, reason="又淤积", due=date(2026, 3, 1), by=leader, now=now)
    reopened = actions.reopen_task(task, reason="又淤积", due=date(2026, 3, 25), by=leader, now=now)
    reopened.refresh_from_db()
    assert (reopened.due, reopened.closed_on) == (date(2026, 3, 25), None)
    assert (reopened.verified_by, reopened.reported_on) == (None, None)
    assert Entry.objects.latest("id").fact["was_on_time"] is True


def test_a_report_keeps_the_deed_it_had(task, deed, cadre, leader, now):
    actions.accept_task(task, by=cadre, now=now)
    actions.report_task(task, words="已办", deed=deed, by=cadre, now=now)
    assert Entry.objects.latest("id").fact["has_deed"] is True
    actions.return_task(task, reason="再看", by=leader, now=now)
    assert actions.report_task(task, words="已补", by=cadre, now=now).deed == deed


def test_an_open_task_is_handed_over_with_its_unit_and_a_closed_one_is_not(task, office, leader, cadre, now):
    heir, old = Post.objects.filter(unit=office)[0], task.post
    with pytest.raises(Forbidden):
        actions.hand_over_task(task, to=heir, by=cadre, now=now)
    moved = actions.hand_over_task(task, to=heir, by=leader, now=now)
    moved.refresh_from_db()
    assert (moved.post, moved.unit, moved.path) == (heir, office, office.path)
    fact = Entry.objects.latest("id").fact
    assert (fact["from_post"], fact["to_post"], fact["to"]) == (old.code, heir.code, office.path)
    assert value("tasks.open", now, unit=office.path).value == 1
    actions.withdraw_task(moved, reason="改派", by=leader, now=now)
    with pytest.raises(NotAllowed, match="已办结"):
        actions.hand_over_task(moved, to=old, by=leader, now=now)


def test_a_task_goes_to_no_post_over_which_one_has_no_right(task, leader, now):
    theirs = Post.objects.filter(unit__code="990102-DZ")[0]
    with pytest.raises(Forbidden):
        actions.hand_over_task(task, to=theirs, by=leader, now=now)
