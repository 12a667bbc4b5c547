"""Passwords, codes, slips and keys: what is refused, what is kept, what a machine or a person may type."""

from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.cipher import FACTOR, WEBHOOK, decrypted, encrypted
from zerentian.organization.devices import new_name, read_name, signed
from zerentian.organization.rules import keys, resets, totp
from zerentian.organization.rules.browsers import browser_of
from zerentian.organization.rules.passwords import (
    DIGITS,
    LOWER,
    SIGNS,
    UPPER,
    classes,
    initial_password,
    is_stale,
    objections,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=LOCAL)


def said(password, username="clerk", name="示例甲"):
    return [one.zh for one in objections(password, username=username, name=name)]


# -- passwords -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "count"),
    [("", 0), ("abc", 1), ("abC", 2), ("aB3", 3), ("aB3-", 4), ("密码", 1), ("a密1", 3), ("---", 1)],
)
def test_a_password_has_classes_of_small_and_capital_letters_digits_and_all_else(password, count):
    assert classes(password) == count


@pytest.mark.parametrize(
    ("password", "against"),
    [
        ("Zuoye-26", []),
        ("Zuoye-2", ["密码至少 8 位"]),
        ("zuoye-xx", ["密码须含大写字母、小写字母、数字、符号中的三类"]),
        ("zuoye-26", []),
        ("Clerk-26", ["密码不能含有用户名或姓名"]),
        ("示例甲-Ab26", ["密码不能含有用户名或姓名"]),
        (
            "clerk",
            ["密码至少 8 位", "密码须含大写字母、小写字母、数字、符号中的三类", "密码不能含有用户名或姓名"],
        ),
    ],
)
def test_all_that_speaks_against_a_password_is_told_at_once(password, against):
    assert said(password) == against


def test_an_empty_name_is_in_no_password():
    assert said("Zuoye-26", username="", name="") == []


def test_an_initial_password_has_twelve_signs_of_all_classes_and_none_that_is_mistaken():
    found = {initial_password() for _ in range(40)}
    assert len(found) == 40
    for password in found:
        assert len(password) == 12
        assert all(set(password) & set(group) for group in (LOWER, UPPER, DIGITS, SIGNS))
        assert set(password) <= set(LOWER + UPPER + DIGITS + SIGNS)
        assert not set(password) & set("lIO01")


@pytest.mark.parametrize(("hours", "stale"), [(0, False), (90 * 24, False), (90 * 24 + 1, True)])
def test_a_password_is_stale_after_its_days_and_one_of_no_day_never(hours, stale):
    assert is_stale(NOW - timedelta(hours=hours), NOW, 90) == stale
    assert not is_stale(None, NOW, 90)


# -- one-time codes --------------------------------------------------------------------------------------

# RFC 4226, appendix D: the secret is these twenty digits, the counter runs from nought.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
HOTP = ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489")


@pytest.mark.parametrize(("step", "code"), list(enumerate(HOTP)))
def test_a_code_is_that_of_the_standard(step, code):
    assert totp.code_at(SECRET, step) == code
    assert totp.step_of(SECRET, code, now=max(step, 1), after=-1) == step


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_off(off, taken):
    assert (totp.step_of(SECRET, totp.code_at(SECRET, 100 + off), now=100, after=0) is not None) == taken


def test_neither_a_step_that_was_taken_nor_an_older_one_is_taken_again():
    codes = {step: totp.code_at(SECRET, step) for step in (99, 100, 101)}
    found = {step: totp.step_of(SECRET, code, now=100, after=100) for step, code in codes.items()}
    assert found == {99: None, 100: None, 101: 101}


def test_a_step_has_thirty_seconds_and_blanks_in_a_code_are_nothing():
    assert [totp.step_at(seconds) for seconds in (0, 29.9, 30, 59, 60)] == [0, 0, 1, 1, 2]
    assert totp.step_of(SECRET, " 287 082 ", now=1, after=0) == 1


def test_a_generator_is_told_secret_name_and_office():
    uri = urlsplit(totp.provisioning_uri(SECRET, username="示例 甲", issuer="云岭乡"))
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert parse_qs(uri.query) == {"secret": [SECRET], "issuer": ["云岭乡"]}
    assert "+" not in uri.geturl()


def test_a_secret_has_a_hundred_and_sixty_bits_and_is_another_each_time():
    assert len(totp.new_secret()) == 32
    assert totp.new_secret() != totp.new_secret()


def test_ten_recovery_codes_are_read_however_they_are_typed_by_their_account_alone():
    codes = totp.new_recovery_codes()
    assert len(set(codes)) == 10
    for code in codes:
        assert [len(part) for part in code.split("-")] == [5, 5]
        assert set(code) <= set(totp.RECOVERY_SIGNS + "-")
    code = codes[0]
    kept = totp.recovery_digest(code, key=b"k", account=7)
    for typed in (code.upper(), code.replace("-", " "), f" {code.replace('-', '')}\n"):
        assert totp.recovery_digest(typed, key=b"k", account=7) == kept
    assert totp.recovery_digest(code, key=b"k", account=8) != kept
    assert totp.recovery_digest(code, key=b"j", account=7) != kept
    assert totp.recovery_digest(codes[1], key=b"k", account=7) != kept


# -- slips, keys, browsers, ciphers ----------------------------------------------------------------------


def test_a_half_of_a_slip_is_read_however_it_is_typed():
    half = resets.new_half()
    assert [len(part) for part in half.split("-")] == [5, 5]
    assert set(half) <= set(resets.SIGNS + "-")
    assert not set(half) & set("IO01")
    kept = resets.digest_of(half)
    assert kept == sha256(half.replace("-", "").encode()).hexdigest()
    for typed in (half.lower(), half.replace("-", " "), half.replace("-", "")):
        assert resets.digest_of(typed) == kept
    assert resets.digest_of(resets.new_half()) != kept


@pytest.mark.parametrize(
    ("keeper", "roles", "guarded"),
    [
        ("auditor", [], True),
        ("", ["supervisor"], True),
        ("", ["clerk", "supervisor"], True),
        ("", ["clerk", "first"], False),
        ("", [], False),
    ],
)
def test_keepers_and_supervisors_are_guarded(keeper, roles, guarded):
    assert resets.is_guarded(keeper, roles) == guarded


def test_a_key_begins_with_what_it_is_for_and_only_its_digest_is_kept():
    token = keys.new_token()
    assert token.startswith("ztk_")
    assert keys.new_token(keys.FEED_PREFIX).startswith("ztc_")
    assert len(token) == len("ztk_") + 43
    assert keys.digest_of(token) == sha256(token.encode()).hexdigest()
    assert keys.new_token() != token


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer ztk_a", "ztk_a"),
        ("bearer  ztk_a ", "ztk_a"),
        ("BEARER ztk_a", "ztk_a"),
        ("Basic ztk_a", ""),
        ("ztk_a", ""),
        ("Bearer", ""),
        ("", ""),
    ],
)
def test_a_key_is_shown_as_a_bearer(header, token):
    assert keys.token_in(header) == token


CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome · Windows"),
        (f"{CHROME} Edg/120", "Edge · Windows"),
        (f"{CHROME} MicroMessenger/8", "WeChat · Windows"),
        (f"{CHROME} QQBrowser/11", "QQ · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) HuaweiBrowser/15 Chrome/99 Safari/537", "Huawei · Android"),
        ("Mozilla/5.0 (HarmonyOS; Android) Chrome/99", "Chrome · HarmonyOS"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121) Firefox/121", "Firefox · Linux"),
        ("curl/8 Linux", "Linux"),
        ("Firefox", "Firefox"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_itself_and_not_by_those_it_descends_from(agent, name):
    assert browser_of(agent) == name


def test_a_browsers_name_is_read_from_a_cookie_of_ours_alone():
    name = new_name()
    assert read_name(signed(name)) == name
    assert read_name(signed(name)[:-1] + "x") == read_name(name) == read_name("") == ""
    assert new_name() != name


def test_a_secret_is_opened_by_its_own_use_alone():
    token = encrypted("机密")
    assert "机密" not in token
    assert decrypted(token) == "机密"
    assert decrypted(encrypted("s", WEBHOOK), WEBHOOK) == "s"
    with pytest.raises(NotAllowed, match="推送密钥无法解开"):
        decrypted(token, WEBHOOK)
    with pytest.raises(NotAllowed, match="验证码密钥无法解开"):
        decrypted("nonsense", FACTOR)


@given(st.text(max_size=60))
def test_whatever_is_typed_as_a_code_a_half_or_a_header_is_survived(typed):
    totp.step_of(SECRET, typed, now=1, after=0)
    resets.digest_of(typed)
    keys.token_in(typed)
    browser_of(typed)
