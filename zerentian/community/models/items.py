"""Things that are lent (借用物品), each loan with its day to be back: who has it is encrypted and gone afterwards."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from zerentian.community.models.labels_of_items import CONDITIONS, SORTS
from zerentian.community.models.reachable import Caller, Reachable, ReachableQuerySet
from zerentian.community.rules.lending import Condition, Sort
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.organization.models import Account


class ItemQuerySet(LocatedQuerySet):
    """Questions people ask of things that are lent."""

    right = "activity.view"

    def kept(self) -> Self:
        """Those that are still lent."""
        return self.filter(ended_on=None)

    def overdue(self, today: date) -> Self:
        """Those of which one should have been back before today."""
        return self.filter(Exists(Loan.objects.out().filter(item=OuterRef("pk"), due__lt=today)))


class Item(Located):
    """A thing of which there are ``copies``, lent for ``days`` as a rule; who borrowed goes ``kept_days`` after."""

    KIND = "item"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "title",
        "sort",
        "copies",
        "shelf",
        "days",
        "kept_days",
        "ended_on",
    )
    OPENABLE: ClassVar = ("title", "shelf")

    title = models.CharField(max_length=120)
    sort = models.CharField(max_length=10, choices=SORTS)
    copies = models.PositiveSmallIntegerField()
    shelf = models.CharField(max_length=120)
    days = models.PositiveSmallIntegerField()
    kept_days = models.PositiveSmallIntegerField()
    added_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sort__in=list(Sort)), name="item_sort_known"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="item_of_something"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def out(self) -> "list[Loan]":
        """Return the loans that are not back, the one due first."""
        return sorted((one for one in self.loans.all() if one.returned_on is None), key=lambda one: one.due)

    @property
    def free(self) -> int:
        """Return how many can be had now."""
        return max(0, self.copies - len(self.out))


class LoanQuerySet(ReachableQuerySet):
    """Questions people ask of loans."""

    def out(self) -> Self:
        """Those that are not back."""
        return self.filter(returned_on=None)


class Loan(Reachable):
    """One copy is out, or was. No copy is out twice: the table holds it."""

    HOLDER: ClassVar = "item"
    COMMITTED: ClassVar = (
        *("item", "copy", "lent_on", "due", "returned_on", "condition"),
        *(*Reachable.COLUMNS, "erased"),
    )

    item = models.ForeignKey(Item, models.PROTECT, related_name="loans")
    copy = models.PositiveSmallIntegerField()
    lent_on = models.DateField()
    due = models.DateField(db_index=True)
    returned_on = models.DateField(null=True, blank=True)
    condition = models.CharField(max_length=10, choices=CONDITIONS, blank=True)
    lent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["-lent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "copy"], condition=Q(returned_on=None), name="loan_copy_out_once"
            ),
            models.CheckConstraint(condition=Q(due__gte=F("lent_on")), name="loan_forward"),
            models.CheckConstraint(
                condition=Q(returned_on=None, condition="", erase_on=None)
                | Q(
                    returned_on__gte=F("lent_on"),
                    condition__in=list(Condition),
                    erase_on__gt=F("returned_on"),
                ),
                name="loan_back_somehow",
            ),
            models.CheckConstraint(
                condition=Q(erased=False) | Q(name="", phone=""), name="loan_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.copy}"

    @property
    def told(self) -> Caller:
        """Return who it is, in the clear."""
        return Caller(*self.opened)
