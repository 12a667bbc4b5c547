"""Everything that stands encrypted under the contact key, and whether the keys here open it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from zerentian.casework.cipher import (
    BOUND,
    ContactKey,
    declare_key,
    declared_files,
    key_files,
    keys_of,
    text_place,
)
from zerentian.casework.county import TEXT
from zerentian.casework.models import Concern, Contact
from zerentian.ledger.models import DeclaredKey
from zerentian.ledger.rules.refusals import NotAllowed

# Tables of higher rooms that keep tokens under the contact key as ``Contact`` does: COLUMNS, a mark, place and told.
BESIDE: list[Any] = []
NEEDED = ("COLUMNS", "mark", "place", "keep", "told")


def also_encrypted(table: Any) -> None:
    """Declare that a table of a higher room keeps tokens under the contact key; called when the program starts.

    LookupError for a table that a rotation of the key could not move.
    """
    if lacking := [name for name in NEEDED if not hasattr(table, name)]:
        raise LookupError(f"{table.__name__} keeps tokens and lacks {', '.join(lacking)}")
    if table not in BESIDE:
        BESIDE.append(table)


def tokens_beside() -> Iterator[tuple[str, str]]:
    """Yield every token of the higher rooms' tables, with the place it is bound to."""
    for table in BESIDE:
        for row in table.objects.order_by("pk").values_list(*table.COLUMNS, "mark").iterator(2000):
            for column, token in zip(table.COLUMNS, row, strict=False):
                if token:
                    yield token, table.place(row[-1], column)


def tokens() -> Iterator[tuple[str, str]]:
    """Yield everything that is encrypted, as it stands, with the place it is bound to.

    A database that is backed up before its upgrade has no marks yet, and no tokens that are bound.
    """
    some_bound = Q()
    for column in Contact.COLUMNS:
        some_bound |= Q(**{f"{column}__startswith": BOUND})
    mark = ["mark"] if Contact.objects.filter(some_bound).exists() else []
    for row in Contact.objects.order_by("pk").values_list(*Contact.COLUMNS, *mark).iterator(2000):
        for column, token in zip(Contact.COLUMNS, row, strict=False):
            if token:
                yield token, Contact.place(row[-1], column) if mark else ""
    sealed = Concern.objects.exclude(sealed_text="").order_by("pk")
    mark = ["mark"] if sealed.filter(sealed_text__contains=BOUND).exists() else []
    for text, *marks in sealed.values_list("sealed_text", *mark).iterator(500):
        # What is sealed to the county opens with no key of this machine.
        for line in (line for line in text.splitlines() if not line.startswith(TEXT)):
            yield line, text_place(marks[0]) if marks else ""
    if set(connection.introspection.table_names()) >= {table._meta.db_table for table in BESIDE}:
        yield from tokens_beside()


@transaction.atomic
def take_over_key() -> None:
    """Check that the declared key is here and opens everything, declaring it first where an older version's database
    names none; NotAllowed, and nothing declared, when what is encrypted needs another key than those here."""
    if not DeclaredKey.objects.exists():
        if not key_files() and next(tokens(), None):
            declared_files()
        declare_key()
    declared_files()
    if closed := list(unopened()):
        raise NotAllowed(*closed[0].split(" · "))


def closed_to(keys: Sequence[ContactKey]) -> int:
    """Return how many texts none of these keys opens at its place."""
    return sum(all(key.opened(token, place) is None for key in keys) for token, place in tokens())


def unopened() -> Iterator[str]:
    """Yield what the keys here do not open, declared or not: a database that is backed up before its upgrade declares
    none yet. Nothing where nothing is encrypted."""
    if closed := closed_to(keys_of(key_files())):
        yield (
            f"联系方式和加密的诉求有 {closed} 处打不开：keys 中缺少对应的 contact-*.key，或内容被挪动、改动过"
            f" · {closed} encrypted texts do not open: their contact-*.key is not in keys, or they were altered"
        )
