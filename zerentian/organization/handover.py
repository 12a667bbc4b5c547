"""What is open for a post or a unit: higher rooms say so, and say how it passes on. Work hangs on posts and units.

A room with open work writes ``<room>/handover.py`` and calls ``register`` there with an ``OpenWork`` of its own, or
``register_unit_work`` for what a unit owes as a whole; all such modules are imported when the program starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

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

    label: str

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return what is open for a post, the most urgent first."""

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand everything open for a post to another post, with an entry for each; return how many."""


class UnitWork(Protocol):
    """What one room keeps open for units."""

    label: str

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return what is open at a unit, the most urgent first."""

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Hand everything open at a unit to another, with an entry for each; return how many."""


OPEN_WORK: list[OpenWork] = []
UNIT_WORK: list[UnitWork] = []


def register(work: OpenWork) -> None:
    """Declare a kind of open work; called at import, once for each kind."""
    OPEN_WORK.append(work)


def open_for(post: Post) -> list[Matter]:
    """Return everything open for a post, in all rooms; matters without a date come last."""
    matters = [matter for work in OPEN_WORK for matter in work.open_for(post)]
    return sorted(matters, key=lambda matter: (matter.due or date.max, matter.ref))


def register_unit_work(work: UnitWork) -> None:
    """Declare a kind of open work of units; called at import, once for each kind."""
    UNIT_WORK.append(work)


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
