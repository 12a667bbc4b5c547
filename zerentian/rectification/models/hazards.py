"""Geological hazard points: how people are warned and led away, readings, transfers, and threatened households.

Who lives under the slope stands in a table of its own, encrypted, and goes when the point is written off.
"""

from typing import ClassVar, NamedTuple, Self

from django.db import models
from django.db.models import F, Q

from zerentian.casework.cipher import decrypted, encrypted
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed, Unnumbered
from zerentian.organization.models import Account, Post
from zerentian.rectification.models.hazard_labels import READINGS, TRANSFER_STATES
from zerentian.rectification.models.patrols import OfPointQuerySet
from zerentian.rectification.models.risk_labels import COLOUR_LABELS
from zerentian.rectification.models.risk_terms import CountySignal, RiskTermQuerySet
from zerentian.rectification.models.risks import RiskPoint
from zerentian.rectification.rules.hazards import UNDER_WAY, RainRow, TransferState


class HazardSheet(Committed):
    """How people at a point are warned and where they go (六落实): posts and places, no names."""

    COMMITTED: ClassVar = (
        *("point", "warning_sign", "route", "shelter", "medical", "duty_phone", "county_post"),
        *("town_post", "warning_post", "shelter_post"),
    )
    OPENABLE: ClassVar = ("warning_sign", "route", "shelter")

    point = models.OneToOneField(RiskPoint, models.PROTECT, related_name="hazard")
    warning_sign = models.CharField(max_length=120, blank=True)
    route = models.TextField(blank=True)
    shelter = models.CharField(max_length=120, blank=True)
    medical = models.CharField(max_length=120, blank=True)
    # The telephone of the duty room, not of a person.
    duty_phone = models.CharField(max_length=40, blank=True)
    county_post = models.CharField(max_length=80, blank=True)
    town_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    warning_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    shelter_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    changed_on = models.DateField()
    # None: last set before moments were kept.
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.point_id)

    @property
    def missing(self) -> list[str]:
        """Return which of the fields that a card needs are empty."""
        needed = (
            "warning_sign",
            "route",
            "shelter",
            "duty_phone",
            "town_post",
            "warning_post",
            "shelter_post",
        )
        return [name for name in needed if not getattr(self, name)]


class Told(NamedTuple):
    """A household in the clear: head, members one a line, phone, house, how it lies to the hazard, notes."""

    head: str
    members: str
    phone: str
    house: str
    position: str
    notes: str


class HouseholdQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Questions people ask of households: how many, never who."""

    def allowed_points(self, account: Account) -> Self:
        """The households of the points over which an account may keep households."""
        points = RiskPoint.objects.allowed(account, "household.keep")
        return self.filter(point__in=points.order_by().values("pk"))

    def kept(self) -> Self:
        """The households that are not erased."""
        return self.filter(erased=False)

    def stale(self) -> Self:
        """The households whose card was never printed, or says what is no longer so.

        What was kept before moments were is compared by day.
        """
        by_day = Q(changed_on__gt=F("card_on")) | Q(point__hazard__changed_on__gt=F("card_on"))
        later = Q(changed_at__gt=F("printed_at")) | Q(point__hazard__changed_at__gt=F("printed_at"))
        late = Q(card_on=None) | by_day | later
        return self.kept().filter(late)


class Household(Unnumbered):
    """A household that a geological hazard threatens: encrypted, each token bound to this row and column."""

    COLUMNS: ClassVar = Told._fields
    COMMITTED: ClassVar = ("point", *COLUMNS, "size", "card_on", "erased")

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="threatened")
    head = models.TextField(blank=True)
    members = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    house = models.TextField(blank=True)
    position = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    size = models.PositiveSmallIntegerField()
    changed_on = models.DateField()
    card_on = models.DateField(null=True, blank=True)
    # None: changed or printed before moments were kept.
    changed_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    erased = models.BooleanField(default=False)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased=False) | Q(head="", members="", phone="", house="", position="", notes=""),
                name="household_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return str(self.point_id)

    @property
    def number(self) -> int:
        """Return its place among the households of its point, 1 for the first; an erased one keeps its own."""
        return Household.objects.filter(point=self.point_id, pk__lte=self.pk).count()

    @staticmethod
    def place(mark: int, column: str) -> str:
        """Return what binds a token to a row and column."""
        return f"rectification.household {mark} {column}"

    def keep(self, **told: str) -> None:
        """Take what is told over, encrypted. Not saved yet."""
        for column in self.COLUMNS:
            setattr(self, column, encrypted(told[column].strip(), self.place(self.mark, column)))

    @property
    def told(self) -> Told:
        """Return everything in the clear."""
        return Told(
            *(decrypted(getattr(self, column), self.place(self.mark, column)) for column in self.COLUMNS)
        )

    def erase(self) -> None:
        """Empty what tells of the people. Not saved yet."""
        for column in self.COLUMNS:
            setattr(self, column, "")
        self.erased = True


class RainTable(Located):
    """A row of the local rain table: from which amount within some hours on a colour is reached, with its document."""

    KIND = "rain_table"
    COMMITTED: ClassVar = ("unit", "hours", "blue", "yellow", "orange", "red", "since", "basis")

    hours = models.PositiveSmallIntegerField()
    blue = models.PositiveSmallIntegerField()
    yellow = models.PositiveSmallIntegerField()
    orange = models.PositiveSmallIntegerField()
    red = models.PositiveSmallIntegerField()
    since = models.DateField()
    basis = models.CharField(max_length=200)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = RiskTermQuerySet.as_manager()

    class Meta:
        ordering = ["hours", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(blue__gt=0, yellow__gt=F("blue"), orange__gt=F("yellow"), red__gt=F("orange")),
                name="rain_table_rises",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h {self.blue}/{self.yellow}/{self.orange}/{self.red} mm"

    @property
    def row(self) -> RainRow:
        """Return the row as plain values."""
        return RainRow(self.hours, self.blue, self.yellow, self.orange, self.red, self.since)


class Reading(Located):
    """Something read at a point; ``proposed``: the colour for which the local table proposes to ask the county.

    ``voided``: it was entered wrongly; it stays to be seen and counts no more.
    """

    KIND = "reading"
    COMMITTED: ClassVar = ("unit", "point", "kind", "hours", "tenths", "read_on", "clock", "proposed")

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="readings")
    kind = models.CharField(max_length=8, choices=READINGS)
    hours = models.PositiveSmallIntegerField(default=0)
    tenths = models.PositiveIntegerField()
    read_on = models.DateField()
    clock = models.CharField(max_length=5, blank=True)
    proposed = models.CharField(max_length=8, choices=COLOUR_LABELS, blank=True)
    read_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    voided = models.BooleanField(default=False)

    objects = OfPointQuerySet.as_manager()

    class Meta:
        ordering = ["-read_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.kind} {self.tenths / 10}"

    @property
    def amount(self) -> float:
        """Return the reading in whole units."""
        return self.tenths / 10


class TransferQuerySet(OfPointQuerySet):
    """Questions people ask of transfers."""

    def under_way(self) -> Self:
        """The transfers from which people have not returned."""
        return self.filter(state__in=UNDER_WAY)

    def stood(self) -> Self:
        """The transfers that were not called off."""
        return self.exclude(state=TransferState.CALLED_OFF)


class Transfer(Located):
    """People are led away from a point: so many households and people, counted until nobody is left out."""

    KIND = "transfer"
    COMMITTED: ClassVar = (
        *("unit", "path", "point", "signal", "ordered_at", "households", "people", "shelter", "state"),
        *("moved_households", "moved_people", "refused_people", "away_people", "checked_empty"),
        *("counted_at", "returned_at", "words"),
    )
    OPENABLE: ClassVar = ("words",)

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="transfers")
    signal = models.ForeignKey(CountySignal, models.PROTECT, null=True, blank=True, related_name="+")
    ordered_by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    households = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    shelter = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=TRANSFER_STATES, default=TransferState.ORDERED)
    moved_households = models.PositiveIntegerField(null=True, blank=True)
    moved_people = models.PositiveIntegerField(null=True, blank=True)
    refused_people = models.PositiveIntegerField(null=True, blank=True)
    away_people = models.PositiveIntegerField(null=True, blank=True)
    checked_empty = models.BooleanField(null=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counted_at=None)
                | Q(people=F("moved_people") + F("refused_people") + F("away_people")),
                name="transfer_leaves_nobody_out",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.RETURNED)
                | Q(counted_at__isnull=False, returned_at__gte=F("counted_at")),
                name="transfer_returns_after_counting",
            ),
            models.UniqueConstraint(
                fields=["point"], condition=Q(state__in=UNDER_WAY), name="transfer_one_under_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.ordered_at:%Y-%m-%d}"


# A year of shifts for every village of a township.
SHIFTS_SHOWN = 400


class DutyShift(Located):
    """Which posts are on duty at a unit over some days, with the leader's post that decides."""

    KIND = "duty_shift"
    COMMITTED: ClassVar = ("unit", "first", "last", "responsible", "responsible_leader", "duty_phone")

    first = models.DateField()
    last = models.DateField()
    responsible = models.ForeignKey(Post, models.PROTECT, related_name="+")
    responsible_leader = models.ForeignKey(Post, models.PROTECT, related_name="+")
    duty_phone = models.CharField(max_length=40)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    dropped = models.BooleanField(default=False)

    objects = LocatedQuerySet.as_manager()

    class Meta:
        ordering = ["first", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="duty_shift_forward")]

    def __str__(self) -> str:
        return f"{self.first} {self.responsible_id}"


def on_duty(account: Account) -> LocatedQuerySet:
    """Return which posts are on duty from today on, of the units that an account may see."""
    rows = DutyShift.objects.filter(dropped=False, last__gte=account.today)
    rows = rows.filter(unit__in=account.unit_keys("risk.view"))
    return rows.select_related("unit", "responsible__unit", "responsible_leader__unit")[:SHIFTS_SHOWN]


def rain_rows(path: str) -> list[RainRow]:
    """Return the rows of the rain table over a path."""
    return [row.row for row in RainTable.objects.at(path)]


def households_on(point: RiskPoint) -> tuple[int, int]:
    """Return how many households and people are written down at a point."""
    sizes = list(point.threatened.kept().values_list("size", flat=True))
    return len(sizes), sum(sizes)
