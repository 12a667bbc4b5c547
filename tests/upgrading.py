"""The instance of 100abf0 in this version: upgraded once a run of the tests on each engine, then copied.

Workers share a folder and a lock, as pytest-xdist's documentation describes; a run without workers has its own.
"""

import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from fcntl import LOCK_EX, flock
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from zerentian.ledger.tests import prepared
from zerentian.ledger.tests.instances import Instance, administer

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "100abf0"
# Where on PostgreSQL the upgraded database stands that is copied; the next run makes it anew.
MASTER = f"upgraded_{prepared.NAME}"

LOOK = """
import django
django.setup()
from zerentian.ledger.schema import look
print(look().standing)
"""
TRIGGERS = """
import sys, django
django.setup()
from django.db import connection
cursor = connection.cursor()
cursor.execute(sys.argv[1])
print(*(row[0] for row in cursor.fetchall()))
"""


def asked(instance: Instance, script: str, *arguments: str) -> str:
    """Return what a script prints in the instance; it must end well."""
    process = instance.start("-c", script, *arguments)
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    return out


def triggers(instance: Instance) -> set[str]:
    """Return the names of the database's own triggers."""
    statement = {
        True: "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        False: "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }["DATABASE_URL" in instance.environment]
    return set(asked(instance, TRIGGERS, statement).split())


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers of this run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def upgraded_on_sqlite(factory: pytest.TempPathFactory) -> Path:
    """Return the folder with ``home``, upgraded on SQLite, ``backup``, made before, and ``before.json``."""
    folder = shared_folder(factory) / "upgraded-sqlite"

    def upgrade(folder: Path) -> None:
        made = Instance(folder / "home")
        made.environment.pop("DATABASE_URL", None)
        extract(made.home)
        back_up_and_migrate(made, folder)

    return once(folder, upgrade)


def upgraded_on_postgresql(factory: pytest.TempPathFactory) -> Path:
    """Return such a folder whose database is ``MASTER``."""
    folder = shared_folder(factory) / "upgraded-postgresql"

    def upgrade(folder: Path) -> None:
        made = Instance(folder / "home", MASTER)
        made.drop()
        made.create()
        extract(made.home)
        with psycopg.connect(made.environment["DATABASE_URL"]) as own:
            own.execute((made.home / "zerentian.sql").read_text("utf-8"))
        (made.home / "zerentian.sqlite3").unlink()
        back_up_and_migrate(made, folder)

    return once(folder, upgrade)


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Make a folder, one worker alone: the others wait, and find it made."""
    with open(folder.with_suffix(".lock"), "a") as lock:
        flock(lock, LOCK_EX)
        if not (folder / "before.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
    return folder


def extract(home: Path) -> None:
    """Lay the instance of 100abf0 there, as that commit left it."""
    with tarfile.open(DATA / "instance.tar.xz") as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12 has none yet.
        archive.extractall(home)


def back_up_and_migrate(made: Instance, folder: Path) -> None:
    """Do what an office does: a backup, then the upgrade."""
    before = {"standing": asked(made, LOOK).strip(), "guards": sorted(triggers(made))}
    made.run("backup", str(folder / "backup"))
    made.run("migrate")
    (folder / "before.json").write_text(json.dumps(before))


def copy_home(master: Path, home: Path) -> None:
    """Copy an upgraded home; its SQLite database, if it has one, as of one moment."""
    database = "zerentian.sqlite3"
    shutil.copytree(master, home, ignore=shutil.ignore_patterns(f"{database}*"))
    if (master / database).exists():
        with (
            closing(sqlite3.connect(master / database)) as one,
            closing(sqlite3.connect(home / database)) as copy,
        ):
            one.backup(copy)


def copied(factory: pytest.TempPathFactory, home: Path) -> tuple[Instance, Path]:
    """Return a copy of the upgraded instance on the engine under test, and the folder it was copied from."""
    made = Instance(home)
    if connection.vendor == "postgresql":
        folder = upgraded_on_postgresql(factory)
        administer(f'CREATE DATABASE {made.database} TEMPLATE "{MASTER}"')
    else:
        folder = upgraded_on_sqlite(factory)
    copy_home(folder / "home", home)
    return made, folder
