"""Entries on a row, and on a step that was taken on it."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import transaction

from zerentian.ledger.actions import Statement, record_many, record_on, record_step, void_on
from zerentian.ledger.rules.verbs import BrokenSchema

from .conftest import NOW, VILLAGE

DAY = date(2026, 3, 1)
FACTS = {"kind": "patrol"}


class Row(SimpleNamespace):
    """A committed row that needs no table: what it says is its words."""

    OPENABLE = ()
    salt = b"s" * 16

    @property
    def row_key(self):
        return f"trial.{self.key}"

    def projection(self):
        return {"words": self.key}

    def save(self, **how):
        self.saved.append(how)


@pytest.fixture
def matter(db):
    """A matter of a village, in the transaction of a change."""
    with transaction.atomic():
        yield Row(key="matter", ref="trial:1", path=VILLAGE)


def taken(writer, **more):
    """Return a step that the writer took."""
    return Row(key="step", by=writer, at=NOW, saved=[], **more)


def committed(entry):
    """Return what an entry commits to besides its actor."""
    return set(entry.commitment) - {"actor"}


def test_an_entry_on_a_row_counts_where_the_row_is_and_commits_to_it(matter, writer) -> None:
    entry = record_on(matter, "trial.done", by=writer, now=NOW, facts=FACTS)
    assert (entry.subject, entry.unit, entry.occurred_on) == ("trial:1", VILLAGE, date(2026, 3, 2))
    assert committed(entry) == {"row:trial.matter"}


def test_where_it_counts_may_be_said_even_that_it_is_nowhere(matter, writer) -> None:
    elsewhere = record_on(matter, "trial.done", by=writer, now=NOW, facts=FACTS, unit="990100/990101")
    nowhere = record_on(matter, "trial.done", by=writer, now=NOW, facts=FACTS, unit="")
    assert (elsewhere.unit, nowhere.unit) == ("990100/990101", "")


def test_a_row_without_a_place_counts_nowhere(matter, writer) -> None:
    account = Row(key="account", ref="trial:2")
    assert record_on(account, "trial.done", by=writer, now=NOW, facts=FACTS).unit == ""


def test_a_use_brings_its_file_along_besides_the_files_that_are_named(matter, writer) -> None:
    uses = [Row(key="use", file=Row(key="photo"))]
    entry = record_on(
        matter, "trial.done", by=writer, now=NOW, facts=FACTS, uses=uses, files=[Row(key="paper")]
    )
    assert committed(entry) == {"row:trial.matter", "row:trial.use", "file:trial.photo", "file:trial.paper"}
    assert entry.fact["evidence"] == 2


def test_a_step_is_saved_committed_to_and_tied_to_its_entry(matter, writer) -> None:
    step = taken(writer, entry=None)
    entry = record_step(
        matter,
        "trial.done",
        step,
        facts=FACTS,
        occurred_on=DAY,
        rows=[Row(key="other")],
        uses=[Row(key="use", file=Row(key="photo"))],
    )
    assert committed(entry) == {
        "row:trial.matter",
        "row:trial.step",
        "row:trial.other",
        "row:trial.use",
        "file:trial.photo",
    }
    assert (entry.actor_id, entry.recorded_at, entry.occurred_on) == (writer.pk, NOW, DAY)
    assert step.entry == entry.uuid
    assert step.saved == [{"force_insert": True}, {"update_fields": ["entry"]}]


def test_a_step_without_a_place_for_its_entry_is_saved_once(matter, writer) -> None:
    step = taken(writer)
    entry = record_step(matter, "trial.done", step, facts=FACTS)
    assert committed(entry) == {"row:trial.matter", "row:trial.step"}
    assert step.saved == [{"force_insert": True}]
    assert not hasattr(step, "entry")


def test_a_step_replaces_and_follows_as_any_entry_does(matter, writer) -> None:
    first = record_on(matter, "trial.done", by=writer, now=NOW, facts=FACTS)
    told = {"replaces": first, "change": "corrected", "because": first, "unit": "990100"}
    again = record_step(matter, "trial.done", taken(writer), facts=FACTS, **told)
    assert (again.replaces, again.change, again.because) == (first.uuid, "corrected", first.uuid)
    assert again.unit == "990100"


def test_what_is_taken_back_says_the_facts_again_on_the_day_it_was(matter, writer) -> None:
    first = record_on(matter, "trial.done", by=writer, now=NOW, facts=FACTS, occurred_on=DAY)
    later = NOW + timedelta(minutes=1)
    void = void_on(matter, first, by=writer, now=later, facts=FACTS, rows=[Row(key="other")], because=first)
    assert (void.verb, void.subject, void.occurred_on) == ("trial.done", "trial:1", DAY)
    assert (void.replaces, void.change, void.because) == (first.uuid, "voided", first.uuid)
    assert committed(void) == {"row:trial.matter", "row:trial.other"}
    assert isinstance(void.uuid, UUID)


@pytest.mark.parametrize(("people", "stated"), [(None, {}), ("", {}), (0, {"people": 0}), (3, {"people": 3})])
def test_what_is_unknown_is_left_out_and_none_is_a_number(matter, writer, people, stated) -> None:
    facts = {"kind": "visit", "people": people}
    limits = {"late_days": 0, "late_limit": 15}
    assert record_on(matter, "trial.done", by=writer, now=NOW, facts=facts).fact == {
        "kind": "visit",
        **stated,
        **limits,
    }
    many = [Statement(verb="trial.done", subject="trial:1", unit=VILLAGE, facts=facts)]
    assert record_many(many, by=writer, now=NOW)[0].fact == {"kind": "visit", **stated, **limits}


@pytest.mark.parametrize("kind", [None, ""])
def test_what_a_verb_must_say_is_not_unknown(matter, writer, kind) -> None:
    with pytest.raises(BrokenSchema, match=r"trial\.done needs the fact kind"):
        record_on(matter, "trial.done", by=writer, now=NOW, facts={"kind": kind})
