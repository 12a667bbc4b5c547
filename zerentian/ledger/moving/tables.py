"""Rows on their way: read in pieces by key as of one moment, written as the other engine keeps them, compared."""

from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models

from zerentian.ledger.kept import DERIVED
from zerentian.ledger.models import SchemaMark
from zerentian.ledger.moving.guards import TARGET, target
from zerentian.ledger.rules.refusals import NotAllowed

Row = tuple[Any, ...]
Progress = Callable[[int], object]

PIECE = 2000


def moved_models() -> list[type[models.Model]]:
    """Return every table that moves: all but the schema's mark and what is derived from other rows on each engine."""
    left = {SchemaMark._meta.label, *DERIVED}
    found = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return [model for model in found if model._meta.managed and model._meta.label not in left]


def pieces(model: type[models.Model], after: Any = None) -> Iterator[list[Row]]:
    """Yield the rows of the old database in the order of their keys, a piece at a time, from behind a key on."""
    names = [field.attname for field in model._meta.concrete_fields]
    place = names.index(model._meta.pk.attname)
    while True:
        chosen = model._base_manager.using("default").order_by("pk")
        if after is not None:
            chosen = chosen.filter(pk__gt=after)
        piece = list(chosen.values_list(*names)[:PIECE])
        if not piece:
            return
        yield piece
        after = piece[-1][place]


def write(model: type[models.Model], piece: Sequence[Row]) -> None:
    """Insert rows into the new database; NotAllowed names the row that its engine cannot keep."""
    fields = model._meta.concrete_fields
    values = [
        [field.get_db_prep_save(value, target()) for field, value in zip(fields, row, strict=True)]
        for row in piece
    ]
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = f'"{model._meta.db_table}"'
    try:
        with target().cursor() as cursor:
            if target().vendor == "postgresql":
                with target().wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(fields))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    except (DatabaseError, ValueError) as error:
        raise NotAllowed(refused(model, piece, error)) from error


def refused(model: type[models.Model], piece: Sequence[Row], error: Exception) -> str:
    """Return which row the new database cannot keep, and why; SQLite checks neither lengths nor zero bytes."""
    fields = model._meta.concrete_fields
    place = next(number for number, field in enumerate(fields) if field.primary_key)
    table = model._meta.db_table
    for row in piece:
        for field, value in zip(fields, row, strict=True):
            if not isinstance(value, str):
                continue
            if "\0" in value:
                return (
                    f"{table} 第 {row[place]} 行的 {field.column} 含有零字节，PostgreSQL 不能保存；请更正后再运行"
                    f" · {table} row {row[place]}, {field.column}: a zero byte; correct it, then run this again"
                )
            if isinstance(field, models.CharField) and field.max_length and len(value) > field.max_length:
                return (
                    f"{table} 第 {row[place]} 行的 {field.column} 有 {len(value)} 字，"
                    f"最多 {field.max_length}；请更正后再运行"
                    f" · {table} row {row[place]}, {field.column}: {len(value)} characters, {field.max_length} at most"
                )
    return f"{table}：新库不接受这些行 · the new database refuses rows of {table}: {error}"


def differing(model: type[models.Model], progress: Progress) -> str:
    """Compare a table row by row; return the first difference in both languages, or nothing."""
    table, counted = model._meta.db_table, 0
    names = [field.attname for field in model._meta.concrete_fields]
    place = names.index(model._meta.pk.attname)
    for piece in pieces(model):
        keys = [row[place] for row in piece]
        arrived = model._base_manager.using(TARGET).filter(pk__in=keys).values_list(*names)
        there = {row[place]: plain(row) for row in arrived}
        for row in piece:
            if there.get(row[place]) != plain(row):
                return f"{table} 第 {row[place]} 行两边不同 · {table} row {row[place]} differs"
        counted += len(piece)
        progress(len(piece))
    arrived_in_all = model._base_manager.using(TARGET).count()
    if arrived_in_all != counted:
        return (
            f"{table} 应有 {counted} 行，新库有 {arrived_in_all} 行"
            f" · {table}: {counted} rows here, {arrived_in_all} there"
        )
    return ""


def plain(row: Row) -> Row:
    """Return a row's values as both engines give them."""
    return tuple(
        bytes(value)
        if isinstance(value, memoryview)
        else str(value)
        if isinstance(value, IPv4Address | IPv6Address)
        else value
        for value in row
    )


def sequences() -> Iterator[tuple[type[models.Model], int]]:
    """Yield the highest key ever given in each table that counts: a key that was given once is never given again.

    Entries name rows by their key; a row that is gone must not lend its name to another.
    """
    for model in moved_models():
        if isinstance(model._meta.pk, models.AutoField):
            highest = model._base_manager.using("default").aggregate(top=models.Max("pk"))["top"] or 0
            yield model, max(highest, given(model))


def given(model: type[models.Model]) -> int:
    """Return the last key that the old database's own count gave."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            return int(row[0]) if row else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")
        return int(cursor.fetchone()[0])


def set_sequence(model: type[models.Model], last: int) -> None:
    """Let the new database go on counting after a key."""
    table, column = model._meta.db_table, model._meta.pk.column
    with target().cursor() as cursor:
        if target().vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [f'"{table}"', column, max(last, 1), last > 0],
            )
