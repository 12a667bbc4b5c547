"""Hot matters that ask for an answer, without anybody who asked; and disputes of what was published."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.community.models.labels import ORIGINS, QUESTION_STATES, URGENCIES
from zerentian.community.rules.questions import Origin, State, Urgency
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account


class QuestionQuerySet(LocatedQuerySet):
    """Questions people ask of questions."""

    right = "notice.view"

    def open(self) -> Self:
        """Those without an answer so far."""
        return self.filter(state=State.OPEN)

    def overdue(self, now: datetime) -> Self:
        """Those whose hours have passed without an answer."""
        return self.open().filter(due_at__lt=now)

    def update_owed(self, now: datetime) -> Self:
        """The answered ones whose announced update has come."""
        return self.filter(state=State.ANSWERED, next_update_on__lte=local_day(now))

    def to_answer_by(self, account: Account) -> Self:
        """Those that the account may answer, the soonest due first."""
        return self.open().allowed(account, "notice.write").order_by("due_at", "pk")


class Question(Located):
    """A matter that asks for a public answer, in the office's own words. ``due`` is the day on which its hours end."""

    KIND = "question"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "title",
        "origin",
        "origin_ref",
        "urgency",
        "heard_at",
        "due",
        "state",
        "answered_at",
        "next_update_on",
        "reason",
    )
    OPENABLE: ClassVar = ("title", "reason")

    title = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=ORIGINS)
    origin_ref = models.CharField(max_length=160, blank=True)
    urgency = models.CharField(max_length=10, choices=URGENCIES)
    heard_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    due = models.DateField()
    state = models.CharField(max_length=10, choices=QUESTION_STATES, default=State.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    next_update_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    logged_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-heard_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="question_state_known"),
            models.CheckConstraint(condition=Q(origin__in=list(Origin)), name="question_origin_known"),
            models.CheckConstraint(condition=Q(urgency__in=list(Urgency)), name="question_urgency_known"),
            models.CheckConstraint(
                condition=Q(state=State.ANSWERED, answered_at__isnull=False)
                | (~Q(state=State.ANSWERED) & Q(answered_at=None)),
                name="question_answered_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["origin_ref"],
                condition=Q(state=State.OPEN) & ~Q(origin_ref=""),
                name="question_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether it has no answer so far."""
        return self.state == State.OPEN
