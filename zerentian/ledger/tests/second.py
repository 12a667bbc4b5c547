"""A second database, an SQLite file, into which rows move."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from zerentian.ledger.models import Component
from zerentian.ledger.moving import move
from zerentian.ledger.moving.guards import TARGET, target


def connected() -> BaseDatabaseWrapper:
    """Return the connection to the second database, made by itself: Django's tests allow those they know alone."""
    if target().connection is None:
        with target().wrap_database_errors:
            target().connect()
            # A test's file need not survive a power cut.
            target().cursor().execute("PRAGMA synchronous=OFF")
    return target()


def second_database(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the address of the second database; what was connected to it is taken back afterwards."""
    patch.setattr(move, "target", connected)
    yield f"sqlite:///{folder}/second.sqlite3"
    if TARGET in connections.settings:
        connections[TARGET].close()
        del connections[TARGET], connections.settings[TARGET]


def empty_table(model: type[Model]) -> None:
    """Make a table in the second database, whose foreign keys are off as during a move."""
    with target().schema_editor() as editor:
        editor.create_model(model)
    target().disable_constraint_checking()


def arrived() -> list[str]:
    """Return the codes of the components that are there."""
    return list(Component.objects.using(TARGET).order_by("pk").values_list("code", flat=True))
