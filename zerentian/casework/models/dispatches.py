"""Dispatches, objections to them, assisting offices, joint visits and sub-tasks."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from zerentian.duties.models import FunctionItem, Task
from zerentian.ledger.models import Unnumbered
from zerentian.ledger.models.among import among
from zerentian.organization.models import Account, Unit


def led_by(account: Account) -> Q:
    """Return the condition that a unit in the account's reach leads the concern."""
    return Q(lead__in=account.unit_keys("concern.handle"))


def handled_by(account: Account) -> Q:
    """Return the condition that a unit in the account's reach leads or assists."""
    units = account.unit_keys("concern.handle")
    helping = Assistance.objects.filter(unit__in=units, ended=False).values("concern")
    return Q(lead__in=units) | among(helping)


def helping_at(concern: Any, account: Account) -> str:
    """Return the path of a unit that assists with a concern and for which the account works; empty for none."""
    helping = concern.assistances.filter(ended=False).select_related("unit")
    return next((one.unit.path for one in helping if account.may("concern.handle", one.unit)), "")


class Dispatch(Unnumbered):
    """A concern given to an office or village in the lead; ``final`` after an objection was overruled."""

    COMMITTED: ClassVar = ("concern", "unit", "function", "instructions", "final", "ended")
    OPENABLE: ClassVar = ("instructions",)

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="dispatches")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    function = models.ForeignKey(FunctionItem, models.PROTECT, null=True, blank=True, related_name="+")
    instructions = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    final = models.BooleanField(default=False)
    ended = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "dispatches"
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(ended=False), name="dispatch_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.unit_id}"


class Objection(Unnumbered):
    """An objection to a dispatch (派单异议): the reason, and the ruling of who dispatched."""

    COMMITTED: ClassVar = ("dispatch", "reason", "belongs_to", "ruling", "ruling_reason")
    OPENABLE: ClassVar = ("reason", "ruling_reason")

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="objections")
    reason = models.TextField()
    belongs_to = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ruling = models.CharField(max_length=10, blank=True)
    ruling_reason = models.TextField(blank=True)
    ruled_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch"], condition=Q(ruling=""), name="objection_one_open"),
            models.CheckConstraint(condition=~Q(reason=""), name="objection_has_reason"),
            models.CheckConstraint(
                condition=Q(ruling="") | Q(ruling__in=("upheld", "sustained")) & ~Q(ruling_reason=""),
                name="objection_ruling_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.ruling}"


class Assistance(Unnumbered):
    """An office that assists the one in the lead (协办)."""

    COMMITTED: ClassVar = ("concern", "unit", "ended")

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="assistances")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ended = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "unit"], name="assistance_once")]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.unit_id}"


class JointVisit(Unnumbered):
    """A call to a joint visit (吹哨报到): who was called, who came, what each promised."""

    COMMITTED: ClassVar = ("concern", "called", "matter", "visit_on", "came", "promise", "promised_by")
    OPENABLE: ClassVar = ("matter", "promise")

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="visits")
    called = models.CharField(max_length=120)
    matter = models.TextField(blank=True)
    visit_on = models.DateField()
    called_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    came = models.BooleanField(null=True, blank=True)
    promise = models.TextField(blank=True)
    promised_by = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.called}"


class SubTask(Unnumbered):
    """A task given for a concern; the task itself lives among the duties."""

    COMMITTED: ClassVar = ("concern", "task")

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="subtasks")
    task = models.OneToOneField(Task, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.task_id}"
