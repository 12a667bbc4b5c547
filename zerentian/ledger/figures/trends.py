"""The months of a figure: what a chart draws."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zerentian.ledger.figures.asked import figure_of
from zerentian.ledger.figures.sums import Scope, Sums, Wanted
from zerentian.ledger.rules.periods import Period, month_end

Months = list[tuple[date, int | None]]
"""The value of each month, oldest first; None where nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A count or sum of a unit, month by month over so many months up to a day.

    The month that is running is taken as of the seal; of a month to come nothing is known: None, not 0. Nor is
    anything known of a month in which no record states what is summed up.
    """

    code: str
    unit: str
    months: int
    until: date

    @property
    def scope(self) -> Scope:
        """Return what it is summed over."""
        return Scope(self.unit)

    def spans(self, today: date) -> Iterator[tuple[date, tuple[date, date]]]:
        """Yield each month with its days as far as they are known."""
        _, known = figure_of(self.code).days(Period(date.min, date.max, ""), today)
        last = self.until.replace(day=1)
        for count in reversed(range(self.months)):
            month = month_before(last, count)
            yield month, (month, min(month_end(month), known))

    def wanted(self, today: date) -> Iterator[Wanted]:
        """Yield what must be summed up."""
        components = frozenset(figure_of(self.code).components)
        for first, days in self.spans(today):
            if first <= days[1]:
                yield Wanted(self.scope, days, components, apart=True)

    def drawn(self, sums: Sums, today: date) -> Months:
        """Return the months, from what was summed up."""
        figure = figure_of(self.code)

        def total(component: str, days: tuple[date, date]) -> int:
            return sum(sums.get((component, days), {}).values())

        return [
            (
                month,
                None
                if month > today
                or (figure.known and total(figure.base, days) and not total(figure.known, days))
                else total(figure.component, days),
            )
            for month, days in self.spans(today)
        ]


def month_before(month: date, count: int) -> date:
    """Return the first day of the month ``count`` months earlier."""
    serial = month.year * 12 + month.month - 1 - count
    return date(serial // 12, serial % 12 + 1, 1)
