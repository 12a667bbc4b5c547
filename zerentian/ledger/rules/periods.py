"""Periods as people name them, and the local day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from zerentian.ledger.rules.words import Refusal

ONE_DAY = timedelta(days=1)
LOCAL = ZoneInfo("Asia/Shanghai")
MONTH = re.compile(r"^(\d{4})-(\d{2})$")
NAMED = re.compile(r"^(\d{4})(?:(H)([12])|(Q)([1-4]))?$")
SPAN = re.compile(r"^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$")


def local_day(moment: datetime) -> date:
    """Return the day of an aware time in Asia/Shanghai."""
    return moment.astimezone(LOCAL).date()


class BadPeriod(Refusal):
    """A period that cannot be read; the message shows the forms that can."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days ``first`` to ``last``, both included."""

    first: date
    last: date
    code: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``2026H1``, ``2026Q3``, ``2026-07``, ``2026`` or ``2026-01-01..2026-06-30``."""
        text = text.strip().upper()
        try:
            first, last = bounds(text)
        except ValueError as error:
            raise BadPeriod(
                f"“{text}” 不是期间；请写 2026H1、2026Q3、2026-07、2026 或 2026-01-01..2026-06-30",
                "not a period: write 2026H1, 2026Q3, 2026-07, 2026 or 2026-01-01..2026-06-30",
            ) from error
        return cls(first, last, text)

    @property
    def label(self) -> str:
        """Return the period in Chinese words: 2026年上半年, 2026年第三季度, 2026年7月."""
        year = self.first.year
        if self.code == f"{year}H1" or self.code == f"{year}H2":
            return f"{year}年{'上' if self.code.endswith('1') else '下'}半年"
        if self.code[4:5] == "Q":
            return f"{year}年第{'一二三四'[int(self.code[5]) - 1]}季度"
        if self.code == str(year):
            return f"{year}年"
        if MONTH.match(self.code):
            return f"{year}年{self.first.month}月"
        return f"{chinese_day(self.first)}至{chinese_day(self.last)}"

    @property
    def eve(self) -> "Period":
        """Return the day before: a stock on it is the opening of the period."""
        day = self.first - ONE_DAY
        return Period(day, day, f"{day}..{day}")

    def previous(self) -> "Period":
        """Return the period of the same kind one year before; for 29 February the 28th."""
        if SPAN.match(self.code):
            return Period.parse(f"{year_before(self.first)}..{year_before(self.last)}")
        return Period.parse(re.sub(r"\d{4}", lambda year: f"{int(year[0]) - 1:04}", self.code))


def bounds(text: str) -> tuple[date, date]:
    """Return the first and last day of a period's text; ValueError when it is none."""
    if found := SPAN.match(text):
        first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
        if last < first:
            raise ValueError("the last day lies before the first")
        return first, last
    if found := MONTH.match(text):
        first = date(int(found[1]), int(found[2]), 1)
        return first, month_end(first)
    found = NAMED.match(text)
    if not found:
        raise ValueError(text)
    year, part, length = (
        int(found[1]),
        int(found[3] or found[5] or 1),
        {"H": 6, "Q": 3}.get(found[2] or found[4] or "", 12),
    )
    first = date(year, (part - 1) * length + 1, 1)
    return first, month_end(first.replace(month=part * length))


def year_before(day: date) -> date:
    """Return the same day one year before, for 29 February the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def month_end(day: date) -> date:
    """Return the last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def in_whole_months(first: date, last: date) -> tuple[tuple[date, date] | None, list[tuple[date, date]]]:
    """Return days as the first and last of the whole months among them (their first days), and what is left over.

    ``date.min`` as first day means from the beginning.
    """
    start = first if first.day == 1 else month_end(first) + ONE_DAY
    end = last if last == month_end(last) else last.replace(day=1) - ONE_DAY
    if end < start:
        return None, [(first, last)]
    rest = [(first, start - ONE_DAY)] if first < start else []
    rest += [(end + ONE_DAY, last)] if end < last else []
    return (start, end.replace(day=1)), rest


def chinese_day(day: date) -> str:
    """Return ``2026年6月30日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(at: datetime) -> str:
    """Return ``2026年6月30日08:05`` by the local clock."""
    here = at.astimezone(LOCAL)
    return f"{chinese_day(here.date())}{here:%H:%M}"
