"""The organ that a unit is (机关): its full names, where it is, how and when it is reached."""

from typing import ClassVar

from django.db import models

from zerentian.ledger.models import Committed
from zerentian.organization.models.units import Unit


class Organ(Committed):
    """Names and address of a unit's organ. A name that is left empty follows from the unit's kind and name."""

    COMMITTED: ClassVar = ("unit", "government", "party", "address", "telephone")
    OPENABLE: ClassVar = ("government", "party", "address", "telephone")

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="organ")
    government = models.CharField(max_length=60, blank=True)
    party = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.government or self.unit.name


class OfficeHours(Committed):
    """When residents are received at a unit's organ (工作时间), in words, as the residents' first page says it."""

    COMMITTED: ClassVar = ("unit", "hours")
    OPENABLE: ClassVar = ("hours",)

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="office_hours")
    hours = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.hours
