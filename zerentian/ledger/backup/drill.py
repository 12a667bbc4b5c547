"""The drill: the newest generation is restored elsewhere by a process of its own, proved, and thrown away."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import DatabaseError, connection

from zerentian.ledger.backup.generations import Generation, at, generation_named
from zerentian.ledger.backup.keys import key_home
from zerentian.ledger.backup.states import keep_state
from zerentian.ledger.bulk import on_postgresql
from zerentian.ledger.files import scratch_folder
from zerentian.ledger.rules.refusals import NotAllowed

# How the names of the databases begin into which drills restore.
DATABASE = "zerentian_drill_"


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill found: how old the generation is, how long it took, what was opened."""

    generation: Generation
    age: timedelta
    seconds: float
    entries: int
    files: int


def drill(
    folder: Path,
    *,
    machine_now: datetime,
    name: str = "",
    keys: Path | None = None,
    scratch: Path | None = None,
) -> Drilled:
    """Restore a generation (the newest) into a scratch folder and database, prove it, remove both.

    ``keys`` is where the keys are kept apart (default: those in use). NotAllowed says what did not hold; either way
    the outcome is kept for the status page.
    """
    folder = at(folder)
    chosen = generation_named(folder, name)
    began = time.monotonic()
    try:
        with scratch_place(scratch) as environment:
            told = restored(chosen, keys or key_home(), environment)
    except NotAllowed as refusal:
        keep_state(folder, drilled_at=machine_now.isoformat(), drill_problem=str(refusal))
        raise
    seconds = time.monotonic() - began
    keep_state(folder, drilled_at=machine_now.isoformat(), drill_problem="", drill_seconds=round(seconds))
    return Drilled(chosen, machine_now - chosen.made_at, seconds, told["entries"], told["files"])


def restored(chosen: Generation, keys: Path, environment: dict[str, str]) -> dict[str, int]:
    """Let a process of its own restore the generation; return what it opened, or refuse with what it said."""
    command = [sys.executable, "-m", "zerentian", "restore", str(chosen.folder)]
    command += ["--generation", chosen.name, "--keys", str(keys), "--json"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise NotAllowed("演练不通过", f"the drill failed: {chosen.name}\n{result.stderr.strip()}")
    told: dict[str, int] = json.loads(result.stdout)
    return told


@contextmanager
def scratch_place(parent: Path | None) -> Iterator[dict[str, str]]:
    """Yield the environment of a process that works in an empty home and database, gone when the block ends."""
    with scratch_folder("drill", parent) as home:
        environment = {**os.environ, "ZERENTIAN_HOME": str(home)}
        environment.pop("DATABASE_URL", None)
        if on_postgresql():
            with scratch_database() as url:
                yield environment | {"DATABASE_URL": url}
        else:
            yield environment


@contextmanager
def scratch_database() -> Iterator[str]:
    """Yield the address of an empty database on the same server, dropped when the block ends.

    A killed drill leaves its database with all that was restored: such go first. A living one is known by its
    connection, which is held as long as it is in use.
    """
    take_away_databases()
    name = f"{DATABASE}{secrets.token_hex(4)}"
    try:
        with held_database(name):
            yield address(name)
    finally:
        ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def held_database(name: str) -> "psycopg.Connection[tuple[Any, ...]]":
    """Make a database and return the connection that holds it; NotAllowed where the server refuses."""
    try:
        ask(f'CREATE DATABASE "{name}"')
        return psycopg.connect(address(name), autocommit=True)
    except (DatabaseError, psycopg.OperationalError) as error:
        raise NotAllowed(
            f"演练需要临时数据库：请给数据库用户 CREATEDB 权限（{error}）",
            f"the drill needs a scratch database: grant its user CREATEDB ({error})",
        ) from error


def take_away_databases() -> None:
    """Drop the databases that killed drills left: those of drills to which nobody is connected."""
    left = ask(
        "SELECT datname FROM pg_database WHERE datname LIKE %s AND NOT EXISTS"
        " (SELECT FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)",
        DATABASE.replace("_", r"\_") + "%",
    )
    for (name,) in left:
        with suppress(DatabaseError):  # Somebody came to it meanwhile, or it is another user's.
            ask(f'DROP DATABASE IF EXISTS "{name}"')


def ask(statement: str, *values: str) -> list[tuple[str]]:
    """Run a statement that may not stand in a transaction, and return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def address(name: str) -> str:
    """Return the address of another database on the server in use."""
    used = connection.settings_dict
    user, password, host = (quote(str(used[part] or ""), safe="") for part in ("USER", "PASSWORD", "HOST"))
    port = f":{used['PORT']}" if used["PORT"] else ""
    return f"postgresql://{user}{':' + password if password else ''}@{host}{port}/{name}"
