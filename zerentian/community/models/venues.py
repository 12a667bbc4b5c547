"""Venues where people meet: hours, equipment, closures; and the half hours that are taken, each once."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.community.rules.venues import minutes_a_week, written
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account


class VenueQuerySet(LocatedQuerySet):
    """Questions people ask of venues."""

    right = "activity.view"

    def kept(self) -> Self:
        """Those that are not given up."""
        return self.filter(ended_on=None)


class Venue(Located):
    """One venue. ``week`` holds its hours by weekday ("0": Monday) as minutes of the day, from and to."""

    KIND = "venue"
    COMMITTED: ClassVar = ("unit", "path", "name", "place", "equipment", "week", "ended_on")
    OPENABLE: ClassVar = ("name", "place", "equipment")

    name = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    equipment = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    week = models.JSONField(default=dict)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["unit__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_on=None), name="venue_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def hours_on(self, weekday: int) -> str:
        """Return the hours of a weekday (0: Monday) as they stand on the door, empty where it is closed."""
        return written(self.week.get(str(weekday), []))

    @property
    def hours_a_week(self) -> float:
        """Return for how many hours a week it is open."""
        return minutes_a_week(self.week) / 60

    def closed_within(self, first: date, last: date) -> "Closure | None":
        """Return the first closure that one of some days falls into, if any."""
        return self.closures.filter(first__lte=last, last__gte=first).first()


class Closure(Committed):
    """Days on which a venue is closed, told beforehand. ``urgent``: something sudden forced it (told at once)."""

    COMMITTED: ClassVar = ("venue", "first", "last", "reason", "urgent", "told_on")
    OPENABLE: ClassVar = ("reason",)

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="closures")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=300)
    urgent = models.BooleanField(default=False)
    told_on = models.DateField()
    told_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["first", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="closure_forward")]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.first}"


class Slot(models.Model):
    """Half an hour of a venue that an activity or a booking takes. Two never take the same: the table holds it."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="slots")
    activity = models.ForeignKey(
        "community.Activity", models.CASCADE, null=True, blank=True, related_name="slots"
    )
    booking = models.ForeignKey(
        "community.Booking", models.CASCADE, null=True, blank=True, related_name="slots"
    )
    day = models.DateField()
    minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["day", "minute"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "day", "minute"], name="venue_half_hour_once"),
            models.CheckConstraint(
                condition=Q(activity__isnull=False, booking=None) | Q(activity=None, booking__isnull=False),
                name="venue_half_hour_for_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.day} {self.minute}"

    @property
    def title(self) -> str:
        """Return what stands there."""
        taker = self.activity or self.booking
        return taker.title if taker else ""
