"""A period that is still running: what is not due yet is neither overdue nor in a share."""

from datetime import datetime, timedelta

import pytest

from zerentian.casework import actions
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute, entries_behind, trend
from zerentian.ledger.registry import FIGURES, VERBS, posts_feeding
from zerentian.ledger.rules.periods import LOCAL, Period, local_day
from zerentian.organization.models import Account

YEAR = Period.parse("2026")
# Days that never lie ahead of the day on which they are stated; ``first`` counts what begins in the whole period.
PAST = {"received", "called", "reported", "missed", "kept", "made_good", "patrolled", "asked", "first"}


def told(code: str, concern, now) -> str:
    """Return what a figure of the running year says once the day is sealed."""
    actions.seal_looks(by=Account.objects.system("clock"), now=now)
    seal(now=now)
    return compute(code, unit=concern.path, period=YEAR).text


def test_an_answer_due_in_a_week_is_neither_overdue_nor_in_the_share(accepted, now):
    assert accepted.due > local_day(now)
    assert told("concerns.open", accepted, now) == "1件"
    assert told("concerns.overdue", accepted, now) == "0件"
    assert told("answers.due", accepted, now) == "0件"
    assert told("answers.on_time_share", accepted, now) == "未知（0/0）"
    assert list(entries_behind("concerns.overdue", unit=accepted.path, period=YEAR)) == []


@pytest.mark.parametrize(("days", "overdue", "share"), [(0, "0件", "未知（0/0）"), (1, "1件", "0.0%（0/1）")])
def test_what_falls_due_on_a_day_can_still_be_done_on_it(accepted, days, overdue, share):
    evening = datetime(*(accepted.due + timedelta(days=days)).timetuple()[:3], 18, tzinfo=LOCAL)
    assert told("concerns.overdue", accepted, evening) == overdue
    assert told("answers.on_time_share", accepted, evening) == share


def test_a_period_that_is_over_is_taken_at_its_last_day(accepted, now):
    later = now + timedelta(days=90)
    told("concerns.open", accepted, later)
    february = Period.parse("2026-02")
    assert compute("concerns.open", unit=accepted.path, period=february).value == 0
    march = Period.parse("2026-03")
    assert compute("concerns.overdue", unit=accepted.path, period=march).value == 1
    assert compute("concerns.overdue", unit=accepted.path, period=march).last == march.last


def test_months_to_come_are_unknown_in_a_trend(accepted, now):
    told("concerns.received", accepted, now)
    months = trend("concerns.received", unit="990100/990101", months=12, until=YEAR.last)
    assert [value for _, value in months] == [0, 0, 1] + [None] * 9
    assert trend("answers.due", unit="990100/990101", months=12, until=YEAR.last)[2][1] == 0


def test_every_figure_that_counts_by_due_day_says_so():
    for code, figure in FIGURES.items():
        if figure.measure in ("count", "sum", "ratio", "median"):
            named = {name for _, post in posts_feeding(figure) for name, _ in post.day} - {"occurred_on"}
            assert bool(named - PAST) == figure.by_due_day, code
    assert VERBS
