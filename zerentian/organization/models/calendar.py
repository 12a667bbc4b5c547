"""The working-day calendar as data: what each year's notice says about the days it names."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Committed
from zerentian.organization.rules.calendar import DayKind, WorkCalendar
from zerentian.organization.rules.names import LONGEST_HOLIDAY

KIND_LABELS = {
    DayKind.WORKDAY: _("worked in exchange"),
    DayKind.REST: _("day of rest"),
    DayKind.HOLIDAY: _("statutory holiday"),
}


class CalendarYearQuerySet(models.QuerySet["CalendarYear"]):
    """Questions people ask of the calendar."""

    def calendar(self, years: Iterable[int] | None = None) -> WorkCalendar:
        """Return the working calendar of these years (default: all that are loaded)."""
        loaded = self.order_by("year").values_list("year", "version", "salt")
        chosen = None if years is None else frozenset(years)
        return calendar_of(tuple((year, version, bytes(salt)) for year, version, salt in loaded), chosen)


@lru_cache(maxsize=8)
def calendar_of(loaded: tuple[tuple[int, int, bytes], ...], chosen: frozenset[int] | None) -> WorkCalendar:
    """Return the calendar of years as they were loaded, each by (year, version, salt): every clock asks for it.

    A year's days come from all notices: the next year's may name the last of December.
    """
    years = [year for year, _version, _salt in loaded if chosen is None or year in chosen]
    days = CalendarDay.objects.filter(Q(year__in=years) | Q(day__year__in=years)).values_list("day", "kind")
    return WorkCalendar({day: DayKind(kind) for day, kind in days}, years)


class CalendarYear(Committed):
    """A year whose notice has been loaded; days of any other year are reckoned and marked 预估."""

    COMMITTED = ("year", "notice", "issued_on", "source", "version")

    year = models.PositiveSmallIntegerField(primary_key=True)
    notice = models.CharField(max_length=120)
    issued_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(default=1)

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year} {self.notice}"

    @property
    def ref(self) -> str:
        """Return the reference string of the year."""
        return f"calendar:{self.year}"


class CalendarDay(Committed):
    """A day that a notice names: a holiday, a rest day, or a weekend day worked in exchange."""

    COMMITTED = ("day", "kind", "name")

    day = models.DateField(primary_key=True)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    kind = models.CharField(max_length=10, choices=KIND_LABELS)
    name = models.CharField(max_length=LONGEST_HOLIDAY, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(DayKind)), name="calendar_day_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
