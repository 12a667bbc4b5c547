"""Matters that are not for everybody: a higher room says who may read them, the lower rooms obey.

A noun's declaration (``<room>/shown.py``) names its ``Shield``. What a matter
brought with it (a file, a task) is seen by whoever may read the matter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from zerentian.ledger.figures import Hidden
from zerentian.organization.models import Account

Rule = Callable[[Account], "QuerySet[Any, Any]"]
# Without an account: what is hidden from anybody at all.
HidingRule = Callable[[Account | None], "QuerySet[Any, Any]"]


@dataclass(frozen=True, slots=True)
class Shield:
    """One kind of matter, by what stands before the colon of its references.

    ``readable`` returns the references of the matters that an account may read. ``hidden`` returns those of the
    matters that it may not although it sees their units, and of all they brought with them; ``hides`` are the
    conditions of the same, asked of one row whose column of that name holds a reference. ``brought`` are the keys
    of what was brought, by the label of a lower room's table. ``overseers`` are the verbs that are for who oversees
    looks alone, also where they made them; ``untold`` is the condition of the entries that a matter's readers may
    not see.
    """

    kind: str
    readable: Rule
    hidden: HidingRule | None = None
    brought: Mapping[str, Rule] = field(default_factory=dict)
    overseers: Sequence[str] = ()
    untold: Callable[[Account | None], Q] | None = None
    hides: Callable[[Account | None, str], Sequence[Q]] | None = None


SHIELDS: dict[str, Shield] = {}


def register(shield: Shield) -> None:
    """Take up the shield of a kind of matter; called when the noun is declared."""
    if (shield.hidden is None) != (shield.hides is None):
        raise LookupError(f"{shield.kind}: what hides matters also says so of a single row, by ``hides``")
    SHIELDS[shield.kind] = shield


def belonging(account: Account, name: str = "belongs_to") -> Q:
    """Return the condition that the column ``name`` refers to a matter that the account may read."""
    condition = Q(pk__in=[])
    for shield in SHIELDS.values():
        condition |= Q(**{f"{name}__in": shield.readable(account)})
    return condition


def of_open_kinds(name: str) -> Q:
    """Return the condition that the column ``name`` refers to no matter of a kind that may be hidden from anybody."""
    condition = Q()
    for shield in SHIELDS.values():
        if shield.hides:
            condition &= ~Q(**{f"{name}__startswith": f"{shield.kind}:"})
    return condition


def unhidden(account: Account, label: str) -> Q:
    """Return the condition that a row of a table was not brought by a matter that is hidden from the account."""
    return account.kept(not_brought, label)


def not_brought(account: Account, label: str) -> Q:
    """Write out what ``unhidden`` returns."""
    condition = Q()
    for shield in SHIELDS.values():
        if label in shield.brought:
            condition &= ~Q(pk__in=shield.brought[label](account))
    return condition


def overseers_verbs() -> list[str]:
    """Return the verbs whose entries are for who oversees looks alone, also where they made them."""
    return [verb for shield in SHIELDS.values() for verb in shield.overseers]


def hiding(account: Account | None, column: str) -> list[Q]:
    """Return the conditions that a row's ``column`` refers to a matter hidden from an account, or to what it brought.

    Each is asked of the row by its keys: however many matters there are, a list of fifty rows asks of fifty.
    """
    return [
        condition
        for shield in SHIELDS.values()
        if shield.hides
        for condition in shield.hides(account, column)
    ]


def hidden_from_nobody(rows: "QuerySet[Any, Any]", kind: str) -> "QuerySet[Any, Any]":
    """Narrow rows of a kind to those that no matter shielded from anybody brought, for what many people read."""
    text = Concat(Value(f"{kind}:"), Cast("pk", TextField()), output_field=TextField())
    found: QuerySet[Any, Any] = rows.annotate(ref_text=text)
    for condition in hiding(None, "ref_text"):
        found = found.exclude(condition)
    return found


def hidden_from(account: Account | None) -> Hidden:
    """Return which entries an account may not see: whom a matter accuses finds nothing of it, and counts nothing.

    Without an account: which somebody in the office may not see, for what many people read.
    """
    return account.kept(hidden_entries) if account else hidden_entries(None)


def hidden_entries(account: Account | None) -> Hidden:
    """Write out what ``hidden_from`` returns."""
    subjects = [Q(subject__in=shield.hidden(account)) for shield in SHIELDS.values() if shield.hidden]
    untold = [shield.untold(account) for shield in SHIELDS.values() if shield.untold]
    return Hidden((*subjects, *untold), (*hiding(account, "subject"), *untold))


def hidden_from_any(accounts: Iterable[Account]) -> Hidden:
    """Return which entries at least one of some accounts may not see."""
    found = [hidden_from(account) for account in accounts]
    return Hidden(
        tuple(condition for one in found for condition in one.conditions),
        tuple(condition for one in found for condition in one.one_by_one),
    )
