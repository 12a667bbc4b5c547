"""Signing in through the browser: refusals, the initial password, walking away, signing out."""

import time

import pytest
from django.test import Client

from zerentian.organization.middleware import SEEN
from zerentian.organization.models import Account, SignIn

pytestmark = pytest.mark.django_db

PASSWORD = "Zuoye-2026-tian"


@pytest.fixture
def browser():
    """A browser in which nobody is signed in."""
    return Client()


def sign_in(browser, username="clerk", password=PASSWORD, **more):
    """Send the sign-in form."""
    return browser.post("/sign-in/", {"username": username, "password": password} | more)


def test_whoever_asks_for_a_page_signs_in_and_is_led_back(browser):
    asked = browser.get("/organization/?on=2026-01-01")
    assert asked.status_code == 302
    assert asked["Location"].startswith("/sign-in/?next=")
    assert sign_in(browser, next="/organization/?on=2026-01-01")["Location"] == "/organization/?on=2026-01-01"
    assert browser.get("/organization/").status_code == 200


def test_a_sign_in_leads_to_no_foreign_site(browser):
    assert sign_in(browser, next="https://example.org/")["Location"] == "/"


@pytest.mark.parametrize("keeper", ["administrator", "auditor", "security"])
def test_a_keeper_is_led_to_how_the_system_runs_since_there_is_no_desk(browser, keeper):
    assert sign_in(browser, keeper)["Location"] == "/"
    assert browser.get("/")["Location"] == "/status/"
    assert browser.get("/status/").status_code == 200


def test_who_has_neither_post_nor_keeping_is_led_to_the_own_account(browser, clerk):
    clerk.appointments.update(last=clerk.appointments.get().first)
    assert sign_in(browser)["Location"] == "/account/"


def test_a_wrong_password_is_refused_on_the_page_and_the_fifth_locks(browser):
    for _ in range(5):
        refused = sign_in(browser, password="wrong")
    assert refused.status_code == 422
    assert "用户名或密码不正确" in refused.content.decode()
    assert "登录失败次数过多" in sign_in(browser).content.decode()


def test_the_form_asks_for_what_is_missing(browser):
    assert browser.post("/sign-in/", {"username": "clerk"}).status_code == 422


def test_an_initial_password_is_changed_before_anything_else(browser):
    Account.objects.filter(username="clerk").update(must_change_password=True)
    sign_in(browser)
    assert browser.get("/organization/")["Location"] == "/account/password/"
    assert browser.get("/account/").status_code == 200
    changed = browser.post(
        "/account/password/", {"old": PASSWORD, "new": "Shuitian-88", "again": "Shuitian-88"}
    )
    assert changed["Location"] == "/account/"
    assert browser.get("/organization/").status_code == 200


def test_a_stale_password_is_changed_first(browser, now):
    Account.objects.filter(username="clerk").update(password_changed_at=now.replace(year=2025))
    sign_in(browser)
    assert browser.get("/organization/")["Location"] == "/account/password/"


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        ("wrong", "Shuitian-88", "Shuitian-88", "原密码不正确"),
        (PASSWORD, "short", "short", "至少 8 位"),
        (PASSWORD, "Shuitian-88", "Shuitian-89", "不一致"),
    ],
)
def test_a_password_that_does_not_do_is_refused_beside_its_field(browser, old, new, again, why):
    sign_in(browser)
    refused = browser.post("/account/password/", {"old": old, "new": new, "again": again})
    assert refused.status_code == 422
    assert why in refused.content.decode()


def test_who_walks_away_is_signed_out_and_it_is_noted(browser):
    sign_in(browser)
    browser.get("/account/")
    session = browser.session
    session[SEEN] = time.time() - 16 * 60
    session.save()
    ended = browser.get("/organization/")
    assert ended["Location"] == "/sign-in/?next=/organization/"
    assert SignIn.objects.first().outcome == "expired"
    assert browser.get("/organization/").status_code == 302


def test_a_fragment_asked_for_too_late_leads_the_whole_page_to_the_sign_in(browser):
    sign_in(browser)
    session = browser.session
    session[SEEN] = time.time() - 16 * 60
    session.save()
    answer = browser.get("/organization/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/sign-in/"


@pytest.mark.parametrize("at", ["http://testserver/organization/", ""])
def test_a_fragment_asked_for_with_a_stale_password_leads_the_whole_page_to_the_change(browser, at):
    sign_in(browser)
    Account.objects.filter(username="clerk").update(must_change_password=True)
    asked = {"HX-Request": "true", "HX-Current-URL": at}
    answer = browser.get("/organization/", headers=asked)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/account/password/")


def test_a_fragment_asked_for_by_the_page_of_the_change_brings_no_page_into_it(browser):
    sign_in(browser)
    Account.objects.filter(username="clerk").update(must_change_password=True)
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/account/password/"}
    answer = browser.get("/organization/", headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "HX-Redirect" not in answer.headers
    assert browser.get("/account/password/").content.decode().count("<main") == 1


def test_signing_out_needs_a_click_and_is_noted(browser):
    sign_in(browser)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert SignIn.objects.first().outcome == "signed_out"
    assert browser.get("/account/").status_code == 302


def test_a_reset_password_ends_open_sessions(browser, administrator, client_of):
    sign_in(browser)
    clerk = Account.objects.get(username="clerk")
    issued = client_of(administrator).post(f"/organization/accounts/{clerk.pk}/reset/")
    assert issued.status_code == 200
    assert issued.headers["Cache-Control"].startswith("max-age=0")
    assert browser.get("/account/").status_code == 302


def test_the_cookie_is_closed_to_scripts_and_other_sites(browser):
    cookie = sign_in(browser).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_entries_are_searched_by_actor_by_the_auditor_and_by_oneself_alone(client_of, auditor, leader):
    by_demo = client_of(auditor).get("/organization/actors/?username=demo").content.decode()
    assert by_demo.count("<tr>") > 50
    assert "before=" in by_demo
    assert client_of(leader).get("/organization/actors/?username=demo").status_code == 403
    assert "没有台账条目" in client_of(leader).get("/account/entries/").content.decode()
    assert "没有这个账号" in client_of(auditor).get("/organization/actors/?username=no").content.decode()


def test_the_auditor_reads_the_log_by_name_and_outcome(browser, client_of, auditor):
    sign_in(browser)
    sign_in(Client(), password="wrong")
    page = client_of(auditor).get("/organization/sign-ins/?username=clerk&outcome=refused").content.decode()
    assert page.count('class="mono">clerk') == 1
