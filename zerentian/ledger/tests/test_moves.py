"""A move as a whole, into a small database whose tables and log other processes would make and verify."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from zerentian.ledger import moved as marks
from zerentian.ledger.backup.making import identity
from zerentian.ledger.cli import moving
from zerentian.ledger.locks import only_one
from zerentian.ledger.models import Component, Entry
from zerentian.ledger.moving import move, tables
from zerentian.ledger.moving.guards import TARGET, rows, run, target
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.second import arrived, empty_table, second_database

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 5, 59, tzinfo=UTC)
GUARD = "CREATE TRIGGER g BEFORE INSERT ON ledger_component BEGIN SELECT RAISE(ABORT, 'no'); END"
NAMES = ["ledger.Component", "ledger.Entry"]


@pytest.fixture
def url(db, tmp_path, monkeypatch):
    """The address of a second database."""
    yield from second_database(tmp_path, monkeypatch)


@pytest.fixture
def told(note_down, seal_now, monkeypatch):
    """A sealed instance of which two tables move; what processes of the new database were asked, and the mark then."""
    note_down()
    last = seal_now()
    Component.objects.create(code="trial1")
    asked: list[tuple[str, str]] = []

    def tell(address: str, *arguments: str) -> str:
        asked.append((arguments[0], marks.mark_of().state))
        if arguments[0] == "migrate":
            empty_table(Component)
            empty_table(Entry)
            run([GUARD])
        return json.dumps({"size": last.size, "root": last.root_hex})

    @contextmanager
    def moment():
        yield

    monkeypatch.setattr(move, "told", tell)
    # A test stands in a transaction of its own, within which none begins.
    monkeypatch.setattr(move, "one_moment", moment)
    # Entries name rows of tables that do not move here.
    monkeypatch.setattr(move.guards, "loose_rows", list)
    for module in (move, tables):
        monkeypatch.setattr(module, "moved_models", lambda: [Component, Entry])
    return asked


@pytest.fixture
def bars():
    """What was said of the way: each bar's label, how many rows it was for, and its steps."""
    return []


@pytest.fixture
def begin(bars):
    """Begin a bar."""

    @contextmanager
    def begin(label: str, total: int):
        steps: list[int] = []
        bars.append((label, total, steps))
        yield steps.append

    return begin


def here() -> list[str]:
    return list(Component.objects.order_by("pk").values_list("code", flat=True))


def guards() -> list[tuple[str, ...]]:
    return rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")


class TestWholeMove:
    def test_every_row_arrives_behind_guards_and_the_old_database_is_marked(self, url, told, begin, bars):
        entries = Entry.objects.count()
        assert move.move_to(url, machine_now=NOW, begin=begin) == entries
        assert arrived() == here()
        assert Entry.objects.using(TARGET).count() == entries
        assert guards() == [("g",)]
        assert marks.ARRIVING not in target().introspection.table_names()
        mark = marks.mark_of()
        assert (mark.state, mark.since) == (marks.MOVED, "2026-03-02T09:05+08:00")
        assert mark.target == f"sqlite://localhost/{url.removeprefix('sqlite:///')}"
        assert told == [("migrate", marks.MOVING), ("verify", marks.MOVING)]

    def test_the_way_is_shown_once_as_rows_come_and_once_as_they_are_compared(self, url, told, begin, bars):
        total = Entry.objects.count() + Component.objects.count()
        move.move_to(url, machine_now=NOW, begin=begin)
        assert [(label.split(" ")[0], of, sum(steps)) for label, of, steps in bars] == [
            ("迁移", total, total),
            ("逐行核对", total, total),
        ]

    def test_keys_go_on_behind_the_last_that_was_given_though_its_row_is_gone(self, url, told, begin):
        gone = Component.objects.create(code="gone")
        last = gone.pk
        gone.delete()
        move.move_to(url, machine_now=NOW, begin=begin)
        run(["DROP TRIGGER g", "INSERT INTO ledger_component (code) VALUES ('next')"])
        assert rows("SELECT id FROM ledger_component WHERE code = 'next'") == [(last + 1,)]

    def test_what_has_arrived_is_only_verified_once_more(self, url, told, begin, bars):
        move.move_to(url, machine_now=NOW, begin=begin)
        told.clear()
        bars.clear()
        move.move_to(url, machine_now=NOW, begin=begin)
        assert (told, bars) == ([("verify", marks.MOVING)], [])
        assert marks.mark_of().state == marks.MOVED

    def test_one_whose_log_does_not_verify_stays_under_way(self, url, told, begin, monkeypatch):
        def refuse(address: str) -> None:
            raise NotAllowed("新库的台账与原库不同")

        monkeypatch.setattr(move, "prove", refuse)
        with pytest.raises(NotAllowed, match="台账与原库不同"):
            move.move_to(url, machine_now=NOW, begin=begin)
        assert marks.mark_of().state == marks.MOVING
        assert move.notes()["instance"] == identity()

    def test_a_table_that_is_done_is_not_brought_again(self, url, told, begin, bars):
        move.open_target(url)
        marks.put_mark(marks.MOVING, "sqlite://localhost/x", "2026-03-02T09:00+08:00")
        move.prepare(url)
        move.keep(NAMES[0], json.dumps(move.DONE))
        move.bring_all(begin)
        assert arrived() == []
        ((_, total, steps),) = bars
        assert sum(steps) == total

    def test_two_at_once_are_refused(self, url, told, begin, home, monkeypatch):
        monkeypatch.setattr(move, "WAIT", 0)
        with only_one(home / "state" / "moving.lock", ""), pytest.raises(NotAllowed, match="另一次迁移正在"):
            move.move_to(url, machine_now=NOW, begin=begin)
        assert marks.mark_of() is None


class TestComparing:
    @pytest.fixture(autouse=True)
    def brought(self, url, told, begin, bars):
        """All rows are there, and the guards off."""
        move.open_target(url)
        marks.put_mark(marks.MOVING, "sqlite://localhost/x", "2026-03-02T09:00+08:00")
        move.prepare(url)
        move.bring_all(begin)
        bars.clear()

    def test_a_row_that_changed_meanwhile_is_brought_anew(self, begin, bars):
        run(["UPDATE ledger_component SET code = 'before' WHERE code = 'trial1'"])
        move.compare_all(begin)
        assert arrived() == here()
        assert [(label.split(" ")[0], total) for label, total, _ in bars] == [
            ("逐行核对", Entry.objects.count() + Component.objects.count())
        ]

    def test_one_that_differs_again_is_named(self, begin, monkeypatch):
        run(["UPDATE ledger_component SET code = 'before' WHERE code = 'trial1'"])
        monkeypatch.setattr(move, "bring", lambda *given: None)
        with pytest.raises(NotAllowed, match=r"ledger_component 第 \d+ 行两边不同"):
            move.compare_all(begin)

    def test_equal_tables_are_left_as_they_are(self, begin, monkeypatch):
        monkeypatch.setattr(move, "bring", None)
        move.compare_all(begin)

    def test_bringing_and_comparing_belong_to_one_moment(self, begin, monkeypatch):
        steps: list[str] = []

        @contextmanager
        def moment():
            steps.append("begins")
            yield
            steps.append("ends")

        monkeypatch.setattr(move, "one_moment", moment)
        monkeypatch.setattr(move, "bring_all", lambda begin: steps.append("brought"))
        monkeypatch.setattr(move, "compare_all", lambda begin: steps.append("compared"))
        monkeypatch.setattr(move, "sequences", lambda: [(Component, 7), (Entry, 9)])
        monkeypatch.setattr(move, "set_sequence", lambda model, last: steps.append(f"{last}"))
        move.bring_and_compare(begin)
        assert steps == ["begins", "brought", "compared", "7", "9", "ends"]


@pytest.mark.parametrize(
    ("vendor", "begins"),
    [("postgresql", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), ("sqlite", "BEGIN DEFERRED")],
)
@pytest.mark.parametrize("fault", [None, KeyboardInterrupt])
def test_a_moment_begins_by_the_means_of_its_engine_and_ends_whatever_happens(
    monkeypatch, vendor, begins, fault
):
    said: list[str] = []

    @contextmanager
    def cursor():
        yield SimpleNamespace(execute=said.append)

    monkeypatch.setattr(move, "connection", SimpleNamespace(vendor=vendor, cursor=cursor))

    def work() -> None:
        with move.one_moment():
            said.append("work")
            if fault:
                raise fault

    if fault:
        with pytest.raises(fault):
            work()
    else:
        work()
    assert said == [begins, "work", "ROLLBACK"]


class TestGuards:
    def test_those_of_sqlite_are_its_triggers(self, url):
        move.open_target(url)
        empty_table(Component)
        run([GUARD, "CREATE INDEX by_code ON ledger_component (code)"])
        assert list(move.guards.taking_off()) == [('DROP TRIGGER "g"', GUARD)]

    def test_those_of_postgresql_are_foreign_keys_and_triggers(self, monkeypatch):
        answers = {
            move.guards.FOREIGN_KEYS: [("a", "a_b", "FOREIGN KEY (b) REFERENCES b(id)")],
            move.guards.TRIGGERS: [("t",)],
        }
        monkeypatch.setattr(move.guards, "target", lambda: SimpleNamespace(vendor="postgresql"))
        monkeypatch.setattr(move.guards, "rows", answers.__getitem__)
        assert list(move.guards.taking_off()) == [
            (
                'ALTER TABLE a DROP CONSTRAINT "a_b"',
                'ALTER TABLE a ADD CONSTRAINT "a_b" FOREIGN KEY (b) REFERENCES b(id)',
            ),
            ("ALTER TABLE t DISABLE TRIGGER USER", "ALTER TABLE t ENABLE TRIGGER USER"),
        ]
        assert move.guards.loose_rows() == []


class TestConsole:
    @pytest.fixture
    def asked(self, monkeypatch):
        """What the move was asked for."""
        asked: list[tuple[str, str | None]] = []

        def move_to(url, *, machine_now, begin):
            asked.append(("move", url))
            return 7

        monkeypatch.setattr(moving.move, "move_to", move_to)
        monkeypatch.setattr(moving.move, "give_up", lambda url: asked.append(("give up", url)))
        return asked

    @pytest.mark.parametrize(
        ("given", "meant", "word"),
        [
            (["sqlite:///x"], ("move", "sqlite:///x"), "已迁移并逐行核对：7 条台账"),
            (["--give-up"], ("give up", None), "已放弃迁移"),
            (["sqlite:///x", "--give-up"], ("give up", "sqlite:///x"), "已放弃迁移"),
        ],
    )
    def test_an_instance_is_moved_or_its_move_given_up(self, asked, given, meant, word):
        done = CliRunner().invoke(moving.move_to, given)
        assert (done.exit_code, asked) == (0, [meant])
        assert word in done.output

    def test_without_an_address_it_is_a_wrong_call(self, asked):
        done = CliRunner().invoke(moving.move_to, [])
        assert (done.exit_code, asked) == (click.UsageError.exit_code, [])
        assert "请给出新库的地址" in done.output
