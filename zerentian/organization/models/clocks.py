"""What the place has set for its local clocks, such as the county's hotline; every version stays."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Committed
from zerentian.organization.models.calendar import CalendarYear
from zerentian.organization.rules.clocks import CLOCKS, Clock, Measure, Rulebook

LOCAL = tuple(rule_id for rule_id, clock in CLOCKS.items() if clock.local and clock.active)
MEASURE_LABELS = {
    Measure.WORKING_DAYS: _("working days"),
    Measure.CALENDAR_DAYS: _("days"),
    Measure.HOURS: _("hours"),
}


class LocalClockQuerySet(models.QuerySet["LocalClock"]):
    """Questions people ask of local clocks."""

    def rulebook(self) -> Rulebook:
        """Return the clocks as they are kept here, with the working calendar as it is loaded."""
        changes: defaultdict[str, list[tuple[date, Clock]]] = defaultdict(list)
        for row in self.order_by("-since", "-version"):
            changes[row.rule_id].append((row.since, row.clock))
        return Rulebook(CalendarYear.objects.calendar(), changes)


class LocalClock(Committed):
    """How long a local clock runs from a day on, and which document says so."""

    COMMITTED: ClassVar = ("rule_id", "version", "length", "measure", "extension", "law", "since")

    rule_id = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    length = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=5, choices=MEASURE_LABELS)
    extension = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=120)
    since = models.DateField()

    objects = LocalClockQuerySet.as_manager()

    class Meta:
        ordering = ["rule_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["rule_id", "version"], name="local_clock_version_once"),
            models.CheckConstraint(condition=Q(rule_id__in=LOCAL), name="local_clock_rule_known"),
            models.CheckConstraint(
                condition=Q(length__gte=1, measure__in=[str(one) for one in MEASURE_LABELS]) & ~Q(law=""),
                name="local_clock_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.version}"

    @property
    def ref(self) -> str:
        """Return the reference string of the rule."""
        return f"clock:{self.rule_id}"

    @property
    def clock(self) -> Clock:
        """Return the clock it makes of the rule."""
        return replace(
            CLOCKS[self.rule_id],
            length=self.length,
            measure=Measure(self.measure),
            extension=self.extension,
            law=self.law,
            article="",
        )
