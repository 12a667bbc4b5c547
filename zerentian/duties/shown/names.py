"""Naming many rows at once, for who may see them."""

from collections.abc import Collection, Mapping

from zerentian.duties.models.located import LocatedQuerySet
from zerentian.organization.models import Account
from zerentian.organization.subjects import Titles
from zerentian.organization.telling import numbers, titled


def of(rows: LocatedQuerySet) -> Titles:
    """Return how to name the rows of a table that an account may see."""

    def named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
        return titled(rows.all().visible_to(account).filter(pk__in=numbers(keys)))

    return named
