"""Working days: reckoned from the days that notices name, else from weekends and statutory holidays."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from zerentian.organization.rules.holidays import statutory_days

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayKind(StrEnum):
    """What a notice makes of a day it names."""

    WORKDAY = "workday"
    REST = "rest"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day reckoned on the calendar; ``estimated`` (预估) when a year without a notice lay on the way."""

    day: date
    estimated: bool


@lru_cache(maxsize=64)
def cached_statutory_days(year: int) -> Mapping[date, str]:
    """Return a year's statutory holidays, reckoned once."""
    return statutory_days(year)


class WorkCalendar:
    """The days that notices name, and the years they cover. A missing year never raises: it is reckoned."""

    def __init__(self, days: Mapping[date, DayKind], years: Iterable[int]) -> None:
        self.days = dict(days)
        self.years = frozenset(years)
        # What was reckoned on these days before: many clocks start on the same day.
        self.reckoned: dict[Hashable, Any] = {}

    def is_known(self, day: date) -> bool:
        """Tell whether a notice covers the day's year."""
        return day.year in self.years

    def kind(self, day: date) -> DayKind:
        """Return what the day is, by notice or by reckoning."""
        if day in self.days:
            return self.days[day]
        if not self.is_known(day) and day in cached_statutory_days(day.year):
            return DayKind.HOLIDAY
        return DayKind.REST if day.weekday() >= SATURDAY else DayKind.WORKDAY

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on the day."""
        return self.kind(day) is DayKind.WORKDAY

    def is_estimated(self, first: date, last: date) -> bool:
        """Tell whether any year touched by the days first..last has no notice (预估)."""
        return any(year not in self.years for year in range(first.year, last.year + 1))

    def is_given_off(self, day: date) -> bool:
        """Tell whether the law or a notice gives the day off, other than every weekend is."""
        return self.kind(day) is DayKind.HOLIDAY or self.days.get(day) is DayKind.REST

    def add_workdays(self, start: date, count: int) -> DueDate:
        """Return the ``count``-th working day after ``start``; the start day itself is not counted."""
        day = start
        while count > 0:
            day += ONE_DAY
            count -= self.is_workday(day)
        return DueDate(day, self.is_estimated(start, day))

    def workday_on_or_after(self, day: date) -> DueDate:
        """Return the day itself, or the first working day after the rest it falls into (民法典 203)."""
        found = day
        while not self.is_workday(found):
            found += ONE_DAY
        return DueDate(found, self.is_estimated(day, found))

    def workdays_between(self, start: date, end: date) -> int:
        """Count the working days after ``start`` up to and with ``end``; 0 when ``end`` is not later."""
        span = range(1, (end - start).days + 1)
        return sum(self.is_workday(start + timedelta(days=offset)) for offset in span)
