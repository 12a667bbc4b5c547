"""A clock that was thirty days ahead at a seal and is right again locks nobody out."""

from datetime import timedelta

import pytest

from zerentian.ledger.actions import accept_clock, seal
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import LogCheck, verify_log

from .conftest import NOW

AHEAD = timedelta(days=30)


@pytest.fixture
def sealed_ahead(note_down) -> Seal:
    """The last seal, made while the clock was thirty days ahead."""
    note_down(now=NOW + AHEAD)
    made = seal(now=NOW + AHEAD)
    assert made is not None
    return made


def test_behind_the_last_seal_the_way_on_is_named(sealed_ahead, note_down) -> None:
    with pytest.raises(NotAllowed, match="ledger clock --accept"):
        note_down()


def test_once_stated_work_goes_on_at_the_right_time_and_verifies(sealed_ahead, note_down, writer) -> None:
    entry = accept_clock(by=writer, now=NOW)
    assert entry.fact == {"seal": sealed_ahead.number, "ahead_seconds": 30 * 24 * 3600}
    note_down()
    assert seal(now=NOW).sealed_at == NOW
    note_down()
    assert seal(now=NOW + timedelta(hours=1)).sealed_at == NOW + timedelta(hours=1)
    assert Entry.objects.pending().count() == 0
    assert verify_log().problems == []


def test_a_clock_that_is_not_behind_needs_no_statement_and_one_is_enough(
    note_down, seal_now, writer, sealed_ahead
) -> None:
    with pytest.raises(NotAllowed, match="无需校正"):
        accept_clock(by=writer, now=NOW + AHEAD)
    accept_clock(by=writer, now=NOW)
    with pytest.raises(NotAllowed, match="无需校正"):
        accept_clock(by=writer, now=NOW)


def test_after_its_seal_the_statement_excuses_no_later_step_back(sealed_ahead, note_down, writer) -> None:
    accept_clock(by=writer, now=NOW)
    seal(now=NOW)
    with pytest.raises(NotAllowed, match="早于上次封存"):
        note_down(now=NOW - timedelta(hours=1))


def test_a_seal_earlier_than_the_one_before_is_found_without_the_entry(sealed_ahead, note_down) -> None:
    note_down(now=NOW + AHEAD)
    last = seal(now=NOW + AHEAD)
    assert verify_log().problems == []
    check = LogCheck(None, None, None)
    check.heads[last.size].sealed_at = NOW
    check.check_times()
    assert [problem.place for problem in check.findings.problems] == [f"seal {last.number}"]
