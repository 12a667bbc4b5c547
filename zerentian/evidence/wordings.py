"""Records told in words, of which two may be laid side by side: what the rooms above say of theirs.

Evidence names none of its users: a room declares its records here, and a pair of texts is shown and decided on by that.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Substr

from zerentian.organization.models import Account

Rows = Callable[[Account], "QuerySet[Any, Any]"]


@dataclass(frozen=True, slots=True)
class Told:
    """What one record says, as an account may read it, under the unit of ``path``; ``since``: from when it says so."""

    ref: str
    title: str
    text: str
    path: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of record told in words. ``rights``: any of them over both records lets an account decide on a pair.

    ``seen`` returns the records that an account may see, ``wrote`` those whose words are its own, ``told`` what some
    of them say to an account, by their keys; those that it may not read are left out.
    """

    kind: str
    rights: tuple[str, ...]
    seen: Rows
    wrote: Rows
    told: Callable[[Account, Collection[int]], Mapping[int, Told]]


WORDINGS: dict[str, Wording] = {}


def register(wording: Wording) -> None:
    """Take up a kind of record; called where the noun is declared."""
    WORDINGS[wording.kind] = wording


def told(account: Account, *refs: str) -> list[Told | None]:
    """Return what records of one kind say to an account, by their references; None for what it may not read."""
    kinds = {ref.partition(":")[0] for ref in refs}
    keys = [ref.partition(":")[2] for ref in refs]
    wording = WORDINGS.get(kinds.pop()) if len(kinds) == 1 else None
    if wording is None:
        return [None for _ in refs]
    found = wording.told(account, [int(key) for key in keys if key.isdecimal() and len(key) < 19])
    return [found.get(int(key)) if key.isdecimal() else None for key in keys]


def both(rows: Rows, kind: str, account: Account) -> Q:
    """Return the condition that a pair's two references are both among an account's rows of a kind."""
    return Q(among(rows(account), kind, "first")) & Q(among(rows(account), kind, "second"))


def either(rows: Rows, kind: str, account: Account) -> Q:
    """Return the condition that one of a pair's references is among an account's rows of a kind."""
    return Q(among(rows(account), kind, "first")) | Q(among(rows(account), kind, "second"))


def among(rows: "QuerySet[Any, Any]", kind: str, column: str) -> Case:
    """Return the condition that a column refers to one of some rows, looked up by its key.

    A case, for the database then reads no key out of references of other kinds, which would not be numbers.
    """
    key = Cast(Substr(OuterRef(column), len(kind) + 2), BigIntegerField())
    return Case(
        When(Q(**{f"{column}__startswith": f"{kind}:"}), then=Exists(rows.filter(pk=key))),
        default=Value(False),
        output_field=BooleanField(),
    )
