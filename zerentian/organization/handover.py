"""What is open for a post or a unit: higher rooms say so, and say how it passes on. Work hangs on posts and units.

A noun's declaration (``<room>/shown.py``) names a ``HandOver``: an ``OpenWork`` for what hangs on posts, a ``UnitWork``
for what a unit owes as a whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from zerentian.ledger.models import Entry
from zerentian.organization.models import Account, Post, Unit


@dataclass(frozen=True, slots=True)
class Matter:
    """One open piece of work: its reference (``task:17``), what it is, and the day it is due, if any."""

    ref: str
    title: str
    due: date | None = None


class OpenWork(Protocol):
    """What one room keeps open for posts."""

    @property
    def label(self) -> str:
        """Return what it is called."""

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return what is open for a post, the most urgent first."""

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand everything open for a post to another post, with an entry for each; return how many."""


class UnitWork(Protocol):
    """What one room keeps open for units."""

    @property
    def label(self) -> str:
        """Return what it is called."""

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return what is open at a unit, the most urgent first."""

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Hand everything open at a unit to another, with an entry for each; return how many."""


def told(row: Any) -> Matter:
    """Return a row as open work, with the day it is due if it has one."""
    return Matter(row.ref, str(row), getattr(row, "due", None))


def undated(row: Any) -> Matter:
    """Return a row as open work of which nothing is due."""
    return Matter(row.ref, str(row))


@dataclass(frozen=True, slots=True)
class RowsOfPosts:
    """Rows that hang on posts: their name, a post's open ones in their order, how one passes, how it is told of.

    ``hand_over`` is an action that takes the row, ``to``, ``by``, ``now`` and ``because``.
    """

    label: str
    rows: Callable[[Post], "QuerySet[Any]"]
    hand_over: Callable[..., object]
    tell: Callable[[Any], Matter] = told

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return what is open for a post, in its order."""
        return [self.tell(row) for row in self.rows(post)]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand everything open for a post to another."""
        found = list(self.rows(post))
        for row in found:
            self.hand_over(row, to=to, by=by, now=now, because=because)
        return len(found)


@dataclass(frozen=True, slots=True)
class RowsOfUnits:
    """Rows that stand at units: as ``RowsOfPosts``."""

    label: str
    rows: Callable[[Unit], "QuerySet[Any]"]
    hand_over: Callable[..., object]
    tell: Callable[[Any], Matter] = told

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return what is open at a unit, in its order."""
        return [self.tell(row) for row in self.rows(unit)]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let everything open at a unit stand at another."""
        found = list(self.rows(unit))
        for row in found:
            self.hand_over(row, to=into, by=by, now=now, because=because)
        return len(found)


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a noun keeps open for posts and for units."""

    of_posts: Sequence[OpenWork] = ()
    of_units: Sequence[UnitWork] = ()


OPEN_WORK: list[OpenWork] = []
UNIT_WORK: list[UnitWork] = []


def register(work: HandOver) -> None:
    """Take up what a noun keeps open; called when the noun is declared."""
    OPEN_WORK.extend(work.of_posts)
    UNIT_WORK.extend(work.of_units)


def open_for(post: Post) -> list[Matter]:
    """Return everything open for a post, in all rooms; matters without a date come last."""
    matters = [matter for work in OPEN_WORK for matter in work.open_for(post)]
    return sorted(matters, key=lambda matter: (matter.due or date.max, matter.ref))


def open_at(unit: Unit) -> list[Matter]:
    """Return everything open at a unit, in all rooms; matters without a date come last."""
    matters = [matter for work in UNIT_WORK for matter in work.open_at(unit)]
    return sorted(matters, key=lambda matter: (matter.due or date.max, matter.ref))


def pass_on_all(unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> None:
    """Hand everything open at a unit to another; nothing may be left behind."""
    for work in UNIT_WORK:
        work.pass_on(unit, into=into, by=by, now=now, because=because)
    if open_at(unit):
        raise AssertionError("a room left open work behind at a unit that ends")
