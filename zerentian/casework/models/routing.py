"""Rules by which category and village propose who leads: the township's own data, a person still dispatches."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.casework.models.categories import Category
from zerentian.casework.models.concerns import Concern
from zerentian.casework.rules.concerns import Kind
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.organization.models import Unit


class RoutingQuerySet(LocatedQuerySet):
    """Questions people ask of rules of dispatch."""

    right = "concern.category"

    def in_use(self) -> Self:
        """The rules that propose something."""
        return self.filter(retired=False)

    def fitting(self, unit: Unit, category: Category | None, village: Unit | None) -> "Routing | None":
        """Return the rule that fits a category and a village best: both, then the category, then the village."""
        mine = Q(category=category) | Q(category=None) if category else Q(category=None)
        rules = self.in_use().filter(mine, unit=unit).select_related("office", "category", "place_unit")
        found = [one for one in rules if one.fits(village)]
        return max(found, key=lambda one: one.closeness(village), default=None)


class Routing(Located):
    """One rule: concerns of a category, in a village, or both, are proposed to an office."""

    KIND = "routing"
    COMMITTED: ClassVar = ("unit", "category", "place_unit", "office", "retired")

    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    place_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    retired = models.BooleanField(default=False)

    objects = RoutingQuerySet.as_manager()

    class Meta:
        ordering = ["category__position", "category__code", "place_unit__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(place_unit__isnull=False),
                name="routing_asks_something",
            ),
            models.UniqueConstraint(
                fields=["unit", "category", "place_unit"],
                condition=Q(retired=False, category__isnull=False, place_unit__isnull=False),
                name="routing_both_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "category"],
                condition=Q(retired=False, place_unit=None),
                name="routing_category_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "place_unit"],
                condition=Q(retired=False, category=None),
                name="routing_village_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked} → {self.office.name}"

    @property
    def asked(self) -> str:
        """Return what the rule asks of a concern: its category, its village."""
        village = self.place_unit.name if self.place_unit else ""
        return " · ".join(filter(None, (self.category.name if self.category else "", village)))

    def fits(self, village: Unit | None) -> bool:
        """Tell whether the rule speaks of a village; one that merged is the one it merged into."""
        if self.place_unit is None:
            return True
        return village is not None and self.place_unit.standing == village.standing

    def closeness(self, village: Unit | None) -> tuple[bool, bool, bool]:
        """Return how closely a fitting rule speaks: of a category, of a village, and of this very one."""
        return (
            self.category_id is not None,
            self.place_unit_id is not None,
            village is not None and self.place_unit_id == village.pk,
        )

    @property
    def stands_for(self) -> Unit:
        """Return the office, or the one that stands in its place since it merged."""
        return self.office.standing


def proposed(concern: Concern, category: Category | None) -> Routing | None:
    """Return the rule that proposes who leads; none for a report of wrongdoing or where somebody is accused."""
    if concern.kind == Kind.WRONGDOING or concern.accusations.filter(lifted=False).exists():
        return None
    return Routing.objects.fitting(concern.unit, category, concern.place_unit)
