"""What a reader may not see: left out of every value, list and change alike, by one rule for entries and postings."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from zerentian.ledger.models import Entry, Posting, SetAside
from zerentian.ledger.models.entries import EntryQuerySet
from zerentian.ledger.models.written import condition_of

# A query of positions, written out.
Positions = RawSQL | list[int]


@dataclass(frozen=True, slots=True)
class Hidden:
    """The entries that meet one of some conditions, none by default.

    Each condition is asked by a query of its own that starts from what is hidden, which is little: a figure of
    which nothing is hidden takes no longer in a large log, and always the same number of queries. ``one_by_one`` are
    the same conditions asked of a single entry by its keys (default: ``conditions``): a list of fifty looks at fifty.
    """

    conditions: tuple[Q, ...] = ()
    one_by_one: tuple[Q, ...] = ()
    _own: list[Positions] = field(default_factory=list, init=False, repr=False, compare=False)
    _later: list[Positions] = field(default_factory=list, init=False, repr=False, compare=False)
    _shown: list[Q] = field(default_factory=list, init=False, repr=False, compare=False)

    def shown(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Return the entries that are not hidden, nor name one of which they tell when it was posted."""
        if not self.conditions:
            return entries
        if not self._shown:
            rows = Entry.objects.all()
            for condition in self.one_by_one or self.conditions:
                rows = rows.exclude(condition)
            self._shown[:] = [condition_of(rows.exclude(index__in=self.posted_later()))]
        return entries.filter(self._shown[0])

    def of(self, postings: "QuerySet[Posting]") -> "QuerySet[Posting]":
        """Return those of the postings that come from hidden entries."""
        wanted = Q(pk__in=[])
        for positions in self.positions():
            wanted |= Q(index__in=positions)
        return postings.filter(wanted)

    def without(self, postings: "QuerySet[Posting]") -> "QuerySet[Posting]":
        """Return those of the postings that come from no hidden entry."""
        for positions in self.positions():
            postings = postings.exclude(index__in=positions)
        return postings

    def positions(self) -> list[Positions]:
        """Return the positions at which hidden entries were posted: their own, and last those of a later posting.

        Written out as SQL once: a report asks its conditions some two hundred times, and building a query over
        nested conditions anew each time took two thirds of issuing a small report.
        """
        if not self.conditions:
            return []
        if not self._own:
            own = (Entry.objects.filter(condition, index__isnull=False) for condition in self.conditions)
            self._own[:] = [written(one.values_list("index", flat=True)) for one in own]
        return [*self._own, self.posted_later()]

    def written_positions(self) -> tuple[str, tuple[Any, ...]]:
        """Return the query of every position at which a hidden entry was posted, each once, with its parameters."""
        queries = [one for one in self.positions() if isinstance(one, RawSQL)]
        if not queries:
            return "SELECT NULL", ()
        return " UNION ".join(one.sql for one in queries), tuple(
            param for one in queries for param in one.params
        )

    def posted_later(self) -> Positions:
        """Return the positions at which hidden entries that had been set aside were posted."""
        if not self._later:
            hidden = Q()
            for condition in self.conditions:
                hidden |= condition
            entries = Entry.objects.filter(hidden, pk__in=SetAside.objects.values("pk"))
            later = SetAside.objects.filter(posted_at__isnull=False, entry__in=entries)
            self._later[:] = [written(later.values_list("posted_at", flat=True))]
        return self._later[0]


def written(query: "QuerySet[Any, Any]") -> Positions:
    """Return a query of one column as the database gets it, to stand within others; nothing if it can have no rows.

    Only for a query that names no row of the one around it: its names are settled here and now.
    """
    try:
        sql, params = query.order_by().query.sql_with_params()
    except EmptyResultSet:
        return []
    return RawSQL(sql, params)


NOTHING = Hidden()
