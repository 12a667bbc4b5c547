"""Postings: the journal from which every figure is summed, and month totals, their cache."""

from django.db import models

from zerentian.ledger.models.entries import Entry, EntryQuerySet


class Component(models.Model):
    """Something that postings add up, by its code."""

    code = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """A unit path that occurs in entries, or an ancestor of one."""

    path = models.CharField(max_length=400, unique=True)

    def __str__(self) -> str:
        return self.path


class Posting(models.Model):
    """An amount of a component at a unit on a day, written when the entry ``index`` was sealed.

    ``reversal`` marks the −old half of a replacement; ``state`` is the packed state of the entry whose
    contribution it is. Rows are derived from entries and can be rebuilt; the sealer alone writes them, so
    that the database need not look up component and place of each.
    """

    component = models.ForeignKey(Component, models.PROTECT, db_index=False, db_constraint=False)
    place = models.ForeignKey(Place, models.PROTECT, db_index=False, db_constraint=False)
    day = models.DateField()
    index = models.BigIntegerField()
    amount = models.BigIntegerField()
    state = models.SmallIntegerField()
    reversal = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(
                fields=["component", "place", "day", "index", "amount", "state", "reversal"],
                name="posting_figure",
            ),
            models.Index(fields=["index"], name="posting_index"),
        ]

    def __str__(self) -> str:
        return f"{self.component_id} {self.amount:+d} @{self.index}"


class MonthTotal(models.Model):
    """The sum of a month's postings at a place and everything under it: a cache of postings, no more."""

    place = models.ForeignKey(Place, models.PROTECT, db_index=False, db_constraint=False)
    component = models.ForeignKey(Component, models.PROTECT, db_index=False, db_constraint=False)
    month = models.DateField()
    state = models.SmallIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "component", "month", "state"], name="month_total_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.amount}"


class SetAside(models.Model):
    """A sealed entry that could not be posted: it counts in no figure until ``posted_at``, the position of the
    ``ledger.posted`` entry that names it. ``reason``: facts, day, amount, unit, verb or replaces."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="+")
    reason = models.CharField(max_length=20)
    posted_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.reason}"


def waiting_entries() -> EntryQuerySet:
    """Return the entries that were set aside, are not posted yet, and were not replaced meanwhile."""
    waiting = SetAside.objects.filter(posted_at=None).values("entry")
    return Entry.objects.filter(pk__in=waiting, replaced_at=None).order_by("index")
