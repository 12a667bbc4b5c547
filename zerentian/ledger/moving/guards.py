"""Guards of the new database, off while rows arrive in any order: triggers and foreign keys, put back as they were."""

from collections.abc import Iterator

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TARGET = "target"

FOREIGN_KEYS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"""
TRIGGERS = """SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"""


def target() -> BaseDatabaseWrapper:
    """Return the connection to the new database."""
    return connections[TARGET]


def rows(statement: str) -> list[tuple[str, ...]]:
    """Return what the new database answers."""
    with target().cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def run(statements: list[str]) -> None:
    """Let the new database do something."""
    with target().cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def taking_off() -> Iterator[tuple[str, str]]:
    """Yield (statement that takes a guard off, statement that puts it back) for every guard of the new database."""
    if target().vendor == "sqlite":
        for name, sql in rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"):
            yield f'DROP TRIGGER "{name}"', sql
        return
    for table, name, definition in rows(FOREIGN_KEYS):
        yield (
            f'ALTER TABLE {table} DROP CONSTRAINT "{name}"',
            f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}',
        )
    for (table,) in rows(TRIGGERS):
        yield (
            f"ALTER TABLE {table} DISABLE TRIGGER USER",
            f"ALTER TABLE {table} ENABLE TRIGGER USER",
        )


def loose_rows() -> list[tuple[str, ...]]:
    """Return the rows that name one that is not there. PostgreSQL looks itself when its keys are put back."""
    return rows("PRAGMA foreign_key_check") if target().vendor == "sqlite" else []
