"""The desk: what waits for whom, and how matters stand."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from zerentian.duties import actions
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.ledger import clock
from zerentian.organization.desk import FIRST, Group, Line
from zerentian.organization.listing.signs import distance
from zerentian.organization.models import Area
from zerentian.web.desk import joined, lights_over, work_for


@pytest.fixture
def patrol(post, leader, now):
    """A weekly patrol of the village, due on Fridays, with its first occurrence open."""
    duty = actions.adopt_duty(
        title="林区巡查",
        area=Area.objects.create(code="fire", name="森林防火"),
        post=post,
        rule=DueRule(Cadence.WEEKLY, day=5),
        demanded_by=Level.COUNTY,
        by=leader,
        now=now,
    )
    actions.open_occurrences(until=now.date(), by=leader, now=now)
    return duty


@pytest.fixture
def task(post, leader, now):
    """A task given to the village cadre, due in a month."""
    return actions.assign_task(title="清理河道", post=post, due=date(2026, 4, 2), by=leader, now=now)


def titles(work) -> dict[str, list[str]]:
    return {str(group.title): [line.what for line in group.lines] for group in work}


def test_a_new_task_waits_to_be_accepted(task, cadre, now) -> None:
    assert titles(work_for(cadre, now)) == {"新交办": ["清理河道"]}


def test_what_found_no_room_is_counted_and_stands_on_the_whole_desk(
    post, leader, cadre, now, client_of
) -> None:
    for number in range(7):
        actions.assign_task(title=f"清淤第{number}段", post=post, due=date(2026, 4, 2), by=leader, now=now)
    client = client_of(cadre)
    first = client.get("/").content.decode()
    assert "另有 2 件" in first
    assert 'class="todo-what">清淤第4段' in first
    assert 'class="todo-what">清淤第6段' not in first
    whole = client.get("/?all=1").content.decode()
    assert "清淤第6段" in whole
    assert "每类只看前几件" in whole


def test_what_has_passed_its_day_is_overdue_and_stands_once(patrol, task, cadre, now) -> None:
    later = now + timedelta(days=40)
    assert titles(work_for(cadre, later)) == {"已逾期": ["林区巡查", "清理河道"]}


def test_nobody_else_is_asked_to_do_it(patrol, task, neighbour_cadre, now) -> None:
    assert work_for(neighbour_cadre, now) == []


def test_a_leader_sees_matters_by_colour(patrol, task, leader, now) -> None:
    duties, tasks, *others = lights_over(leader, now)
    assert others
    findings = next(one for one in others if one.url == reverse("rectification:finding-list"))
    assert (findings.red, findings.amber, findings.green) == (0, 0, 0)
    assert duties.red == 0
    assert duties.amber + duties.green == 1
    assert (tasks.red, tasks.amber, tasks.green) == (0, 0, 1)
    assert lights_over(leader, now + timedelta(days=40))[1].red == 1


def test_a_clerk_sees_no_lights_over_others(patrol, clerk, now) -> None:
    assert lights_over(clerk, now) == []


def test_the_page_says_what_to_do_and_offers_the_button(task, client_of, cadre) -> None:
    page = client_of(cadre).get(reverse("desk")).content.decode()
    assert "清理河道" in page
    assert "新交办" in page


def test_an_empty_desk_explains_itself(client_of, neighbour_cadre) -> None:
    assert "今天没有待办事项" in client_of(neighbour_cadre).get(reverse("desk")).content.decode()


def test_the_desk_takes_a_steady_number_of_queries(
    task, post, leader, cadre, client_of, now, django_assert_max_num_queries
) -> None:
    for number in range(6):
        actions.assign_task(title=f"第{number}件", post=post, due=date(2026, 4, 2), by=leader, now=now)
    browser = client_of(cadre)
    browser.get(reverse("desk"))
    with django_assert_max_num_queries(45):
        browser.get(reverse("desk"))


def test_a_village_cadre_finds_three_things_first_and_others_do_not(
    post, leader, cadre, clerk, client_of, now
) -> None:
    for number in range(5):
        actions.assign_task(
            title=f"第{number}件", post=post, due=date(2026, 4, 2 + number), by=leader, now=now
        )
    page = client_of(cadre).get(reverse("desk"))
    assert len(page.context["three"]) == 3
    text = page.content.decode()
    assert text.index("今天三件事") < text.index("第0件")
    assert "今天三件事" not in client_of(clerk).get(reverse("desk")).content.decode()


def test_a_line_says_how_far_its_day_is(patrol, task, cadre, client_of, monkeypatch, now) -> None:
    desk = lambda: client_of(cadre).get("/").content.decode()  # noqa: E731
    assert "还有" in desk()
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: now + timedelta(days=40)))
    late = (now.date() + timedelta(days=40) - date(2026, 4, 2)).days
    assert f"已逾期{late}天" in desk()


def test_what_is_overdue_stands_before_what_only_waits() -> None:
    waits = Group("待核实", [Line("一", "", "", "")], rank=1)
    late = Group("待告知", [Line("二", "", "", "", "red")], rank=90)
    assert [group.title for group in joined([waits, late])] == ["待告知", "待核实"]
    away = Group("待清点的转移", [Line("三", "", "", "")], rank=FIRST)
    assert [group.title for group in joined([waits, late, away])] == ["待清点的转移", "待告知", "待核实"]


@pytest.mark.parametrize(
    ("light", "days", "words"),
    [
        ("red", -12, "已逾期12天"),
        ("amber", 0, "今天到期"),
        ("amber", 3, "还有3天"),
        ("red", 0, "已逾期"),  # a clock in hours ran out today
        ("red", 5, "逾期后延期"),  # more time was given after its day
        ("green", -2, "正常"),  # paused past its day
    ],
)
def test_distances_agree_with_the_light(light, days, words) -> None:
    today = date(2026, 3, 2)
    assert distance(light, today + timedelta(days=days), today) == words
