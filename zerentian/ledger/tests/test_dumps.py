"""SQLite's file: copied while it serves, checked, and found where the settings say."""

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from zerentian.ledger.backup import databases

FOLDER_OF = "CREATE TABLE folder (id integer PRIMARY KEY)"
PAPER_OF = "CREATE TABLE paper (folder integer REFERENCES folder (id))"


@pytest.fixture
def used(tmp_path, monkeypatch):
    """The database in use, in the manner in which it serves; opened when it is first needed."""
    path = tmp_path / "used.sqlite3"
    with closing(sqlite3.connect(path)) as own:
        own.execute("PRAGMA journal_mode=WAL")
        own.executescript(
            f"{FOLDER_OF}; {PAPER_OF}; INSERT INTO folder VALUES (1); INSERT INTO paper VALUES (1)"
        )
        own.commit()
        connection = SimpleNamespace(connection=None)
        connection.ensure_connection = lambda: setattr(connection, "connection", own)
        monkeypatch.setattr(databases, "connection", connection)
        monkeypatch.setattr(databases, "on_postgresql", lambda: False)
        yield own


def test_a_copy_is_one_file_with_all_that_is_committed(used, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    used.execute("INSERT INTO paper VALUES (1)")
    used.commit()
    copied = databases.dump(folder)
    assert [path.name for path in folder.iterdir()] == ["database.sqlite3"]
    with closing(sqlite3.connect(copied)) as own:
        assert own.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert own.execute("SELECT count(*) FROM paper").fetchone() == (2,)


def test_one_whose_rows_name_others_that_are_not_there_is_damaged(used, tmp_path):
    used.execute("INSERT INTO paper VALUES (9)")
    used.commit()
    with pytest.raises(databases.Corrupt, match="数据库已损坏（paper: foreign key）"):
        databases.dump(tmp_path)


def test_one_that_cannot_be_read_is_damaged(used, tmp_path):
    def backup(copy: sqlite3.Connection) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    databases.connection.ensure_connection = lambda: None
    databases.connection.connection = SimpleNamespace(backup=backup)
    with pytest.raises(databases.Corrupt, match="database disk image is malformed"):
        databases.dump(tmp_path)


@pytest.mark.parametrize("content", [b"no database at all, and more than a header of it" * 9, None])
def test_what_is_no_database_is_told_by_the_engines_word(tmp_path, content):
    path = tmp_path / "a.sqlite3"
    if content:
        path.write_bytes(content)
    assert databases.sqlite_problem(path)
    # Looking makes nothing.
    assert path.exists() is bool(content)


def test_what_is_wrong_within_a_readable_file_is_named_one_after_the_other(tmp_path):
    path = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(path)) as own:
        own.execute("CREATE TABLE paper (title TEXT)")
        own.executemany("INSERT INTO paper VALUES (?)", [(None,), ("a",), (None,)])
        own.commit()
        assert databases.sqlite_problem(path) == ""
        # As a program could that writes into the schema by itself.
        own.execute("PRAGMA writable_schema=ON")
        own.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE paper (title TEXT NOT NULL)'")
        own.commit()
    assert databases.sqlite_problem(path) == "NULL value in paper.title; NULL value in paper.title"


def test_the_file_in_use_is_that_of_the_settings(monkeypatch):
    databases_of = {"default": {"NAME": Path("/srv/zerentian.sqlite3")}}
    monkeypatch.setattr(databases, "settings", SimpleNamespace(DATABASES=databases_of))
    assert databases.sqlite_path() == Path("/srv/zerentian.sqlite3")
