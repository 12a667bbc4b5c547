"""Faults of the machine are one line with a remedy, for every command."""

import errno
import sqlite3

import click
import pytest
from click.testing import CliRunner
from django.db import OperationalError, ProgrammingError
from django.db.utils import DatabaseError

from zerentian.cli import Refusals

FAULTS = {
    "disk full": (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "disk is full"),
    "database full": (OperationalError("database or disk is full"), "disk is full"),
    "locked": (OperationalError("database is locked"), "locked by another"),
    "malformed": (DatabaseError("database disk image is malformed"), "zerentian restore"),
    "no database": (DatabaseError("file is not a database"), "zerentian restore"),
    "from the driver": (sqlite3.DatabaseError("file is not a database"), "zerentian restore"),
    "read-only database": (OperationalError("attempt to write a readonly database"), "read-only"),
    "read-only folder": (OSError(errno.EROFS, "Read-only file system", "/x"), "read-only"),
    "denied": (PermissionError(errno.EACCES, "Permission denied", "/x/keys"), "/x/keys permission denied"),
    "cannot be opened": (OperationalError("unable to open database file"), "cannot be opened"),
    "another version": (ProgrammingError('relation "ledger_seal" does not exist'), "zerentian migrate"),
    "unreachable": (OperationalError("connection refused"), "DATABASE_URL"),
}


def run(fault: Exception):
    """Run a command that meets a fault."""

    @click.group(cls=Refusals)
    def group() -> None:
        """Commands."""

    @group.command()
    def meets() -> None:
        raise fault

    return CliRunner().invoke(group, ["meets"])


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_one_line_with_its_remedy_and_exit_code_one(kind: str) -> None:
    fault, words = FAULTS[kind]
    result = run(fault)
    assert result.exit_code == 1
    assert words in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_mistake_of_the_program_keeps_its_traceback() -> None:
    assert isinstance(run(ProgrammingError("syntax error")).exception, ProgrammingError)
