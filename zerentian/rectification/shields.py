"""The files of a finding or a risk point are read with it, and by nobody else."""

from typing import Any

from django.db.models import QuerySet

from zerentian.organization.models import Account
from zerentian.organization.shields import Shield
from zerentian.rectification.models import Finding, LandMatter, RiskPoint


def readable(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the findings that an account may read."""
    return Finding.objects.visible_to(account).refs()


FINDINGS = Shield("finding", readable)


def readable_points(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the risk points that an account may read."""
    return RiskPoint.objects.visible_to(account).refs()


RISKS = Shield("risk", readable_points)


def readable_land(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the land matters that an account may read."""
    return LandMatter.objects.visible_to(account).refs()


LAND = Shield("land", readable_land)
