"""Signing in and out, and the log of it. Of these only the unlocking of an account is an entry."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.accounts import write
from zerentian.organization.models import Account, SignIn
from zerentian.organization.rules.sign_ins import SignInRefused, kept_since, locked_until

if TYPE_CHECKING:
    from django.db.models import QuerySet

# What ends or lengthens a row of failures.
COUNTED = ("refused", "signed_in", "unlocked")


def sign_in(*, username: str, password: str, address: str | None, now: datetime) -> Account:
    """Return the account whose name and password these are; raise SignInRefused for any other.

    The attempt stands in the log as refused before the password is looked at, so that guesses made side by side
    count each. Not atomic: a refusal must stay in the log.
    """
    account = Account.objects.people().filter(username__iexact=username.strip()).first()
    attempt = SignIn.objects.create(
        at=now, username=log_name(username, account), account=account, address=address, outcome="refused"
    )
    before = SignIn.objects.filter(username=attempt.username, pk__lt=attempt.pk)
    if until := locked(before, now):
        settle(attempt, "locked")
        clock = f"{until.astimezone(LOCAL):%H:%M}"
        raise SignInRefused(
            f"登录失败次数过多，请在 {clock} 后再试，或请安全管理员解锁"
            f" · too many failures: try again after {clock}, or ask the security officer"
        )
    if account is None:
        make_password(password)  # an unknown name must take as long as a known one
    if account is None or not account.is_active or not check_password(password, account.password):
        raise SignInRefused("用户名或密码不正确 · the user name or password is not right")
    settle(attempt, "signed_in")
    return account


def locked(attempts: "QuerySet[SignIn]", now: datetime) -> datetime | None:
    """Return until when the failures of one user name lock it; None when they do not, or no longer."""
    limit = settings.SIGN_IN_FAILURES
    last = list(attempts.filter(outcome__in=COUNTED).order_by("-pk")[:limit])
    failures = [row.at for row in last] if all(row.outcome == "refused" for row in last) else []
    until = locked_until(failures, limit=limit, minutes=settings.SIGN_IN_LOCK_MINUTES)
    return until if until and now < until else None


def log_name(typed: str, account: Account | None) -> str:
    """Return the name that stands in the log. Of an unknown one only a keyed hash: people type their password
    into the wrong field."""
    if account is not None:
        return account.username
    return "?" + salted_hmac("sign-in", typed.strip().lower(), algorithm="sha256").hexdigest()[:16]


def settle(attempt: SignIn, outcome: str) -> None:
    """Write what became of an attempt."""
    attempt.outcome = outcome
    attempt.save(update_fields=["outcome"])


def note_end(account: Account, *, outcome: str, address: str | None, now: datetime) -> None:
    """Note that somebody signed out, or was signed out for being idle."""
    SignIn.objects.create(
        at=now, username=account.username, account=account, address=address, outcome=outcome
    )


def is_locked(account: Account, *, now: datetime) -> bool:
    """Tell whether an account is locked at a moment."""
    return locked(SignIn.objects.filter(username=account.username), now) is not None


@transaction.atomic
def unlock(account: Account, *, by: Account, now: datetime) -> Account:
    """Let an account that failed too often sign in again at once."""
    require(by, "security.unlock", now=now)
    if not is_locked(account, now=now):
        raise NotAllowed("该账号未被锁定 · this account is not locked")
    SignIn.objects.create(at=now, username=account.username, account=account, outcome="unlocked")
    write("account.unlocked", account, by, now)
    return account


def prune_sign_ins(*, months: int, now: datetime, dry_run: bool = False) -> int:
    """Delete rows of the sign-in log older than so many months (6 to 12); return how many (would) go."""
    old = SignIn.objects.filter(at__lt=kept_since(now, months=months))
    return old.count() if dry_run else old.delete()[0]
