"""What a reader may not see: left out of every value, list and change alike, by one rule for entries and postings."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zerentian.ledger.models import Entry, Posting, SetAside
from zerentian.ledger.models.entries import EntryQuerySet


@dataclass(frozen=True, slots=True)
class Hidden:
    """The entries that meet one of some conditions, none by default.

    Each condition is asked by a query of its own that starts from what is hidden, which is little: a figure of
    which nothing is hidden takes no longer in a large log, and always the same number of queries. ``one_by_one`` are
    the same conditions asked of a single entry by its keys (default: ``conditions``): a list of fifty looks at fifty.
    """

    conditions: tuple[Q, ...] = ()
    one_by_one: tuple[Q, ...] = ()

    def shown(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Return the entries that are not hidden, nor name one of which they tell when it was posted."""
        for condition in self.one_by_one or self.conditions:
            entries = entries.exclude(condition)
        if self.conditions:
            entries = entries.exclude(index__in=self.posted_later())
        return entries

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

    def positions(self) -> Iterator["QuerySet[Any, Any]"]:
        """Yield the positions at which hidden entries were posted: their own, and those of a later posting."""
        for condition in self.conditions:
            yield Entry.objects.filter(condition, index__isnull=False).values_list("index", flat=True)
        if self.conditions:
            yield self.posted_later()

    def posted_later(self) -> "QuerySet[SetAside, Any]":
        """Return the positions at which hidden entries that had been set aside were posted."""
        hidden = Q()
        for condition in self.conditions:
            hidden |= condition
        entries = Entry.objects.filter(hidden, pk__in=SetAside.objects.values("pk"))
        found = SetAside.objects.filter(posted_at__isnull=False, entry__in=entries)
        return found.values_list("posted_at", flat=True)


NOTHING = Hidden()
