"""Which village was asked to tell its people of a text, and how it did: no person is counted or named."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.community.models.labels import TOLD, WAYS
from zerentian.community.models.notices import Notice
from zerentian.community.rules.tellings import Told, Way
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account


class TellingQuerySet(LocatedQuerySet):
    """Questions people ask of tellings."""

    right = "notice.view"

    def open(self) -> Self:
        """Those not told yet."""
        return self.filter(state=Told.ASKED)

    def to_tell_by(self, account: Account) -> Self:
        """Those of villages for which the account may say that it was told, the soonest due first."""
        return self.open().allowed(account, "notice.tell").order_by("due", "pk")


class Telling(Located):
    """One village and one version of a text: told by ``due``, or not yet."""

    KIND = "telling"
    COMMITTED: ClassVar = ("unit", "path", "notice", "version", "due", "state", "told_on")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="tellings")
    version = models.PositiveSmallIntegerField()
    asked_on = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=8, choices=TOLD, default=Told.ASKED)
    told_on = models.DateField(null=True, blank=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        ordering = ["unit__code", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(Told)), name="telling_state_known"),
            models.CheckConstraint(
                condition=Q(state=Told.TOLD, told_on__isnull=False) | (~Q(state=Told.TOLD) & Q(told_on=None)),
                name="telling_told_on_a_day",
            ),
            models.UniqueConstraint(fields=["notice", "version", "unit"], name="telling_once_a_village"),
        ]

    def __str__(self) -> str:
        return self.notice.title

    def is_late(self, today: date) -> bool:
        """Tell whether it should have been told before today."""
        return self.state == Told.ASKED and self.due < today


class Receipt(Committed):
    """How a village told it on one day: by which way, how many times, where. One line each time."""

    COMMITTED: ClassVar = ("telling", "way", "told_on", "times", "place")
    OPENABLE: ClassVar = ("place",)

    telling = models.ForeignKey(Telling, models.PROTECT, related_name="receipts")
    way = models.CharField(max_length=12, choices=WAYS)
    told_on = models.DateField()
    times = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=list(Way)), name="receipt_way_known"),
            models.CheckConstraint(condition=Q(times__gte=1), name="receipt_at_least_once"),
        ]

    def __str__(self) -> str:
        return f"{self.telling_id} {self.way}"
