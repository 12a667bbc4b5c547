"""When wrong tries make somebody wait, and how long the sign-in log is kept.

Nobody can lock somebody else's account: what counts is where the tries come from. A browser in which the account
signed in before, and an address from which it did, are counted by themselves; strangers are counted together, but
never against those.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from zerentian.ledger.rules.refusals import NotAllowed

DAYS_IN_MONTH = 31
# From one address, over all names: an office behind one address may mistype, a program may not try everybody.
TIMES_BY_ADDRESS = 4
# Strangers' tries on one account within the hour (ASVS 4.0.3, 2.2.1: no more than 100).
MOST_BY_STRANGERS = 100
STRANGERS_WINDOW = timedelta(hours=1)
ADDRESS_KNOWN = timedelta(days=90)


class SignInRefused(NotAllowed):
    """A sign-in that was refused; the message never says whether the user name exists."""


def locked_until(failures: Sequence[datetime], *, limit: int, minutes: int) -> datetime | None:
    """Return until when the latest failures in a row make their sender wait; None below the limit."""
    if len(failures) < limit:
        return None
    return max(failures) + timedelta(minutes=minutes)


def strangers_wait_until(failures: Sequence[datetime]) -> datetime | None:
    """Return until when strangers wait, whose tries on one account are given newest first; None below the limit."""
    if len(failures) < MOST_BY_STRANGERS:
        return None
    return failures[MOST_BY_STRANGERS - 1] + STRANGERS_WINDOW


def kept_since(now: datetime, *, months: int) -> datetime:
    """Return the moment before which the log may go; refuse under 6 months (网络安全法 23) and over 12."""
    if not 6 <= months <= 12:
        raise NotAllowed(
            "登录日志保存 6 至 12 个月（《网络安全法》第二十三条）", "the sign-in log is kept 6 to 12 months"
        )
    return now - timedelta(days=months * DAYS_IN_MONTH)
