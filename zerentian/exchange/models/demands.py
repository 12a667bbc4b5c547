"""Demands for forms (索表登记): who asked for what, when, by when, on which basis; and those that come again."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models.basis import LEVEL_LABELS
from zerentian.duties.models.duties import CADENCE_LABELS
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.cadences import Cadence, DueRule, span_label
from zerentian.duties.rules.lights import Light, light
from zerentian.exchange.models.county_forms import CountyForm, FormFilling
from zerentian.exchange.rules.demands import Asker, Listing, Shape, State, Way
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Post

AMBER_DAYS = 2
ASKERS = {
    Asker.PARTY: _("Party office"),
    Asker.GOVERNMENT: _("Government office"),
    Asker.DISCIPLINE: _("Discipline and supervision"),
    Asker.ORGANIZATION: _("Organization work"),
    Asker.PUBLICITY: _("Publicity work"),
    Asker.PETITIONS: _("Petitions and political-legal work"),
    Asker.EMERGENCY: _("Emergency management"),
    Asker.WELFARE: _("Civil affairs and the disabled"),
    Asker.LABOUR: _("Work and social security"),
    Asker.FARMING: _("Farming, forests and water"),
    Asker.LAND: _("Natural resources"),
    Asker.BUILDING: _("Housing and building"),
    Asker.TRAFFIC: _("Transport"),
    Asker.ENVIRONMENT: _("Environment"),
    Asker.HEALTH: _("Health"),
    Asker.EDUCATION: _("Education"),
    Asker.CULTURE: _("Culture, sports and tourism"),
    Asker.JUSTICE: _("Police and justice"),
    Asker.STATISTICS: _("Statistics"),
    Asker.FINANCE: _("Finance"),
    Asker.MARKET: _("Market regulation"),
    Asker.OTHER: _("Others"),
}
WAYS = {
    Way.DOCUMENT: _("Official document"),
    Way.PLATFORM: _("A platform or system"),
    Way.MEETING: _("In a meeting"),
    Way.CALL: _("By telephone"),
    Way.GROUP: _("In a chat group"),
    Way.MAIL: _("By e-mail"),
    Way.VISIT: _("On a visit"),
    Way.OTHER: _("Another way"),
}
LISTINGS = {
    Listing.LISTED: _("On the list"),
    Listing.OFF: _("Off the list"),
    Listing.UNKNOWN: _("Not known"),
}
SHAPES = {
    Shape.ELECTRONIC: _("Electronic"),
    Shape.PAPER: _("On paper"),
    Shape.BOTH: _("Electronic and on paper"),
}
STATES = {
    State.OPEN: _("To be sent"),
    State.SENT: _("Sent"),
    State.DECLINED: _("Declined"),
    State.WITHDRAWN: _("Taken back by the asker"),
}


class Asked(Located):
    """What is asked for by whom: shared by a single demand and by one that comes again."""

    title = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=80)
    asker = models.CharField(max_length=14, choices=ASKERS)
    level = models.CharField(max_length=10, choices=LEVEL_LABELS)
    way = models.CharField(max_length=10, choices=WAYS)
    basis = models.CharField(max_length=160, blank=True)
    listing = models.CharField(max_length=8, choices=LISTINGS, default=Listing.UNKNOWN)
    shape = models.CharField(max_length=10, choices=SHAPES, default=Shape.ELECTRONIC)
    form = models.ForeignKey(CountyForm, models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class SeriesQuerySet(LocatedQuerySet):
    """Questions people ask of demands that come again."""

    right = "form.view"

    def in_force(self) -> Self:
        """Those that still come."""
        return self.filter(last=None)


class DemandSeries(Asked):
    """A demand that comes again and again: how often, and by which day and hour of its span."""

    KIND = "demand_series"
    COMMITTED: ClassVar = (
        *("unit", "title", "asked_by", "asker", "level", "way", "basis", "listing", "shape", "form", "post"),
        *("cadence", "due_day", "due_month", "due_hour", "first", "last"),
    )
    OPENABLE: ClassVar = ("title", "asked_by", "basis")

    cadence = models.CharField(max_length=20, choices=CADENCE_LABELS)
    due_day = models.PositiveSmallIntegerField(default=31)
    due_month = models.PositiveSmallIntegerField(default=0)
    due_hour = models.PositiveSmallIntegerField(default=18)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name_plural = "demand series"
        constraints = [
            models.CheckConstraint(
                condition=Q(cadence__in=[one for one in Cadence if one != Cadence.ONCE]),
                name="demand_series_comes_again",
            ),
            models.CheckConstraint(condition=Q(due_hour__lte=23), name="demand_series_hour"),
        ]

    @property
    def rule(self) -> DueRule:
        """Return when within its span it falls due."""
        return DueRule(Cadence(self.cadence), self.due_day, self.due_month)


class DemandQuerySet(LocatedQuerySet):
    """Questions people ask of demands."""

    right = "form.view"

    def open(self) -> Self:
        """The demands that wait to be sent."""
        return self.filter(state=State.OPEN)

    def overdue(self, now: datetime) -> Self:
        """The open demands whose due day has passed."""
        return self.open().filter(due__lt=local_day(now))

    def due_soon(self, now: datetime) -> Self:
        """The open demands that are amber."""
        today = local_day(now)
        return self.open().filter(due__gte=today, due__lte=today + timedelta(days=AMBER_DAYS))

    def waiting_for(self, account: Account) -> Self:
        """The open demands of the posts that the account holds, soonest due first."""
        return self.open().of_posts_of(account).order_by("due_at", "pk")


class Demand(Asked):
    """A form was asked for; ``span`` names the occurrence of a demand that comes again."""

    KIND = "demand"
    COMMITTED: ClassVar = (
        *("unit", "title", "asked_by", "asker", "level", "way", "basis", "listing", "shape", "form", "post"),
        *("series", "span", "received_at", "due_at", "due", "short", "state", "cells", "known", "by_hand"),
        *("filling", "sent_at", "closed_on", "reason"),
    )
    OPENABLE: ClassVar = ("title", "asked_by", "basis", "reason")

    series = models.ForeignKey(DemandSeries, models.PROTECT, null=True, blank=True, related_name="demands")
    span = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due = models.DateField(db_index=True)
    short = models.BooleanField()
    state = models.CharField(max_length=10, choices=STATES, default=State.OPEN)
    cells = models.PositiveIntegerField(null=True, blank=True)
    known = models.PositiveIntegerField(null=True, blank=True)
    by_hand = models.PositiveIntegerField(null=True, blank=True)
    filling = models.ForeignKey(FormFilling, models.PROTECT, null=True, blank=True, related_name="demands")
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "span"], condition=Q(series__isnull=False), name="demand_span_once"
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="demand_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, closed_on=None)
                | (~Q(state=State.OPEN) & Q(closed_on__isnull=False)),
                name="demand_closed_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="demand_sent_dated"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("received_at")), name="demand_due_after"),
        ]
        indexes = [models.Index(fields=["state", "due"], name="demand_state_due")]

    @property
    def span_label(self) -> str:
        """Return the span of a demand that comes again, in words."""
        return span_label(self.span) if self.span else ""

    @property
    def is_open(self) -> bool:
        """Tell whether it waits to be sent."""
        return self.state == State.OPEN

    @property
    def in_time(self) -> bool:
        """Tell whether it was sent by its due day and hour."""
        return self.sent_at is not None and self.sent_at <= self.due_at

    def light(self, today: date) -> Light:
        """Return the light of the demand; ``none`` once it is over."""
        return light(self.due, today, AMBER_DAYS) if self.is_open else Light.NONE
