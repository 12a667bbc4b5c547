"""The standing of a database: this version's, older, newer, somebody else's, or changed behind the program."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from zerentian.ledger import schema
from zerentian.ledger.models import SchemaMark
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.schema import Standing, look, mark

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def drop_guard(name: str = "seal_kept") -> None:
    run(f"DROP TRIGGER {name}" + (" ON ledger_seal" if connection.vendor == "postgresql" else ""))


def test_a_database_as_this_version_left_it_may_be_served():
    mark()
    assert look().standing is Standing.RIGHT
    assert look().refusal == ""


def test_an_older_database_is_sent_to_migrate_after_a_backup():
    MigrationRecorder(connection).record_unapplied("reports", "0001_initial")
    found = look()
    assert (found.standing, found.names) == (Standing.OLDER, ("reports.0001_initial",))
    assert "zerentian backup" in found.refusal
    assert "zerentian migrate" in found.refusal


def test_a_newer_database_is_named_with_its_version_and_left_alone(monkeypatch):
    mark()
    SchemaMark.objects.update(version="9.1.0")
    MigrationRecorder(connection).record_applied("ledger", "0999_of_the_future")
    found = look()
    assert (found.standing, found.version) == (Standing.NEWER, "9.1.0")
    assert "ledger.0999_of_the_future" in found.refusal
    with pytest.raises(NotAllowed, match=r"9\.1\.0"):
        schema.migrate()


def test_somebody_elses_database_is_refused():
    MigrationRecorder(connection).record_unapplied("ledger", "0001_initial")
    assert look().standing is Standing.FOREIGN
    with pytest.raises(NotAllowed, match="DATABASE_URL"):
        schema.migrate()


def test_all_names_of_migrations_without_what_they_make_is_no_database_of_ours():
    # So it was when migrations were rewritten in place: "up to date", and then the pages failed.
    run("ALTER TABLE reports_sample RENAME COLUMN words TO said")
    found = look()
    assert (found.standing, found.names) == (Standing.FOREIGN, ("reports_sample.words",))


def test_a_guard_that_was_dropped_is_noticed_and_named():
    mark()
    drop_guard()
    found = look()
    assert found.standing is Standing.CHANGED
    assert found.names[0].startswith("trigger seal_kept")


def test_what_was_only_added_stops_nobody():
    mark()
    run("CREATE INDEX of_the_operator ON ledger_entry (verb)")
    assert look().standing is Standing.RIGHT
    assert [line.split(":")[0] for line in schema.differences()[1]] == ["index of_the_operator"]


def test_migrate_accepts_a_change_for_good():
    mark()
    drop_guard()
    assert schema.migrate() == ()
    assert look().standing is Standing.RIGHT
