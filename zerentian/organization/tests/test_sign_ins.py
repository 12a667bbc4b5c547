"""Signing in: lockout, the log beside the ledger, and how long it is kept."""

from datetime import timedelta

import pytest

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import change_password
from zerentian.organization.actions.factors import remove_factor, renew_recovery_codes
from zerentian.organization.actions.keys import make_feed_key, make_key
from zerentian.organization.actions.sign_ins import is_locked, prune_sign_ins, sign_in, unlock
from zerentian.organization.actions.tries import confirm_password
from zerentian.organization.models import SignIn
from zerentian.organization.rules.sign_ins import SignInRefused

pytestmark = pytest.mark.django_db

PASSWORD = "Zuoye-2026-tian"


def attempt(username, password, now):
    """Try to sign in from an address."""
    return sign_in(username=username, password=password, address="192.0.2.7", now=now)


def fail(username, now, times=5):
    """Fail to sign in so many times."""
    for _ in range(times):
        with pytest.raises(SignInRefused):
            attempt(username, "wrong", now)


def test_who_knows_the_password_signs_in(clerk, now):
    assert attempt(" Clerk ", PASSWORD, now) == clerk
    row = SignIn.objects.get()
    assert (row.username, row.outcome, row.address) == ("clerk", "signed_in", "192.0.2.7")


def test_nothing_of_it_is_in_the_ledger(clerk, now):
    before = Entry.objects.count()
    attempt("clerk", PASSWORD, now)
    fail("clerk", now, 1)
    assert Entry.objects.count() == before


def test_five_failures_lock_the_account_for_ten_minutes(clerk, now):
    fail("clerk", now)
    with pytest.raises(SignInRefused, match="09:10"):
        attempt("clerk", PASSWORD, now + timedelta(minutes=9))
    assert attempt("clerk", PASSWORD, now + timedelta(minutes=10)) == clerk


def test_one_more_failure_after_the_lock_locks_again(clerk, now):
    fail("clerk", now)
    later = now + timedelta(minutes=11)
    fail("clerk", later, 1)
    assert is_locked(clerk, now=later)


def test_a_success_begins_the_count_anew(clerk, now):
    fail("clerk", now, 4)
    attempt("clerk", PASSWORD, now)
    fail("clerk", now, 4)
    assert not is_locked(clerk, now=now)


def test_an_unknown_name_is_refused_and_locked_in_the_same_words(now):
    with pytest.raises(SignInRefused, match="用户名或密码不正确"):
        attempt("nobody", "wrong", now)
    fail("nobody", now, 4)
    with pytest.raises(SignInRefused, match="登录失败次数过多"):
        attempt("Nobody", "wrong", now)


def test_what_was_typed_as_an_unknown_name_is_not_kept(now):
    fail("My-Secret-Pass1", now, 1)
    row = SignIn.objects.get()
    assert row.username.startswith("?")
    assert "Secret" not in row.username


def test_closed_accounts_and_system_actors_do_not_sign_in(clerk, cli, now):
    clerk.is_active = False
    clerk.save()
    fail("clerk", now, 1)
    for password in ("", "!", cli.password):
        with pytest.raises(SignInRefused):
            attempt("cli", password, now)


def test_the_security_officer_unlocks_and_the_ledger_says_so(clerk, security, now):
    fail("clerk", now)
    unlock(clerk, by=security, now=now)
    assert attempt("clerk", PASSWORD, now) == clerk
    assert Entry.objects.filter(verb="account.unlocked").count() == 1
    with pytest.raises(NotAllowed, match="未被锁定"):
        unlock(clerk, by=security, now=now)


def test_the_administrator_unlocks_nobody(clerk, administrator, now):
    with pytest.raises(Forbidden):
        unlock(clerk, by=administrator, now=now)


def test_the_log_is_kept_six_to_twelve_months(clerk, now):
    SignIn.objects.create(at=now - timedelta(days=400), username="clerk", outcome="signed_in")
    attempt("clerk", PASSWORD, now)
    assert prune_sign_ins(months=12, now=now, dry_run=True) == 1
    assert SignIn.objects.count() == 2
    assert prune_sign_ins(months=12, now=now) == 1
    assert SignIn.objects.count() == 1
    with pytest.raises(NotAllowed, match="6 至 12"):
        prune_sign_ins(months=5, now=now)


def test_a_password_entered_again_wrongly_slows_itself_and_no_sign_in(clerk, now):
    for _ in range(5):
        with pytest.raises(NotAllowed, match="密码不正确"):
            confirm_password(clerk, "wrong", now=now)
    with pytest.raises(NotAllowed, match="请在 09:10 后再试"):
        confirm_password(clerk, PASSWORD, now=now)
    assert attempt("clerk", PASSWORD, now) == clerk
    confirm_password(clerk, PASSWORD, now=now + timedelta(minutes=10))
    assert SignIn.objects.filter(account=clerk, outcome="again").count() == 1


def test_every_action_that_asks_for_the_password_again_is_slowed(receptionist, now):
    last = now.date()
    acts = (
        lambda: change_password(receptionist, old="wrong", new="Shuitian-88", now=now),
        lambda: make_key(password="wrong", label="热线", writes=False, last=last, by=receptionist, now=now),
        lambda: make_feed_key(password="wrong", by=receptionist, now=now),
        lambda: renew_recovery_codes(receptionist, password="wrong", now=now),
        lambda: remove_factor(receptionist, password="wrong", now=now),
    )
    for act in acts:
        with pytest.raises(NotAllowed, match="密码不正确"):
            act()
    for act in acts:
        with pytest.raises(NotAllowed, match="连续输错次数过多"):
            act()
