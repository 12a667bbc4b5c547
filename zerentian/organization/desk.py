"""What rooms put on the desk: matters that wait for an account, how matters stand, what may be begun. Never people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Protocol

from django.db.models import Count, QuerySet, Value
from django.urls import NoReverseMatch, get_script_prefix, reverse

MOST = 100  # from here on "99+"
# The rank of what comes before anything that is overdue: people are on their way out of danger.
FIRST = 0


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

    The rank ``FIRST`` stands first, then what is overdue, then the lowest rank. Groups of the same rank and title are
    one.
    """

    title: Any
    lines: Sequence[Line]
    more: int = 0
    rank: int = 50

    @property
    def overdue(self) -> bool:
        """Return whether one of the lines is past its day."""
        return any(line.light == "red" for line in self.lines)

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


# What a noun asks, while it is only noted: see ``noting``.
NOTED: ContextVar[list["QuerySet[Any]"] | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[list["QuerySet[Any]"]]:
    """Let nouns say which rows they would look for, and look for none: the list fills meanwhile."""
    rows: list[QuerySet[Any]] = []
    token = NOTED.set(rows)
    try:
        yield rows
    finally:
        NOTED.reset(token)


def only_noted(*rows: "QuerySet[Any]") -> bool:
    """Note the rows among which all that waits is found, and tell whether that was all that is wanted now."""
    noted = NOTED.get()
    if noted is not None:
        noted.extend(rows)
    return noted is not None


def first_of(rows: "QuerySet[Any]", shown: int, line_of: Callable[[Any], Line]) -> tuple[list[Line], int]:
    """Return the lines of the first rows, and how many more there are, up to MOST: a desk counts no thousands."""
    if only_noted(rows):
        return [], 0
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
    """Return a group for each sort of one noun's matters, in two questions however many sorts there are.

    A matter stands once, under the first sort that holds it. ``loaded`` are the noun's rows with what a sentence
    needs; ``order`` names the columns by which those of a sort stand, an empty one last. The keys of all that waits
    are read: for nouns of which an office has thousands, not a million.
    """
    if only_noted(*(one.rows for one in sorts)):
        return []
    held = [
        one.rows.order_by().annotate(desk_sort=Value(at)).values_list("desk_sort", *order, "pk")
        for at, one in enumerate(sorts)
    ]
    found: dict[Any, tuple[Any, ...]] = {}
    for sort, *places, key in sorted(held[0].union(*held[1:], all=True), key=itemgetter(0)):
        found.setdefault(key, (sort, *((place is None, place) for place in places), key))
    standing: list[list[Any]] = [[] for _ in sorts]
    for sort, *_, key in sorted(found.values()):
        standing[sort].append(key)
    shown_keys = [keys[:shown] for keys in standing]
    rows = loaded.order_by().in_bulk([key for keys in shown_keys for key in keys]) if found else {}
    return [
        Group(
            one.title,
            [one.line_of(rows[key]) for key in keys],
            min(len(all_keys) - len(keys), MOST),
            one.rank,
        )
        for one, keys, all_keys in zip(sorts, shown_keys, standing, strict=True)
    ]


class Lit(Protocol):
    """The open matters of a noun whose clock runs: all, those past their day, those soon due."""

    def open(self) -> "QuerySet[Any]": ...
    def overdue(self, now: datetime) -> "QuerySet[Any]": ...
    def due_soon(self, now: datetime) -> "QuerySet[Any]": ...


def lights_of(title: Any, name: str, rows: Lit, now: datetime) -> Lights:
    """Count the open matters among rows by colour, in one question; ``name`` is the URL name of their list."""
    if only_noted(rows.open()):
        return Lights(title, url_of(name), 0, 0, 0)
    return lit_by(title, name, rows.open(), rows.overdue(now), rows.due_soon(now))


def lit_by(
    title: Any, name: str, open_ones: "QuerySet[Any]", red: "QuerySet[Any]", amber: "QuerySet[Any]"
) -> Lights:
    """Count open matters, of them those that are red and those that are amber, in one question."""
    url = url_of(name)
    if only_noted(open_ones):
        return Lights(title, url, 0, 0, 0)
    counts = [
        one.order_by().annotate(part=Value(at)).values("part").annotate(size=Count("pk", distinct=True))
        for at, one in enumerate((open_ones, red, amber))
    ]
    sizes = {row["part"]: row["size"] for row in counts[0].union(*counts[1:], all=True)}
    waiting, reds, ambers = (sizes.get(at, 0) for at in range(len(counts)))
    return Lights(title, url, reds, ambers, waiting - reds - ambers)


def url_of(name: str, *args: str) -> str:
    """Return the address of a URL name, empty when no room offers it."""
    return address_under(get_script_prefix(), name, args)


@lru_cache(maxsize=10_000)
def address_under(prefix: str, name: str, args: tuple[str, ...]) -> str:
    """Return an address once it was found: a page has dozens, and the same for everybody."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
