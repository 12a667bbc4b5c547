"""When an account is locked, and how long the sign-in log is kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from zerentian.ledger.rules.refusals import NotAllowed

DAYS_IN_MONTH = 31


class SignInRefused(NotAllowed):
    """A sign-in that was refused; the message never says whether the user name exists."""


def locked_until(failures: Sequence[datetime], *, limit: int, minutes: int) -> datetime | None:
    """Return until when an account is locked after its latest failures in a row; None below the limit."""
    if len(failures) < limit:
        return None
    return max(failures) + timedelta(minutes=minutes)


def kept_since(now: datetime, *, months: int) -> datetime:
    """Return the moment before which the log may go; refuse under 6 months (网络安全法 23) and over 12."""
    if not 6 <= months <= 12:
        raise NotAllowed(
            "登录日志保存 6 至 12 个月（《网络安全法》第二十三条）· the sign-in log is kept 6 to 12 months"
        )
    return now - timedelta(days=months * DAYS_IN_MONTH)
