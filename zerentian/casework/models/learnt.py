"""What was learnt from a township's own closed matters: weights of words, made again each night. No fact, no entry."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from zerentian.organization.models import Unit


class Aspect(StrEnum):
    """What was learnt: category, kind, office in the lead, the usual reply; which matters seem to be one, and what a
    new one is compared with."""

    CATEGORY = "category"
    WHAT_KIND = "kind"
    LEAD = "lead"
    REPLY = "reply"
    TOPICS = "topics"
    NEAR = "near"


class Learnt(models.Model):
    """One thing learnt for a township. ``content`` holds arrays (npz), nothing that could be run.

    ``cases`` is how many matters it was learnt from. Suggestions are nowhere kept, nor whether anybody took one.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    aspect = models.CharField(max_length=10)
    content = models.BinaryField()
    cases = models.PositiveIntegerField()
    learnt_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "aspect"], name="learnt_once"),
            models.CheckConstraint(condition=Q(aspect__in=list(Aspect)), name="learnt_aspect_known"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.aspect}"
