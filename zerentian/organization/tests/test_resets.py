"""Nobody becomes another keeper or a supervisor by resetting a password: two keepers, and only the holder opens it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import reset_password
from zerentian.organization.actions.factors import begin_factor, confirm_factor, has_factor
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.actions.resets import ask_reset, confirm_reset, refuse_reset, use_slip
from zerentian.organization.models import Reset
from zerentian.organization.rules.resets import digest_of, is_guarded, new_half
from zerentian.organization.rules.totp import code_at, step_at

pytestmark = pytest.mark.django_db

PASSWORD, NEW = "Zuoye-2026-tian", "Shuitian-88"


def used(account, first, second, now, new=NEW):
    """Use a slip."""
    return use_slip(username=account.username, first=first, second=second, new=new, now=now)


@pytest.fixture
def halves(supervisor, administrator, auditor, now):
    """A request for the supervisor's account that two keepers have made, and its two halves."""
    asked = ask_reset(supervisor, what="password", by=administrator, now=now)
    return asked.half, confirm_reset(asked.reset, by=auditor, now=now).half


@pytest.mark.parametrize("username", ["auditor", "security", "supervisor"])
def test_no_keeper_alone_gets_a_password_that_opens_a_guarded_account(
    username, account_of, administrator, now
):
    with pytest.raises(NotAllowed, match="两位管理员"):
        reset_password(account_of(username), by=administrator, now=now)


def test_the_page_of_a_guarded_account_offers_the_request_instead(
    supervisor, administrator, clerk, client_of
):
    browser = client_of(administrator)
    assert browser.post(f"/organization/accounts/{supervisor.pk}/reset/").status_code == 409
    page = browser.get(f"/organization/accounts/{supervisor.pk}/").content.decode()
    assert "/ask-reset/" in page
    assert "/reset/" not in page.replace("/ask-reset/", "")
    assert "/ask-reset/" not in browser.get(f"/organization/accounts/{clerk.pk}/").content.decode()


def test_somebody_who_will_be_supervisor_is_guarded_already(clerk, unit_of, demo, administrator, now):
    post = create_post(
        unit=unit_of("990100"), title="县主管", role="supervisor", first=now.date(), by=demo, now=now
    )
    appoint(clerk, post=post, first=now.date() + timedelta(days=30), by=demo, now=now)
    with pytest.raises(NotAllowed, match="两位管理员"):
        reset_password(clerk, by=administrator, now=now)


def test_both_halves_let_the_holder_choose_a_password(supervisor, halves, now):
    with pytest.raises(NotAllowed):
        used(supervisor, halves[0], halves[0], now)
    used(supervisor, halves[1], halves[0].lower().replace("-", " "), now)
    supervisor.refresh_from_db()
    assert supervisor.check_password(NEW)
    assert not supervisor.must_change_password
    with pytest.raises(NotAllowed):
        used(supervisor, *halves, now, new="Shantian-99")
    verbs = list(Entry.objects.filter(subject=supervisor.ref).order_by("id").values_list("verb", flat=True))
    assert verbs[-4:] == [
        "account.reset_asked",
        "account.reset_confirmed",
        "account.password_changed",
        "account.reset_used",
    ]


def test_until_then_the_old_password_stays_good(supervisor, halves):
    assert supervisor.check_password(PASSWORD)


def test_who_asked_cannot_confirm_nor_can_the_holder_or_an_outsider(
    security, administrator, auditor, clerk, now
):
    reset = ask_reset(security, what="password", by=administrator, now=now).reset
    for by in (administrator, security):
        with pytest.raises(NotAllowed, match="另一位管理员"):
            confirm_reset(reset, by=by, now=now)
    with pytest.raises(Forbidden):
        confirm_reset(reset, by=clerk, now=now)
    confirm_reset(reset, by=auditor, now=now)
    with pytest.raises(NotAllowed, match="已办理"):
        confirm_reset(reset, by=auditor, now=now)


def test_nobody_asks_for_oneself_twice_or_for_a_plain_account(administrator, security, clerk, auditor, now):
    with pytest.raises(NotAllowed, match="本人"):
        ask_reset(administrator, what="password", by=administrator, now=now)
    with pytest.raises(NotAllowed, match="两人重置"):
        ask_reset(clerk, what="password", by=administrator, now=now)
    with pytest.raises(Forbidden):
        ask_reset(security, what="password", by=auditor, now=now)
    ask_reset(auditor, what="password", by=administrator, now=now)
    with pytest.raises(NotAllowed, match="已有"):
        ask_reset(auditor, what="password", by=security, now=now)


def test_the_tables_themselves_refuse_a_single_keeper(auditor, administrator, now):
    reset = ask_reset(auditor, what="password", by=administrator, now=now).reset
    with pytest.raises(IntegrityError), transaction.atomic():
        Reset.objects.filter(pk=reset.pk).update(state="confirmed", decided_by=administrator)


def test_a_slip_ends_after_three_days_or_ten_wrong_tries(supervisor, halves, now):
    with pytest.raises(NotAllowed):
        used(supervisor, *halves, now + timedelta(hours=73))
    for _ in range(10):
        with pytest.raises(NotAllowed):
            used(supervisor, halves[0], "AAAAA-AAAAA", now)
    with pytest.raises(NotAllowed):
        used(supervisor, *halves, now)


def test_a_bad_new_password_spends_no_slip(supervisor, halves, now):
    with pytest.raises(NotAllowed, match="至少 8 位"):
        used(supervisor, *halves, now, new="short")
    used(supervisor, *halves, now)


def test_the_holder_sees_the_request_and_refuses_it(
    supervisor, client_of, administrator, auditor, clerk, now
):
    asked = ask_reset(supervisor, what="password", by=administrator, now=now)
    browser = client_of(supervisor)
    assert "有人申请重置您的账号" in browser.get("/account/").content.decode()
    where = f"/organization/resets/{asked.reset.pk}/refuse/"
    assert client_of(clerk).get(where).status_code == 404
    assert browser.post(where)["Location"] == "/account/"
    with pytest.raises(NotAllowed):
        confirm_reset(asked.reset, by=auditor, now=now)
    with pytest.raises(NotAllowed, match="已办结"):
        refuse_reset(asked.reset, by=auditor, now=now)


def test_a_lost_generator_of_a_keeper_takes_two_keepers(auditor, administrator, security, now):
    secret = begin_factor(auditor, now=now).secret
    confirm_factor(auditor, code=code_at(secret, step_at(now.timestamp())), now=now, machine_now=now)
    asked = ask_reset(auditor, what="factor", by=administrator, now=now)
    assert asked.half == ""
    assert has_factor(auditor)
    confirm_reset(asked.reset, by=security, now=now)
    assert not has_factor(auditor)


def test_the_pages_show_each_keeper_one_half_and_the_holder_uses_both(
    client_of, administrator, security, auditor, now
):
    asker, confirmer = client_of(administrator), client_of(security)
    asked = asker.post(f"/organization/accounts/{auditor.pk}/ask-reset/", {"what": "password"})
    first = half_in(asked)
    assert "no-store" in asked["Cache-Control"]
    reset = Reset.objects.get()
    listed = confirmer.get("/organization/resets/").content.decode()
    assert f"/organization/resets/{reset.pk}/confirm/" in listed
    assert "/confirm/" not in asker.get("/organization/resets/").content.decode()
    second = half_in(confirmer.post(f"/organization/resets/{reset.pk}/confirm/"))
    said = {"username": "auditor", "first": first, "second": second, "new": NEW, "again": NEW}
    assert Client().post("/sign-in/slip/", said | {"again": "other"}).status_code == 422
    assert Client().post("/sign-in/slip/", said)["Location"] == "/sign-in/"
    auditor.refresh_from_db()
    assert auditor.check_password(NEW)


def half_in(response):
    """Return the half of a slip that a page shows."""
    return response.content.decode().partition('class="mono half">')[2].partition("<")[0]


def test_guessing_slips_from_one_address_is_stopped(supervisor, halves):
    said = {"username": "nobody", "first": "A", "second": "B", "new": NEW, "again": NEW}
    for _ in range(20):
        Client().post("/sign-in/slip/", said)
    answer = Client().post("/sign-in/slip/", said | {"username": "supervisor"})
    assert "次数太多" in answer.content.decode()


@given(st.booleans())
def test_a_half_is_read_however_it_is_typed(spaced):
    half = new_half()
    assert digest_of(half.lower().replace("-", " " if spaced else "")) == digest_of(half)


def test_who_is_guarded():
    assert is_guarded("auditor", [])
    assert is_guarded("", ["clerk", "supervisor"])
    assert not is_guarded("", ["first", "leader"])
