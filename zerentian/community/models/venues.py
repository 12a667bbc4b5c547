"""Venues where people meet: hours, equipment, closures; and the half hours that are taken, each once."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, NamedTuple, Self

from django.db import models
from django.db.models import F, Q

from zerentian.community.rules.venues import HOLIDAYS, minutes_a_week, written
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account
from zerentian.organization.punctuation import COMMA, sign
from zerentian.organization.rules.calendar import WorkCalendar

Spans = Sequence[Sequence[int]]


class Opening(NamedTuple):
    """When a venue is open on a day, and what makes the day another than its weekday, where anything does."""

    spans: Spans
    closure: "Closure | None" = None
    other: "OtherHours | None" = None
    holiday: bool = False

    @property
    def written(self) -> str:
        """Return the hours as they stand on the door, empty where it is closed."""
        return written(self.spans, sign(COMMA))


class VenueQuerySet(LocatedQuerySet):
    """Questions people ask of venues."""

    right = "activity.view"

    def kept(self) -> Self:
        """Those that are not given up."""
        return self.filter(ended_on=None)


class Venue(Located):
    """One venue. ``week`` holds its hours by weekday ("0": Monday) as minutes of the day, from and to; under
    "holidays" those of days that law or notice gives off, where they are not those of the weekday.
    """

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
        return written(self.week.get(str(weekday), []), sign(COMMA))

    @property
    def hours_a_week(self) -> float:
        """Return for how many hours a week it is open."""
        return minutes_a_week(self.week) / 60

    @property
    def holiday_hours(self) -> str | None:
        """Return the hours of holidays as they stand on the door, empty where it is closed, None: as on the weekday."""
        return written(self.week[HOLIDAYS], sign(COMMA)) if HOLIDAYS in self.week else None

    def usual_on(self, day: date, calendar: WorkCalendar) -> Spans:
        """Return the hours of a day as the week and the holidays have them."""
        holiday = HOLIDAYS in self.week and calendar.is_given_off(day)
        spans: Spans = self.week.get(HOLIDAYS if holiday else str(day.weekday()), [])
        return spans

    def opening_on(self, day: date, calendar: WorkCalendar) -> Opening:
        """Return when it is open on a day: by a closure, else by hours told of the day, else as usual."""
        return self.opening_by(day, calendar, self.closures.all(), self.other_hours.all())

    def opening_by(
        self, day: date, calendar: WorkCalendar, closures: Iterable["Closure"], others: Iterable["OtherHours"]
    ) -> Opening:
        """Return when it is open on a day by these closures and other hours."""
        closure = next((one for one in closures if one.holds_on(day)), None)
        other = next((one for one in others if one.holds_on(day)), None)
        spans = [] if closure else other.spans if other else self.usual_on(day, calendar)
        holiday = not closure and not other and HOLIDAYS in self.week and calendar.is_given_off(day)
        return Opening(spans, closure, other, holiday)


class ToldQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Questions people ask of what is told of single days."""

    def holding(self, first: date, last: date) -> Self:
        """Those that hold on one of some days, also where they were called off from a later day on."""
        days = self.filter(first__lte=last, last__gte=first)
        later = Q(calling_off__first__gt=first) & Q(calling_off__first__gt=F("first"))
        return days.filter(Q(calling_off=None) | later)

    def with_end(self) -> Self:
        """With what called them off, so that asking each costs nothing."""
        return self.select_related("calling_off")


class Told(Committed):
    """What is told of single days of a venue, beforehand. ``urgent``: something sudden forced it (told at once)."""

    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=300)
    urgent = models.BooleanField(default=False)
    told_on = models.DateField()
    told_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = ToldQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def until(self) -> date:
        """Return the last day on which it holds; before its first where it was called off altogether."""
        off = getattr(self, "calling_off", None)
        return min(self.last, off.first - timedelta(days=1)) if off else self.last

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.first <= day <= self.until


def still_told(told: Iterable[Told], today: date) -> list[Told]:
    """Return what holds today or later, the first day first."""
    return sorted((one for one in told if one.until >= max(one.first, today)), key=lambda one: one.first)


class Closure(Told):
    """Days on which a venue is closed."""

    COMMITTED: ClassVar = ("venue", "first", "last", "reason", "urgent", "told_on")
    OPENABLE: ClassVar = ("reason",)

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="closures")

    class Meta:
        ordering = ["first", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="closure_forward")]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.first}"


class OtherHours(Told):
    """Days on which a venue is open at other hours than its week says: longer, shorter, or where it would be closed."""

    COMMITTED: ClassVar = ("venue", "first", "last", "spans", "reason", "urgent", "told_on")
    OPENABLE: ClassVar = ("reason",)

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="other_hours")
    spans = models.JSONField()

    class Meta:
        ordering = ["first", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="other_hours_forward")]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.first} {self.hours}"

    @property
    def hours(self) -> str:
        """Return the hours as they stand on the door."""
        return written(self.spans, sign(COMMA))


class CallingOff(Committed):
    """That a closure, or other hours, hold no more from a day on: the repair is done, the holiday plan changed."""

    COMMITTED: ClassVar = ("closure", "other_hours", "first", "reason", "told_on")
    OPENABLE: ClassVar = ("reason",)

    closure = models.OneToOneField(Closure, models.PROTECT, null=True, blank=True, related_name="calling_off")
    other_hours = models.OneToOneField(
        OtherHours, models.PROTECT, null=True, blank=True, related_name="calling_off"
    )
    first = models.DateField()
    reason = models.CharField(max_length=300)
    told_on = models.DateField()
    told_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closure__isnull=False, other_hours=None)
                | Q(closure=None, other_hours__isnull=False),
                name="called_off_is_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.closure_id or self.other_hours_id} {self.first}"


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
    def taker(self) -> Any:
        """Return the activity or the booking that stands there."""
        taker = self.activity or self.booking
        assert taker is not None  # the table holds it
        return taker

    @property
    def title(self) -> str:
        """Return what it is called."""
        return str(self.taker.title)
