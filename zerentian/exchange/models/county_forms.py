"""Forms of other offices: the file as it was sent, byte for byte, its map by versions, and every filling."""

import json
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.exchange.rules.form_maps import Region, from_text
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import Period
from zerentian.organization.models import Account, Unit


class CountyFormQuerySet(LocatedQuerySet):
    """Questions people ask of forms."""

    right = "form.view"

    def in_use(self) -> Self:
        """The forms that are still asked for."""
        return self.filter(retired_on=None)


class CountyForm(Located):
    """A form that another office wants: what it is called, who wants it, its file and how that is filled."""

    KIND = "county_form"
    COMMITTED: ClassVar = ("unit", "name", "asked_by", "retired_on")
    OPENABLE: ClassVar = ("name", "asked_by")

    name = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=80)
    retired_on = models.DateField(null=True, blank=True)

    objects = CountyFormQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="county_form_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> "FormFile":
        """Return the newest file."""
        return self.files.order_by("-number")[0]

    @property
    def map(self) -> "FormMap | None":
        """Return the map in force, None before the first."""
        return self.maps.order_by("-version").select_related("file").first()


class FormFile(Committed):
    """One file of a form as its asker sent it; ``filled_in`` is the .xlsx made of an older format, else empty."""

    COMMITTED: ClassVar = ("form", "number", "digest", "filled_digest", "name")

    form = models.ForeignKey(CountyForm, models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    filled_in = models.BinaryField(default=bytes)
    filled_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="form_file_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def sheet(self) -> bytes:
        """Return the spreadsheet that is filled."""
        return bytes(self.filled_in) or bytes(self.content)


class FormMap(Committed):
    """What goes where in a form's file: one version. A new one begins once a filling was made by the last."""

    COMMITTED: ClassVar = ("form", "file", "version", "digest")

    form = models.ForeignKey(CountyForm, models.PROTECT, related_name="maps")
    file = models.ForeignKey(FormFile, models.PROTECT, related_name="maps")
    version = models.PositiveSmallIntegerField()
    regions = models.TextField(default="[]")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="form_map_once")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.version}"

    @property
    def listed(self) -> tuple[Region, ...]:
        """Return the regions."""
        return from_text(self.regions)


class FormFillingQuerySet(LocatedQuerySet):
    """Questions people ask of fillings."""

    right = "form.view"

    def visible_to(self, account: Account) -> Self:
        """The fillings of the units the account looks into, if it may read every list that is in them there."""
        rows = super().visible_to(account)
        for right in sorted(
            {one for needs in rows.values_list("needs", flat=True).distinct() for one in needs.split()}
        ):
            over = Unit.objects.allowed(account, right)
            rows = rows.filter(~Q(needs__contains=right) | Q(unit__in=over))
        return rows


class FormFilling(Located):
    """One filling of a form for a unit and a period, as of a seal: the file, and for each cell what it rests on.

    ``cells`` is a list of plain data: sheet, at, kind, shown, and of a figure its code, version, unit, days, value.
    """

    KIND = "filling"
    COMMITTED: ClassVar = ("unit", "form", "map", "period", "size", "digest", "cells", "needs")

    form = models.ForeignKey(CountyForm, models.PROTECT, related_name="fillings")
    map = models.ForeignKey(FormMap, models.PROTECT, related_name="fillings")
    period = models.CharField(max_length=30)
    size = models.BigIntegerField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    cells = models.TextField(default="[]")
    told = models.TextField(default="[]")
    known = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    by_hand = models.PositiveIntegerField(default=0)
    needs = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FormFillingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.form_id} {self.period}"

    @property
    def label(self) -> str:
        """Return the period in words."""
        return Period.parse(self.period).label

    @property
    def listed(self) -> list[dict[str, Any]]:
        """Return what each cell rests on."""
        cells: list[dict[str, Any]] = json.loads(self.cells)
        return cells

    @property
    def total(self) -> int:
        """Return how many cells the form asked for."""
        return self.known + self.unknown + self.by_hand
