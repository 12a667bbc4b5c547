"""A drill on PostgreSQL works in a database of its own, gone afterwards, and takes away what killed ones left."""

from contextlib import contextmanager
from types import SimpleNamespace

import psycopg
import pytest
from django.db import DatabaseError

from zerentian.ledger.backup import drill
from zerentian.ledger.rules.refusals import NotAllowed


@pytest.fixture
def server(monkeypatch):
    """A server that notes what it is asked; ``left`` are the databases that nobody is connected to."""
    server = SimpleNamespace(asked=[], left=[], refuses=(), held=[])

    def ask(statement: str, *values: str) -> list[tuple[str]]:
        server.asked.append(statement.partition(" WITH")[0] if statement.startswith("DROP") else statement)
        if any(word in statement for word in server.refuses):
            raise DatabaseError("permission denied")
        server.values = values or server.values
        return [(name,) for name in server.left] if statement.startswith("SELECT") else []

    @contextmanager
    def connect(url: str, *, autocommit: bool):
        server.held.append((url, autocommit))
        yield
        server.held.append("let go")

    server.values = ()
    monkeypatch.setattr(drill, "ask", ask)
    monkeypatch.setattr(
        drill, "psycopg", SimpleNamespace(connect=connect, OperationalError=psycopg.OperationalError)
    )
    monkeypatch.setattr(drill, "address", lambda name: f"postgresql://db/{name}")
    monkeypatch.setattr(drill.secrets, "token_hex", lambda length: "ab" * length)
    monkeypatch.setattr(drill, "on_postgresql", lambda: True)
    return server


NAME = "zerentian_drill_abababab"


def test_one_is_made_held_while_it_is_used_and_gone_afterwards(server, tmp_path):
    with drill.scratch_place(tmp_path) as environment:
        assert environment["DATABASE_URL"] == f"postgresql://db/{NAME}"
        assert server.held == [(f"postgresql://db/{NAME}", True)]
        assert server.asked[1:] == [f'CREATE DATABASE "{NAME}"']
    assert server.held[1:] == ["let go"]
    assert server.asked[2:] == [f'DROP DATABASE IF EXISTS "{NAME}"']


@pytest.mark.parametrize("fault", [NotAllowed("不通过", "no"), KeyboardInterrupt()])
def test_it_is_gone_whatever_came_of_the_drill(server, fault):
    with pytest.raises(type(fault)), drill.scratch_database():
        raise fault
    assert server.asked[-1] == f'DROP DATABASE IF EXISTS "{NAME}"'


def test_where_the_server_lets_none_be_made_the_right_is_named(server):
    server.refuses = ("CREATE DATABASE",)
    with pytest.raises(NotAllowed, match=r"CREATEDB 权限（permission denied）"), drill.scratch_database():
        pytest.fail("there is none")
    assert server.asked[-1] == f'DROP DATABASE IF EXISTS "{NAME}"'


def test_what_killed_drills_left_goes_first_but_for_what_somebody_came_to_meanwhile(server):
    server.left, server.refuses = ["zerentian_drill_1", "zerentian_drill_2"], ('"zerentian_drill_1"',)
    drill.take_away_databases()
    assert server.values == (r"zerentian\_drill\_%",)
    assert server.asked[1:] == [
        'DROP DATABASE IF EXISTS "zerentian_drill_1"',
        'DROP DATABASE IF EXISTS "zerentian_drill_2"',
    ]


@pytest.mark.django_db
def test_a_statement_is_answered_with_its_rows_or_none():
    assert drill.ask("SELECT 1 WHERE 'a' = %s", "a") == [(1,)]
    assert drill.ask("SELECT 1 WHERE 'a' = %s", "b") == []
    assert drill.ask("DELETE FROM django_session WHERE 1 = 0") == []
