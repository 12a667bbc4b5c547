"""What rooms put on the desk: matters that wait for an account, how matters stand, what may be begun. Never people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.urls import NoReverseMatch, reverse

MOST = 100  # from here on "99+"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the desk with its one button; ``light`` and ``due`` where a clock runs."""

    what: str
    note: str
    url: str
    button: Any
    light: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one urgency; ``more`` is how many did not find room, counted up to MOST.

    The lowest rank stands first; groups of the same rank and title are one.
    """

    title: Any
    lines: Sequence[Line]
    more: int = 0
    rank: int = 50

    @property
    def said_more(self) -> str:
        """Return how many did not find room, as the page says it."""
        return f"{MOST - 1}+" if self.more >= MOST else str(self.more)


@dataclass(frozen=True, slots=True)
class Lights:
    """How many open matters of one sort are red, amber and green, and where they are listed."""

    title: Any
    url: str
    red: int
    amber: int
    green: int


@dataclass(frozen=True, slots=True)
class Start:
    """Something the desk offers to begin: its label, its URL's name and the right it needs; ``main`` stands out."""

    label: Any
    name: str
    right: str
    main: bool = False
    rank: int = 50


def first_of(rows: "QuerySet[Any]", shown: int, line_of: Callable[[Any], Line]) -> tuple[list[Line], int]:
    """Return the lines of the first rows, and how many more there are, up to MOST: a desk counts no thousands."""
    found = list(rows[: shown + 1])
    more = rows.order_by()[: shown + MOST].count() - shown if len(found) > shown else 0
    return [line_of(row) for row in found[:shown]], more


def group_of(
    title: Any, rank: int, rows: "Iterable[QuerySet[Any]]", shown: int, line_of: Callable[[Any], Line]
) -> Group:
    """Return the group of some lists of matters, so many of each."""
    parts = [first_of(one, shown, line_of) for one in rows]
    return Group(title, [line for lines, _ in parts for line in lines], sum(more for _, more in parts), rank)


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of waiting matters of a noun: what it is called, how urgent, which they are, and the sentence of one."""

    title: Any
    rank: int
    rows: "QuerySet[Any]"
    line_of: Callable[[Any], Line]


def sorted_out(sorts: Sequence[Sort], loaded: "QuerySet[Any]", shown: int, *order: str) -> list[Group]:
    """Return a group for each sort of one noun's matters, in one question however many sorts there are.

    A matter stands once, under the first sort that holds it. ``loaded`` are the noun's rows with what a sentence
    needs; ``order`` says which of a sort come first. For nouns of which an office has thousands, not a million.
    """
    held = [one.rows.order_by().values("pk") for one in sorts]
    standing = Window(RowNumber(), partition_by="desk_sort", order_by=[*order, "pk"])
    waiting = (
        loaded.order_by()
        .filter(pk__in=held[0].union(*held[1:], all=True) if len(held) > 1 else held[0])
        .annotate(desk_sort=Case(*(When(pk__in=keys, then=at) for at, keys in enumerate(held))))
        .annotate(desk_place=standing, desk_size=Window(Count("pk"), partition_by="desk_sort"))
        .filter(desk_place__lte=shown)
    )
    found: list[list[Any]] = [[] for _ in sorts]
    for row in waiting.order_by("desk_sort", "desk_place"):
        found[row.desk_sort].append(row)
    return [
        Group(
            one.title,
            [one.line_of(row) for row in rows],
            rows[0].desk_size - len(rows) if rows else 0,
            one.rank,
        )
        for one, rows in zip(sorts, found, strict=True)
    ]


def url_of(name: str, *args: str) -> str:
    """Return the address of a URL name, empty when no room offers it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
