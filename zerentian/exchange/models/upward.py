"""Figures that came up from other logs: whose, by which key they sign, and every file as it was taken in."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.exchange.rules.upward import Sheet, read_sheet
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.note import VerifierKey, read_verifier_key
from zerentian.organization.models import Account


class FigureSourceQuerySet(LocatedQuerySet):
    """Questions people ask of the logs that send figures."""

    right = "figure.view"


class FigureSource(Located):
    """A township that keeps a log of its own: its code and name, and the key that signs its figures."""

    KIND = "figure_source"
    COMMITTED: ClassVar = ("unit", "path", "code", "name", "vkey", "compared")
    OPENABLE: ClassVar = ("name", "compared")

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    vkey = models.CharField(max_length=300)
    compared = models.CharField(max_length=200)

    objects = FigureSourceQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="figure_source_once"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name="") & ~Q(vkey="") & ~Q(compared=""),
                name="figure_source_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def key(self) -> VerifierKey:
        """Return the key that signs."""
        return read_verifier_key(self.vkey)


class FigureSheetQuerySet(models.QuerySet["FigureSheet"]):
    """Questions people ask of the files taken in."""

    def visible_to(self, account: Account) -> Self:
        """The files of the sources that an account may see."""
        return self.filter(source__in=FigureSource.objects.visible_to(account))

    def newest(self, period: str) -> Self:
        """The file of each source that was taken in last for a period.

        Of one log that is the newest, for an older one is refused; of a source that began a new log, the new one's.
        """
        later = self.model.objects.filter(
            source=models.OuterRef("source"), period=period, pk__gt=models.OuterRef("pk")
        )
        return self.filter(period=period).exclude(models.Exists(later))


class FigureSheet(Committed):
    """One file as it was taken in; its values stand in it and nowhere else. None is ever changed."""

    COMMITTED: ClassVar = ("source", "period", "size", "root", "digest")

    source = models.ForeignKey(FigureSource, models.PROTECT, related_name="sheets")
    period = models.CharField(max_length=30)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FigureSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "period", "size", "root"], name="figure_sheet_once_of_a_seal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.period}"

    @property
    def sheet(self) -> Sheet:
        """Return what it says."""
        return read_sheet(bytes(self.content))
