"""The second factor: RFC 6238's own numbers, codes that are taken once, who must have one, and the way back."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.models import Entry, Instance
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.factors import (
    begin_factor,
    confirm_factor,
    has_factor,
    needs_factor,
    remove_factor,
    renew_recovery_codes,
    take_code,
)
from zerentian.organization.actions.resets import clear_factor
from zerentian.organization.cipher import decrypted
from zerentian.organization.models import RecoveryCode, SecondFactor
from zerentian.organization.rules.totp import code_at, provisioning_uri, step_at, step_of

PASSWORD = "Zuoye-2026-tian"
# RFC 6238, appendix B: the ASCII secret "12345678901234567890" in base 32, the last six of its eight digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    assert code_at(RFC_SECRET, step_at(seconds)) == code


def test_a_phone_may_be_half_a_minute_off_and_no_more():
    for off, taken in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = code_at(RFC_SECRET, 1000 + off)
        assert (step_of(RFC_SECRET, code, now=1000, after=0) is not None) is taken


def test_a_code_is_not_taken_again_nor_an_older_one():
    assert step_of(RFC_SECRET, code_at(RFC_SECRET, 1000), now=1000, after=1000) is None
    assert step_of(RFC_SECRET, code_at(RFC_SECRET, 999), now=1000, after=1000) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_survived(code):
    step_of(RFC_SECRET, code, now=1000, after=0)


def test_the_qr_code_says_what_generators_read():
    uri = provisioning_uri("ABC", username="clerk", issuer="zerentian-1 田")
    assert uri == "otpauth://totp/zerentian-1%20%E7%94%B0%3Aclerk?secret=ABC&issuer=zerentian-1%20%E7%94%B0"


pytestmark = pytest.mark.django_db


def code_for(account, now):
    """Return the code that the account's phone shows at a moment."""
    secret = begin_factor(account, now=now).secret
    return code_at(secret, step_at(now.timestamp()))


@pytest.fixture
def codes(clerk, now):
    """The clerk's recovery codes, after having set up a factor a day ago."""
    yesterday = now - timedelta(days=1)
    return confirm_factor(clerk, code=code_for(clerk, yesterday), now=yesterday, machine_now=yesterday)


@pytest.fixture
def secret(clerk, codes, now):
    """The secret in the clerk's phone."""
    return decrypted(SecondFactor.objects.get(account=clerk).secret)


def test_a_factor_is_in_force_only_after_a_first_code(clerk, now):
    begin_factor(clerk, now=now)
    assert not has_factor(clerk)
    with pytest.raises(NotAllowed, match="手机时间"):
        confirm_factor(clerk, code="000000x", now=now, machine_now=now)
    assert len(confirm_factor(clerk, code=code_for(clerk, now), now=now, machine_now=now)) == 10
    assert has_factor(clerk)
    assert Entry.objects.filter(verb="account.factor_set", subject=clerk.ref).count() == 1
    with pytest.raises(NotAllowed, match="已设置"):
        begin_factor(clerk, now=now)


def test_neither_secret_nor_recovery_code_stands_in_the_tables(clerk, codes, secret):
    kept = str(list(SecondFactor.objects.values())) + str(list(RecoveryCode.objects.values()))
    assert secret not in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_a_code_is_taken_once_and_a_recovery_code_too(clerk, codes, secret, now):
    code = code_at(secret, step_at(now.timestamp()))
    assert take_code(clerk, f" {code[:3]} {code[3:]} ", now=now, machine_now=now)
    assert not take_code(clerk, code, now=now, machine_now=now)
    assert take_code(clerk, codes[0].upper(), now=now, machine_now=now)
    assert not take_code(clerk, codes[0], now=now, machine_now=now)
    assert take_code(clerk, codes[1].replace("-", " "), now=now, machine_now=now)


def test_the_phones_clock_is_the_machines_also_where_a_demos_clock_is_another(clerk, codes, secret, now):
    later = now + timedelta(days=200, seconds=11)
    assert take_code(clerk, code_at(secret, step_at(later.timestamp())), now=now, machine_now=later)


def test_another_accounts_recovery_code_is_none(clerk, cadre, codes, now):
    confirm_factor(cadre, code=code_for(cadre, now), now=now, machine_now=now)
    assert not take_code(cadre, codes[0], now=now, machine_now=now)


def test_new_recovery_codes_end_the_old_and_ask_for_the_password(clerk, codes, now):
    with pytest.raises(NotAllowed, match="密码不正确"):
        renew_recovery_codes(clerk, password="wrong", now=now)
    fresh = renew_recovery_codes(clerk, password=PASSWORD, now=now)
    assert not take_code(clerk, codes[0], now=now, machine_now=now)
    assert take_code(clerk, fresh[0], now=now, machine_now=now)


def test_keepers_and_supervisors_must_have_one_but_in_a_demo(clerk, supervisor, auditor, now):
    assert not needs_factor(auditor, now)
    Instance.objects.update(demo=False, clock_offset=0)
    assert needs_factor(auditor, now)
    assert needs_factor(supervisor, now)
    assert not needs_factor(clerk, now)


def test_who_must_have_one_keeps_it(auditor, now):
    confirm_factor(auditor, code=code_for(auditor, now), now=now, machine_now=now)
    Instance.objects.update(demo=False, clock_offset=0)
    with pytest.raises(NotAllowed, match="您的角色"):
        remove_factor(auditor, password=PASSWORD, now=now)


def test_who_need_not_have_one_removes_it_with_the_password(clerk, codes, now):
    with pytest.raises(NotAllowed, match="密码不正确"):
        remove_factor(clerk, password="wrong", now=now)
    remove_factor(clerk, password=PASSWORD, now=now)
    assert not has_factor(clerk)
    assert not RecoveryCode.objects.filter(account=clerk).exists()


def test_the_security_officer_clears_a_clerks_factor_alone_and_no_keepers(
    clerk, auditor, codes, security, now
):
    assert clear_factor(clerk, by=security, now=now) == clerk
    assert not has_factor(clerk)
    confirm_factor(auditor, code=code_for(auditor, now), now=now, machine_now=now)
    with pytest.raises(NotAllowed, match="两位管理员"):
        clear_factor(auditor, by=security, now=now)


def sign_in(browser, username="clerk"):
    """Send the sign-in form."""
    return browser.post(
        "/sign-in/", {"username": username, "password": PASSWORD, "next": "/account/entries/"}
    )


def test_the_page_asks_for_the_code_before_anything_opens(clerk, codes, secret, now):
    browser = Client()
    assert sign_in(browser)["Location"] == "/sign-in/code/"
    assert browser.get("/account/")["Location"].startswith("/sign-in/")
    wrong = browser.post("/sign-in/code/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "验证码不正确" in wrong.content.decode()
    done = browser.post("/sign-in/code/", {"code": code_at(secret, step_at(now.timestamp()))})
    assert done["Location"] == "/account/entries/"
    assert browser.get("/account/").status_code == 200


def test_a_code_without_a_password_before_it_opens_nothing(clerk, codes):
    assert Client().get("/sign-in/code/")["Location"] == "/sign-in/"
    assert Client().post("/sign-in/code/", {"code": codes[0]})["Location"] == "/sign-in/"


def test_wrong_codes_are_counted_like_wrong_passwords(clerk, codes):
    browser = Client()
    sign_in(browser)
    for _ in range(5):
        browser.post("/sign-in/code/", {"code": "000000"})
    assert "失败次数过多" in browser.post("/sign-in/code/", {"code": codes[0]}).content.decode()


def test_a_keeper_of_a_real_instance_sets_it_up_before_anything_else(auditor, client_of):
    Instance.objects.update(demo=False, clock_offset=0)
    browser = client_of(auditor)
    assert browser.get("/organization/sign-ins/")["Location"] == "/account/second-factor/"
    page = browser.get("/account/second-factor/").content.decode()
    assert "<svg" in page
    assert "no-store" in browser.get("/account/second-factor/")["Cache-Control"]


def test_the_page_sets_it_up_and_shows_recovery_codes_once(clerk, client_of, now):
    browser = client_of(clerk)
    browser.get("/account/second-factor/")
    shown = browser.post("/account/second-factor/", {"code": code_for(clerk, now)})
    assert shown.content.decode().count("<li>") >= 10
    assert "10" in browser.get("/account/second-factor/").content.decode()
    made = browser.post("/account/second-factor/codes/", {"password": PASSWORD})
    assert made.status_code == 200
    assert browser.post("/account/second-factor/codes/", {"password": "no"}).status_code == 422
    assert browser.post("/account/second-factor/remove/", {"password": PASSWORD}).status_code == 302
    assert not has_factor(clerk)
