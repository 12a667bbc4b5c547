"""Units: a tree of immutable codes whose names and parents change over time."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Committed
from zerentian.organization.rules.names import LONGEST_UNIT
from zerentian.organization.rules.reach import Reaching
from zerentian.organization.rules.rights import Kind
from zerentian.organization.rules.units import covers, is_within, organ_name

if TYPE_CHECKING:
    from zerentian.organization.models.organs import OfficeHours, Organ

KIND_LABELS = {
    Kind.COUNTY: _("county"),
    Kind.TOWNSHIP: _("township"),
    Kind.OFFICE: _("office"),
    Kind.VILLAGE: _("village"),
}


def within(reaches: list[str]) -> Q:
    """Return the condition that ``path`` lies at or below one of the reaches (none: nothing matches)."""
    condition = Q(pk__in=[])
    for reach in reaches:
        condition |= Q(path=reach) | Q(path__startswith=f"{reach}/")
    return condition


def covering(day: date) -> Q:
    """Return the condition that the span ``first``..``last`` holds the day."""
    return Q(first__lte=day) & (Q(last=None) | Q(last__gte=day))


class UnitQuerySet(models.QuerySet["Unit"]):
    """Questions people ask of the tree."""

    def on(self, day: date) -> "UnitQuerySet":
        """The units that existed on the day, with their periods at hand, in the order of their paths then."""
        spans = UnitPeriod.objects.filter(covering(day), unit=OuterRef("pk"))
        return (
            self.filter(Exists(spans))
            .annotate(path_then=models.Subquery(spans.values("path")[:1]))
            .order_by("path_then")
            .prefetch_related("periods")
        )

    def under(self, unit: "Unit", day: date) -> "UnitQuerySet":
        """The unit itself and everything below it on the day."""
        path = unit.path_on(day)
        spans = UnitPeriod.objects.filter(covering(day), within([path] if path else []), unit=OuterRef("pk"))
        return self.filter(Exists(spans))

    def reached(self, reaches: list[str] | None) -> "UnitQuerySet":
        """The units that at any time stood at or below one of the paths; None reaches every unit."""
        if reaches is None:
            return self.all()
        return self.filter(Exists(UnitPeriod.objects.filter(within(reaches), unit=OuterRef("pk"))))

    def allowed(self, account: Reaching, right: str, day: date | None = None) -> "UnitQuerySet":
        """The units over which the account holds the right on the day (default: today)."""
        return self.reached(account.reach(right, day))

    def visible_to(self, account: Reaching) -> "UnitQuerySet":
        """The units the account may see: its own township's, a county post's county; keepers see all."""
        return self.allowed(account, "organization.view")


class Unit(Committed):
    """A county, township, office or village. Its code never changes; names and parents live in periods."""

    COMMITTED = ("code", "kind", "merged_into")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=KIND_LABELS)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="unit_kind_known"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        """Return the reference string of the unit."""
        return f"unit:{self.code}"

    @property
    def standing(self) -> "Unit":
        """Return the unit, or the one that stands in its place since it merged."""
        unit = self
        while unit.merged_into is not None:
            unit = unit.merged_into
        return unit

    def period_on(self, day: date) -> "UnitPeriod | None":
        """Return the period that covers the day; None when the unit did not exist then."""
        return next((p for p in self.periods.all() if covers(p.first, p.last, day)), None)

    def name_on(self, day: date) -> str:
        """Return the name the unit bore on the day; before or after its life, the nearest one."""
        return (self.period_on(day) or self.nearest_period(day)).name

    def organ_on(self, day: date, *, party: bool = False) -> str:
        """Return the full name of the organ the unit was on the day, of its party committee if ``party``.

        What its keepers stored goes before what follows from kind and name.
        """
        kept = self.kept_organ
        if kept and (stored := kept.party if party else kept.government):
            return stored
        above = self.parent_on(day)
        return organ_name(
            Kind(self.kind), self.name_on(day), above.name_on(day) if above else "", party=party
        )

    @property
    def kept_organ(self) -> "Organ | None":
        """Return the stored names and address of its organ, None where nobody stored any."""
        found: Organ | None = getattr(self, "organ", None)
        return found

    @property
    def can_be_reached(self) -> bool:
        """Tell whether papers that lead people to its organ say where it is and by which telephone."""
        organ = self.kept_organ
        return organ is not None and bool(organ.address and organ.telephone)

    @property
    def received_at(self) -> str:
        """Return the hours at which its organ receives residents, empty where nobody stored any."""
        found: OfficeHours | None = getattr(self, "office_hours", None)
        return found.hours if found else ""

    def parent_on(self, day: date) -> "Unit | None":
        """Return the unit it belonged to on the day; None at the top or when it did not exist."""
        period = self.period_on(day)
        return period.parent if period else None

    def path_on(self, day: date) -> str:
        """Return the codes from the top down to the unit on the day, as ``990100/990101/V03``; else ''."""
        period = self.period_on(day)
        return period.path if period else ""

    def home_path_on(self, day: date) -> str:
        """Return the path of the township (or county) the unit is, or directly belongs to, on the day."""
        path = self.path_on(day)
        return path.rpartition("/")[0] if self.kind in {Kind.OFFICE, Kind.VILLAGE} else path

    def nearest_period(self, day: date) -> "UnitPeriod":
        """Return the first period for a day before the unit's life, else the last."""
        periods = sorted(self.periods.all(), key=lambda period: period.first)
        return periods[0] if day < periods[0].first else periods[-1]

    @property
    def name(self) -> str:
        """Return the latest name."""
        return self.nearest_period(date.max).name

    @property
    def path(self) -> str:
        """Return the latest path."""
        return self.nearest_period(date.max).path

    def was_within(self, reach: str) -> bool:
        """Tell whether the unit ever stood at or below a path."""
        return any(is_within(period.path, reach) for period in self.periods.all())


class UnitPeriod(Committed):
    """A unit's name and place in the tree from ``first`` to ``last`` (both included; open when None).

    ``path`` is written by the actions for every unit below one that moves, so that a path valid on a day is
    one row and a subtree is one prefix. Triggers refuse overlapping periods and a path that bites its tail.
    """

    COMMITTED = ("unit", "name", "parent", "path", "first", "last")
    OPENABLE = ("name",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="periods")
    name = models.CharField(max_length=LONGEST_UNIT)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=400, db_index=True)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "first"], name="unit_period_once"),
            models.UniqueConstraint(fields=["unit"], condition=Q(last=None), name="unit_period_one_open"),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=models.F("first")), name="unit_period_forward"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("unit")), name="unit_period_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.name}"
