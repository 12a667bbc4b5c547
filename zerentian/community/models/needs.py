"""What volunteers are sought for at an activity, and the certificates that some asked for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zerentian.community.models.activities import Activity, SignUp
from zerentian.ledger.models import Committed, Unnumbered
from zerentian.organization.models import Account


class Need(Committed):
    """Volunteers are sought at an activity: they sign up for it as anybody does, each alone."""

    COMMITTED: ClassVar = ("activity", "task", "conditions", "risks", "dangerous", "insured_by")
    OPENABLE: ClassVar = ("task", "conditions", "risks", "insured_by")

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="need")
    task = models.CharField(max_length=300)
    conditions = models.CharField(max_length=300, blank=True)
    risks = models.CharField(max_length=300)
    dangerous = models.BooleanField(default=False)
    insured_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(task="") & ~Q(risks=""), name="need_told_whole"),
            models.CheckConstraint(condition=Q(dangerous=False) | ~Q(insured_by=""), name="need_insured"),
        ]

    def __str__(self) -> str:
        return self.task


class Certificate(Unnumbered):
    """A volunteer asked for a certificate and was given one. It stands for no hours of anybody who did not ask."""

    COMMITTED: ClassVar = ("party", "minutes", "issued_on")

    party = models.OneToOneField(SignUp, models.PROTECT, related_name="certificate")
    minutes = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    issued_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=1440), name="certificate_minutes")
        ]

    def __str__(self) -> str:
        return f"{self.party_id}"
