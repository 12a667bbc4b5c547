"""Venues taken for what is no activity of the office: a rehearsal, a villagers' meeting; and looks at contact data."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.community.models.items import Loan
from zerentian.community.models.reachable import Caller, Reachable, ReachableQuerySet
from zerentian.community.models.venues import Venue
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account


class BookingQuerySet(ReachableQuerySet):
    """Questions people ask of bookings."""

    def coming(self, now: datetime) -> Self:
        """Those that stand and are not over, the next first."""
        return self.filter(cancelled=False, ends_at__gt=now).order_by("begins_at", "pk")


class Booking(Reachable):
    """A venue is taken for some hours. What for is on the office's pages; the residents' say that it is taken."""

    HOLDER: ClassVar = "venue"
    COMMITTED: ClassVar = (
        *("venue", "purpose", "begins_at", "ends_at", "cancelled", "reason"),
        *(*Reachable.COLUMNS, "erased"),
    )
    OPENABLE: ClassVar = ("purpose", "reason")

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="bookings")
    purpose = models.CharField(max_length=120)
    begins_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    cancelled = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    booked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    erase_on = models.DateField(db_index=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["begins_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="booking_forward"),
            models.CheckConstraint(
                condition=Q(cancelled=False) | ~Q(reason=""), name="booking_cancelled_why"
            ),
            models.CheckConstraint(
                condition=Q(erased=False) | Q(name="", phone=""), name="booking_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def told(self) -> Caller:
        """Return who it is, in the clear."""
        return Caller(*self.opened)

    @property
    def title(self) -> str:
        """Return what stands there, as refusals name it."""
        return self.purpose

    @property
    def day(self) -> date:
        """Return the local day on which it begins."""
        return local_day(self.begins_at)


class ContactLook(Committed):
    """That somebody looked at who borrowed something or took a venue, and why."""

    COMMITTED: ClassVar = ("loan", "booking", "reason", "at")
    OPENABLE: ClassVar = ("reason",)

    loan = models.ForeignKey(Loan, models.PROTECT, null=True, blank=True, related_name="looks")
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, blank=True, related_name="looks")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="contact_look_says_why"),
            models.CheckConstraint(
                condition=Q(loan__isnull=False, booking=None) | Q(loan=None, booking__isnull=False),
                name="contact_look_at_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
