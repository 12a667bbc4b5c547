"""What ``record()`` writes, and what it refuses."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, IntegrityError, connection, transaction

from zerentian.ledger.actions import go_live, open_ledger, record, recording, set_late_limit
from zerentian.ledger.models import Entry, Instance
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.verbs import BrokenSchema

from .conftest import NOW, VILLAGE


def test_an_entry_holds_facts_and_commits_to_actor_and_rows(note_down, writer) -> None:
    entry = note_down(rows=[writer])
    assert entry.fact == {"kind": "patrol", "late_days": 1, "late_limit": 15}
    assert {"actor", f"row:organization.account:{writer.pk}"} <= set(entry.commitment)
    assert "writer" not in entry.leaf_content().canonical().decode()


def test_an_entry_reads_back_to_the_bytes_that_were_hashed(note_down) -> None:
    entry = note_down()
    assert Entry.objects.get(pk=entry.pk).leaf_content().canonical() == entry.leaf_content().canonical()


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "swim"},
        {"kind": "patrol", "note": "x"},
        {},
        {"kind": "patrol", "people": -1},
        {"kind": "巡查"},
    ],
)
def test_facts_outside_the_schema_are_refused(note_down, facts) -> None:
    with pytest.raises(BrokenSchema, match=r"trial\.done"):
        note_down(facts=facts)


def test_an_unknown_verb_is_refused(note_down) -> None:
    with pytest.raises(BrokenSchema, match="no room declares"):
        note_down("trial.imagined")


def test_a_day_that_has_not_come_is_refused(note_down) -> None:
    with pytest.raises(NotAllowed, match="晚于今天"):
        note_down(occurred_on=date(2026, 3, 3))


def test_outside_a_transaction_nothing_is_recorded(writer, monkeypatch) -> None:
    monkeypatch.setattr(recording, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(BrokenSchema, match="inside the transaction"):
        record("trial.done", subject="trial:1", unit=VILLAGE, by=writer, now=NOW, facts={"kind": "visit"})


def test_a_clock_behind_the_last_seal_is_refused(note_down, seal_now) -> None:
    note_down()
    seal_now()
    with pytest.raises(NotAllowed, match="早于上次封存"):
        note_down(now=NOW - timedelta(minutes=2))


@pytest.fixture
def unopened(db):
    """No instance yet, as on a fresh machine."""
    Instance.objects.all().delete()


def test_a_given_clock_is_refused_outside_a_demo(unopened, writer) -> None:
    with pytest.raises(BrokenSchema, match="only a demo"):
        open_ledger(origin="yunling", by=writer, now=NOW)


@pytest.mark.parametrize(
    ("origin", "demo"), [("a b", False), ("a+b", False), ("乡", False), ("demo-x", False), ("x", True)]
)
def test_an_origin_is_ascii_and_says_whether_it_is_a_demo(unopened, writer, origin, demo) -> None:
    with pytest.raises(NotAllowed, match="ASCII"):
        open_ledger(origin=origin, demo=demo, by=writer, now=NOW)


def test_a_ledger_is_opened_once(writer) -> None:
    with pytest.raises(NotAllowed, match="已开立"):
        open_ledger(origin="demo-again", demo=True, by=writer, now=NOW)


def test_a_replacement_states_the_fact_again_and_ends_the_line_there(note_down) -> None:
    first = note_down()
    second = note_down(facts={"kind": "visit"}, replaces=first, change="corrected")
    assert second.replaces == first.uuid
    with pytest.raises(NotAllowed, match="已被更正过"):
        note_down(replaces=first, change="voided")


def test_what_was_withdrawn_is_not_changed_again(note_down) -> None:
    voided = note_down(replaces=note_down(), change="voided")
    with pytest.raises(NotAllowed, match="已撤销"):
        note_down(replaces=voided, change="corrected")


def test_a_replacement_keeps_verb_and_subject(note_down) -> None:
    first = note_down()
    with pytest.raises(BrokenSchema, match="verb and subject"):
        note_down(subject="trial:2", replaces=first, change="corrected")


def test_an_entry_too_large_is_refused(note_down) -> None:
    people = [get_user_model()(pk=n, username="x" * 60, name="n") for n in range(200)]
    with pytest.raises(NotAllowed, match="内容过多"):
        note_down(rows=people)


class TestTime:
    def test_an_entry_beyond_the_limit_is_late(self, note_down) -> None:
        entry = note_down(occurred_on=date(2026, 2, 1))
        assert (entry.time_state, entry.late_days) == ("late", 29)

    def test_the_limit_in_force_is_data(self, note_down, writer) -> None:
        set_late_limit(verb="trial.done", days=40, since=date(2026, 1, 1), by=writer, now=NOW)
        assert note_down(occurred_on=date(2026, 2, 1)).time_state == "in_time"

    def test_repairing_a_count_makes_no_one_late(self, note_down) -> None:
        first = note_down()
        later = NOW + timedelta(days=60)
        second = note_down(
            facts={"kind": "patrol", "people": 3}, replaces=first, change="corrected", now=later
        )
        assert (second.time_state, second.late_days) == ("in_time", 1)

    def test_a_placeholder_entered_beforehand_hides_no_lateness(self, note_down) -> None:
        placeholder = note_down(occurred_on=date(2026, 2, 20))
        later = NOW + timedelta(days=60)
        moved = note_down(occurred_on=date(2026, 4, 10), replaces=placeholder, change="corrected", now=later)
        assert (moved.time_state, moved.late_days) == ("late", 21)

    def test_an_import_from_before_going_live_is_marked_so(self, note_down, writer) -> None:
        go_live(unit="990100/990101", on=date(2026, 2, 1), by=writer, now=NOW)
        assert note_down(occurred_on=date(2025, 5, 1), imported=True).time_state == "imported"

    def test_an_import_from_after_going_live_is_late_like_anything_else(self, note_down, writer) -> None:
        go_live(unit="990100/990101", on=date(2025, 1, 1), by=writer, now=NOW)
        assert note_down(occurred_on=date(2025, 5, 1), imported=True).time_state == "late"


class TestProof:
    def test_an_entry_without_files_is_recorded_only(self, note_down) -> None:
        assert note_down().proof_state == "recorded"

    def test_files_make_it_evidenced_and_are_committed(self, note_down, writer) -> None:
        entry = note_down(files=[writer])
        assert entry.proof_state == "evidenced"
        assert f"file:organization.account:{writer.pk}" in entry.commitment

    def test_verification_lasts_through_added_evidence_but_not_through_a_correction(
        self, note_down, writer
    ) -> None:
        verified = note_down(replaces=note_down(), change="verified")
        added = note_down(replaces=verified, change="evidence_added", files=[writer])
        corrected = note_down(replaces=added, change="corrected", files=[writer])
        assert [e.proof_state for e in (verified, added, corrected)] == ["verified", "verified", "evidenced"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET facts = '{}'",
        "UPDATE ledger_entry SET actor_id = actor_id",
        "DELETE FROM ledger_entry",
        'UPDATE ledger_entry SET "index" = 7 WHERE "index" IS NOT NULL',
        "UPDATE ledger_seal SET size = 9",
        "DELETE FROM ledger_seal",
    ],
)
def test_the_database_refuses_to_alter_what_is_sealed(note_down, seal_now, statement) -> None:
    note_down()
    seal_now()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_insert_or_replace_is_refused(note_down) -> None:
    entry = note_down()
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE ledger_entry CASCADE")
        return
    columns = ", ".join(f'"{field.column}"' for field in Entry._meta.concrete_fields)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT OR REPLACE INTO ledger_entry SELECT {columns} FROM ledger_entry WHERE id = %s",
            [entry.pk],
        )
