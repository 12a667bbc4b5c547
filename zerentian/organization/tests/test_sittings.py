"""Sittings: seen and ended by their holder, at most so many hours; and nobody locks another out from outside."""

import time
from datetime import timedelta

import pytest
from django.test import Client

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.sign_ins import prune_sign_ins, sign_in
from zerentian.organization.actions.sittings import end_sittings
from zerentian.organization.devices import COOKIE, read_name, signed
from zerentian.organization.middleware import BEGAN
from zerentian.organization.models import SignIn, Sitting, Tally
from zerentian.organization.rules.browsers import browser_of
from zerentian.organization.rules.sign_ins import MOST_BY_STRANGERS, SignInRefused
from zerentian.organization.tallies import count_up, forget_tallies

pytestmark = pytest.mark.django_db

PASSWORD = "Zuoye-2026-tian"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/124.0 Safari/537.36 Edg/124.0"


def signed_in(username="clerk", **more):
    """Return a browser in which somebody has signed in through the page."""
    browser = Client(**more)
    browser.post("/sign-in/", {"username": username, "password": PASSWORD}, headers={"User-Agent": EDGE})
    return browser


def test_a_sign_in_is_a_sitting_with_its_browser_and_address(clerk):
    signed_in()
    sitting = Sitting.objects.get(account=clerk)
    assert (sitting.browser, sitting.sign_in.address, sitting.ended_at) == (
        "Edge · Windows",
        "127.0.0.1",
        None,
    )


def test_the_list_shows_all_and_another_one_is_ended_at_once(clerk):
    here, there = signed_in(), signed_in()
    page = here.get("/account/sittings/").content.decode()
    assert page.count("Edge · Windows") == 2
    other = Sitting.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sittings/{other.pk}/end/").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert here.post(f"/account/sittings/{other.pk}/end/").status_code == 409


def test_all_others_are_ended_together_and_never_the_present_one(clerk):
    here, others = signed_in(), [signed_in() for _ in range(2)]
    here.post("/account/sittings/end/")
    assert [one.get("/account/").status_code for one in (here, *others)] == [200, 302, 302]


def test_nobody_ends_anothers_sittings_but_the_security_officer_and_the_ledger_says_so(
    clerk, cadre, security, now
):
    browser = signed_in()
    mine = Sitting.objects.get(account=clerk)
    assert signed_in("cadre").post(f"/account/sittings/{mine.pk}/end/").status_code == 409
    with pytest.raises(Forbidden):
        end_sittings(Sitting.objects.all(), account=clerk, by=cadre, now=now)
    assert end_sittings(Sitting.objects.all(), account=clerk, by=security, now=now) == 1
    assert browser.get("/account/").status_code == 302
    assert Entry.objects.filter(verb="account.sittings_ended").count() == 1
    with pytest.raises(NotAllowed, match="没有可结束"):
        end_sittings(Sitting.objects.all(), account=clerk, by=security, now=now)


def test_a_sitting_ends_after_its_longest_time_however_busy(clerk):
    browser = signed_in()
    session = browser.session
    session[BEGAN] = time.time() - 12 * 3600 - 1
    session.save()
    assert browser.get("/organization/")["Location"] == "/sign-in/?next=/organization/"
    assert SignIn.objects.first().outcome == "limit"
    assert Sitting.objects.get().ended_at is not None


def test_what_only_signed_in_people_see_is_kept_by_no_cache(clerk, client_of):
    browser = client_of(clerk)
    for where in ("/account/", "/organization/", "/", "/account/sittings/"):
        assert "no-store" in browser.get(where)["Cache-Control"], where


def refused(now, address, username="clerk", device="", times=1):
    """Fail to sign in so many times."""
    for _ in range(times):
        with pytest.raises(SignInRefused):
            sign_in(username=username, password="wrong", address=address, device=device, now=now)


def test_wrong_tries_from_outside_keep_nobody_out_of_the_office(auditor, now):
    office = signed_in("auditor", REMOTE_ADDR="192.0.2.10")
    device = read_name(office.cookies[COOKIE].value)
    for number in range(40):
        refused(now, f"203.0.113.{number}", "auditor", times=5)
    said = {"username": "auditor", "password": PASSWORD, "now": now}
    assert sign_in(**said, address="198.51.100.1", device=device) == auditor
    assert sign_in(**said, address="192.0.2.10") == auditor
    with pytest.raises(SignInRefused, match="次数过多"):
        sign_in(**said, address="198.51.100.9")


def test_strangers_have_a_hundred_tries_an_hour_on_one_account(auditor, now):
    for number in range(20):
        refused(now, f"203.0.113.{number}", "auditor", times=5)
    assert SignIn.objects.filter(outcome="refused").count() == MOST_BY_STRANGERS
    said = {"username": "auditor", "password": PASSWORD, "address": "198.51.100.1"}
    with pytest.raises(SignInRefused):
        sign_in(**said, now=now + timedelta(minutes=59))
    assert sign_in(**said, now=now + timedelta(minutes=61)) == auditor


def test_one_address_that_tries_many_names_waits_with_every_name(clerk, now):
    for number in range(20):
        refused(now, "203.0.113.1", f"guess{number}")
    with pytest.raises(SignInRefused, match="次数过多"):
        sign_in(username="clerk", password=PASSWORD, address="203.0.113.1", now=now)
    assert sign_in(username="clerk", password=PASSWORD, address="203.0.113.2", now=now) == clerk


def test_a_known_browser_has_five_tries_of_its_own(clerk, now):
    device = read_name(signed_in().cookies[COOKIE].value)
    refused(now, "203.0.113.1", device=device, times=5)
    with pytest.raises(SignInRefused, match="次数过多"):
        sign_in(username="clerk", password=PASSWORD, address="203.0.113.1", device=device, now=now)


def test_a_browser_is_known_for_those_who_signed_in_there_and_a_forged_cookie_for_nobody(clerk, cadre, now):
    device = read_name(signed_in().cookies[COOKIE].value)
    assert Sitting.objects.knows(clerk, device, now)
    assert not Sitting.objects.knows(cadre, device, now)
    assert not Sitting.objects.knows(clerk, device, now + timedelta(days=181))
    assert read_name(signed("abc")) == "abc"
    assert read_name("abc:1tXYZ:forged") == ""
    assert read_name("") == ""


def test_two_people_at_one_computer_are_both_known_there(clerk, cadre, now):
    browser = signed_in()
    browser.post("/sign-out/")
    browser.post("/sign-in/", {"username": "cadre", "password": PASSWORD})
    device = read_name(browser.cookies[COOKIE].value)
    assert Sitting.objects.knows(clerk, device, now)
    assert Sitting.objects.knows(cadre, device, now)


def test_ending_a_sitting_disowns_its_browser(clerk, now):
    here, there = signed_in(), signed_in()
    device = read_name(there.cookies[COOKIE].value)
    here.post("/account/sittings/end/")
    assert not Sitting.objects.knows(clerk, device, now)


def test_old_sittings_go_with_the_sign_in_log(clerk, now):
    signed_in()
    Sitting.objects.update(seen_at=now - timedelta(days=400))
    prune_sign_ins(months=12, now=now)
    assert not Sitting.objects.exists()


def test_counts_hold_over_all_processes_and_end(now):
    assert [count_up("test", "x", seconds=600, now=now) for _ in range(3)] == [1, 2, 3]
    assert count_up("test", "y", seconds=600, now=now, amount=50) == 50
    assert count_up("test", "x", seconds=600, now=now + timedelta(minutes=10)) == 1
    assert "x" not in {row.key for row in Tally.objects.all()}
    assert forget_tallies(now + timedelta(days=1)) == 3


def test_a_days_uploads_have_a_quota_by_address_and_by_account(clerk, settings, client_of):
    settings.PUBLIC_UPLOAD_DAY_MB = settings.UPLOAD_DAY_MB = 1
    sent = {"username": "x" * 600_000}
    visitor = Client(REMOTE_ADDR="203.0.113.5")
    assert [visitor.post("/sign-in/", sent).status_code for _ in range(2)] == [422, 429]
    assert Client(REMOTE_ADDR="203.0.113.6").post("/sign-in/", sent).status_code == 422
    browser = client_of(clerk)
    assert [browser.post("/account/email/", sent).status_code for _ in range(2)] == [302, 429]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) MicroMessenger/8.0", "WeChat · iPhone"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_told_apart_and_no_more_is_kept(agent, name):
    assert browser_of(agent) == name
