"""What is chased: the county's answer, what was promised at a joint visit, answers that stay overdue."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models.dispatches import JointVisit
from zerentian.casework.rules.chasing import Above
from zerentian.ledger.models import Unnumbered
from zerentian.organization.models import Account

ABOVE = {Above.LEADERS: _("the township's leaders"), Above.COUNTY: _("the county")}


class Reminder(Unnumbered):
    """Until when the township asks the county about a matter that it referred. Open while ``ended_on`` is empty."""

    COMMITTED: ClassVar = ("concern", "to", "began_on", "day", "ended_on")

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="reminders")
    to = models.CharField(max_length=120)
    began_on = models.DateField()
    day = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern"], condition=Q(ended_on=None), name="reminder_one_open"),
            models.CheckConstraint(condition=Q(day__gte=models.F("began_on")), name="reminder_forward"),
        ]
        indexes = [models.Index(fields=["day"], condition=Q(ended_on=None), name="reminder_open_day")]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.day}"


class PromiseCheck(Unnumbered):
    """Whether what was promised at a joint visit was done."""

    COMMITTED: ClassVar = ("visit", "kept", "words", "checked_on")
    OPENABLE: ClassVar = ("words",)

    visit = models.OneToOneField(JointVisit, models.PROTECT, related_name="check_of_promise")
    kept = models.BooleanField()
    words = models.CharField(max_length=500)
    checked_on = models.DateField()
    checked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="promise_check_in_words")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kept}"


class Escalation(Unnumbered):
    """An answer that stayed overdue was brought before those above, by rule; nothing is taken out of anybody's hand.

    ``due`` is the day that passed: an answer that was promised anew and is late again is brought up again.
    """

    COMMITTED: ClassVar = ("concern", "above", "due", "day")

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="escalations")
    above = models.CharField(max_length=10, choices=ABOVE)
    due = models.DateField()
    day = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "above", "due"], name="escalation_once_a_day_due"),
            models.CheckConstraint(condition=Q(above__in=list(Above)), name="escalation_above_known"),
            models.CheckConstraint(condition=Q(day__gt=models.F("due")), name="escalation_after_due"),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.above} {self.due}"
