"""What a place lays down about risk points: kinds, the scale of levels, how often is patrolled, what is looked at.

Nothing is altered: a later row takes the place of an earlier one, and every row stays.
"""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.organization.models import Account, Unit
from zerentian.rectification.models.risk_labels import COLOUR_LABELS, FAMILIES, RISK_LEVELS, RISK_STATES
from zerentian.rectification.rules.patrols import LONGEST_HOURS, Frequency
from zerentian.rectification.rules.risks import Colour, Family


def above(path: str) -> list[str]:
    """Return a path and those of the units above it."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


class RiskTermQuerySet(LocatedQuerySet):
    """Questions people ask of what a place has laid down."""

    right = "risk.view"

    def at(self, path: str) -> Self:
        """The rows of a unit and of those above it, by its path; the oldest first."""
        return self.filter(path__in=above(path)).order_by("pk")


class RiskKind(Located):
    """A kind of risk point, such as landslide or open water; ``family`` says what it has besides the register."""

    KIND = "risk_kind"
    COMMITTED: ClassVar = ("unit", "code", "title", "family", "is_open")

    code = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    family = models.CharField(max_length=10, choices=FAMILIES)
    is_open = models.BooleanField(default=True)

    objects = RiskTermQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(family__in=list(Family)), name="risk_kind_family_known"),
            models.UniqueConstraint(fields=["unit", "code"], name="risk_kind_once"),
        ]

    def __str__(self) -> str:
        return self.title


class RiskScale(Located):
    """From which product of likelihood and impact on a level begins at a unit and below it, with its document."""

    KIND = "risk_scale"
    COMMITTED: ClassVar = ("unit", "general", "greater", "major", "since", "basis")

    general = models.PositiveSmallIntegerField()
    greater = models.PositiveSmallIntegerField()
    major = models.PositiveSmallIntegerField()
    since = models.DateField()
    basis = models.CharField(max_length=200)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = RiskTermQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(general__gte=2, greater__gt=models.F("general"), major__gt=models.F("greater")),
                name="risk_scale_rises",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.general}/{self.greater}/{self.major}"


def scale_at(path: str, day: date) -> tuple[int, int, int] | None:
    """Return where the levels begin at a path on a day: its own scale, or that of a unit above; None for none."""
    found = RiskScale.objects.at(path).filter(since__lte=day)
    rows = sorted(found, key=lambda row: (len(row.path), row.since, row.pk))
    return (rows[-1].general, rows[-1].greater, rows[-1].major) if rows else None


class PatrolRule(Located):
    """How often points are patrolled, by kind, level, state, season and signal, or one point alone (``point``)."""

    KIND = "patrol_rule"
    COMMITTED: ClassVar = (
        *("unit", "kind", "level", "state", "first", "last", "signal", "hours", "since", "basis", "point"),
    )

    kind = models.ForeignKey(RiskKind, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=10, choices=RISK_LEVELS, blank=True)
    state = models.CharField(max_length=12, choices=RISK_STATES, blank=True)
    # A season as 04-15; both or neither.
    first = models.CharField(max_length=5, blank=True)
    last = models.CharField(max_length=5, blank=True)
    signal = models.CharField(max_length=8, choices=COLOUR_LABELS, blank=True)
    hours = models.PositiveSmallIntegerField()
    since = models.DateField()
    basis = models.CharField(max_length=200)
    point = models.ForeignKey(
        "rectification.RiskPoint", models.PROTECT, null=True, blank=True, related_name="rules"
    )
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = RiskTermQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__lte=LONGEST_HOURS) & ~Q(basis=""), name="patrol_rule_whole"
            ),
            models.CheckConstraint(
                condition=Q(first="", last="") | (~Q(first="") & ~Q(last="")), name="patrol_rule_season_whole"
            ),
            models.CheckConstraint(
                condition=Q(signal="") | Q(signal__in=list(Colour)), name="patrol_rule_signal_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h"

    @property
    def frequency(self) -> Frequency:
        """Return the rule as plain values."""
        return Frequency(
            self.hours,
            self.since,
            str(self.kind_id or ""),
            self.level,
            self.state,
            month_day(self.first),
            month_day(self.last),
            self.signal,
            self.point_id is not None,
        )


def month_day(text: str) -> tuple[int, int] | None:
    """Return 04-15 as (4, 15); None for nothing."""
    month, _dash, day = text.partition("-")
    return (int(month), int(day)) if text else None


class Checklist(Located):
    """What is looked at in a kind of place, item by item; a new version stands beside the old ones."""

    KIND = "checklist"
    COMMITTED: ClassVar = ("unit", "kind", "version", "items", "since", "basis")

    kind = models.ForeignKey(RiskKind, models.PROTECT, related_name="checklists")
    version = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)
    since = models.DateField()
    basis = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = RiskTermQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="checklist_version_once")]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class SignalQuerySet(RiskTermQuerySet):
    """Questions people ask of the county's signals."""

    def standing(self) -> Self:
        """The signals that were not lifted."""
        return self.filter(lifted_at=None)

    def expired(self, now: datetime) -> Self:
        """The signals that were not lifted and no longer hold, the earliest first."""
        return self.standing().filter(expires_at__lte=now).order_by("expires_at", "pk")


# How the mark begins by which a message without a number of its own is told apart.
UNNUMBERED = "text-"


class CountySignal(Located):
    """A signal that the county or its weather office issued, as it was relayed here; never one of our own."""

    KIND = "signal"
    COMMITTED: ClassVar = ("unit", "issuer", "number", "colour", "issued_at", "text", "lifted_at")
    OPENABLE: ClassVar = ("text",)

    issuer = models.CharField(max_length=200)
    number = models.CharField(max_length=200)
    colour = models.CharField(max_length=8, choices=COLOUR_LABELS)
    issued_at = models.DateTimeField()
    text = models.TextField()
    relayed_at = models.DateTimeField()
    relayed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_number = models.CharField(max_length=200, blank=True)
    # Until when it holds unless it is lifted before; None: until it is lifted.
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "issuer", "number"], name="signal_once"),
            models.CheckConstraint(condition=Q(colour__in=list(Colour)), name="signal_colour_known"),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=models.F("issued_at")),
                name="signal_lifted_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {own_number(self.number)}".rstrip()

    @property
    def lifted_by_number(self) -> str:
        """Return the number of the message that lifted it; empty where that had none."""
        return own_number(self.lifted_number)


def own_number(number: str) -> str:
    """Return the number a message came with; empty for the mark that one without a number is told apart by."""
    return "" if number.startswith(UNNUMBERED) else number


def signal_at(path: str) -> str:
    """Return the gravest colour of the signals that stand over a path now, empty for none."""
    colours = CountySignal.objects.at(path).standing().values_list("colour", flat=True)
    return max(colours, key=list(Colour).index, default="")


def rules_over(unit: Unit, path: str) -> list[PatrolRule]:
    """Return the patrol rules of a unit and those above it that speak of no single point."""
    return list(PatrolRule.objects.at(path).filter(point=None).select_related("kind"))
