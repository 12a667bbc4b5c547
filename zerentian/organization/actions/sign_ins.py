"""Signing in and out, and the log of it. Of these only the unlocking of an account is an entry."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.factors import has_factor, take_code
from zerentian.organization.actions.tries import Source, settle, waits_until
from zerentian.organization.models import Account, SignIn, Sitting
from zerentian.organization.rules.sign_ins import SignInRefused, kept_since


def sign_in(*, username: str, password: str, address: str | None, now: datetime, device: str = "") -> Account:
    """Return the account whose name and password these are; raise SignInRefused for any other.

    The attempt stands in the log as refused before the password is looked at, so that guesses made side by side
    count each. Not atomic: a refusal must stay in the log. ``device``: the browser's name, as its cookie says.
    """
    account = Account.objects.people().filter(username__iexact=username.strip()).first()
    source = Source(address, device if Sitting.objects.knows(account, device, now) else "")
    attempt = begin_attempt(log_name(username, account), account, source, now)
    if account is None:
        make_password(password)  # an unknown name must take as long as a known one
    if account is None or not account.is_active or not account.check_password(password):
        raise SignInRefused("用户名或密码不正确", "the user name or password is not right")
    settle(attempt, "half" if has_factor(account) else "signed_in")
    return account


def begin_attempt(username: str, account: Account | None, source: Source, now: datetime) -> SignIn:
    """Write a try into the log as refused; SignInRefused when its source has to wait."""
    attempt = SignIn.objects.create(
        at=now,
        username=username,
        account=account,
        address=source.address,
        device=source.device,
        outcome="refused",
    )
    if until := waits_until(username, source, now, before=attempt.pk):
        settle(attempt, "locked")
        clock = f"{until.astimezone(LOCAL):%H:%M}"
        raise SignInRefused(
            f"从这里登录失败次数过多，请在 {clock} 后再试，或用曾经登录过的电脑；也可请安全管理员解除",
            f"too many failures from here: try again after {clock}, use a computer on which you signed in before,"
            " or ask the security officer",
        )
    return attempt


def log_name(typed: str, account: Account | None) -> str:
    """Return the name that stands in the log. Of an unknown one only a keyed hash: people type their password
    into the wrong field."""
    if account is not None:
        return account.username
    return "?" + salted_hmac("sign-in", typed.strip().lower(), algorithm="sha256").hexdigest()[:16]


def confirm_code(
    account: Account, *, code: str, address: str | None, device: str, now: datetime, machine_now: datetime
) -> None:
    """Finish a sign-in with a one-time code or a recovery code; any other is refused, and counted like a password."""
    source = Source(address, device if Sitting.objects.knows(account, device, now) else "")
    attempt = begin_attempt(account.username, account, source, now)
    if not take_code(account, code, now=now, machine_now=machine_now):
        raise SignInRefused(
            "验证码不正确或已用过：请等下一个验证码，或用恢复码",
            "the code is not right, or was used: wait for the next one, or use a recovery code",
        )
    settle(attempt, "signed_in")


def note_end(account: Account, *, outcome: str, address: str | None, now: datetime) -> None:
    """Note that somebody signed out, or was signed out for being idle."""
    SignIn.objects.create(
        at=now, username=account.username, account=account, address=address, outcome=outcome
    )


def is_locked(account: Account, *, now: datetime) -> bool:
    """Tell whether anybody has to wait with an account at a moment: somewhere, not necessarily its holder."""
    rows = SignIn.objects.filter(username=account.username)
    recent = rows.filter(outcome="refused", at__gt=now - timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES))
    newest = (rows.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    sources = {Source(address, device) for address, device in recent.values_list("address", "device")}
    return any(waits_until(account.username, source, now, before=newest) is not None for source in sources)


@transaction.atomic
def unlock(account: Account, *, by: Account, now: datetime) -> Account:
    """Let an account that failed too often sign in again at once."""
    require(by, "security.unlock", now=now)
    if not is_locked(account, now=now):
        raise NotAllowed("该账号未被锁定", "this account is not locked")
    SignIn.objects.create(at=now, username=account.username, account=account, outcome="unlocked")
    record_on(account, "account.unlocked", by=by, now=now)
    return account


def prune_sign_ins(*, months: int, now: datetime, dry_run: bool = False) -> int:
    """Delete rows of the sign-in log older than so many months (6 to 12); return how many (would) go."""
    since = kept_since(now, months=months)
    old = SignIn.objects.filter(at__lt=since)
    if dry_run:
        return old.count()
    Sitting.objects.filter(seen_at__lt=since).delete()
    return old.delete()[0]
