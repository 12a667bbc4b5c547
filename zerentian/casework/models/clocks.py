"""The clocks on a concern: their inputs are kept, what follows from them is reckoned."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from zerentian.casework.models.labels import PURPOSES
from zerentian.casework.rules.clocks import Purpose
from zerentian.ledger.models import Unnumbered
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account


class ClockRun(Unnumbered):
    """One clock on a concern: its inputs, and the day it was promised to end. Whether it is overdue is never stored."""

    COMMITTED: ClassVar = (
        "concern",
        "purpose",
        "rule_id",
        "start",
        "extension",
        "due",
        "estimated",
        "stopped_on",
    )

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="clocks")
    purpose = models.CharField(max_length=12, choices=PURPOSES)
    rule_id = models.CharField(max_length=30)
    start = models.DateTimeField()
    extension = models.PositiveSmallIntegerField(default=0)
    due = models.DateField()
    raw = models.DateField()
    moment = models.DateTimeField(null=True, blank=True)
    estimated = models.BooleanField(default=False)
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "purpose"], condition=Q(stopped_on=None), name="clock_one_running"
            ),
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="clock_purpose_known"),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(stopped_on=None), name="clock_running_due")]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.purpose} {self.due}"

    @property
    def was_kept(self) -> bool:
        """Tell whether the clock was stopped by the day it was due."""
        return self.stopped_on is not None and self.stopped_on <= self.due

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the clock ran out: from the day after, or from the moment for a clock in hours."""
        if self.stopped_on is not None:
            return self.stopped_on > self.due
        return self.moment < now if self.moment else self.due < local_day(now)


# So many signs of a reason are kept beside the days; the matter's story has all of it.
LONGEST_REASON = 300


class ClockPause(Unnumbered):
    """Days a clock does not count: who is waited for, why, until when. Open while ``last`` is empty."""

    COMMITTED: ClassVar = ("run", "first", "last", "until", "reason")
    OPENABLE: ClassVar = ("reason",)

    run = models.ForeignKey(ClockRun, models.PROTECT, related_name="pauses")
    first = models.DateField()
    until = models.DateField()
    last = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run"], condition=Q(last=None), name="pause_one_open"),
            models.CheckConstraint(condition=Q(until__gte=models.F("first")), name="pause_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.first}"


class ClockExtension(Unnumbered):
    """An extension: how many days, why, who approved, and the day the person was told (信访工作条例 art. 34)."""

    COMMITTED: ClassVar = ("run", "days", "old_due", "due", "reason", "approved_by", "told_on")
    OPENABLE: ClassVar = ("reason",)

    run = models.ForeignKey(ClockRun, models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    old_due = models.DateField()
    due = models.DateField()
    reason = models.CharField(max_length=LONGEST_REASON)
    approved_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    told_on = models.DateField()
    # Granted after the due day: the promise had been missed by then.
    late = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} +{self.days}"


class AskedTime(Unnumbered):
    """More time asked for after the due day: ``days`` more, or (0) the rule of the kind it has now; who decided."""

    COMMITTED: ClassVar = ("run", "days", "reason", "told_on", "asked_on", "granted", "decided_on")
    OPENABLE: ClassVar = ("reason",)

    run = models.ForeignKey(ClockRun, models.PROTECT, related_name="asked")
    days = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField()
    told_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    granted = models.BooleanField(default=False)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run"], condition=Q(decided_on=None), name="asked_time_one_open"),
            models.CheckConstraint(condition=~Q(reason=""), name="asked_time_has_reason"),
            models.CheckConstraint(
                condition=Q(granted=False)
                | Q(decided_by__isnull=False) & ~Q(decided_by=models.F("asked_by")),
                name="asked_time_granted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.asked_on}"
