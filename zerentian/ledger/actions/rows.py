"""``record_on()``: an entry on what a row is, which most entries are."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypedDict, Unpack, cast

from zerentian.ledger.actions.recording import Actor, record
from zerentian.ledger.models import Committed, Entry


class Noun(Protocol):
    """A committed row that the ledger speaks of by its reference; most have the ``path`` of the unit they count at."""

    salt: Any

    @property
    def ref(self) -> str:
        """Return the reference string, such as ``deed:17``."""


class Said(TypedDict, total=False):
    """What else an entry says; see ``record()`` for its parts."""

    occurred_on: date | None
    facts: Mapping[str, object] | None
    files: Sequence[Committed]
    replaces: Entry | None
    change: str
    because: Entry | None
    imported: bool


def record_on(
    row: Noun,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    unit: str | None = None,
    rows: Sequence[Committed] = (),
    **said: Unpack[Said],
) -> Entry:
    """Write one entry on a row that an action has changed and saved, in the transaction of the change.

    It counts at the row's own path unless ``unit`` says where; a person's account has none and counts nowhere. The row
    stands first among ``rows``. Raises as ``record()`` does.
    """
    where = getattr(row, "path", "") if unit is None else unit
    changed = [cast(Committed, row), *rows]
    return record(verb, subject=row.ref, unit=where, by=by, now=now, rows=changed, **said)


def void_on(
    row: Noun,
    old: Entry,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, object],
    rows: Sequence[Committed] = (),
    because: Entry | None = None,
) -> Entry:
    """Write that an entry on a row does not hold any more, on the day on which it did; raises as ``record()`` does.

    ``facts`` are those of ``old``, said again.
    """
    return record_on(
        row,
        old.verb,
        by=by,
        now=now,
        rows=rows,
        facts=facts,
        occurred_on=old.occurred_on,
        because=because,
        replaces=old,
        change="voided",
    )
