"""The calendar of deadlines: what falls due when, of all nouns that declare it, for whoever looks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.periods import Period
from zerentian.organization.due_days import Due, DueDays
from zerentian.organization.lists import Look
from zerentian.organization.subjects import SUBJECTS

MOST = 300  # of each noun in one view
AHEAD_DAYS = 30
BEHIND = 60  # overdue ones shown above the list
IN_CELL = 3


class View(StrEnum):
    """How the calendar is looked at."""

    MONTH = "month"
    WEEK = "week"
    LIST = "days"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar: what is due on it, the first of it and how many more."""

    day: date
    inside: bool
    dues: Sequence[Due]

    @property
    def shown(self) -> Sequence[Due]:
        """Return the ones that find room in a day of the month."""
        return self.dues[:IN_CELL]

    @property
    def more(self) -> int:
        """Return how many do not."""
        return len(self.dues) - len(self.shown)


@dataclass(frozen=True, slots=True)
class Span:
    """The days one view shows, and where the one before and after begin."""

    view: View
    first: date
    last: date
    before: date
    after: date

    @property
    def month(self) -> Period:
        """Return the month in which the days begin."""
        return Period.parse(f"{self.first:%Y-%m}")


def sources() -> Iterable[DueDays]:
    """Return the days of every noun that declares them."""
    return (one for subject in SUBJECTS.values() for one in subject.due_days)


def due_between(
    look: Look, first: date | None, last: date, *, mine: bool, leaving: bool = False, most: int = MOST
) -> list[Due]:
    """Return what falls due within the days, of all nouns, day by day and the red first; so many of each noun."""
    found = [
        due
        for one in sources()
        for due in one.between(look, first, last, most=most, mine=mine, leaving=leaving)
    ]
    return sorted(found, key=lambda due: (due.day, due.light != "red", str(due.label), due.number))


def span_of(view: View, day: date) -> Span:
    """Return the days that a view shows around a day: its month, its week from Monday on, or the days from it on."""
    if view is View.WEEK:
        first = day - timedelta(days=day.weekday())
        return Span(
            view, first, first + timedelta(days=6), first - timedelta(days=7), first + timedelta(days=7)
        )
    if view is View.LIST:
        step = timedelta(days=AHEAD_DAYS)
        return Span(view, day, day + step - timedelta(days=1), day - step, day + step)
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Span(view, first, after - timedelta(days=1), (first - timedelta(days=1)).replace(day=1), after)


def weeks_of(span: Span, dues: Iterable[Due]) -> list[list[Cell]]:
    """Return the days of a span in whole weeks from Monday on, each with what is due on it."""
    by_day: defaultdict[date, list[Due]] = defaultdict(list)
    for due in dues:
        by_day[due.day].append(due)
    begin = span.first - timedelta(days=span.first.weekday())
    weeks = []
    while begin <= span.last:
        days = [begin + timedelta(days=at) for at in range(7)]
        weeks.append([Cell(day, span.first <= day <= span.last, by_day[day]) for day in days])
        begin += timedelta(days=7)
    return weeks


def days_of(dues: Iterable[Due]) -> list[Cell]:
    """Return the days on which something is due."""
    by_day: defaultdict[date, list[Due]] = defaultdict(list)
    for due in dues:
        by_day[due.day].append(due)
    return [Cell(day, True, found) for day, found in by_day.items()]
