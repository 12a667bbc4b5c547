"""What keepers and holders meet on their pages and at the console: refusals above the form, slips, codes, renamings."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import NOW, PASSWORD
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import handover
from zerentian.organization.actions import resets
from zerentian.organization.actions.factors import begin_factor, confirm_factor, confirm_person
from zerentian.organization.actions.imports import import_organization
from zerentian.organization.actions.sign_ins import sign_in
from zerentian.organization.actions.tries import confirm_password
from zerentian.organization.actions.units import close_unit
from zerentian.organization.cli.accounts import accounts
from zerentian.organization.cli.permissions import permissions
from zerentian.organization.handover import Matter
from zerentian.organization.models import Account, Post, Reset, SignIn, Unit
from zerentian.organization.permissions import permissions_page
from zerentian.organization.rules.roster import read_roster
from zerentian.organization.rules.sheets import read_sheets
from zerentian.organization.rules.totp import code_at, step_at
from zerentian.organization.template import workbook
from zerentian.organization.tests.test_sittings import signed_in
from zerentian.organization.tests.written import day
from zerentian.organization.views.accounts import end_all_sittings
from zerentian.organization.views.calendar import read_upload

pytestmark = pytest.mark.django_db


def errors(answer):
    """Return what stands above the form of a refused page."""
    assert answer.status_code == 422
    return " ".join(answer.context["form"].non_field_errors())


# -- two keepers ---------------------------------------------------------------------------------------------------


def test_a_request_that_is_refused_says_why_above_its_form(client_of, administrator, auditor, clerk):
    browser = client_of(administrator)

    def ask(account, **said):
        return browser.post(reverse("organization:reset-ask", args=[account.pk]), {"what": "password"} | said)

    page = browser.get(reverse("organization:reset-ask", args=[auditor.pk]))
    assert page.status_code == 200
    assert page.context["title"].endswith(f" · {auditor.name}")
    assert page.context["back"] == reverse("organization:account", args=[auditor.pk])
    assert "只有三员和县级主管" in errors(ask(clerk))
    assert "没有设置动态验证码" in errors(ask(auditor, what="factor"))
    assert ask(auditor).context["first"] is True
    assert "已有待办" in errors(ask(auditor))


def test_who_asked_is_refused_above_the_form_of_the_confirmation(client_of, administrator, security, auditor):
    asked = resets.ask_reset(auditor, what="password", by=administrator, now=NOW).reset
    where = reverse("organization:reset-confirm", args=[asked.pk])
    page = client_of(security).get(where)
    assert (page.status_code, page.context["back"]) == (200, reverse("organization:resets"))
    assert all(name in page.context["intro"] for name in (administrator.name, auditor.name))
    assert "另一位管理员确认" in errors(client_of(administrator).post(where))
    done = client_of(security).post(where)
    assert (done.context["first"], bool(done.context["made"].half)) == (False, True)


@pytest.mark.parametrize(("option", "what"), [([], "password"), (["--factor"], "factor")])
def test_a_reset_is_asked_for_at_the_console(auditor, option, what):
    if what == "factor":
        secret = begin_factor(auditor, now=NOW).secret
        code = code_at(secret, step_at(NOW.timestamp()))
        confirm_factor(auditor, code=code, now=NOW, machine_now=NOW)
    done = CliRunner().invoke(accounts, ["reset", "AUDITOR", *option])
    assert done.exit_code == 0, done.output
    made = Reset.objects.get()
    assert (made.account, made.what, made.asked_by.username) == (auditor, what, "cli")
    assert ("凭条的一半" in done.output) is (what == "password"), "a factor has no slip"
    assert "下一步" in done.output


def test_nobodys_reset_is_refused_at_the_console():
    refused = CliRunner().invoke(accounts, ["reset", "wolf"])
    assert isinstance(refused.exception, NotAllowed)
    assert "没有账号 wolf" in str(refused.exception)
    assert not Reset.objects.exists()
    assert CliRunner().invoke(accounts, ["reset", "cli"]).exception is not None, "a system actor is nobody"


def test_the_table_of_rights_is_printed_as_it_stands_in_the_docs():
    assert CliRunner().invoke(permissions).output == permissions_page()


# -- signing in ----------------------------------------------------------------------------------------------------


def test_who_is_signed_in_already_is_led_on(clerk):
    browser = signed_in()
    for query, leads in (("", "/"), ("?next=/account/", "/account/"), ("?next=https://example.org/", "/")):
        answer = browser.get(reverse("sign-in") + query)
        assert (answer.status_code, answer.url) == (302, leads), query


def test_a_wrong_first_code_is_said_beside_its_field(client_of, clerk):
    browser = client_of(clerk)
    browser.get(reverse("second-factor"))
    refused = browser.post(reverse("second-factor"), {"code": "000000"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["code"])
    assert "验证码不正确" in str(refused.context["form"].errors["code"])


def test_who_has_a_factor_enters_its_code_with_the_password(clerk, cadre):
    secret = begin_factor(clerk, now=NOW).secret
    code = code_at(secret, step_at(NOW.timestamp()))
    confirm_factor(clerk, code=code, now=NOW, machine_now=NOW)
    later = NOW + timedelta(minutes=5)
    at = {"now": later, "machine_now": later}
    with pytest.raises(NotAllowed, match="动态验证码不正确"):
        confirm_person(clerk, PASSWORD, "000000", **at)
    with pytest.raises(NotAllowed, match="密码不正确"):
        confirm_person(clerk, "wrong", code_at(secret, step_at(later.timestamp())), **at)
    confirm_person(clerk, PASSWORD, code_at(secret, step_at(later.timestamp())), **at)
    confirm_person(cadre, PASSWORD, "", **at)
    with pytest.raises(NotAllowed, match="密码不正确"):
        confirm_person(cadre, "wrong", "", **at)


def test_tries_made_while_one_has_to_wait_do_not_lengthen_the_wait(clerk):
    for _ in range(5):
        with pytest.raises(NotAllowed, match="不正确"):
            confirm_password(clerk, "wrong", now=NOW)
    for minutes in (1, 9):
        with pytest.raises(NotAllowed, match="请在 09:10 后再试"):
            confirm_password(clerk, PASSWORD, now=NOW + timedelta(minutes=minutes))
    outcomes = list(SignIn.objects.filter(device="again").order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["refused"] * 5 + ["locked"] * 2
    confirm_password(clerk, PASSWORD, now=NOW + timedelta(minutes=11))


def test_tries_to_sign_in_made_while_one_has_to_wait_do_not_lengthen_the_wait(clerk):
    said = {"username": "clerk", "address": "192.0.2.1"}
    for _ in range(5):
        with pytest.raises(NotAllowed, match="不正确"):
            sign_in(**said, password="wrong", now=NOW)
    for _ in range(2):
        with pytest.raises(NotAllowed, match="请在 09:10 后再试"):
            sign_in(**said, password=PASSWORD, now=NOW + timedelta(minutes=9))
    assert sign_in(**said, password=PASSWORD, now=NOW + timedelta(minutes=11)) == clerk


def test_sittings_of_an_account_are_ended_together(clerk, security):
    for _ in range(2):
        signed_in()
    assert end_all_sittings(clerk, by=security, now=NOW) == 2
    assert clerk.sittings.open().count() == 0


# -- what comes from a table -------------------------------------------------------------------------------------------


def test_a_roster_renames_posts_and_people_and_says_so(act):
    sheets = {
        "岗位": [
            ["岗位代码", "单位代码", "岗位名称", "角色"],
            ["990101-V01-01", "990101-V01", "村委会主任", "村（社区）干部"],
        ],
        "人员": [["用户名", "姓名"], ["cadre", "示例新名"]],
    }
    result = import_organization(read_roster(read_sheets(workbook(sheets), "roster.xlsx")), **act)
    assert [one.zh for one in result.changes] == ["岗位更名 990101-V01-01 村委会主任", "更正姓名 cadre"]
    assert Post.objects.get(code="990101-V01-01").title == "村委会主任"
    assert Account.objects.get(username="cadre").name == "示例新名"
    assert Entry.objects.get(verb="organization.imported").fact == {"units": 0, "posts": 1, "people": 1}


def test_a_notice_that_can_not_be_read_is_a_problem_of_its_file():
    days, (problem,) = read_upload({"file": SimpleUploadedFile("notice.xlsx", b"\x01"), "year": 2027})
    assert (days, problem.sheet, problem.row, problem.column) == ({}, "notice.xlsx", 0, "")
    assert "另存为" in str(problem.message)


# -- units that end ------------------------------------------------------------------------------------------------


class Lamps:
    """One open matter of a unit, which passes on."""

    label = "灯"

    def __init__(self, at):
        self.at = at

    def open_at(self, unit):
        return [Matter("lamp:1", "灯", None)] if unit.pk == self.at.pk else []

    def pass_on(self, unit, *, into, by, now, because):
        self.at = into
        return 1


def test_open_work_passes_on_at_once_and_so_not_on_a_day_to_come(act, monkeypatch):
    stone, other = (Unit.objects.get(code=code) for code in ("990101-V03", "990101-V02"))
    monkeypatch.setattr(handover, "UNIT_WORK", [Lamps(stone)])
    with pytest.raises(NotAllowed, match="写明由哪个单位接办"):
        close_unit(stone, last=NOW.date(), **act)
    with pytest.raises(NotAllowed, match="还没有到"):
        close_unit(stone, last=day(1), to=other, **act)
    close_unit(stone, last=NOW.date(), to=other, **act)
    assert handover.UNIT_WORK[0].at == other


def test_without_open_work_a_unit_may_end_on_a_day_to_come(act):
    stone, other = (Unit.objects.get(code=code) for code in ("990101-V03", "990101-V02"))
    assert close_unit(stone, last=day(9), to=other, **act).path_on(day(10)) == ""
