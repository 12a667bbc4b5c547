"""The files of objections to marks are read with their scorecard, and by nobody else."""

from typing import Any

from django.db.models import QuerySet

from zerentian.organization.models import Account
from zerentian.organization.shields import Shield
from zerentian.reports.models import Scorecard


def readable(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the scorecards that an account may read."""
    return Scorecard.objects.visible_to(account).refs()


SCORECARDS = Shield("scorecard", readable)
