"""What duties rest on: basis documents, and the township's published function list."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.functions import FunctionKind, Level

LEVEL_LABELS = {
    Level.STATE: _("State"),
    Level.PROVINCE: _("Province"),
    Level.CITY: _("City"),
    Level.COUNTY: _("County"),
    Level.TOWNSHIP: _("Township"),
}
FUNCTION_LABELS = {
    FunctionKind.BASIC: _("Basic function"),
    FunctionKind.JOINT: _("Assisting function"),
    FunctionKind.WITHDRAWN: _("Withdrawn to the superior"),
}


class BasisQuerySet(LocatedQuerySet):
    """Questions people ask of basis documents."""

    def numbered(self, unit_id: int, number: str) -> "BasisQuerySet":
        """The documents of a township with this number."""
        return self.filter(unit_id=unit_id, number=number)


class Basis(Located):
    """A document that duties rest on: a law, a plan, a notice of a superior. ``level`` is who issued it."""

    KIND = "basis"
    COMMITTED: ClassVar = ("unit", "number", "title", "issuer", "issued_on", "level", "file", "repealed_on")
    OPENABLE: ClassVar = ("title", "issuer")

    number = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=80)
    issued_on = models.DateField()
    level = models.CharField(max_length=10, choices=LEVEL_LABELS)
    file = models.ForeignKey("evidence.File", models.PROTECT, null=True, blank=True, related_name="+")
    repealed_on = models.DateField(null=True, blank=True)

    objects = BasisQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "number"]
        verbose_name_plural = "basis documents"
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="basis_number_once"),
            models.CheckConstraint(condition=Q(level__in=list(Level)), name="basis_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"


class FunctionItemQuerySet(LocatedQuerySet):
    """Questions people ask of the function list."""


class FunctionItem(Located):
    """One item of a township's published function list (履职事项清单)."""

    KIND = "function"
    COMMITTED: ClassVar = ("unit", "number", "kind", "category", "name", "superior", "our_part")
    OPENABLE: ClassVar = ("name", "our_part")

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=FUNCTION_LABELS)
    category = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    superior = models.CharField(max_length=120, blank=True)
    our_part = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    objects = FunctionItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="function_number_once"),
            models.CheckConstraint(condition=Q(kind__in=list(FunctionKind)), name="function_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
