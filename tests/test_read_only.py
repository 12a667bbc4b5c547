"""A copy that nobody may write, such as a custodian's, can be looked at and verified."""

import os
import sqlite3
from pathlib import Path

import pytest
from django.test import override_settings

from zerentian.cli import READING, refuse_wrong_settings
from zerentian.settings import kept_copy


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of the write-ahead kind, closed."""
    path = tmp_path / "home copy" / "zerentian.sqlite3"
    path.parent.mkdir()
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE entry (said TEXT)")
        made.execute("INSERT INTO entry VALUES ('巡查')")
    made.close()
    return path


def locked(monkeypatch: pytest.MonkeyPatch, *places: Path) -> None:
    """Let some places be such as this account may not write, whoever runs the tests."""
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) not in places or not mode & os.W_OK)


def test_a_database_that_may_be_written_is_opened_as_ever(database):
    assert kept_copy(str(database)) == {}
    assert kept_copy(str(database.with_name("none.sqlite3"))) == {}


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_database_that_may_not_be_written_is_opened_to_be_read(database, monkeypatch, what):
    locked(monkeypatch, database if what == "file" else database.parent)
    how = kept_copy(str(database))
    opened = sqlite3.connect(str(how["NAME"]), uri=True)
    opened.executescript(how["OPTIONS"]["init_command"])
    assert opened.execute("SELECT said FROM entry").fetchone() == ("巡查",)
    assert sorted(path.name for path in database.parent.iterdir()) == [database.name], (
        "nothing is made beside it"
    )
    with pytest.raises(sqlite3.OperationalError, match=r"readonly|read-only|query_only"):
        opened.execute("INSERT INTO entry VALUES ('改')")
    opened.close()


def test_what_still_stands_in_a_write_ahead_file_is_not_overlooked(database, monkeypatch):
    writing = sqlite3.connect(database)
    writing.execute("INSERT INTO entry VALUES ('新')")
    writing.commit()
    locked(monkeypatch, database.parent)
    how = kept_copy(str(database))
    assert "immutable" not in str(how["NAME"])
    opened = sqlite3.connect(str(how["NAME"]), uri=True)
    assert opened.execute("SELECT count(*) FROM entry").fetchone() == (2,)
    opened.close()
    writing.close()


def test_a_home_that_may_not_be_written_keeps_nobody_from_verifying(database, monkeypatch, capsys):
    locked(monkeypatch, database.parent)
    with override_settings(ZERENTIAN_HOME=database.parent):
        refuse_wrong_settings(reads=True)
        with pytest.raises(SystemExit):
            refuse_wrong_settings(reads=False)
    assert "web.E001" in capsys.readouterr().err
    assert "verify" in READING
