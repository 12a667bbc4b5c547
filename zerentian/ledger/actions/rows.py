"""``record_on()``: an entry on what a row is, which most are; ``record_step()``: with the words said on a step."""

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


class Use(Protocol):
    """A committed row by which a matter has a file."""

    salt: Any
    file: Any


class Step(Protocol):
    """A committed row of one step of a matter: who took it, when, and the words said on it.

    One with a column ``entry`` is tied to its entry, so that a page shows the words beside it.
    """

    salt: Any
    by: Any
    at: Any


class Said(TypedDict, total=False):
    """What else an entry says; see ``record()`` for its parts."""

    occurred_on: date | None
    facts: Mapping[str, object] | None
    files: Sequence[Committed]
    replaces: Entry | None
    change: str
    because: Entry | None
    imported: bool


class Besides(Said, total=False):
    """What an entry on a row says besides the row: where it counts, other rows and files; see ``record_on()``."""

    unit: str | None
    rows: Sequence[Committed]
    uses: Sequence[Use]


def record_on(
    row: Noun,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    unit: str | None = None,
    rows: Sequence[Committed] = (),
    uses: Sequence[Use] = (),
    **said: Unpack[Said],
) -> Entry:
    """Write one entry on a row that an action has changed and saved, in the transaction of the change.

    It counts at the row's own path unless ``unit`` says where; a person's account has none and counts nowhere. The row
    stands first among ``rows``; ``uses`` are rows that bring a file along, which the entry rests on besides ``files``.
    Raises as ``record()`` does.
    """
    where = getattr(row, "path", "") if unit is None else unit
    changed = [cast(Committed, row), *rows, *cast(Sequence[Committed], uses)]
    said["files"] = [*said.get("files", ()), *(use.file for use in uses)]
    return record(verb, subject=row.ref, unit=where, by=by, now=now, rows=changed, **said)


def record_step(row: Noun, verb: str, step: Step, **besides: Unpack[Besides]) -> Entry:
    """Save a step that was taken on a row and write its entry as ``record_on()`` does, tied to it.

    The step says by whom and when; it stands first among ``rows``.
    """
    taken: Any = step
    taken.save(force_insert=True)
    besides["rows"] = [taken, *besides.get("rows", ())]
    entry = record_on(row, verb, by=step.by, now=step.at, **besides)
    if hasattr(taken, "entry"):
        taken.entry = entry.uuid
        taken.save(update_fields=["entry"])
    return entry


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
