"""More time for a finding: asked for with a reason, decided on by another person."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.ledger.models import Committed
from zerentian.organization.models import Account
from zerentian.rectification.models.findings import Finding


class TimeQuerySet(models.QuerySet["MoreTime"]):
    """Questions people ask of requests for more time."""

    def undecided(self) -> Self:
        """The requests that nobody has decided on."""
        return self.filter(granted=None)

    def to_decide_by(self, account: Account) -> Self:
        """The requests that the account may decide on: none of its own."""
        findings = Finding.objects.allowed(account, "finding.assign").owed()
        return self.undecided().filter(finding__in=findings).exclude(asked_by=account)


class MoreTime(Committed):
    """More time that was asked for, and what another person decided. ``late``: asked after the due day."""

    COMMITTED: ClassVar = ("finding", "old_due", "due", "reason", "late", "granted", "answer")
    OPENABLE: ClassVar = ("reason", "answer")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="times")
    old_due = models.DateField()
    due = models.DateField()
    reason = models.TextField()
    late = models.BooleanField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = TimeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gt=F("old_due")), name="more_time_is_more"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="more_time_granted_by_another",
            ),
            models.CheckConstraint(
                condition=Q(granted=None, decided_by=None)
                | Q(granted__isnull=False, decided_by__isnull=False),
                name="more_time_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(granted=None), name="more_time_one_request_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.due}"
