"""Tries of passwords: how many were wrong and who has to wait, at the sign-in and where one is entered again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db.models import Q

from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.models import Account, SignIn
from zerentian.organization.rules.sign_ins import (
    ADDRESS_KNOWN,
    MOST_BY_STRANGERS,
    STRANGERS_WINDOW,
    TIMES_BY_ADDRESS,
    locked_until,
    strangers_wait_until,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

# The source of a password entered again by whoever is signed in: counted by itself, against no sign-in.
AGAIN = "again"
PASSWORD = Words("密码", "the password")
OLD_PASSWORD = Words("原密码", "the old password")
# What ends or lengthens a row of failures.
COUNTED = ("refused", "signed_in", "half", "again", "unlocked")


class Source(NamedTuple):
    """Where a try comes from: an address, and the browser's name where the account is known in it."""

    address: str | None
    device: str = ""


def confirm_password(
    account: Account,
    password: str,
    *,
    now: datetime,
    what: Words = PASSWORD,
    code_is_right: Callable[[], bool] | None = None,
) -> None:
    """Refuse a password, entered again, that is not the account's; after some wrong ones in a row it has to wait.

    ``code_is_right``: takes the code of the moment, where one is asked for as well; a wrong one counts like a wrong
    password. Not atomic, and outside of any transaction: a refusal must stay in the log, and stands there before the
    password is looked at, so that guesses made side by side count each.
    """
    source = Source(None, AGAIN)
    attempt = SignIn.objects.create(
        at=now, username=account.username, account=account, device=AGAIN, outcome="refused"
    )
    if until := waits_until(account.username, source, now, before=attempt.pk):
        settle(attempt, "locked")
        clock = f"{until.astimezone(LOCAL):%H:%M}"
        raise NotAllowed(
            f"密码或验证码连续输错次数过多，请在 {clock} 后再试；也可请安全管理员解除",
            f"too many wrong tries: try again after {clock}, or ask the security officer",
        )
    if not check_password(password, account.password):
        raise NotAllowed(f"{what.zh}不正确", f"{what.en} is not right")
    if code_is_right is not None and not code_is_right():
        raise NotAllowed(
            "动态验证码不正确或已用过，请输入当前的6位数字",
            "the code is not right or was used: type the present one",
        )
    settle(attempt, "again")


def waits_until(username: str, source: Source, now: datetime, *, before: int) -> datetime | None:
    """Return until when a source has to wait with a user name; None when it need not."""
    earlier = SignIn.objects.filter(pk__lt=before)
    here = Q(device=source.device) if source.device else Q(device="", address=source.address)
    waits = [locked(earlier.filter(here | Q(outcome="unlocked"), username=username), now)]
    if not source.device:
        waits += [
            address_waits(earlier, source.address, now),
            strangers_wait(earlier, username, source.address, now),
        ]
    return max((one for one in waits if one is not None), default=None)


def locked(attempts: "QuerySet[SignIn]", now: datetime) -> datetime | None:
    """Return until when the failures of one name from one source make it wait; None when they do not, or no longer."""
    limit = settings.SIGN_IN_FAILURES
    last = list(attempts.filter(outcome__in=COUNTED).order_by("-pk")[:limit])
    failures = [row.at for row in last] if all(row.outcome == "refused" for row in last) else []
    until = locked_until(failures, limit=limit, minutes=settings.SIGN_IN_LOCK_MINUTES)
    return until if until and now < until else None


def address_waits(earlier: "QuerySet[SignIn]", address: str | None, now: datetime) -> datetime | None:
    """Return until when an address waits from which many names were tried in vain."""
    minutes = timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)
    limit = settings.SIGN_IN_FAILURES * TIMES_BY_ADDRESS
    tries = earlier.filter(address=address, device="", outcome="refused", at__gt=now - minutes)
    failures = list(tries.order_by("-pk").values_list("at", flat=True)[:limit])
    return failures[-1] + minutes if len(failures) == limit else None


def strangers_wait(
    earlier: "QuerySet[SignIn]", username: str, address: str | None, now: datetime
) -> datetime | None:
    """Return until when unknown browsers at unknown addresses wait with a user name."""
    mine = earlier.filter(username=username)
    if mine.filter(address=address, outcome="signed_in", at__gt=now - ADDRESS_KNOWN).exists():
        return None
    tries = mine.filter(device="", outcome="refused", at__gt=now - STRANGERS_WINDOW).order_by("-pk")
    return strangers_wait_until(list(tries.values_list("at", flat=True)[:MOST_BY_STRANGERS]))


def settle(attempt: SignIn, outcome: str) -> None:
    """Write what became of an attempt."""
    attempt.outcome = outcome
    attempt.save(update_fields=["outcome"])
