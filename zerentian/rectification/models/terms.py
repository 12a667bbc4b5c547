"""The terms a township has set for rectification, from a day on, with the document that says so; every row stays."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.organization.models import Account, Unit
from zerentian.rectification.models.labels import TERMS
from zerentian.rectification.rules.terms import LONGEST, Term, in_force


class TermQuerySet(LocatedQuerySet):
    """Questions people ask of terms."""

    right = "finding.view"

    def at(self, unit: Unit | str, day: date) -> dict[str, int]:
        """Return the days of each term in force at a unit (or path) on a day: its own, or those of a unit above."""
        path = unit if isinstance(unit, str) else unit.path_on(day) or unit.path
        found: dict[str, int] = {}
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            rows = self.filter(path="/".join(parts[:depth])).order_by("pk")
            found |= in_force(rows.values_list("term", "since", "days"), day)
        return found


class RectificationTerm(Located):
    """How many days a term has at a unit and below it, from a day on."""

    KIND = "rectification_term"
    COMMITTED: ClassVar = ("unit", "term", "days", "since", "basis")

    term = models.CharField(max_length=10, choices=TERMS)
    days = models.PositiveSmallIntegerField()
    since = models.DateField()
    basis = models.CharField(max_length=200)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["term", "-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(term__in=list(Term)), name="rectification_term_known"),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=LONGEST) & ~Q(basis=""), name="rectification_term_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.days}"
