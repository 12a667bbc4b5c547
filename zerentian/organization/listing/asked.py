"""What an address asks of a list: tab, filters, words, sorting, columns and page; the rest of it is passed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain
from zerentian.organization.forms.days import DayField
from zerentian.organization.lists import (
    LAST_PAGE,
    PAGE,
    Choice,
    Column,
    ListOf,
    Look,
    Only,
    Rows,
    Span,
    Tab,
    ordered,
)
from zerentian.organization.punctuation import labelled
from zerentian.organization.rules.places import place, row_key

LONGEST_WORDS = 60
FIRST, LAST = "first", "last"
# What stands in an address beside the filters.
TAB, WORDS, SORT, COLUMNS, AT, VIEW = "tab", "q", "sort", "cols", "page", "view"
FOUND_PAGES = 20  # of what an index of its own finds


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list: its rows, whether more follow, and how many there are in all (None: more than counted)."""

    rows: Sequence[Any]
    more: bool
    total: int | None


class Wrong(NamedTuple):
    """What of an address could not be understood: the part's name, and what is wrong in words."""

    name: str
    said: str


class Asked:
    """What one address asks of one list; ``errors`` say what in it could not be understood."""

    def __init__(self, listed: ListOf, query: QueryDict, look: Look) -> None:
        self.listed, self.look, self.errors = listed, look, list[Wrong]()
        self.query = query
        self.words = plain(query.get(WORDS, ""))[:LONGEST_WORDS].strip()
        self.page = min(max(place(query.get(AT, ""), 1), 1), LAST_PAGE)

    @cached_property
    def choices(self) -> dict[str, list[tuple[str, Any]]]:
        """Return the choices of every filter with a closed list, asked for once."""
        filters = self.listed.filters
        return {one.name: list(one.choices(self.look)) for one in filters if isinstance(one, Choice)}

    @cached_property
    def values(self) -> dict[str, str]:
        """Return what is chosen in the filters, by name; what is no choice is named among the errors."""
        found = {}
        for one in self.listed.filters:
            if isinstance(one, Span) or not (value := self.query.get(one.name, "")):
                continue
            if isinstance(one, Only):
                if not row_key(value):
                    continue
            elif value not in dict(self.choices[one.name]):
                said = gettext("%(label)s: choose one of the list.") % {"label": one.label}
                self.errors.append(Wrong(one.name, said))
                continue
            found[one.name] = value
        return found

    @cached_property
    def days(self) -> dict[str, date]:
        """Return the days of the filter by days, by ``first`` and ``last``; one that is none is named as an error."""
        found: dict[str, date] = {}
        for span in self.listed.filters:
            if not isinstance(span, Span):
                continue
            for name, label in ((FIRST, span.label_first), (LAST, span.label_last)):
                try:
                    day = DayField(required=False, label=label).clean(self.query.get(name, ""))
                except ValidationError as wrong:
                    self.errors.append(Wrong(name, labelled(label, " ".join(wrong.messages))))
                else:
                    found |= {name: day} if day else {}
        return found

    @cached_property
    def tabs(self) -> list[Tab]:
        """Return the tabs for whoever looks."""
        return self.listed.tabs_for(self.look.account)

    @cached_property
    def tab(self) -> Tab | None:
        """Return the tab that is asked for; the first one, unless a filter takes its place."""
        named = self.query.get(TAB, "")
        if found := next((tab for tab in self.tabs if tab.code == named), None):
            return found
        instead = [one.name for one in self.listed.filters if isinstance(one, Choice) and one.instead]
        # A matter asked for by its number, or by its words, is found wherever it stands.
        if self.words or any(name in self.values for name in instead):
            return None
        return self.tabs[0] if self.tabs else None

    @cached_property
    def sort(self) -> tuple[Column | None, bool]:
        """Return the column that the list is sorted by and whether downwards; words find the newest first."""
        named = self.query.get(SORT, "")
        for asked in (named, self.tab.order if self.tab else "", self.listed.order):
            column = self.listed.column(asked.removeprefix("-"))
            if column and column.order:
                return column, asked.startswith("-")
        return None, False

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns that are shown: the chosen ones, the first and the main one; else the usual ones."""
        chosen = self.query.getlist(COLUMNS)
        columns = self.listed.columns
        if not any(one.key in chosen for one in columns):
            return [one for one in columns if not one.optional]
        return [one for at, one in enumerate(columns) if at == 0 or one.main or one.key in chosen]

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """Return what of the address is a matter of this list, as pairs; without the page."""
        named = self.query.get(TAB, "")
        pairs = [(TAB, named)] if any(tab.code == named for tab in self.tabs) else []
        pairs += [(WORDS, self.words)] if self.words else []
        pairs += list(self.values.items()) + [(name, day.isoformat()) for name, day in self.days.items()]
        column, down = self.sort
        if column and self.query.get(SORT):
            pairs.append((SORT, f"-{column.key}" if down else column.key))
        if self.query.getlist(COLUMNS):
            pairs += [(COLUMNS, one.key) for one in self.columns]
        return pairs

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the sorting and the columns was asked for."""
        return bool(self.words or self.values or self.days)

    def address(self, **changes: str) -> str:
        """Return the address of this list with some changes; an empty one takes the part out, and the page goes."""
        kept = [(name, value) for name, value in self.kept if name not in changes]
        return "?" + urlencode(kept + [(name, value) for name, value in changes.items() if value])

    def rows(self) -> Rows:
        """Return the rows that are asked for, sorted; NotAllowed on words that may not be searched."""
        rows = narrowed(self)
        if self.words and self.listed.speak:
            rows = self.listed.speak(rows, self.words)
        column, down = self.sort
        if column is None:
            return rows
        if column.within:
            rows = column.within(rows, self.look)
        return ordered(rows, column.order, down=down)

    def leaving(self) -> Rows:
        """Return the rows that are asked for, sorted, as far as they may leave in a file."""
        rows = narrowed(self) if self.words and self.listed.find else self.rows()
        return self.listed.leaves(rows) if self.listed.leaves else rows

    def to_keep(self) -> str:
        """Return what is kept of the address under a title: all but words, which may be somebody's name."""
        return urlencode([(name, value) for name, value in self.kept if name != WORDS])

    def found(self) -> Found:
        """Return the page that is asked for; the total is counted only where one page does not show it."""
        start = (self.page - 1) * PAGE
        if self.words and self.listed.find:
            return self.found_by_words(start)
        rows = self.rows()
        page = list(self.listed.fetch(rows)[start : start + PAGE + 1])
        if len(page) <= PAGE and (page or self.page == 1):
            return Found(page, False, start + len(page))
        # In the order of the page, so that it walks the same index and stops as soon.
        most = self.listed.counted
        counted = rows[:most].count()
        return Found(page[:PAGE], len(page) > PAGE, counted if counted < most else None)

    def found_by_words(self, start: int) -> Found:
        """Return a page of what the noun's own index finds, the newest first; it counts no further than it looked."""
        find = self.listed.find
        rows = self.listed.fetch(narrowed(self))
        page = min(self.page, FOUND_PAGES)
        found = list(find(rows, self.words, page * PAGE + 1)) if find else []
        shown, more = found[start : start + PAGE], len(found) > start + PAGE
        return Found(shown, more and page < FOUND_PAGES, None if more else len(found))


def filtered(asked: Asked) -> Rows:
    """Return the rows that an account may see, within the filters, not sorted and of every tab."""
    rows = asked.listed.rows(asked.look.account)
    for one in asked.listed.filters:
        if isinstance(one, Span):
            rows = one.narrow(rows, asked.days.get(FIRST), asked.days.get(LAST))
        elif one.name in asked.values:
            rows = one.narrow(rows, asked.values[one.name], asked.look)
    return rows


def narrowed(asked: Asked) -> Rows:
    """Return the rows within filters and tab, not sorted."""
    rows = filtered(asked)
    return asked.tab.narrow(rows, asked.look) if asked.tab else rows


def refused_words(asked: Asked) -> Found:
    """Return the page that is asked for; nothing, with the reason among the errors, for words that are refused."""
    try:
        return asked.found()
    except NotAllowed as refusal:
        asked.errors.append(Wrong(WORDS, str(refusal)))
        return Found([], False, 0)


def within_reach(found: Found, page: int) -> bool:
    """Tell whether the page after this one is shown."""
    return found.more and page < LAST_PAGE
