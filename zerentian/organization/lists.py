"""Lists, declared once for each noun: columns, sorting, quick tabs, filters, what is done to many at once, the board.

A room writes ``<room>/listed`` and names its lists in ``shown`` (``Subject.lists``); ``organization/listing`` draws
them all alike. There is no filter, sort or column by a person, and so nothing of the kind can be kept or exported.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.models import Account, Unit, UnitPeriod

Rows = QuerySet[Any]

PAGE = 50
LAST_PAGE = 200  # further on a list is narrowed: an offset is read through, row by row
COUNTED = 1_000  # from here on "999+"
WORDS_OR_NUMBER = _("Words or number")


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at a list, and when."""

    account: Account
    now: datetime

    @property
    def today(self) -> date:
        """Return the local day."""
        return local_day(self.now)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a row.

    ``words`` are read, ``url`` makes them a link, ``note`` stands below in small type, ``tags`` beside. ``light`` and
    ``due`` show a deadline, ``sign`` and ``state`` (its style) a state, ``picture`` a small picture before the words.
    ``value`` is what a spreadsheet gets where that is not the words.
    """

    words: Any = ""
    url: str = ""
    note: Any = ""
    tags: Sequence[Any] = ()
    light: str = ""
    due: date | None = None
    sign: str = ""
    state: str | None = None
    picture: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the address, its heading, and what stands there of a row.

    ``order`` are the fields it is sorted by, ascending: such as an index holds. Where the index holds only some rows,
    ``within`` narrows to them and ``only`` says so. ``optional`` columns are shown when they are chosen; the first
    column always is, as is ``main``, which leads to the matter.
    """

    key: str
    label: Any
    cell: Callable[[Any, Look], Cell]
    order: tuple[str, ...] = ()
    within: Callable[[Rows, Look], Rows] | None = None
    only: Any = ""
    optional: bool = False
    main: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with a closed list of values; ``instead``: filled in, it takes the place of the first tab.

    ``first`` filters stand in sight, the others are folded.
    """

    name: str
    label: Any
    choices: Callable[[Look], Sequence[tuple[str, Any]]]
    narrow: Callable[[Rows, str, Look], Rows]
    first: bool = False
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Only:
    """A filter that other pages lead to: the rows of one matter, named by its number. ``said`` returns its title."""

    name: str
    narrow: Callable[[Rows, str, Look], Rows]
    said: Callable[[str, Look], str]


@dataclass(frozen=True, slots=True)
class Span:
    """A filter by days, from (``first``) and until (``last``); ``moments``: the field holds times, not days."""

    field: str
    label_first: Any
    label_last: Any
    moments: bool = False

    def narrow(self, rows: Rows, first: date | None, last: date | None) -> Rows:
        """Return the rows within the days, both included; by the field itself, so that its index is used."""
        if first:
            rows = rows.filter(**{f"{self.field}__gte": midnight(first) if self.moments else first})
        if last:
            after = last + timedelta(days=1)
            rows = rows.filter(**{f"{self.field}__lt": midnight(after) if self.moments else after})
        return rows


def midnight(day: date) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time.min, LOCAL)


@dataclass(frozen=True, slots=True)
class Tab:
    """A quick tab: which rows, and by which column (with "-": descending) it is sorted at first.

    ``right``: it stands there for who holds the right.
    """

    code: str
    label: Any
    narrow: Callable[[Rows, Look], Rows]
    order: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A link over the list: its label, its URL's name and the right it needs, or another one that will do.

    ``kept``: it takes the list's filters along.
    """

    label: Any
    name: str
    right: str = ""
    main: bool = False
    kept: bool = False
    or_right: str = ""
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Back:
    """The lawful reverse of what was done to many: its label, and the action that takes one row back, with a reason."""

    label: Any
    act: Callable[[Any, str, Account, datetime], object]


@dataclass(frozen=True, slots=True)
class Many:
    """What may be done to many rows at once: each by the same action as alone, with an entry of its own.

    ``form`` makes the form from what was sent, who acts and the rows; ``act`` gets a row and what the form says.
    ``ticked`` tells whether a row is worth a box: the action itself decides, and the preview asks it.
    """

    code: str
    label: Any
    intro: Any
    right: str
    form: Callable[[Any, Account, Sequence[Any]], forms.Form]
    act: Callable[[Any, Mapping[str, Any], Account, datetime], object]
    ticked: Callable[[Any, Account], bool]
    done: Any
    back: Back | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The matters side by side by where they stand: the states in their order, for who holds the right."""

    right: str
    states: Sequence[tuple[str, Any]]
    order: tuple[str, ...] = ("due", "pk")
    field: str = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """The list of one noun. ``rows`` are those an account may see: no other way leads to them.

    ``page`` is the name of its URL, ``key`` the field that names a row in a form. ``fetch`` adds what the cells read,
    ``finish`` what is looked up for a whole page at once. ``speak`` narrows by words; ``find`` instead asks an index
    of its own and returns so many rows, newest first (both raise NotAllowed on words that may not be searched).
    ``order`` is the column sorted by at first. ``leaves`` are the rows that may leave in a file. ``counted``: so many
    are counted; few, where whoever sees little has to be looked for among many.
    """

    code: str
    title: Any
    page: str
    right: str
    rows: Callable[[Account], Rows]
    columns: Sequence[Column]
    order: str
    empty: tuple[Any, Any]
    key: str = "pk"
    tabs: Sequence[Tab] = ()
    filters: Sequence[Choice | Only | Span] = ()
    fetch: Callable[[Rows], Rows] = lambda rows: rows
    finish: Callable[[Sequence[Any], Look], object] = lambda rows, look: None
    words_label: Any = WORDS_OR_NUMBER
    speak: Callable[[Rows, str], Rows] | None = None
    find: Callable[[Rows, str, int], Sequence[Any]] | None = None
    buttons: Sequence[Button] = ()
    many: Sequence[Many] = ()
    board: Board | None = None
    leaves: Callable[[Rows], Rows] | None = None
    left_out: Any = ""
    counted: int = COUNTED
    lede: Any = ""

    def column(self, key: str) -> Column | None:
        """Return the column of a key."""
        return next((one for one in self.columns if one.key == key), None)

    def tabs_for(self, account: Account) -> list[Tab]:
        """Return the tabs that stand there for an account."""
        return [tab for tab in self.tabs if not tab.right or account.may(tab.right)]

    def many_for(self, account: Account) -> list[Many]:
        """Return what an account may do to many rows."""
        return [one for one in self.many if account.may(one.right)]


LISTS: dict[str, ListOf] = {}
# What an address of any list says of it.
RESERVED = frozenset({"tab", "sort", "cols", "page"})


def register(listed: ListOf) -> None:
    """Declare a list; LookupError when another has its code, or a filter a name that an address keeps for itself."""
    if listed.code in LISTS:
        raise LookupError(f"the list {listed.code} is declared twice")
    if taken := RESERVED & {one.name for one in listed.filters if isinstance(one, Choice)}:
        raise LookupError(f"the list {listed.code} has filters called {sorted(taken)}")
    LISTS[listed.code] = listed


def ordered(rows: Rows, order: Iterable[str], *, down: bool = False) -> Rows:
    """Return rows by some fields, ascending or descending; what has no value comes last, or first when descending.

    As an index of PostgreSQL holds it, and the same on SQLite.
    """
    sorts = []
    never_empty = {one.name for one in rows.model._meta.fields if not one.null} | {"pk"}
    for name in order:
        if name in never_empty:
            sorts.append(F(name).desc() if down else F(name).asc())
        else:
            sorts.append(F(name).desc(nulls_first=True) if down else F(name).asc(nulls_last=True))
    return rows.order_by(*sorts)


def units_of(look: Look, right: str, *kinds: str) -> list[tuple[str, str]]:
    """Return the units over which an account holds a right, of some kinds (none: of all), with their latest names.

    One question, whatever their number; in the order of the tree.
    """
    units = Unit.objects.allowed(look.account, right)
    if kinds:
        units = units.filter(kind__in=kinds)
    spans = UnitPeriod.objects.filter(unit__in=units.values("pk")).order_by("first")
    latest = {key: (path, name) for key, path, name in spans.values_list("unit_id", "path", "name")}
    return [(str(key), name) for key, (_path, name) in sorted(latest.items(), key=lambda one: one[1][0])]


def fixed(labels: Mapping[Any, Any]) -> Callable[[Look], Sequence[tuple[str, Any]]]:
    """Return the choices of a closed list of codes."""
    choices = [(str(code), label) for code, label in labels.items()]
    return lambda look: choices


def by(name: str) -> Callable[[Rows, str, Look], Rows]:
    """Return how rows are narrowed to a value of a field."""
    return lambda rows, value, look: rows.filter(**{name: value})
