"""What each engine is sent where their statements differ: PostgreSQL's, with a cursor that only notes it."""

from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest

from zerentian.ledger import bulk
from zerentian.ledger.models import Component, Seal
from zerentian.ledger.moving import tables

ENTRIES = [
    (number, "trial.done", "990100", date(2026, 3, 2), "{}", "", None, bytes([number])) for number in range(5)
]


class Server:
    """A PostgreSQL that notes what it is sent."""

    vendor = "postgresql"

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []
        self.copied: list[object] = []
        self.answers: list[tuple[object, ...]] = []
        self.rowcount = 0

    @contextmanager
    def cursor(self):
        yield self

    @contextmanager
    def chunked_cursor(self):
        self.answers = list(ENTRIES)
        yield self

    @property
    @contextmanager
    def wrap_database_errors(self):
        yield

    @contextmanager
    def copy(self, statement):
        self.sent.append((statement, None))
        yield SimpleNamespace(write=self.copied.append, write_row=self.copied.append)

    def execute(self, statement, values=None):
        self.sent.append((" ".join(statement.split()), values))

    def fetchone(self):
        return self.answers.pop(0)

    def fetchmany(self, count):
        taken, self.answers = self.answers[:count], self.answers[count:]
        return taken


@pytest.fixture
def server(monkeypatch):
    """The server that bulk statements are sent to."""
    server = Server()
    monkeypatch.setattr(bulk, "connection", server)
    return server


@pytest.mark.parametrize("free", [True, False])
def test_the_one_sealer_is_who_gets_the_lock(server, free):
    server.answers = [(free,)]
    assert bulk.try_lock() is free
    assert server.sent == [("SELECT pg_try_advisory_xact_lock(%s)", [bulk.SEAL_LOCK])]


def test_all_that_waits_belongs_to_one_look_however_much_is_taken_at_a_time(server):
    taken = [[row.id for row in part] for part in bulk.pending_entries(2)]
    assert taken == [[0, 1], [2, 3], [4]]
    ((statement, _),) = server.sent
    assert statement.endswith('WHERE "index" IS NULL ORDER BY id')


@pytest.mark.parametrize("rows", [3, 2])
def test_entries_take_their_positions_in_a_row_or_none_does(server, rows):
    server.rowcount = rows
    if rows == 3:
        bulk.set_positions([7, 9, 4], 100)
    else:
        with pytest.raises(RuntimeError, match="2 of 3 entries took their position"):
            bulk.set_positions([7, 9, 4], 100)
    ((statement, values),) = server.sent
    assert statement.startswith('UPDATE ledger_entry SET "index"')
    assert values == [[7, 9, 4], [100, 101, 102]]


def test_replaced_entries_are_told_by_whom(server):
    bulk.set_replaced([(12, 7), (13, 9)])
    assert server.sent[0][1] == [[12, 13], [7, 9]]


def test_postings_are_copied_a_line_each_so_many_at_once(server, monkeypatch):
    monkeypatch.setattr(bulk, "COPIED", 2)
    day = date(2026, 3, 2)
    bulk.insert_postings([(1, 2, day, number, -1, 0, False) for number in range(3)])
    assert server.sent[0][0].startswith('COPY ledger_posting ("component_id", "place_id", "day", "index"')
    assert server.copied == [
        "1\t2\t2026-03-02\t0\t-1\t0\tFalse\n1\t2\t2026-03-02\t1\t-1\t0\tFalse\n",
        "1\t2\t2026-03-02\t2\t-1\t0\tFalse\n",
    ]


class TestMoving:
    """The new database, where it is PostgreSQL; and the old one's own count of keys."""

    @pytest.fixture
    def there(self, monkeypatch):
        server = Server()
        monkeypatch.setattr(tables, "target", lambda: server)
        return server

    def test_rows_are_copied_column_by_column(self, there, monkeypatch):
        for field in Component._meta.concrete_fields:
            monkeypatch.setattr(field, "get_db_prep_save", lambda value, connection: value)
        tables.write(Component, [(7, "deeds"), (9, "walks")])
        assert there.sent == [('COPY "ledger_component" ("id", "code") FROM STDIN', None)]
        assert there.copied == [[7, "deeds"], [9, "walks"]]

    @pytest.mark.parametrize(("last", "value", "is_called"), [(0, 1, False), (1, 1, True), (375, 375, True)])
    def test_a_count_goes_on_where_it_was_and_one_that_never_began_begins(
        self, there, last, value, is_called
    ):
        tables.set_sequence(Seal, last)
        ((_, values),) = there.sent
        assert values == ['"ledger_seal"', "number", value, is_called]

    def test_the_count_of_the_old_database_is_asked_by_the_name_of_its_sequence(self, monkeypatch):
        server = Server()
        server.answers = [("public.ledger_seal_id_seq",), (375,)]
        monkeypatch.setattr(tables, "connection", server)
        assert tables.given(Seal) == 375
        assert server.sent[0][1] == ['"ledger_seal"', "number"]
        assert server.sent[1][0].endswith("FROM public.ledger_seal_id_seq")
