"""For how long a text stands on top of the public pages: what stands there for ever is read by nobody."""

from datetime import date, timedelta

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed

MOST_DAYS = 92


def check_days(first: date, last: date, today: date, until: date | None) -> None:
    """Refuse days that lie behind, the wrong way round, too many, or beyond the last day on which the text holds."""
    if last < first or last < today:
        raise NotAllowed(
            "截止日期须在开始日期和今天之后", "the last day lies after the first, and not behind"
        )
    if last - first >= timedelta(days=MOST_DAYS):
        raise NotAllowed(f"置顶最多{MOST_DAYS}天", f"at most {MOST_DAYS} days on top")
    if until is not None and last > until:
        raise NotAllowed(
            f"这份公告有效到{chinese_day(until)}，置顶不能更久",
            f"the text holds until {until}: no longer on top than that",
        )
