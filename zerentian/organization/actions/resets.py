"""Resets of guarded accounts: one keeper asks, another confirms, and only the holder can use what they hand over.

Each of the two is shown one half of a slip. Both halves together let the holder choose a new password; neither keeper
can sign in with the half seen. The old password stays good until then, so that asking harms nobody.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from zerentian.ledger.actions import record
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.accounts import accept_password, end_keys, is_guarded_account
from zerentian.organization.actions.factors import has_factor, take_away
from zerentian.organization.models import Account, Reset
from zerentian.organization.rules.resets import LASTS, MOST_TRIES, OPEN, State, What, digest_of, new_half

WRONG = (
    "用户名或两半凭条不正确，或已过期；请向办理重置的两位管理员核对",
    "the user name or one of the halves is not right, or too old: compare them with the two keepers",
)


class Half(NamedTuple):
    """A request, and the half of its slip that the keeper acting now is shown once; empty where there is no slip."""

    reset: Reset
    half: str


@transaction.atomic
def ask_reset(account: Account, *, what: str, by: Account, now: datetime) -> Half:
    """Ask for the reset of a guarded account; a second keeper confirms it."""
    require(by, "reset.ask", now=now)
    if account.pk == by.pk or account.is_system or not account.is_active:
        raise NotAllowed(
            "不能为本人、系统账号或已停用的账号申请重置", "not for yourself, system actors or closed accounts"
        )
    if not is_guarded_account(account, now):
        raise NotAllowed(
            "只有三员和县级主管的账号需要两人重置", "only keepers' and supervisors' accounts need two keepers"
        )
    if what == What.FACTOR and not has_factor(account):
        raise NotAllowed("该账号没有设置动态验证码", "this account has no second factor")
    if account.resets.open(now).filter(what=what).exists():
        raise NotAllowed("已有待办的重置申请", "such a reset is under way already")
    half = new_half() if what == What.PASSWORD else ""
    reset = Reset.objects.create(
        account=account,
        what=what,
        asked_by=by,
        asked_at=now,
        expires_at=now + LASTS,
        first_half=digest_of(half) if half else "",
    )
    write("account.reset_asked", reset, by, now)
    return Half(reset, half)


@transaction.atomic
def confirm_reset(reset: Reset, *, by: Account, now: datetime) -> Half:
    """Confirm a request of another keeper's for a third person's account, after having asked that person."""
    require(by, "reset.confirm", now=now)
    reset = locked(reset)
    if by.pk in (reset.asked_by_id, reset.account_id):
        raise NotAllowed(
            "须由申请人和账号本人以外的另一位管理员确认",
            "another keeper than who asked, and not the holder, confirms",
        )
    if reset.state != State.WAITING or reset.expires_at <= now:
        raise NotAllowed("这项申请已办理、已拒绝或已过期", "this request was decided, or is too old")
    half = new_half() if reset.what == What.PASSWORD else ""
    reset.state = State.CONFIRMED if half else State.DONE
    reset.decided_by, reset.decided_at = by, now
    reset.second_half = digest_of(half) if half else ""
    reset.save(update_fields=["state", "decided_by", "decided_at", "second_half"])
    write("account.reset_confirmed", reset, by, now)
    if reset.what == What.FACTOR:
        take_away(reset.account, by=by, now=now)
    return Half(reset, half)


@transaction.atomic
def refuse_reset(reset: Reset, *, by: Account, now: datetime) -> Reset:
    """Refuse a request, or take it back: any keeper, and the account's holder."""
    if by.pk != reset.account_id:
        require(by, "reset.confirm", now=now)
    reset = locked(reset)
    if reset.state not in OPEN:
        raise NotAllowed("这项申请已办结", "this request is closed")
    reset.state, reset.decided_by, reset.decided_at = State.REFUSED, by, now
    reset.save(update_fields=["state", "decided_by", "decided_at"])
    write("account.reset_refused", reset, by, now)
    return reset


@transaction.atomic
def clear_factor(account: Account, *, by: Account, now: datetime) -> Account:
    """Clear the second factor of somebody who lost the generator; of a guarded account two keepers do."""
    require(by, "security.unlock", now=now)
    if account.pk == by.pk or is_guarded_account(account, now):
        raise NotAllowed(
            "三员和县级主管的动态验证码须由两位管理员停用：请用“申请重置”",
            "a keeper's or a supervisor's second factor takes two keepers: ask for a reset",
        )
    take_away(account, by=by, now=now)
    return account


def use_slip(*, username: str, first: str, second: str, new: str, now: datetime) -> Account:
    """Let the holder of both halves choose a new password; every sitting ends. Raises NotAllowed otherwise.

    A wrong half is counted: after ten the slip is spent. Not atomic as a whole: the count must stay.
    """
    reset = (
        Reset.objects.open(now)
        .filter(account__username__iexact=username.strip(), what=What.PASSWORD, state=State.CONFIRMED)
        .select_related("account")
        .first()
    )
    if reset is None or reset.tries >= MOST_TRIES:
        raise NotAllowed(*WRONG)
    if {digest_of(first), digest_of(second)} != {reset.first_half, reset.second_half}:
        Reset.objects.filter(pk=reset.pk).update(tries=reset.tries + 1)
        raise NotAllowed(*WRONG)
    with transaction.atomic():
        account = reset.account
        accept_password(account, new, now)
        end_keys(account, account, now)
        Reset.objects.filter(pk=reset.pk).update(state=State.DONE)
        reset.refresh_from_db()
        write("account.reset_used", reset, account, now)
    return account


def locked(reset: Reset) -> Reset:
    """Return the request as it stands, so that of two deciders the second finds what the first did."""
    return Reset.objects.select_for_update().select_related("account").get(pk=reset.pk)


def write(verb: str, reset: Reset, by: Account, now: datetime) -> None:
    """Record a step of a request; it belongs to its account."""
    record(verb, subject=reset.account.ref, unit="", by=by, now=now, facts={"what": reset.what}, rows=[reset])
