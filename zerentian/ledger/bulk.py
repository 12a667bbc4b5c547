"""The few statements that differ between SQLite and PostgreSQL, and rows written many at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)

SEAL_LOCK = 0x7A65_7265_6E74  # any constant; it names the one sealer among PostgreSQL's advisory locks


def on_postgresql() -> bool:
    """Tell which engine this is."""
    return connection.vendor == "postgresql"


def try_lock() -> bool:
    """Become the one sealer until the transaction ends; False when another is at work.

    On SQLite the IMMEDIATE transaction is the lock.
    """
    if not on_postgresql():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        return bool(cursor.fetchone()[0])


class PendingEntry(NamedTuple):
    """What the sealer needs of an entry; facts are canonical text."""

    id: int
    verb: str
    unit: str
    occurred_on: date
    facts: str
    change: str
    replaces: UUID | None
    leaf: bytes


PENDING = (
    "SELECT id, verb, unit, occurred_on, facts, change, replaces, leaf FROM ledger_entry"
    ' WHERE "index" IS NULL{} ORDER BY id{}'
)


def pending_entries(count: int = 10_000) -> Iterator[list[PendingEntry]]:
    """Yield the committed entries without a position, in the order of their ids, ``count`` at a time.

    All of them belong to one look at the database, whatever is committed meanwhile: on PostgreSQL they come from
    one cursor, whose look is that of the moment it was opened; on SQLite the IMMEDIATE transaction keeps others out.
    Row ids commit out of order: taking "everything after the last id" later would lose rows for good.
    """
    if on_postgresql():
        with connection.chunked_cursor() as cursor:
            cursor.execute(PENDING.format("", ""))
            while rows := cursor.fetchmany(count):
                yield [PendingEntry(*row) for row in rows]
        return
    last = 0
    while True:
        with connection.cursor() as cursor:
            # The rows taken get their position before the next are asked for; a cursor left open would see that.
            cursor.execute(PENDING.format(" AND id > %s", " LIMIT %s"), [last, count])
            rows = cursor.fetchall()
        if not rows:
            return
        last, taken = rows[-1][0], [sqlite_entry(*row) for row in rows]
        del rows  # A million are sealed at once: nothing of them is held twice.
        yield taken


def sqlite_entry(
    pk: int, verb: str, unit: str, day: str | date, facts: str, change: str, replaces: str | None, leaf: bytes
) -> PendingEntry:
    """Return an entry from the texts that SQLite keeps."""
    occurred_on = date.fromisoformat(day) if isinstance(day, str) else day
    return PendingEntry(
        pk, verb, unit, occurred_on, facts, change, UUID(hex=replaces) if replaces else None, leaf
    )


def set_positions(ids: Sequence[int], first: int) -> None:
    """Give the entries their positions ``first``, ``first + 1`` …; every row must take one."""
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute(
                'UPDATE ledger_entry SET "index" = new.position FROM unnest(%s::bigint[], %s::bigint[])'
                " AS new(id, position) WHERE ledger_entry.id = new.id",
                [list(ids), list(range(first, first + len(ids)))],
            )
        else:
            cursor.executemany(
                'UPDATE ledger_entry SET "index" = %s WHERE id = %s',
                [(first + place, entry_id) for place, entry_id in enumerate(ids)],
            )
        if cursor.rowcount != len(ids):
            raise RuntimeError(f"{cursor.rowcount} of {len(ids)} entries took their position")


def set_replaced(pairs: Sequence[tuple[int, int]]) -> None:
    """Set ``replaced_at`` of entries, given (position of the replacing entry, id)."""
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute(
                "UPDATE ledger_entry SET replaced_at = new.position FROM unnest(%s::bigint[], %s::bigint[])"
                " AS new(position, id) WHERE ledger_entry.id = new.id",
                [[pair[0] for pair in pairs], [pair[1] for pair in pairs]],
            )
        else:
            cursor.executemany("UPDATE ledger_entry SET replaced_at = %s WHERE id = %s", pairs)


COPIED = 10_000  # rows sent to PostgreSQL at once
TOGETHER = 50  # rows in one of SQLite's INSERTs: half the time of one each
POSTING_COLUMNS = ("component_id", "place_id", "day", "index", "amount", "state", "reversal")


def insert_postings(rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert postings, given in the order of POSTING_COLUMNS."""
    columns = ", ".join(f'"{name}"' for name in POSTING_COLUMNS)
    with connection.cursor() as cursor:
        if on_postgresql():
            with cursor.copy(f"COPY ledger_posting ({columns}) FROM STDIN") as copy:
                for start in range(0, len(rows), COPIED):
                    # Numbers, days and truth values: none needs escaping.
                    lines = ["\t".join(map(str, row)) + "\n" for row in rows[start : start + COPIED]]
                    copy.write("".join(lines))
            return
        whole = len(rows) - len(rows) % TOGETHER
        # OR FAIL: an error undoes the whole transaction, so no journal is needed to undo one statement.
        statement = f"INSERT OR FAIL INTO ledger_posting ({columns}) VALUES "
        one = "(" + ", ".join(["%s"] * len(POSTING_COLUMNS)) + ")"
        parts = [rows[start : start + TOGETHER] for start in range(0, whole, TOGETHER)]
        if parts:
            together = [list(chain.from_iterable(part)) for part in parts]
            cursor.executemany(statement + ", ".join([one] * TOGETHER), together)
        cursor.executemany(statement + one, rows[whole:])


def add_to_totals(rows: Iterable[tuple[int, int, Any, int, int]]) -> None:
    """Add (place, component, month, state, amount) to the month totals."""
    statement = (
        "INSERT INTO ledger_monthtotal (place_id, component_id, month, state, amount) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (place_id, component_id, month, state)"
        " DO UPDATE SET amount = ledger_monthtotal.amount + excluded.amount"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


HEX = {"sqlite": "{0}", "postgresql": "replace({0}::text, '-', '')"}
DAY = {"sqlite": "{0}", "postgresql": "{0}::text"}
# SQLite keeps UTC without saying so, and no microseconds where there are none.
MOMENT = {
    "sqlite": "replace({0}, ' ', 'T') || CASE WHEN length({0}) = 19 THEN '.000000Z' ELSE 'Z' END",
    "postgresql": """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}


def sealed_texts(start: int, count: int) -> list[tuple[Any, ...]]:
    """Return up to ``count`` sealed entries from position ``start`` on, as the texts their leaves are made of.

    Each is id, index, replaced_at, leaf hash, then the arguments of ``leaf_bytes``. The engine writes uuids, days
    and times as they stand in a leaf: making Python objects of them takes longer than hashing.
    """
    engine = connection.vendor
    columns = (
        HEX[engine].format("uuid"),
        "verb",
        "subject",
        "unit",
        DAY[engine].format("occurred_on"),
        MOMENT[engine].format("recorded_at"),
        "facts",
        "commitments",
        HEX[engine].format("replaces"),
        "change",
        HEX[engine].format("because"),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, "index", replaced_at, leaf, {", ".join(columns)} FROM ledger_entry'
            ' WHERE "index" >= %s ORDER BY "index" LIMIT %s',
            [start, count],
        )
        return list(cursor.fetchall())


def fresh(model: type[M], **values: object) -> M:
    """Return a new row with its defaults, as the constructor would: that asks every field in turn, and takes
    ten times as long."""
    row = model.__new__(model)
    row._state = ModelState()
    constants, made = defaults_of(model)
    row.__dict__.update(constants)
    for attribute, make in made:
        row.__dict__[attribute] = make()
    for name, value in values.items():
        setattr(row, name, value)
    return row


@cache
def defaults_of(model: type[Model]) -> tuple[dict[str, object], tuple[tuple[str, Callable[[], object]], ...]]:
    """Return the attributes of a new row: those that are the same in all, and those made anew for each."""
    fields = model._meta.concrete_fields
    made = tuple(
        (field.attname, field.default) for field in fields if field.has_default() and callable(field.default)
    )
    names = dict(made)
    constants = {field.attname: field.get_default() for field in fields if field.attname not in names}
    return constants, made


def insert_rows(model: type[Model], rows: Sequence[Model]) -> None:
    """Insert new rows many at a time; rows without a key get one, which they are not told.

    The values are taken as the rows hold them: asking every field of every row takes longer than the insert.
    """
    if not rows:
        return
    fields = [
        field for field in model._meta.concrete_fields if not field.primary_key or rows[0].pk is not None
    ]
    for made in rows:
        made._state.adding, made._state.db = False, connection.alias
    held = itemgetter(*(field.attname for field in fields))
    values = [list(held(row.__dict__)) for row in rows]
    for place, field in enumerate(fields):
        if kept := KEPT_AS.get((connection.vendor, field.get_internal_type())):
            for row in values:
                row[place] = kept(row[place])
    table, names = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        if on_postgresql():
            # Django wraps the errors of its own methods only, and this one is the driver's.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        one = "(" + ", ".join(["%s"] * len(fields)) + ")"
        whole = len(values) - len(values) % TOGETHER
        together = [list(chain.from_iterable(values[at : at + TOGETHER])) for at in range(0, whole, TOGETHER)]
        statement = f"INSERT INTO {table} ({names}) VALUES "
        if together:
            cursor.executemany(statement + ", ".join([one] * TOGETHER), together)
        cursor.executemany(statement + one, values[whole:])


def sqlite_moment(moment: datetime | None) -> str | None:
    """Return an aware time as SQLite keeps it: UTC without saying so."""
    return None if moment is None else str(moment.astimezone(UTC).replace(tzinfo=None))


def sqlite_day(day: date | None) -> str | None:
    """Return a day as SQLite keeps it."""
    return None if day is None else day.isoformat()


def sqlite_uuid(uuid: UUID | None) -> str | None:
    """Return a uuid as SQLite keeps it."""
    return None if uuid is None else uuid.hex


# How an engine keeps a value that it doesn't keep as it is, by the field's type.
KEPT_AS: Mapping[tuple[str, str], Callable[[Any], object]] = {
    ("sqlite", "DateTimeField"): sqlite_moment,
    ("sqlite", "DateField"): sqlite_day,
    ("sqlite", "UUIDField"): sqlite_uuid,
}
