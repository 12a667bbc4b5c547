"""A finding's files are read with the finding, and by nobody else."""

from typing import Any

from django.db.models import QuerySet

from zerentian.organization.models import Account
from zerentian.organization.shields import Shield
from zerentian.rectification.models import Finding


def readable(account: Account) -> "QuerySet[Any, Any]":
    """Return the references of the findings that an account may read."""
    return Finding.objects.visible_to(account).refs()


FINDINGS = Shield("finding", readable, ())
