"""What the conditions of an account rest on, and the conditions written out for it, kept while that is the same."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Lock
from typing import Any, NamedTuple

from django.db import connection

from zerentian.organization.rules.units import is_within

# An answer to a question, by the question and what it is about.
Kept = dict[tuple[Callable[..., Any], tuple[str, ...]], Any]
MOST_ACCOUNTS = 200  # some 100 kB each


class Grounds(NamedTuple):
    """Who an account is, the day, its seats, the keys of its posts, and the periods of the units these ever reached.

    A period is its path, the key of its unit, its first day and its last, None while it lasts.
    """

    account: int
    today: date
    seats: tuple[Any, ...]
    posts: tuple[int, ...]
    periods: tuple[tuple[str, int, date, date | None], ...]

    def units_in(self, reaches: list[str]) -> list[int]:
        """Return the keys of the units that ever stood at or below one of some paths that the seats reach."""
        return sorted(
            {unit for path, unit, _, _ in self.periods if any(is_within(path, reach) for reach in reaches)}
        )

    def standing(self) -> dict[str, int]:
        """Return the units at which the seats reach anything, by their path today."""
        paths = {path for seat in self.seats for path in (seat.own, seat.wide)}
        return {
            path: unit
            for path, unit, first, last in self.periods
            if path in paths and first <= self.today and (last is None or last >= self.today)
        }


class KeptAnswers:
    """The written-out conditions of the accounts that asked last, by their whole grounds.

    A changed post, unit or day is another ground: nothing has to be dropped, and no stale answer can be found.
    """

    def __init__(self, most: int) -> None:
        self.most, self.lock = most, Lock()
        self.found: OrderedDict[Grounds, Kept] = OrderedDict()

    def of(self, grounds: Grounds) -> Kept:
        """Return the answers kept for some grounds, to be added to."""
        with self.lock:
            kept = self.found.setdefault(grounds, {})
            self.found.move_to_end(grounds)
            while len(self.found) > self.most:
                self.found.popitem(last=False)
            return kept


KEPT = KeptAnswers(MOST_ACCOUNTS)


class AsksTheDatabase(RuntimeError):
    """A question whose answer was to be kept asks the database: its answer would rest on more than its grounds."""


@contextmanager
def asking_nothing() -> Iterator[None]:
    """Refuse every query meanwhile, by AsksTheDatabase: what is kept rests on its grounds alone."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
        raise AsksTheDatabase(f"a condition that is kept must not ask the database: {sql[:200]}")

    with connection.execute_wrapper(refuse):
        yield
