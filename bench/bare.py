"""Import and intake against bare inserts of the very same rows: same tables, triggers and indexes, same commits.

What the program writes is noted, statement by statement, while it is measured; then the same statements with the same
values go into a copy of the database that was taken before, through the bare driver. SQLite only: a copy is one file.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from bench import concerns
from zerentian.organization.models import Account

Written = list[tuple[str, Any, bool]]
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-64000", "foreign_keys=ON")


@contextmanager
def noted(written: Written) -> Iterator[None]:
    """Note every statement that writes rows, with its values."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note a statement, and execute it."""
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE")):
            written.append((sql.replace("%s", "?"), [*params] if many else params, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def copied() -> Path:
    """Return a copy of the database as it is now."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    own = Path(str(settings.DATABASES["default"]["NAME"]))
    return Path(shutil.copy(own, own.with_name("bare.sqlite3")))


def seconds_of(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long some work took, and how much of it this process computed."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def replayed(database: Path, transactions: list[Written]) -> tuple[float, float]:
    """Write the same rows through the bare driver, in the same transactions; return how long that took."""
    bare = sqlite3.connect(database, isolation_level=None)
    for pragma in PRAGMAS:
        bare.execute(f"PRAGMA {pragma}")

    def write() -> None:
        """Write them all."""
        for written in transactions:
            bare.execute("BEGIN IMMEDIATE")
            for sql, params, many in written:
                (bare.executemany if many else bare.execute)(sql, params)
            bare.execute("COMMIT")

    try:
        return seconds_of(write)
    finally:
        bare.close()
        for name in (
            database,
            database.with_name(f"{database.name}-wal"),
            database.with_name(f"{database.name}-shm"),
        ):
            name.unlink(missing_ok=True)


def measures(by: Account, size: int) -> dict[str, float]:
    """Measure an import of ``size`` concerns and three hundred taken in, each against its rows bare."""
    concerns.keep_lists(by)
    concerns.fill(by, 2000)
    before, written = copied(), Written()
    with noted(written):
        whole = seconds_of(lambda: concerns.fill(by, 2000 + size))
    bare = replayed(before, [written])
    found = {"import_per_s": size / whole[0], "import_per_cpu_s": size / whole[1]}
    found |= {"bare_import_per_s": size / bare[0], "bare_import_per_cpu_s": size / bare[1]}
    concerns.intake(by, 60)
    before, each, receive = copied(), [Written() for _ in range(300)], concerns.receiver()
    took = 0.0
    for one in each:
        with noted(one):
            took += seconds_of(receive)[0]
    found |= {"intake_per_s": len(each) / took, "bare_intake_per_s": len(each) / replayed(before, each)[0]}
    return found
