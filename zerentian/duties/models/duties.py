"""Duties, the dated occurrences that recurring duties open, and the thresholds of the lights."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, DateField, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models.basis import LEVEL_LABELS, Basis, FunctionItem
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.cadences import Cadence, DueRule, span_label
from zerentian.duties.rules.functions import Asked, Level, Outcome
from zerentian.duties.rules.lights import AMBER_DAYS, Light, light
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Area, Post

CADENCE_LABELS = {
    Cadence.ONCE: _("Once"),
    Cadence.WEEKLY: _("Weekly"),
    Cadence.MONTHLY: _("Monthly"),
    Cadence.QUARTERLY: _("Quarterly"),
    Cadence.HALF_YEARLY: _("Half-yearly"),
    Cadence.YEARLY: _("Yearly"),
}
ASKED_LABELS = {
    Asked.NONE: _("No evidence asked for"),
    Asked.PHOTO: _("Photo of the place"),
    Asked.LIST: _("List or form"),
    Asked.MINUTES: _("Minutes"),
    Asked.DOCUMENT: _("Document"),
}
OUTCOME_LABELS = {
    Outcome.OPEN: _("Open"),
    Outcome.FULFILLED: _("Fulfilled"),
    Outcome.EXCUSED: _("Excused"),
    Outcome.CANCELLED: _("Cancelled"),
}


class ThresholdQuerySet(models.QuerySet["Threshold"]):
    """Questions people ask of the thresholds."""

    def in_force(self) -> dict[str, int]:
        """Return the days before a due day from which each kind of matter is amber."""
        return {**AMBER_DAYS, **dict(self.values_list("kind", "amber_days"))}


class Threshold(Committed):
    """From how many days before its due day a kind of matter is amber; without a row the default holds."""

    COMMITTED: ClassVar = ("kind", "amber_days")

    kind = models.CharField(max_length=20, unique=True)
    amber_days = models.PositiveSmallIntegerField()

    objects = ThresholdQuerySet.as_manager()

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(AMBER_DAYS)), name="threshold_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.amber_days}"

    @property
    def ref(self) -> str:
        """Return the reference string of the threshold."""
        return f"threshold:{self.kind}"


class DutyQuerySet(LocatedQuerySet):
    """Questions people ask of duties."""

    def in_force(self) -> Self:
        """The duties that have not been retired."""
        return self.filter(last=None)

    def off_list(self) -> Self:
        """The duties that hang on no item of the function list (清单外)."""
        return self.filter(item=None)


class Duty(Located):
    """What a post has to do, in an area of work, on a basis, once or again and again.

    Hangs on an item of the function list, or is off the list (清单外) and says which level demanded it.
    """

    KIND = "duty"
    COMMITTED: ClassVar = (
        "unit",
        "post",
        "title",
        "area",
        "basis",
        "item",
        "demanded_by",
        "cadence",
        "due_day",
        "due_month",
        "due_on",
        "asks",
        "first",
        "last",
    )
    OPENABLE: ClassVar = ("title",)

    title = models.CharField(max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, related_name="duties")
    post = models.ForeignKey(Post, models.PROTECT, related_name="duties")
    basis = models.ForeignKey(Basis, models.PROTECT, null=True, blank=True, related_name="duties")
    item = models.ForeignKey(FunctionItem, models.PROTECT, null=True, blank=True, related_name="duties")
    demanded_by = models.CharField(max_length=10, choices=LEVEL_LABELS, blank=True)
    cadence = models.CharField(max_length=20, choices=CADENCE_LABELS)
    due_day = models.PositiveSmallIntegerField(default=31)
    due_month = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    asks = models.CharField(max_length=10, choices=ASKED_LABELS, default=Asked.NONE)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    retired_because = models.CharField(max_length=300, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["area", "title", "pk"]
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(
                condition=Q(item=None, demanded_by__in=list(Level)) | Q(item__isnull=False, demanded_by=""),
                name="duty_on_list_or_demanded",
            ),
            models.CheckConstraint(condition=Q(cadence__in=list(Cadence)), name="duty_cadence_known"),
            models.CheckConstraint(
                condition=~Q(cadence=Cadence.ONCE) | Q(due_on__isnull=False), name="duty_once_dated"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> DueRule:
        """Return when the duty falls due."""
        return DueRule(Cadence(self.cadence), self.due_day, self.due_month, self.due_on)

    @property
    def listed(self) -> bool:
        """Tell whether the duty hangs on the function list."""
        return self.item_id is not None


class OccurrenceQuerySet(LocatedQuerySet):
    """Questions people ask of occurrences."""

    def open(self) -> Self:
        """The occurrences that are neither fulfilled, excused nor cancelled."""
        return self.filter(outcome=Outcome.OPEN)

    def overdue(self, now: datetime) -> Self:
        """The open occurrences whose due day has passed."""
        return self.open().filter(due__lt=local_day(now))

    def due_soon(self, now: datetime) -> Self:
        """The open occurrences that are amber: within their cadence's threshold before the due day."""
        today = local_day(now)
        days = Threshold.objects.in_force()
        soon = Case(
            *(
                When(duty__cadence=kind, then=Value(today + timedelta(days=days[kind]), DateField()))
                for kind in Cadence
            ),
            default=Value(today),
            output_field=DateField(),
        )
        return self.open().annotate(soon=soon).filter(due__gte=today, due__lte=F("soon"))

    def waiting_for(self, account: Account) -> Self:
        """The open occurrences of duties of the posts the account holds today, soonest due first."""
        posts = account.post_keys()
        return self.open().filter(duty__post__in=posts).order_by("due")


class Occurrence(Located):
    """One dated occurrence of a duty, from ``first`` to ``due``; fulfilled by a deed or excused with a reason."""

    KIND = "occurrence"
    COMMITTED: ClassVar = ("duty", "unit", "code", "first", "due", "outcome", "closed_on", "reason")
    OPENABLE: ClassVar = ("reason",)

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="occurrences")
    code = models.CharField(max_length=10)
    first = models.DateField()
    due = models.DateField(db_index=True)
    outcome = models.CharField(max_length=10, choices=OUTCOME_LABELS, default=Outcome.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "code"], name="occurrence_once"),
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="occurrence_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, closed_on=None)
                | (~Q(outcome=Outcome.OPEN) & Q(closed_on__isnull=False)),
                name="occurrence_closed_dated",
            ),
        ]
        indexes = [models.Index(fields=["outcome", "due"], name="occurrence_open_due")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.code}"

    @property
    def label(self) -> str:
        """Return the occurrence's span in Chinese words."""
        return span_label(self.code)

    def light(self, today: date, amber_days: int) -> Light:
        """Return the light of the occurrence; ``none`` once it is closed."""
        return light(self.due, today, amber_days) if self.outcome == Outcome.OPEN else Light.NONE
