"""Which entries an account may see: those of the units its right reaches."""

from django.db.models import Q
from django.http import HttpRequest

from zerentian.ledger.models import Entry
from zerentian.ledger.models.entries import EntryQuerySet
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account
from zerentian.organization.shields import hidden_from


def reader(request: HttpRequest) -> Account:
    """Return the account that is signed in."""
    if not isinstance(request.user, Account):
        raise Forbidden("desk.view")
    return request.user


def entries_for(account: Account) -> EntryQuerySet:
    """Return the entries an account may see; entries of the ledger itself belong to no unit and are for all."""
    reaches = account.reach("ledger.view")
    if reaches == []:
        return Entry.objects.none()
    return hidden_from(account).shown(Entry.objects.filter(within(reaches)))


def within(reaches: list[str] | None) -> Q:
    """Return the condition that an entry belongs to what is reached; None reaches everything."""
    if reaches is None:
        return Q()
    condition = Q(unit="", verb__startswith="ledger.")
    for reach in reaches:
        condition |= Q(unit=reach) | Q(unit__startswith=f"{reach}/")
    return condition


def topmost_unit(account: Account) -> str:
    """Return the path at which an account's figures begin: the first its right reaches, else the county."""
    reaches = account.reach("figure.view")
    return reaches[0] if reaches else ""
