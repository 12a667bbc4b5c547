"""Demands as plain rules: when one may be worked on, which times and counts fit each other, which end is one."""

from datetime import date, timedelta

import pytest

from conftest import NOW
from zerentian.exchange.models.demands import ASKERS, LISTINGS, SHAPES, STATES, WAYS
from zerentian.exchange.rules.demands import (
    ENDED_OTHERWISE,
    MOST_CELLS,
    Asker,
    Listing,
    Shape,
    State,
    Way,
    check_cells,
    check_ending,
    check_open,
    check_times,
    short_notice,
)
from zerentian.exchange.rules.form_maps import period_meant
from zerentian.ledger.rules.refusals import NotAllowed

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("state", [one for one in State if one is not State.OPEN])
def test_a_demand_that_is_over_is_not_worked_on(state):
    with pytest.raises(NotAllowed, match="已经办结，请刷新页面"):
        check_open(state)
    check_open("open")


@pytest.mark.parametrize(
    ("received", "due", "why"),
    [
        (NOW, NOW, ""),
        (NOW - MINUTE, NOW, ""),
        (NOW - MINUTE, NOW - MINUTE, ""),
        (NOW, NOW + timedelta(days=400), ""),
        (NOW + MINUTE, NOW + MINUTE, "收到时间不能晚于现在"),
        (NOW, NOW - MINUTE, "早于收到时间"),
    ],
    ids=["at once", "due now", "due as it came", "far off", "from the future", "due before"],
)
def test_a_demand_has_come_and_is_due_after_it_came(received, due, why):
    if not why:
        check_times(received, due, NOW)
        return
    with pytest.raises(NotAllowed, match=why):
        check_times(received, due, NOW)


@pytest.mark.parametrize(("workdays", "short"), [(0, True), (1, False), (2, False)])
def test_notice_is_short_where_both_times_lie_on_one_working_day(workdays, short):
    assert short_notice(workdays) is short


@pytest.mark.parametrize("state", State)
def test_only_declining_and_taking_back_end_a_demand_without_a_form(state):
    if state in (State.DECLINED, State.WITHDRAWN):
        check_ending(state)
        return
    with pytest.raises(NotAllowed, match="不报送的原因"):
        check_ending(state)
    check_ending(state, [state])


def test_the_ways_to_end_otherwise_are_two():
    assert set(ENDED_OTHERWISE) == {State.DECLINED, State.WITHDRAWN}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((5, 6, None), "超过总格数"),
        ((5, 0, 6), "超过总格数"),
        ((0, 0, 1), "超过总格数"),
        ((None, -1, None), "格数须在0到1000000之间"),
        ((None, None, MOST_CELLS + 1), "格数须在0到1000000之间"),
    ],
)
def test_each_count_is_held_by_itself_and_both_by_the_whole(cells, words):
    with pytest.raises(NotAllowed, match=words):
        check_cells(*cells)


@pytest.mark.parametrize("cells", [(5, 5, None), (5, None, 5), (None, MOST_CELLS, MOST_CELLS), (0, None, 0)])
def test_counts_on_the_limit_are_taken_and_none_are_compared_where_the_whole_is_unknown(cells):
    check_cells(*cells)


@pytest.mark.parametrize(
    ("kinds", "labels"),
    [(Asker, ASKERS), (Way, WAYS), (Listing, LISTINGS), (Shape, SHAPES), (State, STATES)],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_every_code_has_words_of_its_own(kinds, labels):
    assert list(labels) == list(kinds)
    assert len({str(label) for label in labels.values()}) == len(labels)


@pytest.mark.parametrize(
    ("span", "due", "period"),
    [
        ("2026-03", date(2026, 3, 25), "2026-03"),
        ("2026-03", date(2026, 3, 31), "2026-03"),
        ("2026-03", date(2026, 3, 5), "2026-02"),
        ("2026-01", date(2026, 1, 3), "2025-12"),
        ("2024-02", date(2024, 2, 29), "2024-02"),
        ("2026Q2", date(2026, 4, 10), "2026Q1"),
        ("2026H2", date(2026, 12, 20), "2026H2"),
        ("2026", date(2026, 1, 15), "2025"),
        ("2026W53", date(2027, 1, 1), "2026-12-28..2027-01-03"),
        ("", date(2026, 3, 5), ""),
    ],
)
def test_what_is_due_early_in_its_span_asks_for_the_one_before(span, due, period):
    assert period_meant(span, due) == period
