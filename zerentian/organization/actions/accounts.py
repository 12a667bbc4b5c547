"""Accounts: created, closed, reopened, given a new password; keeper roles granted and taken back."""

import re
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words, joined
from zerentian.organization.access import require
from zerentian.organization.actions.keys import end_key
from zerentian.organization.actions.tries import OLD_PASSWORD, confirm_password
from zerentian.organization.models import Account, PastPassword
from zerentian.organization.models.units import covering
from zerentian.organization.rules.names import LONGEST_PERSON, fitting
from zerentian.organization.rules.passwords import REMEMBERED, initial_password, objections
from zerentian.organization.rules.resets import is_guarded
from zerentian.organization.rules.rights import KEEPERS, SYSTEM

USERNAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{1,59}$")


class Issued(NamedTuple):
    """An account and its initial password: shown once, kept nowhere."""

    account: Account
    password: str


@transaction.atomic
def create_account(*, username: str, name: str, by: Account, now: datetime, encoded: str = "") -> Issued:
    """Create an account with a random initial password that must be changed at the first sign-in.

    ``encoded``: a password already hashed by this program, for an account taken over with its password.
    """
    require(by, "account.manage", now=now)
    if not USERNAME.match(username) or username in SYSTEM:
        raise NotAllowed(
            "用户名须为 2–60 位字母、数字、点、下划线或连字符，且不能是系统账号名",
            "a user name is 2–60 letters, digits, dots, underscores or hyphens, and no system actor's",
        )
    if Account.objects.filter(username__iexact=username).exists():
        raise NotAllowed(
            f"用户名“{username}”已被使用；一人一号，不得共用", f"the user name {username} is taken"
        )
    if not name.strip():
        raise NotAllowed("请填写姓名", "give the person's name")
    account = Account(username=username, name=fitting(name, LONGEST_PERSON), must_change_password=True)
    password = "" if encoded else initial_password()
    if encoded:
        account.password = encoded
    else:
        account.set_password(password)
    account.password_changed_at = now
    account.save()
    record_on(account, "account.created", by=by, now=now)
    return Issued(account, password)


@transaction.atomic
def rename_account(account: Account, *, name: str, by: Account, now: datetime) -> Account:
    """Correct the name of an account's holder."""
    require(by, "account.manage", now=now)
    if not name.strip() or account.is_system:
        raise NotAllowed("请填写姓名；系统账号不能改名", "give a name; system actors keep theirs")
    account.name = fitting(name, LONGEST_PERSON)
    account.save(update_fields=["name"])
    record_on(account, "account.renamed", by=by, now=now)
    return account


@transaction.atomic
def close_account(account: Account, *, by: Account, now: datetime) -> Account:
    """Close an account; refused while its holder has posts, so that open work is handed over first."""
    require(by, "account.manage", now=now)
    if account.is_system or account.pk == by.pk or not account.is_active:
        raise NotAllowed(
            "不能停用系统账号、本人账号或已停用的账号", "system actors, your own and closed accounts stay"
        )
    if account.keeper:
        raise NotAllowed(
            "该账号担任三员角色，请先由安全管理员收回",
            "the security officer takes the keeper role back first",
        )
    if account.appointments.filter(covering(local_day(now))).exists():
        raise NotAllowed(
            f"{account.name}还在岗，请先办理离岗交接", "this person still holds a post: hand over first"
        )
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_keys(account, by, now)
    record_on(account, "account.closed", by=by, now=now)
    return account


@transaction.atomic
def reopen_account(account: Account, *, by: Account, now: datetime) -> Issued:
    """Reopen a closed account, with a new initial password."""
    require(by, "account.manage", now=now)
    if account.is_system or account.is_active:
        raise NotAllowed("该账号未停用", "this account is not closed")
    account.is_active = True
    account.save(update_fields=["is_active"])
    record_on(account, "account.reopened", by=by, now=now)
    return reset_password(account, by=by, now=now)


@transaction.atomic
def reset_password(account: Account, *, by: Account, now: datetime) -> Issued:
    """Give an account a random password that must be changed at the next sign-in; sessions and keys end."""
    require(by, "account.manage", now=now)
    if account.is_system or not account.is_active or account.pk == by.pk:
        raise NotAllowed(
            "不能重置系统账号、已停用账号或本人的密码；本人请用“修改密码”",
            "not for system actors, closed accounts or yourself: use “change password”",
        )
    if is_guarded_account(account, now):
        raise NotAllowed(
            "三员和县级主管的密码须由两位管理员重置：请用“申请重置”，由另一位管理员确认",
            "a keeper's or a supervisor's password takes two keepers: ask for a reset, which another confirms",
        )
    password = initial_password()
    replace_password(account, password, now, must_change=True)
    end_keys(account, by, now)
    record_on(account, "account.password_reset", by=by, now=now)
    return Issued(account, password)


def change_password(account: Account, *, old: str, new: str, now: datetime) -> Account:
    """Change one's own password; refused when the old one is wrong or the new one breaks a rule.

    Not atomic: a wrong password must stay in the log, and slows the next.
    """
    require(account, "account.own", now=now)
    confirm_password(account, old, now=now, what=OLD_PASSWORD)
    with transaction.atomic():
        accept_password(account, new, now)
    return account


def accept_password(account: Account, new: str, now: datetime) -> None:
    """Store a password that its holder chose; NotAllowed when it breaks a rule."""
    if found := password_objections(account, new):
        raise NotAllowed(joined(found))
    replace_password(account, new, now, must_change=False)
    record_on(account, "account.password_changed", by=account, now=now)


def is_guarded_account(account: Account, now: datetime) -> bool:
    """Tell whether an account is a keeper's, or has or will have a post that decides over others."""
    held = account.appointments.filter(Q(last=None) | Q(last__gte=local_day(now)))
    return is_guarded(account.keeper, held.values_list("post__role", flat=True))


@transaction.atomic
def grant_keeper(account: Account, *, keeper: str, by: Account, now: datetime) -> Account:
    """Make an account administrator, auditor or security officer: one of them, without any post."""
    require(by, "security.grant", now=now)
    if account.pk == by.pk or account.is_system or not account.is_active or keeper not in KEEPERS:
        raise NotAllowed(
            "三员角色只能授予他人的在用个人账号", "a keeper role goes to another person's open account"
        )
    if account.keeper or account.appointments.filter(covering(local_day(now))).exists():
        raise NotAllowed(
            "三员角色互斥，且不得兼任业务岗位；请先收回原角色或办理离任",
            "keeper roles exclude each other and any post: take the other one back first",
        )
    account.keeper = keeper
    account.save(update_fields=["keeper"])
    record_on(account, "account.keeper_granted", by=by, now=now, facts={"keeper": keeper})
    return account


@transaction.atomic
def withdraw_keeper(account: Account, *, by: Account, now: datetime) -> Account:
    """Take a keeper role back; refused for oneself and for the last holder of a role."""
    require(by, "security.grant", now=now)
    others = Account.objects.filter(keeper=account.keeper, is_active=True).exclude(pk=account.pk)
    if account.pk == by.pk or not account.keeper or not others.exists():
        raise NotAllowed(
            "不能收回本人的角色，也不能收回该角色的最后一人；请先授予接任者",
            "not one's own role and not the last holder's: grant it to the next one first",
        )
    keeper, account.keeper = account.keeper, ""
    account.save(update_fields=["keeper"])
    record_on(account, "account.keeper_withdrawn", by=by, now=now, facts={"keeper": keeper})
    return account


def end_keys(account: Account, by: Account, now: datetime) -> None:
    """End every access key of an account."""
    for key in account.access_keys.filter(revoked_at=None):
        end_key(key, by, now)


def password_objections(account: Account, password: str) -> list[Words]:
    """Return what speaks against a new password for an account."""
    found = objections(password, username=account.username, name=account.name)
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        found.append(
            Words("这是常见密码，容易被猜中，请换一个", "this password is a common one: choose another")
        )
    past = [past.password for past in account.past_passwords.all()[: REMEMBERED - 1]]
    if any(check_password(password, known) for known in [account.password, *past]):
        found.append(
            Words(f"不能与最近 {REMEMBERED} 次密码相同", f"not one of your last {REMEMBERED} passwords")
        )
    return found


def replace_password(account: Account, password: str, now: datetime, *, must_change: bool) -> None:
    """Store a password, and remember the hash of the one before."""
    PastPassword.objects.create(account=account, password=account.password, replaced_at=now)
    account.set_password(password)
    account.must_change_password, account.password_changed_at = must_change, now
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])


def set_email(account: Account, *, email: str, by: Account) -> None:
    """Keep where a person wants the desk told, or nowhere. No entry: it is their own, and states no work."""
    if account.pk != by.pk:
        raise NotAllowed("邮箱只能由本人填写", "an e-mail address is given by the person alone")
    account.email = email
    account.save(update_fields=["email"])
