"""An instance in a folder and a database of its own, on the engine under test, worked by real processes."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from django.db import connection

from zerentian.ledger.tests import prepared


class Instance:
    """An instance in a folder of its own, on the engine under test."""

    def __init__(self, home: Path, database: str = "") -> None:
        """Name a folder, and on PostgreSQL a database: one of this instance alone, unless it is said."""
        self.home = home
        self.environment = {
            **os.environ,
            "ZERENTIAN_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "zerentian.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        self.database = database or f"zerentian_{os.getpid()}_{random.getrandbits(24):x}"
        if connection.vendor == "postgresql":
            self.environment["DATABASE_URL"] = prepared.address_of(self.database)
        else:
            self.environment.pop("DATABASE_URL", None)

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a console command; unless told otherwise it must end well."""
        command = [sys.executable, "-m", "zerentian", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert not (check and done.returncode), f"{arguments}: {done.stdout}{done.stderr}"
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a process beside this one."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def create(self) -> None:
        """Make the empty database where the engine needs one."""
        if connection.vendor == "postgresql":
            administer(f"CREATE DATABASE {self.database}")

    def begin(self, *options: str) -> None:
        """Run ``zerentian init``, on a copy of the migrated database: to run all migrations again proves nothing."""
        self.create_migrated()
        self.run("init", *options)

    def create_migrated(self) -> None:
        """Make a database of all tables, which the instance has not marked as its own yet."""
        if connection.vendor == "postgresql":
            administer(f'CREATE DATABASE {self.database} TEMPLATE "{prepared.kept_database()}"')
        else:
            self.home.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(prepared.kept_file(), self.home / "zerentian.sqlite3")

    def drop(self) -> None:
        """Take the database away."""
        if connection.vendor == "postgresql":
            administer(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")


def administer(statement: str) -> None:
    """Run a statement that cannot stand within a transaction."""
    with prepared.administration() as own:
        own.execute(statement)
