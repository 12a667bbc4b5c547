"""The second factor: set up by its holder, taken at each sign-in, removed when the generator is lost."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.tries import confirm_password
from zerentian.organization.cipher import decrypted, encrypted
from zerentian.organization.models import Account, RecoveryCode, SecondFactor
from zerentian.organization.rules.totp import (
    new_recovery_codes,
    new_secret,
    recovery_digest,
    step_at,
    step_of,
)


class Begun(NamedTuple):
    """A factor that waits for its first code, and its secret in the clear."""

    factor: SecondFactor
    secret: str


def has_factor(account: Account) -> bool:
    """Tell whether an account signs in with a code."""
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists()


def needs_factor(account: Account, now: datetime) -> bool:
    """Tell whether an account must have a second factor, by its role; nobody must in a demo."""
    asked = set(settings.SECOND_FACTOR_FOR)
    roles = (
        {account.keeper} if account.keeper else {seat.role.code for seat in account.seats_on(local_day(now))}
    )
    return not asked.isdisjoint(roles) and not Instance.objects.is_demo()


@transaction.atomic
def begin_factor(account: Account, *, now: datetime) -> Begun:
    """Return the secret to put into a generator, the same until a code has confirmed it."""
    require(account, "account.own", now=now)
    factor = SecondFactor.objects.select_for_update().filter(account=account).first()
    if factor is not None and factor.confirmed_at is not None:
        raise NotAllowed(
            "已设置动态验证码；要更换，请先停用", "a second factor is set: remove it first to set another"
        )
    if factor is None:
        factor = SecondFactor.objects.create(account=account, secret=encrypted(new_secret()), made_at=now)
    return Begun(factor, decrypted(factor.secret))


@transaction.atomic
def confirm_factor(account: Account, *, code: str, now: datetime, machine_now: datetime) -> list[str]:
    """Put a begun factor in force with its first code; return the recovery codes, shown once and kept nowhere.

    ``machine_now``: the machine's own time, which phones share also where a demo's clock is another.
    """
    begun = begin_factor(account, now=now)
    step = step_of(begun.secret, code, now=step_at(machine_now.timestamp()), after=0)
    if step is None:
        raise NotAllowed(
            "验证码不正确：请核对手机时间是否自动校准，再输入当前的 6 位数字",
            "the code is not right: let the phone set its clock by itself, then type the six digits it shows now",
        )
    begun.factor.confirmed_at, begun.factor.last_step = now, step
    begun.factor.save(update_fields=["confirmed_at", "last_step"])
    record_on(account, "account.factor_set", by=account, now=now)
    return replace_recovery_codes(account)


def renew_recovery_codes(account: Account, *, password: str, now: datetime) -> list[str]:
    """Make new recovery codes in place of the old; the password is asked again, and a wrong one stays in the log."""
    require(account, "account.own", now=now)
    confirm_password(account, password, now=now)
    if not has_factor(account):
        raise NotAllowed("尚未设置动态验证码", "no second factor is set")
    with transaction.atomic():
        record_on(account, "account.recovery_codes_made", by=account, now=now)
        return replace_recovery_codes(account)


def remove_factor(account: Account, *, password: str, now: datetime) -> None:
    """Remove one's own second factor; the password is asked again, and a role that needs one keeps it.

    Not atomic: a wrong password must stay in the log, and slows the next.
    """
    require(account, "account.own", now=now)
    confirm_password(account, password, now=now)
    if needs_factor(account, now):
        raise NotAllowed(
            "您的角色必须使用动态验证码；更换手机请先停用再马上重设，请安全管理员办理",
            "your role needs a second factor: to change the phone, ask the security officer to clear it",
        )
    take_away(account, by=account, now=now)


@transaction.atomic
def take_away(account: Account, *, by: Account, now: datetime) -> None:
    """Remove a factor and its recovery codes, and say so in the ledger. Who may, is asked before."""
    if not SecondFactor.objects.filter(account=account).delete()[0]:
        raise NotAllowed("该账号没有设置动态验证码", "this account has no second factor")
    RecoveryCode.objects.filter(account=account).delete()
    record_on(account, "account.factor_removed", by=by, now=now)


@transaction.atomic
def take_code(account: Account, code: str, *, now: datetime, machine_now: datetime) -> bool:
    """Take a one-time code or a recovery code, each once; tell whether it was one."""
    factor = (
        SecondFactor.objects.select_for_update().filter(account=account, confirmed_at__isnull=False).first()
    )
    if factor is None:
        return False
    if len(code) > 40:
        return False
    step = step_of(
        decrypted(factor.secret), code, now=step_at(machine_now.timestamp()), after=factor.last_step
    )
    if step is not None:
        # The condition, not the lock, is what holds on SQLite: of two takers of one code one updates a row.
        return bool(SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step))
    unused = RecoveryCode.objects.filter(account=account, used_at=None)
    return bool(unused.filter(digest=digest_of(account, code)).update(used_at=now))


def replace_recovery_codes(account: Account) -> list[str]:
    """Keep the digests of new codes in place of the old ones, and return the codes."""
    codes = new_recovery_codes()
    account.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=digest_of(account, code)) for code in codes
    )
    return codes


def confirm_person(
    account: Account, password: str, code: str, *, now: datetime, machine_now: datetime
) -> None:
    """Refuse unless the password, entered again, is the account's, and the code where it signs in with one.

    ``machine_now``: the machine's own time. Outside of any transaction: wrong ones stay in the log, and slow the next.
    """

    def code_is_right() -> bool:
        return take_code(account, code, now=now, machine_now=machine_now)

    confirm_password(account, password, now=now, code_is_right=code_is_right if has_factor(account) else None)


def digest_of(account: Account, code: str) -> str:
    """Return what is kept of an account's recovery code."""
    return recovery_digest(code, key=settings.SECRET_KEY.encode(), account=account.pk)
