"""What a reader may not see: left out of every value, list and change alike, by one rule for entries and postings."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from zerentian.ledger.models import Entry, Posting, SetAside
from zerentian.ledger.models.entries import EntryQuerySet

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
    _kept: list[Positions] = field(default_factory=list, init=False, repr=False, compare=False)

    def shown(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Return the entries that are not hidden, nor name one of which they tell when it was posted."""
        if not self.conditions:
            return entries
        for condition in self.one_by_one or self.conditions:
            entries = entries.exclude(condition)
        *_, later = self.positions()
        return entries.exclude(index__in=later)

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
        if self.conditions and not self._kept:
            hidden = Q()
            for condition in self.conditions:
                own = Entry.objects.filter(condition, index__isnull=False)
                self._kept.append(written(own.values_list("index", flat=True)))
                hidden |= condition
            entries = Entry.objects.filter(hidden, pk__in=SetAside.objects.values("pk"))
            later = SetAside.objects.filter(posted_at__isnull=False, entry__in=entries)
            self._kept.append(written(later.values_list("posted_at", flat=True)))
        return self._kept


def written(query: "QuerySet[Any, Any]") -> Positions:
    """Return a query as it is sent to the database, to stand within others; nothing where it can have no rows."""
    try:
        sql, params = query.order_by().query.sql_with_params()
    except EmptyResultSet:
        return []
    return RawSQL(sql, params)


NOTHING = Hidden()
