"""Figures that an office opened: whoever likes reads them, with small cells left out."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.registry import FIGURES
from zerentian.organization.models import Account


class OpenedFigureQuerySet(LocatedQuerySet):
    """Questions people ask of opened figures."""

    right = "figure.view"

    def standing(self) -> Self:
        """Those that are open."""
        return self.filter(closed_on=None)


class OpenedFigure(Located):
    """One figure of a unit, open to the public from a day on. Its values stand nowhere: they are reckoned when read."""

    KIND = "opened_figure"
    COMMITTED: ClassVar = ("unit", "path", "code", "opened_on", "closed_on")

    code = models.CharField(max_length=80)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = OpenedFigureQuerySet.as_manager()

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"], condition=Q(closed_on=None), name="opened_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def label_in(self, english: bool) -> str:
        """Return what the figure is called; its code when this program knows it no more."""
        figure = FIGURES.get(self.code)
        if figure is None:
            return self.code
        return figure.label_en if english else figure.label
