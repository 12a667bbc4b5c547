"""How the database is reached."""

import pytest
from django.db import connection

from zerentian import settings


@pytest.mark.parametrize(
    ("asked", "told"),
    [("", "-c jit=off"), ("?options=-c%20statement_timeout%3D9000", "-c jit=off -c statement_timeout=9000")],
)
def test_postgresql_compiles_no_question_and_is_told_what_the_address_says(monkeypatch, asked, told) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://zerentian@127.0.0.1/zerentian{asked}")
    assert settings.database()["OPTIONS"] == {"options": told}


@pytest.mark.parametrize(
    ("address", "kept"),
    [("postgresql://zerentian@127.0.0.1/zerentian", True), ("sqlite:///zerentian.sqlite3", False)],
)
def test_a_connection_to_postgresql_serves_many_requests_and_is_looked_at_before_each(
    monkeypatch, address, kept
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    found = settings.database()
    assert (bool(found["CONN_MAX_AGE"]), found["CONN_HEALTH_CHECKS"]) == (kept, kept)


@pytest.mark.django_db
def test_the_engine_in_use_is_asked_as_it_is_set() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit" if connection.vendor == "postgresql" else "PRAGMA foreign_keys")
        assert cursor.fetchone() in (("off",), (1,))
