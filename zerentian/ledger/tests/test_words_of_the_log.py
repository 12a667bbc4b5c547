"""Small words of the log that other rooms speak: what is filled in, steps, names of rows, proofs of many, moments."""

from datetime import date, timedelta
from enum import StrEnum
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q

from zerentian.ledger import clock, proofs, schema
from zerentian.ledger.actions import opening, sealing
from zerentian.ledger.backup import schedule
from zerentian.ledger.figures.behind import ordered
from zerentian.ledger.models import Entry, Instance, Seal
from zerentian.ledger.models.entries import committed_attributes, committed_model
from zerentian.ledger.models.written import NOTHING, condition_of, prepared
from zerentian.ledger.proofs import consistency, inclusions, root_at
from zerentian.ledger.rules import merkle, note
from zerentian.ledger.rules.refusals import NotAllowed, check_filled, check_words
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words
from zerentian.ledger.signatures import seal_problem
from zerentian.ledger.verification import verify_log

from .conftest import NOW, VILLAGE

Account = get_user_model()  # the row of another room that these tests name


class Doors(StrEnum):
    OPEN = "open"
    SHUT = "shut"


class Moves(StrEnum):
    LOCK = "lock"
    SHUT = "shut"
    OPEN = "open"


STEPS = Steps(
    {
        (Doors.OPEN, Moves.SHUT): Doors.SHUT,
        (Doors.SHUT, Moves.OPEN): Doors.OPEN,
        (Doors.SHUT, Moves.LOCK): Doors.SHUT,
    },
    {Doors.OPEN: Words("开着", "open"), Doors.SHUT: Words("关着", "shut")},
    "门",
)


@pytest.mark.parametrize(
    ("check", "zh", "en"),
    [(check_words, "请写明理由", "say why"), (check_filled, "请填写理由", "fill in why")],
)
def test_what_is_said_is_taken_without_blanks_and_nothing_is_refused_by_its_name(check, zh, en):
    assert check(" 因为 \n", "理由", "why") == "因为"
    for nothing in ("", " \n\t"):
        with pytest.raises(NotAllowed) as refused:
            check(nothing, "理由", "why")
        assert refused.value.words == Words(zh, en)


def test_a_step_leads_on_and_another_says_where_the_matter_stands():
    assert (STEPS.after(Doors.OPEN, Moves.SHUT), STEPS.after(Doors.SHUT, Moves.OPEN)) == (
        Doors.SHUT,
        Doors.OPEN,
    )
    with pytest.raises(NotAllowed) as refused:
        STEPS.after(Doors.OPEN, Moves.LOCK)
    assert refused.value.words == Words(
        "这一步现在不能做：门目前为“开着”，请先刷新页面",
        "this step can't be taken now (open): reload the page",
    )


def test_steps_are_offered_in_the_order_in_which_they_are_declared():
    assert STEPS.of(Doors.SHUT) == [Moves.LOCK, Moves.OPEN]
    assert STEPS.of(Doors.OPEN) == [Moves.SHUT]


@pytest.mark.django_db
class TestRows:
    def test_a_row_is_found_by_the_name_that_entries_have_for_it(self, clerk, cadre):
        model, _, name = clerk.row_key.partition(":")
        other = cadre.row_key.partition(":")[2]
        assert committed_model(model) is Account
        assert Account.named(name) == clerk
        assert Account.named("0") is None
        assert Account.all_named([name, other, "0"]) == {name: clerk, other: cadre}

    def test_committed_fields_are_told_by_where_their_values_stand(self):
        told = dict(committed_attributes(Entry.actor.field.related_model))
        assert told.keys() == set(Account.COMMITTED)
        assert all(hasattr(Account, name) for name in told.values())

    def test_entries_are_asked_by_subject_and_by_unit(self, note_down):
        first = note_down()
        second = note_down(occurred_on=date(2026, 2, 1))
        other = note_down(subject="trial:2", unit="990100/990102")
        assert list(Entry.objects.about("trial:1")) == [first, second]
        assert set(Entry.objects.filter(subject__startswith="trial:").in_units([VILLAGE])) == {first, second}
        there = Entry.objects.filter(verb="trial.done").in_units(path for path in ["990100/990102"])
        assert list(there) == [other]

    def test_entries_behind_a_figure_stand_in_the_order_asked_and_the_newest_first_else(
        self, note_down, seal_now
    ):
        days = (date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 1))
        made = [note_down(subject=f"trial:{at}", occurred_on=day) for at, day in enumerate(days)]
        seal_now()
        rows = Entry.objects.filter(subject__startswith="trial:")
        found = {
            order: [made.index(one) for one in ordered(rows, order, None)]
            for order in ("oldest", "newest", "unit")
        }
        assert found == {"oldest": [0, 2, 1], "newest": [1, 2, 0], "unit": [1, 2, 0]}

    def test_a_condition_that_nobody_or_everybody_meets_is_written_as_that(self):
        assert condition_of(Account.objects.none()) == NOTHING
        assert condition_of(Account.objects.all()) == Q()
        assert not Account.objects.filter(NOTHING).exists()

    def test_a_value_is_given_to_the_engine_as_it_takes_it(self):
        day = date(2026, 3, 2)
        assert prepared(7) == 7
        assert prepared(day) == connection.ops.adapt_datefield_value(day)


@pytest.mark.django_db
class TestProofs:
    def test_many_places_are_proved_as_each_is_by_itself(self, note_down, seal_now):
        for number in range(5):
            note_down(subject=f"trial:{number}")
        size = seal_now().size
        places = [0, size // 2, size - 1]
        paths = inclusions(places, size)
        assert list(paths) == places
        root = root_at(size)
        assert root == bytes(Seal.objects.get(size=size).root)
        leaves = dict(Entry.objects.filter(index__in=places).values_list("index", "leaf"))
        for place in places:
            assert paths[place] == proofs.inclusion(place, size)
            assert merkle.inclusion_holds(bytes(leaves[place]), place, size, paths[place], root)
        assert merkle.consistency_holds(3, size, root_at(3), root, consistency(3, size))

    def test_a_checkpoint_that_was_kept_is_held_against_the_log_at_its_size(self, note_down, seal_now):
        note_down()
        head = seal_now().checkpoint
        note_down(subject="trial:2")
        seal_now()
        assert verify_log(old=head).problems == []
        other = note.Checkpoint(head.origin, head.size, bytes(32))
        (found,) = verify_log(old=other).problems
        assert (found.kind, found.place) == ("checkpoint", f"size {head.size}")
        assert "前" in found.message
        assert "给定的封存单" in found.message

    def test_a_note_that_is_not_its_seals_is_told_from_one_that_is_none(self, note_down, seal_now):
        note_down()
        seal = seal_now()
        assert seal_problem(seal) == ""
        for name, value in (("size", seal.size + 1), ("root", bytes(32))):
            other = Seal.objects.get(pk=seal.pk)
            setattr(other, name, value)
            assert seal_problem(other).startswith(f"第 {seal.number} 次封存的封存单与其记录不符")
        seal.note = "x"
        assert seal_problem(seal).startswith(f"第 {seal.number} 次封存的封存单无法读取")


def test_how_far_sealing_has_come_is_told_by_the_thousand():
    steps: list[int] = []
    pending = [SimpleNamespace(leaf=bytes(32))] * 2500
    nodes = sealing.grow(merkle.Frontier(), pending, steps.append)
    assert steps == [1000, 1000]
    # Of whole tiles alone the hash is kept: nine of 256 entries.
    assert [node.level for node in nodes if node.level] == [8] * 9
    assert len([node for node in nodes if not node.level]) in (0, 2500)


@pytest.mark.django_db
def test_a_clock_is_asked_once_for_as_long_as_a_request_lasts(monkeypatch):
    asked = []
    monkeypatch.setattr(clock, "asked_offset", lambda: asked.append(1) or len(asked) * 60)
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: NOW))
    with clock.asked_once():
        assert {clock.now(), clock.now()} == {NOW + timedelta(minutes=1)}
    assert clock.now() == NOW + timedelta(minutes=2)
    assert len(asked) == 2
    assert clock.machine_now() == NOW


class TestBackupsByTheClock:
    def test_each_folder_is_backed_up_into_and_one_that_fails_stops_no_other(
        self, monkeypatch, caplog, settings
    ):
        def back_up(folder, *, machine_now, keep):
            if folder == "broken":
                raise NotAllowed("坏了", "broken")
            missing = ["key a"] if folder == "half" else []
            return SimpleNamespace(
                generation=SimpleNamespace(name=folder, path=folder), missing=missing, copied=keep
            )

        settings.BACKUP_GENERATIONS = 3
        monkeypatch.setattr(schedule, "due_folders", lambda now: iter(["broken", "half", "whole"]))
        monkeypatch.setattr(schedule, "run_backup", back_up)
        with caplog.at_level("INFO", "zerentian.backup"):
            assert schedule.back_up_what_is_due(NOW) == 2
        told = [(one.levelname, one.getMessage().partition(":")[0]) for one in caplog.records]
        assert told == [
            ("ERROR", "backup into broken failed, will try again within the hour"),
            ("ERROR", "backup half is incomplete"),
            ("INFO", "backed up into half"),
            ("INFO", "backed up into whole"),
        ]

    def test_where_none_is_due_none_is_made(self, monkeypatch):
        monkeypatch.setattr(schedule, "due_folders", lambda now: iter(()))
        assert schedule.back_up_what_is_due(NOW) == 0


@pytest.mark.django_db
class TestBeginning:
    def test_a_log_begins_once_with_a_key_an_entry_and_its_figures(self, demo, home, monkeypatch):
        with pytest.raises(NotAllowed, match="台账已开立"):
            opening.open_ledger(origin="demo-x", demo=True, by=demo, now=NOW)
        done: list[object] = []
        monkeypatch.setattr(Instance.objects, "exists", lambda: False)
        monkeypatch.setattr(Instance.objects, "create", lambda **given: SimpleNamespace(**given))
        monkeypatch.setattr(opening, "make_key", lambda: done.append("key"))
        monkeypatch.setattr(opening, "record", lambda verb, **given: done.append((verb, given["facts"])))
        monkeypatch.setattr(opening, "declare_figures", lambda **given: done.append("figures"))
        for keys in ([], ["there"]):
            monkeypatch.setattr(opening, "key_files", lambda keys=keys: keys)
            made = opening.open_ledger(origin="demo-x", demo=True, by=demo, now=NOW)
            assert (made.pk, made.origin, made.demo) == (1, "demo-x", True)
        said = ("ledger.opened", {"origin": "demo-x", "demo": True})
        assert done == ["key", said, "figures", said, "figures"]

    @pytest.mark.parametrize(
        ("origin", "demo", "taken"),
        [
            ("demo-x", True, True),
            ("x", False, True),
            ("demo-x", False, False),
            ("x", True, False),
            ("x y", False, False),
        ],
    )
    def test_a_name_says_whether_it_is_a_demos(self, monkeypatch, clerk, origin, demo, taken):
        monkeypatch.setattr(Instance.objects, "exists", lambda: False)
        monkeypatch.setattr(Instance.objects, "create", lambda **given: given)
        for name in ("make_key", "record", "declare_figures"):
            monkeypatch.setattr(opening, name, lambda *given, **more: None)
        if taken:
            assert opening.open_ledger(origin=origin, demo=demo, by=clerk, now=NOW)["origin"] == origin
        else:
            with pytest.raises(NotAllowed, match="演示台账以 demo- 开头"):
                opening.open_ledger(origin=origin, demo=demo, by=clerk, now=NOW)

    @pytest.mark.parametrize(
        ("tables", "standing"),
        [([], schema.Standing.EMPTY), (["ledger_arriving", "ledger_entry"], schema.Standing.ARRIVING)],
    )
    def test_a_database_that_is_empty_or_not_whole_is_told_before_anything_is_read(
        self, monkeypatch, tables, standing
    ):
        monkeypatch.setattr(connection.introspection, "table_names", lambda: tables)
        monkeypatch.setattr(schema, "MigrationLoader", None)
        assert schema.look().standing is standing

    def test_a_table_that_is_gone_is_named_as_a_whole_and_a_column_by_itself(self, monkeypatch):
        columns, table = schema.columns() - {("ledger_component", "code")}, "ledger_seal"
        monkeypatch.setattr(schema, "columns", lambda: {one for one in columns if one[0] != table})
        tables = {one[0] for one in columns} - {table}
        assert set(schema.lacking_columns(tables)) == {"ledger_component.code", "ledger_seal"}
