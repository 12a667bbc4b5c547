"""Cadences: every one of them, its spans, its due days, its codes and words."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.rules.cadences import Cadence, DueRule, check_rule, span_label, spans
from zerentian.ledger.rules.refusals import NotAllowed

YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


def told(rule, **days):
    """Return the spans as code, first day and due day."""
    return [(one.code, one.first.isoformat(), one.due.isoformat()) for one in spans(rule, **(YEAR | days))]


def test_weekly_begins_on_monday_and_is_due_on_its_weekday():
    found = told(DueRule(Cadence.WEEKLY, day=5), since=date(2026, 6, 29), until=date(2026, 7, 6))
    assert found == [("2026W27", "2026-06-29", "2026-07-03"), ("2026W28", "2026-07-06", "2026-07-10")]


def test_a_week_belongs_to_the_year_of_its_thursday():
    found = told(DueRule(Cadence.WEEKLY, day=7), since=date(2026, 12, 28), until=date(2027, 1, 4))
    assert [code for code, _, _ in found] == ["2026W53", "2027W01"]


def test_monthly_is_due_on_its_day_and_in_a_short_month_on_its_last():
    found = told(DueRule(Cadence.MONTHLY, day=31))
    assert [due for _, _, due in found[:4]] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    assert (found[0][0], found[-1][0], len(found)) == ("2026-01", "2026-12", 12)
    assert told(DueRule(Cadence.MONTHLY, day=10))[1] == ("2026-02", "2026-02-01", "2026-02-10")


def test_february_of_a_leap_year_has_a_day_more():
    found = told(DueRule(Cadence.MONTHLY, day=30), since=date(2028, 2, 1), until=date(2028, 2, 29))
    assert found == [("2028-02", "2028-02-01", "2028-02-29")]


@pytest.mark.parametrize(
    ("cadence", "month", "expected"),
    [
        (Cadence.QUARTERLY, 0, ["2026-03-20", "2026-06-20", "2026-09-20", "2026-12-20"]),
        (Cadence.QUARTERLY, 2, ["2026-02-20", "2026-05-20", "2026-08-20", "2026-11-20"]),
        (Cadence.HALF_YEARLY, 0, ["2026-06-20", "2026-12-20"]),
        (Cadence.HALF_YEARLY, 1, ["2026-01-20", "2026-07-20"]),
        (Cadence.YEARLY, 0, ["2026-12-20"]),
        (Cadence.YEARLY, 3, ["2026-03-20"]),
    ],
)
def test_longer_cadences_are_due_in_the_month_of_the_span_that_is_named(cadence, month, expected):
    assert [due for _, _, due in told(DueRule(cadence, day=20, month=month))] == expected


def test_spans_are_called_by_their_place_in_the_year():
    assert [code for code, _, _ in told(DueRule(Cadence.QUARTERLY))] == [
        "2026Q1",
        "2026Q2",
        "2026Q3",
        "2026Q4",
    ]
    assert [code for code, _, _ in told(DueRule(Cadence.HALF_YEARLY))] == ["2026H1", "2026H2"]
    assert [code for code, _, _ in told(DueRule(Cadence.YEARLY))] == ["2026"]
    assert [first for _, first, _ in told(DueRule(Cadence.QUARTERLY))][1:3] == ["2026-04-01", "2026-07-01"]


def test_a_duty_begun_within_a_span_owes_it_from_its_first_day_on_unless_it_was_due_before():
    rule = DueRule(Cadence.MONTHLY, day=10)
    assert told(rule, since=date(2026, 3, 10), until=date(2026, 3, 31)) == [
        ("2026-03", "2026-03-10", "2026-03-10")
    ]
    assert told(rule, since=date(2026, 3, 11), until=date(2026, 3, 31)) == []
    assert told(rule, since=date(2026, 3, 11), until=date(2026, 4, 1)) == [
        ("2026-04", "2026-04-01", "2026-04-10")
    ]


def test_once_is_due_on_its_day_and_only_from_its_beginning_on():
    rule = DueRule(Cadence.ONCE, on=date(2026, 5, 1))
    assert told(rule, since=date(2026, 3, 2), until=date(2026, 3, 2)) == [
        ("once", "2026-03-02", "2026-05-01")
    ]
    assert told(rule, since=date(2026, 3, 3), until=date(2026, 3, 2)) == []
    assert told(DueRule(Cadence.ONCE)) == []


@pytest.mark.parametrize(
    "rule",
    [
        DueRule(Cadence.ONCE),
        DueRule(Cadence.WEEKLY, day=0),
        DueRule(Cadence.WEEKLY, day=8),
        DueRule(Cadence.WEEKLY, day=1, month=1),
        DueRule(Cadence.MONTHLY, day=32),
        DueRule(Cadence.MONTHLY, day=0),
        DueRule(Cadence.MONTHLY, month=2),
        DueRule(Cadence.QUARTERLY, month=4),
        DueRule(Cadence.HALF_YEARLY, month=7),
        DueRule(Cadence.YEARLY, month=13),
        DueRule(Cadence.YEARLY, month=-1),
    ],
)
def test_a_rule_that_names_no_day_of_its_cadence_is_refused(rule):
    with pytest.raises(NotAllowed):
        check_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        DueRule(Cadence.ONCE, on=date(2026, 5, 1)),
        DueRule(Cadence.WEEKLY, day=1),
        DueRule(Cadence.WEEKLY, day=7),
        DueRule(Cadence.MONTHLY, day=31, month=1),
        DueRule(Cadence.MONTHLY, day=1),
        DueRule(Cadence.QUARTERLY, month=3),
        DueRule(Cadence.HALF_YEARLY, month=6),
        DueRule(Cadence.YEARLY, month=12),
    ],
)
def test_a_rule_at_the_edge_of_its_cadence_stands(rule):
    check_rule(rule)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("once", "一次"),
        ("2026W07", "2026年第7周"),
        ("2026-07", "2026年7月"),
        ("2026Q3", "2026年第三季度"),
        ("2026H1", "2026年上半年"),
        ("2026H2", "2026年下半年"),
        ("2026", "2026年"),
    ],
)
def test_a_span_is_said_in_words(code, words):
    assert span_label(code) == words


@given(
    st.sampled_from([one for one in Cadence if one is not Cadence.ONCE]),
    st.integers(1, 7),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(0, 500),
)
def test_spans_follow_each_other_without_gap_or_overlap(cadence, day, since, days):
    found = list(spans(DueRule(cadence, day=day), since=since, until=since + timedelta(days=days)))
    assert len({one.code for one in found}) == len(found)
    assert all(one.first <= one.due for one in found)
    assert all(one.due >= since for one in found)
    assert all(earlier.due < later.due for earlier, later in pairwise(found))
