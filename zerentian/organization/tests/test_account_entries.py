"""What is written when accounts, keys, factors, slips and clocks change, what is refused and what stays as it was."""

from datetime import timedelta

import pytest

from conftest import NOW, PASSWORD
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import (
    change_password,
    close_account,
    create_account,
    grant_keeper,
    is_guarded_account,
    password_objections,
    rename_account,
    reopen_account,
    reset_password,
    set_email,
    withdraw_keeper,
)
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.models import AccessKey, Account
from zerentian.organization.tests.written import day, newest

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


# -- accounts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["ab", "a" * 60, "A.b_c-9"])
def test_a_user_name_has_two_to_sixty_signs(username, act):
    account = create_account(username=username, name=" 示例 ", **act).account
    assert (account.username, account.name, account.password_changed_at) == (username, "示例", NOW)
    entry = newest("account.created")
    assert (entry.subject, entry.unit, entry.fact) == (account.ref, "", {})


@pytest.mark.parametrize(
    "username", ["a", "a" * 61, ".ab", "-ab", "a b", "demo", "public", "NEW.COMER", "a\n"]
)
def test_a_user_name_of_another_form_or_somebodys_is_refused(newcomer, username, act):
    with pytest.raises(NotAllowed, match="用户名"):
        create_account(username=username, name="示例", **act)


def test_an_account_has_a_name_and_may_bring_a_password_that_is_hashed_already(act):
    with pytest.raises(NotAllowed, match="请填写姓名"):
        create_account(username="nobody", name=" ", **act)
    issued = create_account(username="taken.over", name="示例", encoded="md5$a$b", **act)
    assert (issued.account.password, issued.password, issued.account.must_change_password) == (
        "md5$a$b",
        "",
        True,
    )


def test_a_name_is_corrected_but_no_system_actors(newcomer, cli, act, leader):
    assert rename_account(newcomer, name=" 示例人 ", **act).name == "示例人"
    assert (newest("account.renamed").subject, newest("account.renamed").fact) == (newcomer.ref, {})
    for account, name in ((cli, "x"), (newcomer, " ")):
        with pytest.raises(NotAllowed, match="请填写姓名；系统账号不能改名"):
            rename_account(account, name=name, **act)
    with pytest.raises(Forbidden):
        rename_account(newcomer, name="x", by=leader, now=NOW)


def test_a_closed_account_opens_nothing_and_its_keys_end(newcomer, act):
    key = AccessKey.objects.create(account=newcomer, label="x", digest="d" * 64, made_at=NOW, last=day(9))
    closed = close_account(newcomer, **act)
    key.refresh_from_db()
    assert (closed.is_active, key.revoked_at) == (False, NOW)
    assert newest("account.closed").subject == newcomer.ref
    assert newest("access_key.revoked").subject == key.ref
    with pytest.raises(NotAllowed, match="已停用的账号"):
        close_account(newcomer, **act)
    issued = reopen_account(newcomer, **act)
    assert (issued.account.is_active, issued.account.check_password(issued.password)) == (True, True)
    assert [newest(verb).subject for verb in ("account.reopened", "account.password_reset")] == [
        newcomer.ref
    ] * 2


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("administrator", "本人账号"),
        ("auditor", "三员角色，请先由安全管理员收回"),
        ("cadre", "示例丁还在岗，请先办理离岗交接"),
    ],
)
def test_an_account_that_is_needed_is_not_closed(account_of, act, who, words):
    with pytest.raises(NotAllowed, match=words):
        close_account(account_of(who), **act)
    assert account_of(who).is_active


def test_a_system_actor_is_neither_closed_nor_reopened(cli, act):
    for step, words in (
        (close_account, "系统账号"),
        (reopen_account, "未停用"),
        (reset_password, "系统账号"),
    ):
        with pytest.raises(NotAllowed, match=words):
            step(cli, **act)


def test_a_password_is_reset_for_others_open_accounts_that_are_not_guarded(
    newcomer, administrator, supervisor, auditor, act
):
    for account, words in (
        (administrator, "本人的密码"),
        (supervisor, "由两位管理员重置"),
        (auditor, "由两位管理员重置"),
    ):
        with pytest.raises(NotAllowed, match=words):
            reset_password(account, **act)
    close_account(newcomer, **act)
    with pytest.raises(NotAllowed, match="已停用账号"):
        reset_password(newcomer, **act)


def test_who_will_hold_a_guarded_post_is_guarded_and_who_held_one_is_not(newcomer, county, demo):
    post = create_post(unit=county, title="督办", role="supervisor", first=day(-30), by=demo, now=NOW)
    assert not is_guarded_account(newcomer, NOW)
    held = appoint(newcomer, post=post, first=day(5), by=demo, now=NOW)
    assert is_guarded_account(newcomer, NOW), "it is to come"
    held.last = day(9)
    held.save(update_fields=["last"])
    guarded = [is_guarded_account(newcomer, NOW + timedelta(days=at)) for at in (9, 10)]
    assert guarded == [True, False]


def test_an_own_password_is_changed_with_an_entry_and_the_old_one_is_remembered(clerk):
    assert change_password(clerk, old=PASSWORD, new="Shuitian-88", now=NOW) == clerk
    entry = newest("account.password_changed")
    assert (entry.subject, entry.actor, clerk.password_changed_at) == (clerk.ref, clerk, NOW)
    assert clerk.past_passwords.count() == 1
    assert [one.zh for one in password_objections(clerk, PASSWORD)] == ["不能与最近 3 次密码相同"]
    assert password_objections(clerk, "Meitian-77x") == []


def test_keepers_are_granted_and_withdrawn_by_name(newcomer, security, auditor, clerk):
    by = {"by": security, "now": NOW}
    grant_keeper(newcomer, keeper="auditor", **by)
    assert newest("account.keeper_granted").fact == {"keeper": "auditor"}
    assert withdraw_keeper(newcomer, **by).keeper == ""
    assert newest("account.keeper_withdrawn").fact == {"keeper": "auditor"}
    for account, keeper, words in (
        (newcomer, "king", "他人的在用个人账号"),
        (security, "auditor", "他人的在用个人账号"),
        (auditor, "security", "三员角色互斥"),
        (clerk, "security", "不得兼任业务岗位"),
    ):
        with pytest.raises(NotAllowed, match=words):
            grant_keeper(account, keeper=keeper, **by)
    with pytest.raises(NotAllowed, match="不能收回本人的角色"):
        withdraw_keeper(newcomer, **by)


def test_an_address_for_the_desk_is_given_by_the_person_alone_and_in_no_entry(clerk, leader):
    entries = Entry.objects.count()
    set_email(clerk, email="a@example.org", by=clerk)
    assert (Account.objects.get(pk=clerk.pk).email, Entry.objects.count()) == ("a@example.org", entries)
    with pytest.raises(NotAllowed, match="只能由本人填写"):
        set_email(clerk, email="", by=leader)


def test_accounts_that_are_seen_are_ones_own_and_those_of_visible_units(newcomer, clerk, outsider, auditor):
    seen = {name: set(Account.objects.visible_to(one)) for name, one in (("clerk", clerk), ("new", newcomer))}
    assert seen["new"] == {newcomer}
    assert {clerk, newcomer} & seen["clerk"] == {clerk}
    assert outsider not in seen["clerk"]
    assert {newcomer, outsider, clerk} <= set(Account.objects.visible_to(auditor))
