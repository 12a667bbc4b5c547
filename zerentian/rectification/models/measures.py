"""Measures (整改措施): what is done about a finding, by whom with whose help, until when, for how much."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models import Deed
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.lights import Light, light
from zerentian.organization.models import Account, Post, Unit
from zerentian.rectification.models.findings import AMBER_DAYS, Finding

OPEN, DONE, DROPPED = "open", "done", "dropped"
MEASURE_STATES = {OPEN: _("under way"), DONE: _("carried out"), DROPPED: _("dropped")}


def yuan(cents: int | None) -> Decimal | None:
    """Return cents as yuan with two decimals; unknown stays unknown."""
    return None if cents is None else Decimal(cents).scaleb(-2)


def cents_of(money: Decimal | None) -> int | None:
    """Return yuan as whole cents; unknown stays unknown."""
    return None if money is None else int((money * 100).to_integral_value())


class MeasureQuerySet(LocatedQuerySet):
    """Questions people ask of measures."""

    right = "finding.view"

    def visible_to(self, account: Account) -> Self:
        """The measures of the findings the account may see."""
        return self.filter(finding__in=Finding.objects.visible_to(account).values("pk"))

    def open(self) -> Self:
        """The measures that are still under way."""
        return self.filter(state=OPEN)

    def waiting_for(self, account: Account) -> Self:
        """The measures under way for which a post of the account is in charge, soonest due first."""
        posts = account.post_keys()
        mine = self.open().visible_to(account).filter(responsible__in=posts)
        return mine.order_by("due", "pk")


class Measure(Located):
    """One measure. What was planned is never altered: it is dropped, with a reason, and another one planned.

    Money is kept in cents (分), for what is committed to is whole numbers; None is unknown, not 0.
    """

    KIND = "measure"
    COMMITTED: ClassVar = (
        "unit",
        "finding",
        "text",
        "responsible",
        "due",
        "cents",
        "cents_spent",
        "state",
        "done_on",
        "done_by",
        "result",
    )
    OPENABLE: ClassVar = ("text", "result")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="measures")
    text = models.TextField()
    responsible = models.ForeignKey(Post, models.PROTECT, related_name="+")
    assisting = models.ManyToManyField(Unit, related_name="+", blank=True)
    due = models.DateField()
    cents = models.BigIntegerField(null=True, blank=True)
    cents_spent = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=MEASURE_STATES, default=OPEN)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField(blank=True)
    # The record of work that it became, if somebody made it one.
    deed = models.OneToOneField(Deed, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(MEASURE_STATES)), name="measure_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DONE) | Q(done_on__isnull=False, done_by__isnull=False),
                name="measure_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(cents=None) | Q(cents__gte=0)) & (Q(cents_spent=None) | Q(cents_spent__gte=0)),
                name="measure_money_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        """Tell whether it is still under way."""
        return self.state == OPEN

    @property
    def money(self) -> Decimal | None:
        """Return the money planned, in yuan."""
        return yuan(self.cents)

    @property
    def spent(self) -> Decimal | None:
        """Return the money spent, in yuan."""
        return yuan(self.cents_spent)

    @property
    def is_to_record(self) -> bool:
        """Tell whether it was carried out and is no deed yet, or one that was withdrawn."""
        return self.state == DONE and (self.deed is None or self.deed.withdrawn)

    def light(self, today: date) -> Light:
        """Return the light of the measure; ``none`` once it is over."""
        return light(self.due, today, AMBER_DAYS) if self.is_open else Light.NONE
