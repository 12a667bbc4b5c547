"""The door: who is led where, how long a sitting lasts, what is kept by no cache, and how much is uploaded in a day."""

from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from conftest import NOW
from zerentian.organization import middleware
from zerentian.organization.access import allow, public
from zerentian.organization.devices import COOKIE, signed
from zerentian.organization.middleware import (
    BEGAN,
    DEVICE,
    FACTOR,
    SEEN,
    FrontDoor,
    Quota,
    Sitting,
    address_of,
    end_sitting,
    led_to,
    outsat,
)
from zerentian.organization.models import SignIn, Tally
from zerentian.organization.models import Sitting as Sat

pytestmark = pytest.mark.django_db
AT = 1_800_000_000.0


class Session(dict):
    """A session that is kept nowhere."""

    session_key = "k" * 32


@pytest.fixture
def at(rf, monkeypatch):
    """Return a request at some second, with what its session holds."""

    def made(second=AT, method="get", path="/x/?a=1", user=None, headers=None, **session):
        monkeypatch.setattr(middleware.time, "time", lambda: second)
        request = getattr(rf, method)(path, headers=headers or {})
        request.session, request.user = Session(session), user or AnonymousUser()
        request._messages = CookieStorage(request)
        return request

    return made


def words(request):
    """Return what a request is told."""
    return [str(one) for one in request._messages._queued_messages]


# -- who is led where ----------------------------------------------------------------------------------------


def test_a_visitor_is_led_from_the_first_page_to_the_residents_own_and_elsewhere_to_the_sign_in(settings):
    first = Client().get("/")
    assert (first.status_code, first.url) == (302, reverse(settings.FRONT_URL))
    other = Client().get("/account/")
    assert (other.status_code, other.url) == (302, "/sign-in/?next=/account/")
    assert FrontDoor(lambda request: HttpResponse()) is not None


@pytest.mark.parametrize(
    ("headers", "status", "leads", "told"),
    [
        ({}, 302, ("Location", "/account/password/"), True),
        ({"HX-Request": "true"}, 204, ("HX-Redirect", "/account/password/"), True),
        (
            {"HX-Request": "true", "HX-Current-URL": "http://x/units/?next=/account/password/"},
            204,
            ("HX-Redirect", "/account/password/"),
            True,
        ),
        (
            {"HX-Request": "true", "HX-Current-URL": "http://x/account/password/?a=1"},
            204,
            ("HX-Redirect", None),
            False,
        ),
    ],
)
def test_what_must_be_set_up_first_is_led_to_once_with_the_reason(at, headers, status, leads, told):
    request = at(headers=headers)
    answer = led_to(request, "change-password", "先改密码")
    assert (answer.status_code, answer.headers.get(leads[0])) == (status, leads[1])
    assert words(request) == (["先改密码"] if told else [])


def test_public_and_own_pages_stay_open_to_who_must_change_the_password(at, clerk):
    sitting = Sitting(lambda request: HttpResponse())
    clerk.must_change_password = True
    request = at(user=clerk)

    def page(request):
        return HttpResponse()

    def asked(view, who=request):
        return sitting.process_view(who, view, (), {})

    assert asked(public(page)) is None
    assert asked(allow("account.own")(page)) is None
    assert asked(allow("duty.view"), at()) is None, "a visitor has no password to change"
    refused = asked(allow("duty.view")(page))
    assert refused.url == "/account/password/"
    assert words(request) == ["请先修改初始密码。"]
    both = asked(allow("account.own", "duty.view")(page))
    assert both.url == "/account/password/"


def test_a_stale_password_is_led_to_with_its_days_and_a_fresh_one_passes(at, clerk, settings, now):
    sitting = Sitting(lambda request: HttpResponse())

    def page(request):
        return HttpResponse()

    view = allow("duty.view")(page)
    clerk.password_changed_at = now.replace(year=2025)
    request = at(user=clerk)
    assert sitting.process_view(request, view, (), {}).url == "/account/password/"
    assert str(settings.PASSWORD_DAYS) in words(request)[0]
    clerk.password_changed_at = now
    assert sitting.process_view(at(user=clerk), view, (), {}) is None


def test_who_must_have_a_second_factor_sets_it_up_unless_this_sitting_began_with_one(at, clerk, monkeypatch):
    sitting = Sitting(lambda request: HttpResponse())

    def page(request):
        return HttpResponse()

    view = allow("duty.view")(page)
    monkeypatch.setattr(middleware, "needs_factor", lambda account, moment: account == clerk)
    request = at(user=clerk)
    assert sitting.process_view(request, view, (), {}).url == reverse("second-factor")
    assert "动态验证码" in words(request)[0]
    assert sitting.process_view(at(user=clerk, **{FACTOR: True}), view, (), {}) is None
    assert sitting.process_view(at(user=clerk, **{FACTOR: False}), view, (), {}) is not None


# -- how long a sitting lasts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("idle", "lasted", "why"),
    [
        (0, 0, ""),
        (15 * 60, 0, ""),
        (15 * 60 + 1, 0, "expired"),
        (0, 12 * 3600, ""),
        (0, 12 * 3600 + 1, "limit"),
        (15 * 60 + 1, 12 * 3600 + 1, "limit"),
    ],
)
def test_a_sitting_ends_after_its_idle_minutes_and_its_longest_hours(at, settings, idle, lasted, why):
    settings.SESSION_HOURS, settings.SESSION_IDLE_MINUTES = 12, 15
    assert outsat(at(**{SEEN: AT - idle, BEGAN: AT - lasted})) == why


def test_a_sitting_that_begins_is_seen_from_now_on(at):
    request = at()
    assert outsat(request) == ""
    assert request.session == {SEEN: AT, BEGAN: AT}


@pytest.mark.parametrize(("idle", "written"), [(30, False), (31, True)])
def test_that_somebody_still_sits_there_is_written_at_most_twice_a_minute(at, clerk, idle, written):
    long_ago = NOW.replace(year=2025)
    row = Sat.objects.create(
        account=clerk, session_key=Session.session_key, began_at=long_ago, seen_at=long_ago
    )
    ended = Sat.objects.create(
        account=clerk, session_key="e" * 32, began_at=long_ago, seen_at=long_ago, ended_at=long_ago
    )
    request = at(**{SEEN: AT - idle, BEGAN: AT - idle})
    assert outsat(request) == ""
    assert request.session[SEEN] == (AT if written else AT - idle)
    row.refresh_from_db()
    ended.refresh_from_db()
    assert (row.seen_at, ended.seen_at) == (NOW if written else long_ago, long_ago)


@pytest.mark.parametrize(
    ("method", "headers", "status", "place"),
    [
        ("get", {}, 302, ("Location", "/sign-in/?next=/x/%3Fa%3D1")),
        ("post", {}, 302, ("Location", "/sign-in/?next=/")),
        ("get", {"HX-Request": "true"}, 204, ("HX-Redirect", "/sign-in/")),
    ],
)
@pytest.mark.parametrize(("outcome", "said"), [("limit", "12小时"), ("expired", "15分钟")])
def test_who_is_signed_out_is_told_why_and_led_back_later(
    rf, clerk, settings, method, headers, status, place, outcome, said
):
    settings.SESSION_HOURS, settings.SESSION_IDLE_MINUTES = 12, 15
    request = getattr(rf, method)("/x/?a=1", headers=headers)
    request.session, request.user = SessionStore(), clerk
    request._messages = CookieStorage(request)
    request.session.create()
    Sat.objects.create(account=clerk, session_key=request.session.session_key, began_at=NOW, seen_at=NOW)
    answer = end_sitting(request, clerk, outcome)
    assert (answer.status_code, answer.headers[place[0]]) == (status, place[1])
    assert said in words(request)[0].replace(" ", "")
    noted = SignIn.objects.latest("pk")
    assert (noted.account, noted.outcome, noted.address) == (clerk, outcome, "127.0.0.1")
    assert Sat.objects.get(account=clerk).ended_at == NOW
    assert not isinstance(request.user, type(clerk))


# -- what the answer says to caches, and the browser's name ----------------------------------------------------


def answered(request, **headers):
    return Sitting(lambda asked: HttpResponse(headers=headers))(request)


def test_a_view_that_knows_better_says_itself_how_long_its_answer_is_kept(at, clerk):
    assert answered(at(user=clerk))["Cache-Control"] == "no-store, private"
    own = answered(at(user=clerk), **{"Cache-Control": "max-age=9"})
    assert own["Cache-Control"] == "max-age=9"
    assert "Cache-Control" not in answered(at()), "of a visitor's page the door says nothing"


def test_a_browser_that_lost_its_name_gets_it_again(at, clerk):
    assert COOKIE in answered(at(user=clerk, **{DEVICE: "abc"})).cookies
    assert COOKIE not in answered(at(user=clerk)).cookies
    known = at(user=clerk, **{DEVICE: "abc"})
    known.COOKIES[COOKIE] = signed("abc")
    assert COOKIE not in answered(known).cookies
    forged = at(user=clerk, **{DEVICE: "abc"})
    forged.COOKIES[COOKIE] = "abc:forged"
    assert COOKIE in answered(forged).cookies


def test_somebody_who_sat_too_long_does_not_reach_the_page(rf, clerk, monkeypatch):
    reached = []
    monkeypatch.setattr(middleware, "outsat", lambda request: "limit")
    monkeypatch.setattr(middleware, "end_sitting", lambda request, account, why: (account, why))
    request = rf.get("/x/")
    request.user = clerk
    assert Sitting(reached.append)(request) == (clerk, "limit")
    request.user = AnonymousUser()
    Sitting(reached.append)(request)
    assert reached == [request], "a visitor has no sitting"


# -- uploads -------------------------------------------------------------------------------------------------


@pytest.fixture
def upload(rf):
    """Return the answer to an upload of so many bytes, as somebody or from an address."""
    door = Quota(lambda request: HttpResponse("taken"))

    def sent(size, *, account=None, address="203.0.113.7"):
        request = rf.post("/x/", REMOTE_ADDR=address)
        request.META["CONTENT_LENGTH"] = size
        request.user = AnonymousUser()
        request.session = Session({"_auth_user_id": str(account)} if account else {})
        return door(request)

    return sent


@pytest.fixture(autouse=True)
def quotas(settings):
    """Let a visitor upload one megabyte a day, and an account two."""
    settings.PUBLIC_UPLOAD_DAY_MB, settings.UPLOAD_DAY_MB = 1, 2


def test_uploads_are_counted_up_to_the_days_last_byte(upload):
    assert [upload("500000").status_code for _ in range(3)] == [200, 200, 429]
    said = upload("500000")
    assert said.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "今天" in said.content.decode()
    assert "1MB" in said.content.decode().replace(" ", "")
    assert upload("1000000", address="203.0.113.8").status_code == 200
    assert upload("1000001", address="203.0.113.9").status_code == 429


def test_an_account_has_its_own_quota_wherever_it_uploads_from(upload):
    assert [upload("1000000", account=7).status_code for _ in range(2)] == [200, 200]
    assert upload("100000", account=7, address="203.0.113.8").status_code == 429
    assert upload("1000000", account=8).status_code == 200
    assert upload("1000000").status_code == 200, "the address is counted for visitors alone"


@pytest.mark.parametrize(
    ("size", "counted"),
    [("99999", False), ("100000", True), ("", False), (None, False), ("x", False), ("-200000", False)],
)
def test_what_is_small_or_says_no_size_is_not_counted(upload, size, counted):
    assert upload(size).status_code == 200
    assert Tally.objects.exists() is counted


def test_a_household_of_addresses_shares_a_quota(upload):
    assert upload("1000000", address="2001:db8:0:1::1").status_code == 200
    assert upload("100000", address="2001:db8:0:1::2").status_code == 429
    assert upload("1000000", address="2001:db8:0:2::1").status_code == 200


def test_the_address_is_what_the_last_trusted_proxy_saw(rf, settings):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "203.0.113.1, 203.0.113.2"})
    settings.TRUSTED_HOPS = 0
    assert address_of(request) == "10.0.0.1"
    settings.TRUSTED_HOPS = 1
    assert address_of(request) == "203.0.113.2"
    assert address_of(SimpleNamespace(headers={}, META={"REMOTE_ADDR": "10.0.0.1"})) == "10.0.0.1"
