"""Tasks: closed out only after another person has verified them; stocks follow every step."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.duties import actions
from zerentian.duties.models import Task
from zerentian.duties.rules.functions import InPerson
from zerentian.duties.tests.test_deeds import TOWN, value
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.posts import close_post


@pytest.fixture
def task(village_post, leader, now):
    return actions.assign_task(
        title="清理排洪沟", post=village_post, due=date(2026, 3, 10), by=leader, now=now
    )


def test_a_task_goes_from_assigned_to_closed_out(task, cadre, leader, first, now):
    actions.accept_task(task, by=cadre, now=now)
    later = now + timedelta(days=3)
    task = actions.report_task(task, words="已清理 300 米", by=cadre, now=later)
    actions.verify_task(task, by=leader, now=later)
    task = actions.close_task(task, by=first, now=later)
    assert task.state == "closed"
    assert value("tasks.open", later).value == 0
    assert value("tasks.median_days", later).value == 3
    assert value("tasks.on_time_share", now + timedelta(days=9)).text == "100.0%（1/1）"


def test_the_doer_verifies_nothing(task, leader, now):
    actions.accept_task(task, by=leader, now=now)
    actions.report_task(task, words="已办", by=leader, now=now)
    with pytest.raises(NotAllowed):
        actions.verify_task(task, by=leader, now=now)


def test_who_did_a_task_is_not_asked_to_close_it_out(task, leader, first, client_of, now):
    actions.accept_task(task, by=leader, now=now)
    actions.report_task(task, words="已办", by=leader, now=now)
    actions.verify_task(task, by=first, now=now)
    assert not Task.objects.to_close_by(leader).exists()
    assert Task.objects.to_close_by(first).exists()
    offered = reverse("duties:task-step", args=[task.pk, "close"])
    address = reverse("duties:task-detail", args=[task.pk])
    assert offered not in client_of(leader).get(address).content.decode()
    assert offered in client_of(first).get(address).content.decode()


def test_a_step_out_of_order_is_refused(task, leader, now):
    with pytest.raises(NotAllowed):
        actions.close_task(task, by=leader, now=now)


def test_an_extension_moves_what_is_overdue(task, first, now):
    late = now + timedelta(days=12)
    week = Period.parse("2026-03-01..2026-03-14")
    assert value("tasks.overdue", late, week).value == 1
    actions.extend_task(task, due=date(2026, 3, 20), reason="连日降雨", by=first, now=late)
    assert value("tasks.overdue", late, week).value == 0
    assert value("tasks.overdue", late).value == 0
    after = now + timedelta(days=19)
    assert value("tasks.overdue", after).value == 1
    assert value("tasks.due", after).value == 1


def test_after_the_due_day_neither_doer_nor_giver_grants_more_time(task, leader, first, now):
    after = now + timedelta(days=9)
    more = {"due": date(2026, 3, 20), "reason": "连日降雨"}
    with pytest.raises(NotAllowed, match="承办人和交办人以外的人"):
        actions.extend_task(task, **more, by=leader, now=after)
    assert actions.extend_task(task, **more, by=first, now=after).due == more["due"]
    again = actions.extend_task(task, due=date(2026, 3, 25), reason="连雨", by=leader, now=after)
    assert again.due == date(2026, 3, 25), "before the new day who gave it may"


def test_what_was_granted_late_is_overdue_till_then_and_never_in_time(task, cadre, first, now):
    granted, done = now + timedelta(days=12), now + timedelta(days=14)
    actions.accept_task(task, by=cadre, now=now)
    actions.extend_task(task, due=date(2026, 3, 20), reason="连日降雨", by=first, now=granted)
    actions.report_task(task, words="已清淤", by=cadre, now=done)
    actions.verify_task(task, by=first, now=done)
    actions.close_task(task, by=first, now=done)
    assert value("tasks.overdue", done, Period.parse("2026-03-01..2026-03-13")).value == 1
    assert value("tasks.overdue", done, Period.parse("2026-03-01..2026-03-14")).value == 0
    # It counts when its day has passed; then, as the entry says, not as in time.
    assert value("tasks.on_time_share", done).text == "未知（0/0）"
    assert Entry.objects.filter(verb="task.closed").latest("id").fact["on_time"] is False
    reopened = actions.reopen_task(task, reason="又堵", due=date(2026, 3, 30), by=first, now=done)
    assert Entry.objects.latest("id").fact["was_on_time"] is False
    actions.report_task(reopened, words="再清", by=cadre, now=done)
    actions.verify_task(reopened, by=first, now=done)
    actions.close_task(reopened, by=first, now=done)
    assert Entry.objects.latest("id").fact["on_time"] is True


def near_due(task, now) -> list[int | None]:
    """Return the stock of tasks near their due day: a day before, on the first and last day, and a day after."""
    days = [task.due + timedelta(days=days) for days in (-7, -6, 0, 1)]
    return [value("tasks.due_soon", now, Period.parse(f"2026-01-01..{day}")).value for day in days]


def test_a_task_is_near_its_due_day_for_seven_days(task, now):
    assert near_due(task, now + timedelta(days=40)) == [0, 1, 1, 0]


def test_a_withdrawn_task_is_never_near_its_due_day(task, leader, now):
    actions.withdraw_task(task, reason="已改派邻村", by=leader, now=now)
    assert near_due(task, now + timedelta(days=40)) == [0, 0, 0, 0]


def test_an_objection_is_upheld_or_withdrawn(task, cadre, leader, now):
    assert actions.object_to_task(task, reason="该沟属于邻村", by=cadre, now=now) == task
    actions.withdraw_task(task, reason="已改派邻村", by=leader, now=now)
    assert value("tasks.open", now).value == 0
    assert value("tasks.due", now).value == 0


def test_a_reopened_task_is_open_and_due_anew(task, cadre, leader, first, now):
    actions.accept_task(task, by=cadre, now=now)
    actions.report_task(task, words="已办", by=cadre, now=now)
    actions.verify_task(task, by=leader, now=now)
    actions.close_task(task, by=first, now=now)
    actions.reopen_task(task, reason="雨后又淤积", due=date(2026, 3, 25), by=leader, now=now)
    assert value("tasks.open", now).value == 1
    assert value("tasks.on_time_share", now + timedelta(days=24)).text == "0.0%（0/1）"


def test_only_the_leaders_own_account_counts_as_in_person(first, clerk, now):
    post = first.posts_on(now.date())[0]
    actions.state_in_person(act=InPerson.DEPLOYED, what="部署防汛", post=post, by=first, now=now)
    actions.state_in_person(act=InPerson.DEPLOYED, what="部署防火", post=post, by=clerk, now=now)
    assert value("personal.deployed", now).value == 1
    assert value("personal.by_proxy", now).value == 1


def test_a_closed_post_leaves_nothing_orphaned(
    task, duty, occurrence, village_post, neighbour_cadre, demo, now
):
    to = neighbour_cadre.posts_on(now.date())[0]
    close_post(village_post, last=now.date(), to=to, by=demo, now=now)
    duty.refresh_from_db()
    task.refresh_from_db()
    assert (duty.post, task.post) == (to, to)
    assert value("tasks.open", now, unit=f"{TOWN}/990101-V02").value == 1
    assert value("occurrences.open", now, unit=f"{TOWN}/990101-V01").value == 0
