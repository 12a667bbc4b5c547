"""What changed for somebody since they last looked: entries by others that concern their own matters."""

from django.db.models import Q

from zerentian.ledger.models import Entry
from zerentian.ledger.models.entries import EntryQuerySet
from zerentian.organization.desk import MOST
from zerentian.organization.models import Account, Looked
from zerentian.organization.shields import hidden_from
from zerentian.organization.subjects import telling_verbs


def changes_for(account: Account) -> EntryQuerySet:
    """Return the entries of others that concern an account, by the rights it holds over their units.

    None of a matter that is hidden from it.
    """
    condition = Q(pk__in=[])
    for right, verbs in telling_verbs().items():
        for reach in account.reach(right) or []:
            condition |= Q(verb__in=verbs) & (Q(unit=reach) | Q(unit__startswith=f"{reach}/"))
    return hidden_from(account).shown(Entry.objects.filter(condition).exclude(actor=account))


def looked_up_to(account: Account) -> int | None:
    """Return the entry up to which an account has looked; None when it has never."""
    return Looked.objects.filter(account=account).values_list("entry", flat=True).first()


def unread(account: Account) -> str:
    """Return how many changes an account has not looked at, up to 99+; empty for none, and before its first look."""
    mark = looked_up_to(account)
    if mark is None:
        return ""
    count = changes_for(account).filter(pk__gt=mark).order_by("-pk")[:MOST].count()
    return f"{MOST - 1}+" if count >= MOST else str(count or "")
