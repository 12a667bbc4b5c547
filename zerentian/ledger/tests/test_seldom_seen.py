"""What is seldom seen of a log: keys across a recovery, gaps, days of long ago, entries posted after their seal."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.models import Q

from zerentian.ledger.actions import post_set_aside
from zerentian.ledger.actions.keys import keys_across, recover
from zerentian.ledger.actions.recording import stands_already
from zerentian.ledger.cli.export import export_log
from zerentian.ledger.cli.seal import seal as seal_command
from zerentian.ledger.figures import NOTHING, Hidden, entries_behind, page_behind
from zerentian.ledger.keys import current_vkey, high_water_path, key_files, read_key
from zerentian.ledger.models import Entry, Posting, Seal
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.verification import verify_log

from .conftest import NOW, VILLAGE

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2026")


class TestKeysAcrossARecovery:
    def test_the_key_that_is_here_signs_on_and_no_other_is_made(self, note_down, seal_now):
        note_down()
        last, before = seal_now(), key_files()
        told = keys_across(last, "demo-tests-2")
        own = current_vkey("demo-tests").public.hex()
        assert (told, key_files()) == ({"new_key": own, "old_key": own}, before)

    def test_where_it_was_lost_another_is_made_and_the_lost_one_named(self, note_down, seal_now):
        note_down()
        last, own = seal_now(), current_vkey("demo-tests").public.hex()
        for path in key_files():
            path.unlink()
        told = keys_across(last, "demo-tests-2")
        assert told["old_key"] == own
        (made,) = key_files()
        assert told["new_key"] == read_key(made).public_key().public_bytes_raw().hex() != own

    def test_before_the_first_seal_there_is_no_old_key(self):
        assert set(keys_across(None, "demo-tests-2")) == {"new_key"}

    def test_a_recovery_after_a_lost_key_says_both_in_its_entry(self, note_down, seal_now, writer):
        note_down()
        seal_now()
        for path in key_files():
            path.unlink()
        fact = recover(origin="demo-tests-2", by=writer, now=NOW).fact
        assert fact["new_key"] != fact["old_key"]


def lift_guards() -> None:
    """Take the triggers away, as somebody with the database in hand could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("ledger_entry", "ledger_seal"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


class TestGaps:
    def test_a_log_that_goes_on_behind_its_last_seal_is_said_to(self, note_down, seal_now, home):
        note_down()
        first = seal_now()
        note_down(subject="trial:2")
        size = seal_now().size
        lift_guards()
        high_water_path().unlink(missing_ok=True)
        Seal.objects.exclude(pk=first.pk).delete()
        told = [(one.kind, one.place, one.message.partition(" · ")[0]) for one in verify_log().problems]
        assert ("seal", f"size {first.size}", f"封存到 {first.size} 条，台账却有 {size} 条有序号") in told

    def test_one_that_ends_at_its_last_seal_is_whole(self, note_down, seal_now):
        note_down()
        seal_now()
        assert verify_log().problems == []

    def test_of_many_entries_that_are_gone_the_first_place_alone_is_named(self, note_down, seal_now):
        for number in range(6):
            note_down(subject=f"trial:{number}")
        seal_now()
        gone = list(Entry.objects.filter(subject__in=["trial:1", "trial:3"]).values_list("index", flat=True))
        lift_guards()
        Entry.objects.filter(index__in=gone).delete()
        missing = [one.message for one in verify_log().problems if one.message.startswith("缺少第")]
        assert missing == [f"缺少第 {min(gone)} 条 · entry {min(gone)} is missing"]


class TestDaysOfLongAgo:
    @pytest.mark.parametrize(
        ("day", "stands"),
        [(date(1900, 1, 1), True), (date(1901, 1, 1), True), (date(1902, 1, 1), False)],
    )
    def test_a_day_stands_already_as_that_of_an_entry_or_in_its_facts(
        self, note_down, monkeypatch, day, stands
    ):
        monkeypatch.setattr("zerentian.ledger.actions.recording.FIRST_DAY", date(1, 1, 1))
        monkeypatch.setattr("zerentian.ledger.actions.recording.stray_days", lambda *given: [])
        note_down("trial.opened", occurred_on=date(1900, 1, 1), facts={"due": date(1901, 1, 1)})
        assert stands_already("trial:1", day) is stands
        assert not stands_already("trial:2", day)


class TestPostedLater:
    @pytest.fixture
    def posted(self, note_down, seal_now, writer, monkeypatch):
        """An entry that could not be posted when it was sealed, among others, and was posted with a later seal."""
        declared = VERBS["trial.counted"]
        first = note_down("trial.counted", facts={"households": 3}, subject="count:1")
        monkeypatch.delitem(VERBS, "trial.counted")
        note_down(subject="trial:between")
        seal_now()
        monkeypatch.setitem(VERBS, "trial.counted", declared)
        second = note_down("trial.counted", facts={"households": 4}, subject="count:2")
        post_set_aside(by=writer, now=NOW)
        seal_now()
        return [first, second]

    def test_it_stands_behind_its_figure_and_what_posted_it_does_not(self, posted):
        behind = entries_behind("trial.households", unit=VILLAGE, period=YEAR)
        assert {entry.subject for entry in behind} <= {"count:1", "count:2"}
        assert not any(entry.verb == "ledger.posted" for entry in behind)
        later = entries_behind("trial.count", unit=VILLAGE, period=YEAR)
        assert [entry.subject for entry in later] == ["trial:between"]


class TestReplaced:
    def test_an_entry_stands_up_to_the_seal_before_the_one_that_replaced_it(self, note_down, seal_now):
        first = note_down(facts={"kind": "patrol", "people": 3})
        before = seal_now().size
        note_down(facts={"kind": "patrol", "people": 5}, replaces=first, change="corrected")
        after = seal_now().size
        first.refresh_from_db()
        # It is replaced at the first position behind the earlier seal.
        assert (first.replaced_at, after) == (before, before + 1)
        shown = {
            size: [
                entry.fact["people"]
                for entry in page_behind("trial.people", unit=VILLAGE, period=YEAR, size=size, length=9)
            ]
            for size in (before, after)
        }
        assert shown == {before: [3], after: [5]}
        assert list(Entry.objects.effective(before).filter(subject="trial:1")) == [first]
        assert not Entry.objects.effective(after).filter(pk=first.pk).exists()


class TestNothingHidden:
    def test_without_conditions_no_position_is_hidden(self, note_down, seal_now):
        note_down()
        seal_now()
        assert NOTHING.positions() == []
        assert NOTHING.written_positions() == ("SELECT NULL", ())
        assert not NOTHING.of(Posting.objects.all()).exists()
        assert NOTHING.without(Posting.objects.all()).exists()

    def test_positions_of_each_condition_are_joined_in_one_question(self, note_down, seal_now):
        for number in range(3):
            note_down(subject=f"trial:{number}")
        seal_now()
        hidden = Hidden((Q(subject="trial:0"), Q(subject="trial:2")))
        sql, params = hidden.written_positions()
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = {index for (index,) in cursor.fetchall()}
        wanted = Entry.objects.filter(subject__in=["trial:0", "trial:2"])
        assert found == set(wanted.values_list("index", flat=True))


def test_what_a_program_reads_stands_alone_and_the_way_beside_it(note_down, tmp_path):
    note_down()
    for command, arguments in ((seal_command, ["--json"]), (export_log, [str(tmp_path / "log"), "--json"])):
        done = CliRunner().invoke(command, arguments)
        assert done.exit_code == 0
        assert json.loads(done.stdout)["size"] == Entry.objects.count()
