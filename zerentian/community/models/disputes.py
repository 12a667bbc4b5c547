"""Disputes of what was published: what is said to be wrong, never who says so; shown with what came of it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.community.models.labels import CHANNELS, OUTCOMES
from zerentian.community.models.notices import Notice
from zerentian.community.rules.questions import Channel, Outcome
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.organization.models import Account


class DisputeQuerySet(LocatedQuerySet):
    """Questions people ask of disputes."""

    right = "notice.view"

    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(outcome="")

    def to_answer_by(self, account: Account) -> Self:
        """Those that the account may answer: none of a text at any version of which it wrote."""
        found = self.open().allowed(account, "notice.review")
        wrote = Notice.objects.written_by(account)
        return found.exclude(notice__in=wrote.values("pk")).order_by("received_at", "pk")


class Dispute(Located):
    """One dispute. ``claim`` is read by who answers it, and kept until then; others read ``shown``, the office's words.

    There is no field for who disputes: a person who wants an answer of one's own tells a concern.
    """

    KIND = "dispute"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "notice",
        "version",
        "channel",
        "claim",
        "shown",
        "answer",
        "outcome",
    )
    OPENABLE: ClassVar = ("claim", "shown", "answer")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="disputes")
    version = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10, choices=CHANNELS)
    claim = models.TextField()
    received_at = models.DateTimeField()
    shown = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=list(Outcome)), name="dispute_outcome_known"
            ),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="dispute_channel_known"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_by=None, answered_at=None)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="dispute_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.shown or self.notice.title

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered it."""
        return not self.outcome
