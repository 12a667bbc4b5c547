"""The board, a duty's page and the steps of a task in the browser."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.urls import reverse

from zerentian.duties import actions
from zerentian.duties.cli import functions_import
from zerentian.duties.models import Duty, Task

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"duties:{name}", args=args)


def test_the_board_shows_what_is_due_and_leads_to_the_form(client_of, cadre, duty, occurrence):
    page = client_of(cadre).get(at("board")).content.decode()
    assert "林区巡查" in page
    assert "清单外" in page
    assert f"?duty={duty.pk}&amp;occurrence={occurrence.pk}" in page


def test_a_deed_takes_its_occurrence_off_the_board(client_of, cadre, duty, deed):
    page = client_of(cadre).get(at("board")).content.decode()
    assert "暂无待办" in page
    assert "巡查后山防火道" in client_of(cadre).get(at("duty-detail", duty.pk)).content.decode()


def test_another_township_sees_neither_board_row_nor_duty(client_of, outsider, duty):
    assert "林区巡查" not in client_of(outsider).get(at("board")).content.decode()
    assert client_of(outsider).get(at("duty-detail", duty.pk)).status_code == 404


@pytest.mark.parametrize("light", ["red", "amber", "green", "none", ""])
def test_the_board_is_narrowed_by_light(client_of, cadre, occurrence, light):
    assert client_of(cadre).get(at("board"), {"light": light}).status_code == 200


def test_an_occurrence_is_excused_with_a_reason(client_of, leader, occurrence):
    client_of(leader).post(at("occurrence-excuse", occurrence.pk), {"reason": "连日大雪封山"})
    occurrence.refresh_from_db()
    assert (occurrence.outcome, occurrence.reason) == ("excused", "连日大雪封山")


def test_a_task_goes_from_assigned_to_closed_out(client_of, leader, first, cadre, village_post):
    leading, doing, checking = client_of(leader), client_of(cadre), client_of(first)
    leading.post(at("task-new"), {"title": "清理排洪沟", "post": village_post.pk, "due": "2026-03-10"})
    task = Task.objects.get()
    doing.post(at("task-step", task.pk, "accept"))
    assert doing.post(at("task-step", task.pk, "report"), {"words": ""}).status_code == 422
    doing.post(at("task-step", task.pk, "report"), {"words": "已清理 300 米"})
    checking.post(at("task-step", task.pk, "verify"), {"words": ""})
    leading.post(at("task-step", task.pk, "close"))
    task.refresh_from_db()
    assert task.state == "closed"
    page = leading.get(at("task-detail", task.pk)).content.decode()
    assert "已清理 300 米" in page
    assert task.title not in leading.get(at("task-list")).content.decode()
    assert task.title in leading.get(at("task-list"), {"state": "closed"}).content.decode()


def test_a_step_out_of_turn_is_said_on_the_form(client_of, leader, cadre, village_post, now):
    task = actions.assign_task(title="清理", post=village_post, due=date(2026, 3, 10), by=leader, now=now)
    page = client_of(cadre).post(at("task-step", task.pk, "report"), {"words": "办了"}).content.decode()
    assert "这一步现在不能做" in page
    assert client_of(cadre).get(at("task-step", task.pk, "dance")).status_code == 404
    assert client_of(cadre).post(at("task-step", task.pk, "close")).status_code == 403


def test_the_page_of_a_task_offers_only_the_steps_one_may_take(client_of, leader, cadre, village_post, now):
    task = actions.assign_task(title="清理", post=village_post, due=date(2026, 3, 10), by=leader, now=now)
    mine = client_of(cadre).get(at("task-detail", task.pk)).content.decode()
    assert at("task-step", task.pk, "accept") in mine
    assert at("task-step", task.pk, "extend") not in mine
    assert (
        at("task-step", task.pk, "extend")
        in client_of(leader).get(at("task-detail", task.pk)).content.decode()
    )


@pytest.mark.parametrize("page", ["basis-list", "function-list", "function-import", "task-list", "task-new"])
def test_empty_pages_say_what_will_stand_there(client_of, leader, page):
    assert client_of(leader).get(at(page)).status_code == 200


def test_the_function_list_shows_duties_off_it(client_of, clerk, duty):
    assert "林区巡查" in client_of(clerk).get(at("function-list")).content.decode()


def test_the_command_checks_a_list_and_names_what_is_wrong(tmp_path, cli, township):
    (sheet := tmp_path / "清单.csv").write_text("一,二\n三,四\n", encoding="utf-8")
    ran = CliRunner().invoke(functions_import, [str(sheet), "--unit", "990101", "--dry-run", "--json"])
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["problems"]
    assert CliRunner().invoke(functions_import, [str(sheet), "--unit", "none"]).exit_code == 2


def test_a_duty_is_adopted_and_retired_on_the_page(client_of, leader, area, village_post):
    said = {
        "title": "防汛巡查",
        "area": area.pk,
        "post": village_post.pk,
        "cadence": "weekly",
        "asks": "none",
    }
    browser = client_of(leader)
    assert "清单" in browser.post(at("duty-new"), said).content.decode()
    assert not Duty.objects.exists()
    browser.post(at("duty-new"), said | {"demanded_by": "county"})
    duty = Duty.objects.get()
    assert duty.due_day == 5
    browser.post(at("duty-retire", duty.pk), {"reason": "上级取消"})
    duty.refresh_from_db()
    assert duty.last is not None
