"""An empty instance leads whoever can take the next step, and says whom to ask otherwise."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils.translation import override

from zerentian.ledger.models import Instance
from zerentian.ledger.moved import Mark
from zerentian.ledger.schema import Look, Standing
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.areas import adopt_areas
from zerentian.organization.models import Account, Area
from zerentian.organization.rules.rights import holders
from zerentian.web.cli.doctor import doctor
from zerentian.web.first_hour import declared, first_hour, standing

pytestmark = pytest.mark.django_db


def test_every_step_has_a_page_and_somebody_who_may_take_it():
    assert [step.rank for step in declared()] == sorted({step.rank for step in declared()})
    for step in declared():
        assert reverse(step.name)
        assert holders(step.right), step.name


def test_the_steps_come_in_the_order_in_which_they_rest_on_each_other():
    names = [step.name for step in declared()]
    for before, after in (
        ("organization:import", "organization:areas"),
        ("organization:areas", "duties:duty-new"),
        ("duties:duty-new", "duties:deed-new"),
        ("duties:deed-new", "reports:report-new"),
    ):
        assert names.index(before) < names.index(after)


def test_whoever_may_take_a_step_is_led_to_it_and_others_read_whom_to_ask(leader, administrator):
    by_leader = {str(step.url): step for step in first_hour(leader)}
    assert reverse("duties:duty-new") in by_leader
    assert reverse("organization:areas") not in by_leader
    areas = next(step for step in first_hour(leader) if str(step.title) == "工作领域")
    assert "系统管理" in areas.who
    assert ", " not in areas.who
    with override("en"):
        several = [step.who for step in first_hour(leader) if "," in step.who]
    assert several
    assert not [who for who in several if "、" in who]
    assert reverse("organization:areas") in {str(step.url) for step in first_hour(administrator)}


def test_what_is_done_is_ticked_and_has_no_button(administrator, now):
    before = {str(step.title): step for step in first_hour(administrator)}
    adopt_areas(by=administrator, now=now)
    after = {str(step.title): step for step in first_hour(administrator)}
    changed = [title for title in before if before[title].done != after[title].done]
    assert len(changed) == 1
    assert not after[changed[0]].url


def test_nobody_is_led_once_the_last_step_is_done(leader, monkeypatch):
    *earlier, last = declared()
    there = replace(last, done=lambda: Account.objects.filter(pk=leader.pk))
    monkeypatch.setattr("zerentian.web.first_hour.declared", lambda: [*earlier, there])
    assert first_hour(leader) == []


def stand_of(monkeypatch, *done: bool) -> list[bool]:
    """Return how steps stand of which some are done, in their order."""
    step, accounts = declared()[0], Account.objects.all()
    steps = [replace(step, done=lambda one=one: accounts if one else accounts.none()) for one in done]
    monkeypatch.setattr("zerentian.web.first_hour.declared", lambda: steps)
    found = standing()
    assert [step for step, _done in found] == (steps if found else [])
    return [done for _step, done in found]


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ((False, False, False), [False, False, False]),
        ((True, False, False), [True, False, False]),
        ((False, True, False), [False, True, False]),
        ((True, True, True), []),
        ((False, False, True), []),
        ((), []),
    ],
)
def test_the_steps_are_told_each_as_it_stands_until_the_last_is_done(monkeypatch, done, told):
    assert stand_of(monkeypatch, *done) == told


def test_where_no_instance_has_begun_every_step_is_still_to_be_done(monkeypatch):
    monkeypatch.setattr(Instance, "objects", Instance.objects.none())
    assert stand_of(monkeypatch, True, False) == [False, False]


def test_the_desk_and_the_keepers_page_show_the_steps(client_of, leader, administrator):
    assert "第一个小时" in client_of(leader).get(reverse("desk")).content.decode()
    page = client_of(administrator).get(reverse("status")).content.decode()
    assert reverse("organization:areas") in page


def test_the_usual_areas_are_opened_once_by_whoever_may(administrator, clerk, now):
    Area.objects.create(code="own", name="安全生产")
    made = adopt_areas(by=administrator, now=now)
    assert made > 10
    assert Area.objects.filter(name="安全生产").count() == 1
    assert adopt_areas(by=administrator, now=now) == 0
    with pytest.raises(Forbidden, match="没有此权限"):
        adopt_areas(by=clerk, now=now)


def test_the_usual_areas_are_one_press_away(client_of, administrator, clerk):
    assert client_of(clerk).post(reverse("organization:area-adopt")).status_code == 403
    browser = client_of(administrator)
    assert "先采用常用的领域" in browser.get(reverse("organization:areas")).content.decode()
    assert browser.post(reverse("organization:area-adopt")).status_code == 302
    assert "先采用常用的领域" not in browser.get(reverse("organization:areas")).content.decode()


def test_the_doctor_says_what_is_missing_and_what_to_do():
    done = CliRunner().invoke(doctor, ["--json"])
    found = {one["what"]: one for one in json.loads(done.output)}
    assert any("database" in what for what in found)
    assert [one for one in found.values() if one["light"] != "good" and one["remedy"]]
    bad = [one for one in found.values() if one["light"] == "bad"]
    assert (done.exit_code == 1) == bool(bad)
    assert all(one["remedy"] for one in bad)


@pytest.mark.parametrize(
    ("found", "way_out"),
    [
        (Look(Standing.OLDER, ("duties.0099",)), "zerentian migrate"),
        (Look(Standing.EMPTY), "zerentian init"),
        (Look(Standing.NEWER, ("duties.0099",), "9.0"), "请安装该版本"),
        (Look(Standing.FOREIGN, ("other",)), "请核对 DATABASE_URL"),
        (Look(Standing.ARRIVING), "在原库再次运行 zerentian move-to"),
        (Look(Standing.MOVED, ("x",), Mark("moving", "x", "今天").refusal), "再次运行 zerentian move-to"),
    ],
)
def test_a_database_that_is_not_this_versions_is_named_first_with_its_own_way_out(
    monkeypatch, found, way_out
):
    monkeypatch.setitem(doctor.callback.__globals__, "look", lambda: found)
    done = CliRunner().invoke(doctor, [])
    assert done.exit_code == 1
    assert way_out in done.output
    assert ("zerentian migrate" in done.output) == (found.standing is Standing.OLDER)
