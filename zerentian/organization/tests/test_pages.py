"""People, units, accounts and the calendar in the browser."""

import base64
from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.views.debug import ExceptionReporter

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.areas import charge, close_area, open_area
from zerentian.organization.models import Account, Appointment, Area, AreaCharge, CalendarYear, Post, Unit
from zerentian.organization.pages import made_page
from zerentian.organization.rules.holidays import statutory_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_of, administrator):
    """A browser in which the administrator is signed in."""
    return client_of(administrator)


def at(name, *args):
    """Return the address of a page of this room."""
    return reverse(f"organization:{name}", args=args)


def text(response):
    """Return an answer's page."""
    return response.content.decode()


def test_the_tree_shows_units_posts_and_people_of_a_day(client_of, clerk):
    page = text(client_of(clerk).get(at("units")))
    assert "上坪村" in page
    assert "示例丁" in page
    assert "雾溪乡" not in page
    assert "没有单位" in text(client_of(clerk).get(at("units") + "?on=2020-01-01"))


def test_the_tree_costs_the_same_few_queries_however_many_units(
    client_of, inspector, django_assert_max_num_queries
):
    browser = client_of(inspector)
    with django_assert_max_num_queries(16):
        browser.get(at("units"))


def test_a_unit_is_opened_renamed_and_closed_from_its_page(browser):
    browser.post(
        at("unit-new") + "?parent=990101",
        {"code": "990101-V09", "name": "新村", "kind": "village", "first": "2026-02-01"},
    )
    browser.post(at("unit-change", "990101-V09", "rename"), {"name": "新社区", "first": "2026-03-01"})
    page = text(browser.get(at("unit", "990101-V09")))
    assert "新社区" in page
    assert "新村" in page
    closed = browser.post(at("unit-change", "990101-V09", "close"), {"last": "2026-03-02"})
    assert closed["Location"] == at("unit", "990101-V09")


def test_a_refusal_stands_above_the_form_and_nothing_typed_is_lost(browser):
    refused = browser.post(
        at("unit-new") + "?parent=990101",
        {"code": "990101", "name": "重复的村", "kind": "village", "first": "2026-02-01"},
    )
    assert refused.status_code == 422
    assert "单位代码" in text(refused)
    assert "重复的村" in text(refused)


@pytest.mark.parametrize(
    ("change", "data"),
    [
        ("move", {"parent": "990102", "first": "2026-03-01"}),
        ("merge", {"into": "990101-V02", "first": "2026-03-01"}),
    ],
)
def test_a_village_is_moved_or_merged_from_its_page(browser, change, data, unit_of):
    chosen = {key: unit_of(value).pk if value.startswith("9901") else value for key, value in data.items()}
    where = at("unit-change", "990101-V01", change)
    assert browser.get(where).status_code == 200
    assert browser.post(where, chosen).status_code == 302


def test_a_unit_goes_live_once_from_its_page(browser):
    where = at("unit-change", "990101", "live")
    assert browser.post(where, {"on": "2026-01-01"}).status_code == 302
    assert "启用日" in text(browser.post(where, {"on": "2026-01-02"}))


def test_a_post_is_created_filled_and_handed_over(browser, neighbour_clerk, clerk):
    browser.post(at("post-new", "990101-DZ"), {"title": "信访专干", "role": "clerk", "first": "2026-03-01"})
    post = Post.objects.get(title="信访专干")
    assert "信访专干" in text(browser.get(at("handovers")))
    browser.post(at("appoint", post.code), {"account": neighbour_clerk.pk, "first": "2026-03-01"})
    held = Appointment.objects.get(post=post)
    where = at("appointment-end", held.pk)
    both = {"last": "2026-03-02", "successor": clerk.pk, "to": clerk.appointments.get().post.pk}
    assert "只选一个" in text(browser.post(where, both))
    assert browser.post(where, {"last": "2026-03-02", "successor": clerk.pk})["Location"] == at(
        "post", post.code
    )
    assert browser.post(at("post-rename", post.code), {"name": "信访员"}).status_code == 302
    assert browser.post(at("post-close", post.code), {"last": "2026-03-03"}).status_code == 302


def test_areas_stand_as_a_matrix_and_are_charged_and_released(browser, leader, client_of):
    assert "还没有工作领域" in text(browser.get(at("areas")))
    browser.post(at("area-new"), {"code": "AQ", "name": "安全生产"})
    post = leader.appointments.get().post
    data = {"post": post.pk, "part": "leads", "first": "2026-03-01"}
    assert browser.post(at("area-charge", "AQ"), data).status_code == 302
    assert "已负责此领域" in text(browser.post(at("area-charge", "AQ"), data))
    assert "分管副乡长" in text(client_of(leader).get(at("areas")))
    assert "请先解除" in text(browser.post(at("area-close", "AQ")))
    browser.post(at("area-rename", "AQ"), {"name": "安全"})
    browser.post(at("area-discharge", AreaCharge.objects.get().pk), {"last": "2026-03-02"})
    assert AreaCharge.objects.get().last == date(2026, 3, 2)
    assert "安全" in text(browser.get(at("areas")))


def test_an_area_nobody_answers_for_closes(administrator, leader, now):
    act = {"by": administrator, "now": now}
    area = open_area(code="FX", name="防汛", **act)
    assert not close_area(area, **act).is_open
    assert not Area.objects.get().is_open
    with pytest.raises(NotAllowed, match="已停用"):
        close_area(area, **act)
    with pytest.raises(Exception, match="在用的领域"):
        charge(area, post=leader.appointments.get().post, part="leads", first=date(2026, 3, 1), **act)


def test_a_new_accounts_password_is_shown_once_and_never_cached(browser):
    issued = browser.post(at("account-new"), {"username": "newcomer", "name": "示例新人"})
    account = Account.objects.get(username="newcomer")
    password = text(issued).split('<dd class="mono">')[1].split("</dd>")[0]
    assert account.check_password(password.replace("&amp;", "&"))
    assert "no-store" in issued.headers["Cache-Control"]
    assert "用户名" in text(browser.post(at("account-new"), {"username": "cli", "name": "某"}))
    assert password not in text(browser.get(at("account", account.pk)))


def test_accounts_are_found_renamed_closed_and_reopened(browser, client_of, security):
    browser.post(at("account-new"), {"username": "newcomer", "name": "示例新人"})
    account = Account.objects.get(username="newcomer")
    assert "示例新人" in text(browser.get(at("accounts") + "?q=newc"))
    browser.post(at("account-change", account.pk, "rename"), {"name": "示例旧人"})
    assert browser.post(at("account-change", account.pk, "close"))["Location"] == at("account", account.pk)
    assert browser.post(at("account-change", account.pk, "reopen")).status_code == 200
    account.refresh_from_db()
    assert (account.name, account.is_active) == ("示例旧人", True)
    assert browser.post(at("account-change", account.pk, "grant"), {"keeper": "auditor"}).status_code == 403
    officer = client_of(security)
    officer.post(at("account-change", account.pk, "grant"), {"keeper": "auditor"})
    account.refresh_from_db()
    assert account.keeper == "auditor"
    assert officer.post(at("account-change", account.pk, "withdraw")).status_code == 302


def test_an_account_in_post_shows_why_it_is_not_closed(browser, clerk):
    assert "先办理离岗交接" in text(browser.post(at("account-change", clerk.pk, "close")))


def test_the_calendar_shows_worked_weekends_and_marks_a_year_without_a_notice(client_of, clerk):
    page = text(client_of(clerk).get(at("calendar-year", 2026)))
    assert "14<sup>班</sup>" in page
    assert "预估" not in page.split("<main")[1]
    assert "预估" in text(client_of(clerk).get(at("calendar-year", 2027)))
    assert client_of(clerk).get(at("calendar"))["Location"] == at("calendar-year", 2026)


def test_a_notice_is_loaded_from_a_table_and_a_faulty_one_changes_nothing(browser):
    rows = "".join(f"{day},放假,{name}\n" for day, name in statutory_days(2027).items())

    def send(content):
        file = SimpleUploadedFile("notice.csv", content.encode())
        return browser.post(
            at("calendar-load"), {"year": 2027, "notice": "国办发明电〔2026〕9号", "file": file}
        )

    faulty = send(f"日期,安排,名称\n{rows}2027-02-22,上班,\n")
    assert "本来就是工作日" in text(faulty)
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert send(f"日期,安排,名称\n{rows}2027-02-20,上班,\n").status_code == 302
    assert "国办发明电〔2026〕9号" in text(browser.get(at("calendar-year", 2027)))
    assert browser.get(at("calendar-template")).content[:2] == b"PK"


def test_the_legal_clocks_stand_with_their_articles_in_both_languages(client_of, clerk):
    browser = client_of(clerk)
    assert "第三十四条" in text(browser.get(at("clocks")))
    browser.cookies["django_language"] = "en"
    assert "request for review received" in text(browser.get(at("clocks")))


def test_a_roster_is_checked_first_then_imported_from_the_same_bytes(browser):
    before = Unit.objects.count()
    file = SimpleUploadedFile(
        "roster.csv", "单位代码,单位名称,类别,上级代码\n990101-V08,新坪村,村,990101\n".encode()
    )
    checked = browser.post(at("import"), {"file": file})
    assert "新设单位 990101-V08" in text(checked)
    assert Unit.objects.count() == before
    again = checked.context["checked"].initial
    assert "新坪村" in text(browser.post(at("import"), again))
    assert Unit.objects.count() == before + 1
    assert browser.get(at("import-template")).content[:2] == b"PK"


def test_people_imported_get_slips_with_their_initial_passwords(browser):
    table = "用户名,姓名,岗位代码\nshili.wang,示例王,\n".encode()
    data = {"filename": "people.csv", "content": base64.b64encode(table).decode()}
    page = browser.post(at("import"), data)
    assert "shili.wang" in text(page)
    assert "no-store" in page.headers["Cache-Control"]


def test_a_damaged_or_unreadable_roster_is_refused_with_the_remedy(browser):
    damaged = browser.post(at("import"), {"filename": "x.csv", "content": "###"})
    assert damaged.status_code == 422
    unreadable = browser.post(at("import"), {"file": SimpleUploadedFile("x.xlsx", b"%PDF")})
    assert "另存为" in text(unreadable)


@pytest.mark.parametrize(
    "name", ["units", "areas", "accounts", "handovers", "calendar-load", "import", "clocks"]
)
def test_pages_are_complete_in_english(browser, name):
    browser.cookies["django_language"] = "en"
    page = text(browser.get(at(name))).split("<main")[1].split("<h1>")[1].split("</h1>")[0]
    assert page.isascii(), page


class Again(forms.Form):
    """The password once more."""

    password = forms.CharField()


def test_neither_the_password_nor_what_is_shown_once_stands_in_the_report_of_an_error(rf):
    password, key = ("-".join(["once", word, "more"]) for word in ("said", "made"))
    request = rf.post("/", {"password": password})

    def broken(made):
        raise RuntimeError

    def refused_by_a_fault(said):
        raise RuntimeError

    for make, show in ((lambda said: key, broken), (refused_by_a_fault, str)):
        with pytest.raises(RuntimeError) as caught:
            made_page(request, Again(request.POST), make, show, page={})
        report = ExceptionReporter(request, caught.type, caught.value, caught.tb).get_traceback_data()
        inner = str([frame["vars"] for frame in report["frames"][1:]])
        assert {"made", "said"} & set(inner.replace("'", " ").split())
        assert key not in inner
        assert password not in inner
