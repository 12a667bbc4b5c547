"""Accounts, passwords and the three keepers of the system."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import (
    change_password,
    create_account,
    grant_keeper,
    reopen_account,
    reset_password,
    withdraw_keeper,
)
from zerentian.organization.models import Account
from zerentian.organization.rules.passwords import classes, initial_password, is_stale, objections

pytestmark = pytest.mark.django_db

PASSWORD = "Zuoye-2026-tian"


@pytest.fixture
def act(administrator, now):
    """Who does it, and when."""
    return {"by": administrator, "now": now}


def test_a_new_account_must_change_its_password(act):
    account, password = create_account(username="newcomer", name="示例新人", **act)
    assert account.check_password(password)
    assert account.must_change_password
    assert objections(password, username="newcomer", name="示例新人") == []


@pytest.mark.parametrize("username", ["cli", "CLERK", "x", "有名", "a b"])
def test_a_user_name_that_is_reserved_taken_or_malformed_is_refused(username, act):
    with pytest.raises(NotAllowed, match="用户名"):
        create_account(username=username, name="示例", **act)


def test_only_the_administrator_creates_accounts(security, now):
    with pytest.raises(Forbidden):
        create_account(username="newcomer", name="示例", by=security, now=now)


def test_a_system_actor_can_never_get_a_password(cli, act):
    with pytest.raises(NotAllowed):
        reset_password(cli, **act)
    cli.set_password(PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        cli.save()


def test_a_reset_password_ends_the_old_one(clerk, act):
    _, password = reset_password(clerk, **act)
    assert clerk.check_password(password)
    assert not clerk.check_password(PASSWORD)
    assert clerk.must_change_password


def test_the_own_password_changes_with_the_old_one_only(clerk, now):
    with pytest.raises(NotAllowed, match="原密码"):
        change_password(clerk, old="wrong", new="Shuitian-88", now=now)
    change_password(clerk, old=PASSWORD, new="Shuitian-88", now=now)
    assert clerk.check_password("Shuitian-88")
    assert not clerk.must_change_password


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Ab1-", "至少 8 位"),
        ("abcdefgh1", "三类"),
        ("Clerk-2026-x", "用户名"),
        ("示例甲-Abc-12345", "姓名"),
        ("Password123", "常见密码"),
        (PASSWORD, "最近 3 次"),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused_with_the_reason(password, why, clerk, now):
    with pytest.raises(NotAllowed, match=why):
        change_password(clerk, old=PASSWORD, new=password, now=now)


def test_the_last_three_passwords_are_not_used_again_and_the_fourth_may_be(clerk, now):
    old = PASSWORD
    for new in ("Shuitian-88", "Shantian-99"):
        change_password(clerk, old=old, new=new, now=now)
        old = new
    with pytest.raises(NotAllowed, match="最近 3 次"):
        change_password(clerk, old=old, new=PASSWORD, now=now)
    change_password(clerk, old=old, new="Meitian-77x", now=now)
    change_password(clerk, old="Meitian-77x", new=PASSWORD, now=now)


def test_the_security_officer_grants_keeper_roles_one_to_a_person(security, clerk, auditor, act, now):
    newcomer = create_account(username="newcomer", name="示例新人", **act).account
    assert grant_keeper(newcomer, keeper="auditor", by=security, now=now).keeper == "auditor"
    with pytest.raises(NotAllowed, match="互斥"):
        grant_keeper(newcomer, keeper="security", by=security, now=now)
    with pytest.raises(NotAllowed, match="业务岗位"):
        grant_keeper(clerk, keeper="security", by=security, now=now)
    assert withdraw_keeper(auditor, by=security, now=now).keeper == ""


def test_the_last_keeper_stays_and_nobody_grants_themselves(security, auditor, now):
    with pytest.raises(NotAllowed, match="最后一人"):
        withdraw_keeper(auditor, by=security, now=now)
    with pytest.raises(NotAllowed):
        withdraw_keeper(security, by=security, now=now)


def test_an_administrator_grants_no_keeper_role(administrator, outsider, now):
    with pytest.raises(Forbidden):
        grant_keeper(outsider, keeper="auditor", by=administrator, now=now)


def test_a_closed_account_is_reopened_with_a_new_password(act):
    account = create_account(username="newcomer", name="示例新人", **act).account
    with pytest.raises(NotAllowed, match="未停用"):
        reopen_account(account, **act)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    account.refresh_from_db()
    assert reopen_account(account, **act).account.is_active


def test_a_password_grows_stale_after_ninety_days(now):
    assert not is_stale(now, now + timedelta(days=90), 90)
    assert is_stale(now, now + timedelta(days=90, seconds=1), 90)


def test_every_initial_password_holds_to_the_rules():
    for _ in range(50):
        assert objections(initial_password(), username="somebody", name="某某") == []


@given(st.text(alphabet="aB1#中"))
def test_a_password_has_at_most_four_classes(password):
    assert 0 <= classes(password) <= 4
