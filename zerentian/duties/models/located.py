"""Rows that belong to a unit: who may see them, and where they stand in the figures."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Cast, Concat

from zerentian.ledger.models import Committed
from zerentian.organization.models import Account, Unit


class LocatedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Questions people ask of rows that belong to a unit."""

    right = "duty.view"

    def visible_to(self, account: Account) -> Self:
        """The rows of the units over which the account holds the room's right to look."""
        return self.filter(unit__in=account.unit_keys(self.right))

    def allowed(self, account: Account, right: str) -> Self:
        """The rows of the units over which the account holds a right; nothing is asked where it holds it nowhere."""
        if account.reach(right) == []:
            return self.none()
        return self.filter(unit__in=account.unit_keys(right))

    def under(self, unit: Unit, day: date) -> Self:
        """The rows of a unit and of everything below it on the day."""
        return self.filter(unit__in=Unit.objects.under(unit, day))

    def refs(self) -> models.QuerySet:  # type: ignore[type-arg]
        """The references of these rows, such as ``deed:17``, as entries name them."""
        text = Concat(
            models.Value(f"{self.model.KIND}:"),
            Cast("pk", models.TextField()),
            output_field=models.TextField(),
        )
        refs: models.QuerySet = self.annotate(ref_text=text).order_by().values("ref_text")  # type: ignore[type-arg]
        return refs

    def of_posts_of(self, account: Account) -> Self:
        """The rows for which a post the account holds today is responsible."""
        return self.filter(post__in=account.post_keys())


class Located(Committed):
    """A row of a unit. ``path`` is where it stands in the figures: the unit's path when it came to the unit."""

    KIND: ClassVar[str] = ""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400)

    class Meta:
        abstract = True

    @property
    def ref(self) -> str:
        """Return the reference string, such as ``deed:17``."""
        return f"{self.KIND}:{self.pk}"
