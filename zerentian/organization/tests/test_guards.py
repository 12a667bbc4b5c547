"""The database's own guards: each stands on this engine after all migrations, and refuses what it is for."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from zerentian.organization.models import Account, Post, UnitPeriod

pytestmark = pytest.mark.django_db
GUARDS = import_module("zerentian.organization.migrations.0002_guards")

STANDING = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace",
}


def declared() -> set[tuple[str, str]]:
    """Return the table and name of each guard, one an event on SQLite, which makes a table anew without them."""
    found = set()
    for table, name, when, _, _ in GUARDS.guards():
        events = (
            [f"_{event.lower()}" for event in when.split(" OR ")] if connection.vendor == "sqlite" else [""]
        )
        found |= {(table, f"{name}{event}") for event in events}
    return found


def test_no_migration_let_a_guard_go() -> None:
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing = {(table, name) for table, name in cursor.fetchall()}
    assert declared() <= standing


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Account, {"username": "another"}),
        (Account, {"is_system": False}),
        (Post, {"code": "another"}),
        (Post, {"first": "2001-01-01"}),
        (UnitPeriod, {"first": "2001-01-01"}),
    ],
)
def test_what_names_a_row_never_changes(cadre, cli, model, change) -> None:
    assert Account.objects.order_by("pk")[0].is_system
    row = model._base_manager.order_by("pk")[0]
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        model._base_manager.filter(pk=row.pk).update(**change)
    row.refresh_from_db()
    row.save()
