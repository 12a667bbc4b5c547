"""Questions to the resident: what is asked, until when is waited, how it ended."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zerentian.casework.models.clocks import ClockPause
from zerentian.casework.rules.asking import LONGEST_QUESTION, Ended
from zerentian.ledger.models import Unnumbered
from zerentian.organization.models import Account


class Question(Unnumbered):
    """The office asks the resident for something. Open while ``ended`` is empty; at most one on a concern.

    ``pause`` is the time that the answer's clock leaves out for it, where its rule knows such time.
    """

    COMMITTED: ClassVar = ("concern", "words", "asked_on", "until", "ended", "ended_on")
    OPENABLE: ClassVar = ("words",)

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="questions")
    words = models.CharField(max_length=LONGEST_QUESTION)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    until = models.DateField()
    pause = models.OneToOneField(ClockPause, models.PROTECT, null=True, blank=True, related_name="question")
    ended = models.CharField(max_length=10, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern"], condition=Q(ended=""), name="question_one_open"),
            models.CheckConstraint(
                condition=Q(ended="") | Q(ended__in=list(Ended)), name="question_ended_known"
            ),
            models.CheckConstraint(
                condition=Q(ended="", ended_on=None) | (~Q(ended="") & Q(ended_on__isnull=False)),
                name="question_ends_on_a_day",
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("asked_on")), name="question_waits_a_day"),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ended=""), name="question_open_until")]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.until}"
