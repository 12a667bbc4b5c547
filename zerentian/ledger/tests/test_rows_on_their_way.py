"""A second database, made small: rows come piece by piece, are compared, and what is there already is told apart."""

import json
from ipaddress import ip_address
from types import SimpleNamespace

import pytest

from zerentian.ledger import moved as marks
from zerentian.ledger.backup.making import identity
from zerentian.ledger.models import Component, Entry, Seal
from zerentian.ledger.moving import move, tables
from zerentian.ledger.moving.guards import rows, run
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.second import arrived, empty_table, second_database

pytestmark = pytest.mark.django_db
SINCE = "2026-03-02T09:00+08:00"


@pytest.fixture
def url(db, tmp_path, monkeypatch):
    """The address of a second database."""
    yield from second_database(tmp_path, monkeypatch)


@pytest.fixture
def there(url):
    """The second database with the note that it is not whole and an empty table of components; its name."""
    name = move.open_target(url)
    empty_table(Component)
    move.claim()
    return name


@pytest.fixture
def codes():
    """Five components here, and no others."""
    Component.objects.all().delete()
    return [Component.objects.create(code=f"trial{number}").pk for number in range(5)]


def entries_there(count: int | None = None) -> None:
    """Bring this instance's entries into the second database."""
    empty_table(Entry)
    for piece in tables.pieces(Entry):
        tables.write(Entry, piece[:count])


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "word"),
        [
            ("nonsense://x", "无法识别"),
            ("mysql://db.example/x", "只支持 PostgreSQL 和 SQLite"),
            ("sqlite:////nowhere/at/all.sqlite3", "连不上新库"),
        ],
    )
    def test_an_address_that_leads_nowhere_is_refused(self, url, address, word):
        with pytest.raises(NotAllowed, match=word):
            move.open_target(address)

    def test_the_database_in_use_is_refused_and_another_one_of_its_host_is_not(self, url, monkeypatch):
        used = {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite:///")}
        used |= {"HOST": None, "PORT": ""}
        monkeypatch.setattr(move, "connection", SimpleNamespace(settings_dict=used))
        with pytest.raises(NotAllowed, match="正在使用的数据库"):
            move.open_target(url)
        assert move.open_target(f"{url}-other").endswith("second.sqlite3-other")

    def test_a_name_says_the_engine_and_the_place_and_no_space(self, url, tmp_path):
        (tmp_path / "a b").mkdir()
        assert move.open_target(f"sqlite:///{tmp_path}/a%20b/c.sqlite3") == (
            f"sqlite://localhost/{tmp_path}/a%20b/c.sqlite3"
        )


class TestPieces:
    def test_rows_come_in_pieces_in_the_order_of_their_keys_from_behind_a_key(self, codes, monkeypatch):
        monkeypatch.setattr(tables, "PIECE", 2)
        pieces = [[row[0] for row in piece] for piece in tables.pieces(Component)]
        assert pieces == [codes[:2], codes[2:4], codes[4:]]
        assert [[row[0] for row in piece] for piece in tables.pieces(Component, codes[2])] == [codes[3:]]
        assert list(tables.pieces(Component, codes[4])) == []

    def test_all_rows_arrive_and_the_table_is_done(self, there, codes, monkeypatch):
        monkeypatch.setattr(tables, "PIECE", 2)
        run(["INSERT INTO ledger_component (id, code) VALUES (99, 'of a try before')"])
        steps: list[int] = []
        move.bring(Component, None, steps.append)
        assert arrived() == [f"trial{number}" for number in range(5)]
        assert steps == [2, 2, 1]
        assert json.loads(move.notes()["ledger.Component"]) == move.DONE
        move.bring(Component, move.DONE, steps.append)
        assert steps[3:] == [5]

    def test_a_move_that_was_stopped_goes_on_behind_the_last_row_of_its_piece(
        self, there, codes, monkeypatch
    ):
        monkeypatch.setattr(tables, "PIECE", 2)
        whole = tables.write

        def stopping(model, piece):
            if arrived():
                raise KeyboardInterrupt
            whole(model, piece)

        monkeypatch.setattr(move, "write", stopping)
        with pytest.raises(KeyboardInterrupt):
            move.bring(Component, None, lambda rows: None)
        after = json.loads(move.notes()["ledger.Component"])
        assert (arrived(), after) == (["trial0", "trial1"], codes[1])
        monkeypatch.setattr(move, "write", whole)
        steps: list[int] = []
        move.bring(Component, after, steps.append)
        assert (arrived(), steps) == ([f"trial{number}" for number in range(5)], [2, 1])

    def test_a_row_that_is_there_already_is_told_by_its_table(self, there, codes):
        move.bring(Component, None, lambda rows: None)
        with pytest.raises(NotAllowed, match="新库不接受这些行"):
            tables.write(Component, next(tables.pieces(Component)))

    def test_tables_are_equal_row_by_row(self, there, codes, monkeypatch):
        monkeypatch.setattr(tables, "PIECE", 2)
        move.bring(Component, None, lambda rows: None)
        steps: list[int] = []
        assert tables.differing(Component, steps.append) == ""
        assert steps == [2, 2, 1]

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ("UPDATE ledger_component SET code = 'x' WHERE code = 'trial3'", "第 {} 行两边不同"),
            ("DELETE FROM ledger_component WHERE code = 'trial3'", "第 {} 行两边不同"),
            ("INSERT INTO ledger_component (id, code) VALUES (0, 'x')", "应有 5 行，新库有 6 行"),
        ],
    )
    def test_the_first_difference_is_named(self, there, codes, changed, words):
        move.bring(Component, None, lambda rows: None)
        run([changed])
        said = words.format(codes[3])
        assert tables.differing(Component, lambda rows: None).startswith(f"ledger_component {said}")

    def test_a_count_of_keys_goes_on_where_it_was(self, there, codes):
        Component.objects.filter(pk=codes[4]).delete()
        found = {model._meta.label: last for model, last in tables.sequences()}
        assert found["ledger.Component"] == codes[4]
        tables.set_sequence(Component, codes[4])
        tables.set_sequence(Component, codes[4])
        assert rows("SELECT name, seq FROM sqlite_sequence") == [("ledger_component", codes[4])]
        run(["INSERT INTO ledger_component (code) VALUES ('next')"])
        assert rows("SELECT id FROM ledger_component") == [(codes[4] + 1,)]

    def test_values_are_compared_as_both_engines_give_them(self):
        row = (memoryview(b"ab"), ip_address("10.0.0.1"), ip_address("::1"), "x", 3, None)
        assert tables.plain(row) == (b"ab", "10.0.0.1", "::1", "x", 3, None)


class TestArrival:
    def test_an_empty_database_has_nothing(self, url, note_down):
        note_down()
        move.open_target(url)
        assert move.has_arrived() is False
        entries_there(0)
        assert move.has_arrived() is False

    def test_one_that_is_not_whole_is_of_this_instance_or_refused(self, url, note_down):
        note_down()
        move.open_target(url)
        move.claim()
        assert move.notes() == {"instance": identity(), "guards": "[]"}
        assert move.has_arrived() is False
        move.keep("instance", "0" * 32)
        with pytest.raises(NotAllowed, match="另一个实例没有迁完"):
            move.has_arrived()

    def test_one_with_other_tables_is_refused(self, url, note_down):
        note_down()
        move.open_target(url)
        run(["CREATE TABLE strange (id integer)"])
        with pytest.raises(NotAllowed, match="新库不是空的"):
            move.has_arrived()

    def test_one_of_another_instance_is_refused(self, url, note_down):
        note_down()
        move.open_target(url)
        entries_there()
        assert move.has_arrived() is True
        run([f"UPDATE ledger_entry SET uuid = '{'0' * 32}' WHERE uuid = '{identity()}'"])
        with pytest.raises(NotAllowed, match="新库不是空的"):
            move.has_arrived()

    def test_one_that_has_more_or_fewer_entries_is_in_use(self, url, note_down):
        note_down()
        move.open_target(url)
        entries_there()
        note_down(subject="trial:2")
        with pytest.raises(NotAllowed, match="已在使用"):
            move.has_arrived()

    def test_loose_rows_of_the_new_database_are_refused_when_its_guards_are_back(self, there):
        guard = "CREATE TRIGGER g BEFORE INSERT ON ledger_component BEGIN SELECT RAISE(ABORT, 'no'); END"
        move.keep("guards", json.dumps([guard]))
        move.put_guards_back()
        assert rows("SELECT name FROM sqlite_master WHERE type = 'trigger'") == [("g",)]
        assert move.notes()["guards"] == "[]"
        run(
            [
                "CREATE TABLE loose (id integer REFERENCES ledger_component (id))",
                "INSERT INTO loose VALUES (7)",
            ]
        )
        with pytest.raises(NotAllowed, match="loose 的行指向不存在的行"):
            move.put_guards_back()


class TestPreparing:
    def test_tables_are_made_by_a_process_once_and_the_guards_taken_off_and_noted(
        self, url, note_down, monkeypatch
    ):
        guard = "CREATE TRIGGER g BEFORE INSERT ON ledger_component BEGIN SELECT RAISE(ABORT, 'no'); END"
        asked = []

        def migrated(*given):
            asked.append(given)
            empty_table(Component)
            run([guard])

        note_down()
        move.open_target(url)
        monkeypatch.setattr(move, "told", migrated)
        for _ in range(2):
            move.prepare(url)
            assert json.loads(move.notes()["guards"]) == [guard]
            assert rows("SELECT name FROM sqlite_master WHERE type = 'trigger'") == []
        assert asked == [(url, "migrate", "--arriving")]
        assert move.notes()["instance"] == identity()


class TestProof:
    @pytest.mark.parametrize(("size", "root"), [(0, ""), (1, ""), (0, "0")])
    def test_the_log_over_there_has_the_same_head(self, note_down, seal_now, monkeypatch, size, root):
        note_down()
        sealed = seal_now()
        found = {"size": sealed.size + size, "root": root or sealed.root_hex}
        asked = []
        monkeypatch.setattr(move, "told", lambda *given: asked.append(given) or json.dumps(found))
        if size or root:
            with pytest.raises(NotAllowed, match="台账与原库不同"):
                move.prove("sqlite:///x")
        else:
            move.prove("sqlite:///x")
        assert asked == [("sqlite:///x", "verify", "--log", "--json")]

    def test_a_log_that_was_never_sealed_has_no_head_to_compare(self, note_down, monkeypatch):
        note_down()
        assert not Seal.objects.exists()
        monkeypatch.setattr(move, "told", lambda *given: json.dumps({"size": 0, "root": ""}))
        move.prove("sqlite:///x")

    def test_a_command_of_the_new_database_is_told_where_it_is_and_complains_in_its_words(
        self, home, monkeypatch
    ):
        def ran(command, *, env, pass_fds, check, **given):
            assert (check, given) == (False, {"text": True, "capture_output": True})
            assert command[1:] == ["-m", "zerentian", "migrate", "--arriving"]
            assert (env["DATABASE_URL"], env["ZERENTIAN_HOME"]) == ("sqlite:///x", str(home))
            return answer(command, *results.pop())

        answer = move.subprocess.CompletedProcess
        monkeypatch.setattr(move.subprocess, "run", ran)
        results = [(1, "only this", ""), (1, "said", " no room \n"), (0, "done", "")]
        assert move.told("sqlite:///x", "migrate", "--arriving") == "done"
        for word in ("no room", "only this"):
            with pytest.raises(NotAllowed, match=f"zerentian migrate --arriving: {word}"):
                move.told("sqlite:///x", "migrate", "--arriving")


class TestGivingUp:
    def test_without_a_move_there_is_nothing_to_give_up(self):
        with pytest.raises(NotAllowed, match="没有迁移"):
            move.give_up(None)

    def test_one_that_is_under_way_is_given_up_without_asking(self):
        marks.put_mark(marks.MOVING, "sqlite://localhost/x", SINCE)
        move.give_up(None)
        assert marks.mark_of() is None

    def test_one_that_is_done_asks_for_the_address_of_where_it_went(self, url, tmp_path, note_down):
        note_down()
        marks.put_mark(marks.MOVED, move.open_target(url), SINCE)
        for address in (None, f"sqlite:///{tmp_path}/third.sqlite3"):
            with pytest.raises(NotAllowed, match="请给出它的地址"):
                move.give_up(address)
        with pytest.raises(NotAllowed, match="没有本实例"):
            move.give_up(url)
        assert marks.mark_of().state == marks.MOVED

    def test_what_has_arrived_is_the_copy_from_then_on(self, url, note_down):
        note_down()
        name = move.open_target(url)
        entries_there()
        marks.put_mark(marks.MOVED, name, SINCE)
        move.give_up(url)
        assert marks.mark_of() is None
        assert move.notes()["instance"] == identity()

    def test_a_source_on_its_way_elsewhere_is_refused_and_goes_on_to_where_it_goes(self):
        marks.put_mark(marks.MOVING, "sqlite://localhost/x", SINCE)
        move.refuse_source("sqlite://localhost/x")
        with pytest.raises(NotAllowed, match="--give-up"):
            move.refuse_source("sqlite://localhost/y")
