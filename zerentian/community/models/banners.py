"""Which released texts stand on top of every public page, from which day to which."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.community.models.notices import Notice
from zerentian.ledger.models import Committed


class BannerQuerySet(models.QuerySet["Banner"]):
    """Questions people ask of what stands on top."""

    def standing(self, day: date) -> Self:
        """Those that stand on top on a day: within their days, of texts that are public and current."""
        within = self.filter(first__lte=day, last__gte=day, taken_off_on=None)
        return within.filter(notice__in=Notice.objects.current(day)).select_related("notice")


class Banner(Committed):
    """A released text on top of the public pages, both days included; ``taken_off_on``: taken down before."""

    COMMITTED: ClassVar = ("notice", "first", "last", "taken_off_on")

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="banner")
    first = models.DateField()
    last = models.DateField()
    taken_off_on = models.DateField(null=True, blank=True)

    objects = BannerQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="banner_forward")]
        indexes = [models.Index(fields=["last"], condition=Q(taken_off_on=None), name="banner_last_day")]

    def __str__(self) -> str:
        return str(self.notice)
