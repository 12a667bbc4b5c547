"""Patrols (巡查) with their answers item by item, due days that passed without one, and control measures."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.lights import Light, light
from zerentian.ledger.drawn import SerialField
from zerentian.organization.models import Account, Post
from zerentian.rectification.models.findings import AMBER_DAYS
from zerentian.rectification.models.risk_labels import RESULTS_OF_PATROLS
from zerentian.rectification.models.risk_terms import Checklist
from zerentian.rectification.models.risks import RiskPoint
from zerentian.rectification.rules.patrols import PatrolResult

OPEN, DONE, DROPPED = "open", "done", "dropped"
CONTROL_STATES = {OPEN: _("under way"), DONE: _("carried out"), DROPPED: _("dropped")}


class OfPointQuerySet(LocatedQuerySet):
    """Questions people ask of what belongs to a risk point."""

    right = "risk.view"

    def visible_to(self, account: Account) -> Self:
        """The rows of the points that the account may see."""
        return self.filter(point__in=RiskPoint.objects.visible_to(account).values("pk"))

    def open(self) -> Self:
        """The control measures that are still under way."""
        return self.filter(state=OPEN)


class Patrol(Located):
    """Somebody was at a risk point and looked: each item normal, abnormal or not to be seen, with words.

    ``answers`` hold item, answer and note in the order of the checklist's version that was used.
    """

    KIND = "patrol"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "point",
        "checklist",
        "patrolled_on",
        "clock",
        "weather",
        "result",
        "answers",
    )
    OPENABLE: ClassVar = ("weather",)

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="patrols")
    checklist = models.ForeignKey(Checklist, models.PROTECT, null=True, blank=True, related_name="+")
    patrolled_on = models.DateField()
    # The hour as it was written down, such as 14:30.
    clock = models.CharField(max_length=5, blank=True)
    weather = models.CharField(max_length=60, blank=True)
    result = models.CharField(max_length=10, choices=RESULTS_OF_PATROLS)
    answers = models.JSONField(default=list)
    patrolled_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    # How many abnormal items are no finding yet.
    unfollowed = models.PositiveSmallIntegerField(default=0, db_index=True)
    serial = SerialField()

    objects = OfPointQuerySet.as_manager()

    class Meta:
        ordering = ["-patrolled_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=list(PatrolResult)), name="patrol_result_known"),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.patrolled_on}"

    @property
    def number(self) -> str:
        """Return the number people use."""
        return f"X{self.patrolled_on.year}-{self.serial:05}"

    @property
    def abnormal(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the items that were abnormal, each with its place on the list from 1."""
        found = enumerate(self.answers, 1)
        return [(at, one) for at, one in found if one["answer"] == PatrolResult.ABNORMAL]


class MissedPatrol(models.Model):
    """A due day that passed without a patrol; one recorded later for that very time makes it good."""

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="missed")
    due = models.DateField()
    hours = models.PositiveSmallIntegerField()
    made_good_by = models.ForeignKey(Patrol, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due"]
        constraints = [models.UniqueConstraint(fields=["point", "due"], name="missed_patrol_once")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.due}"


class RiskControl(Located):
    """What is done to lessen a risk, by which post, until when. It is not altered: dropped and planned anew."""

    KIND = "risk_control"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "point",
        "text",
        "responsible",
        "due",
        "state",
        "done_on",
        "result",
    )
    OPENABLE: ClassVar = ("text", "result")

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="controls")
    text = models.TextField()
    responsible = models.ForeignKey(Post, models.PROTECT, related_name="+")
    due = models.DateField(db_index=True)
    state = models.CharField(max_length=8, choices=CONTROL_STATES, default=OPEN)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField(blank=True)

    objects = OfPointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(CONTROL_STATES)), name="risk_control_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=DONE) | Q(done_on__isnull=False, done_by__isnull=False),
                name="risk_control_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        """Tell whether it is still under way."""
        return self.state == OPEN

    def light(self, today: date) -> Light:
        """Return the light of the measure; ``none`` once it is over."""
        return light(self.due, today, AMBER_DAYS) if self.is_open else Light.NONE
