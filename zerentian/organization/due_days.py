"""On which days matters fall due, as each noun declares it: for the calendar and its feed. Matters, never people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zerentian.organization.lists import Look, Rows, ordered
from zerentian.organization.models import Account


@dataclass(frozen=True, slots=True)
class Due:
    """A matter that falls due on a day: its reference, what is due, its number, its title, its unit, its light."""

    day: date
    ref: str
    label: Any
    number: str
    title: str
    where: str
    light: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDays:
    """The days on which matters of one noun fall due.

    ``rows`` are those an account may see on which something is still owed, ``mine`` those whose next step is its own;
    ``day`` is the field with the day, held by an index. ``number`` and ``label`` may leave in a feed, the title does
    not; ``leaves`` are the rows that may.
    """

    label: Any
    right: str
    rows: Callable[[Account], Rows]
    mine: Callable[[Rows, Look], Rows]
    day: str
    number: Callable[[Any], str]
    title: Callable[[Any], str]
    light: Callable[[Any, Look], str]
    where: Callable[[Any], str] = lambda row: ""
    leaves: Callable[[Rows], Rows] = lambda rows: rows
    fetch: Callable[[Rows], Rows] = lambda rows: rows

    def between(
        self, look: Look, first: date | None, last: date, *, most: int, mine: bool, leaving: bool = False
    ) -> list[Due]:
        """Return what falls due within the days (both included; None: however long ago), the soonest first."""
        if not look.account.may(self.right):
            return []
        rows = self.rows(look.account).filter(**{f"{self.day}__lte": last})
        if first is not None:
            rows = rows.filter(**{f"{self.day}__gte": first})
        rows = self.mine(rows, look) if mine else rows
        rows = self.fetch(self.leaves(rows) if leaving else rows)
        return [self.due(row, look) for row in ordered(rows, (self.day, "pk"))[:most]]

    def due(self, row: Any, look: Look) -> Due:
        """Return one row as what is due."""
        light = self.light(row, look)
        where = self.where(row)
        return Due(
            getattr(row, self.day), row.ref, self.label, self.number(row), self.title(row), where, light
        )
