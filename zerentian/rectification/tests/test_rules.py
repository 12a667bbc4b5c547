"""The chain of a finding, walked at random: no way leads past the standard, past another person or past the seal."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.rectification.rules import findings as rules
from zerentian.rectification.rules.findings import OPEN_STATES, OWED_STATES, Class, State, Step
from zerentian.rectification.rules.terms import Term, in_force

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
WALKS = st.lists(st.sampled_from(list(Step)), max_size=60)


def walked(moves):
    """Return the states and steps of a walk, leaving out what is refused."""
    state, trace = State.OPENED, [(None, State.OPENED)]
    for move in moves:
        try:
            state = rules.step(state, move)
        except NotAllowed:
            continue
        trace.append((move, state))
    return trace


@given(WALKS)
def test_nothing_is_closed_out_without_charge_report_and_verification_in_this_order(moves):
    trace = walked(moves)
    for at, (move, _) in enumerate(trace):
        if move == Step.CLOSE:
            before = [one for one, _ in trace[:at]]
            assert Step.ASSIGN in before
            last_return = max(
                (i for i, one in enumerate(before) if one in (Step.RETURN, Step.REOPEN)), default=-1
            )
            round_ = before[last_return + 1 :]
            assert round_.index(Step.REPORT) < round_.index(Step.VERIFY)


@given(WALKS)
def test_what_is_unfounded_or_joined_stays_so_and_every_open_state_has_a_way_on(moves):
    state = walked(moves)[-1][1]
    if state in (State.DISMISSED, State.JOINED):
        assert rules.steps_from(state) == []
    if state in OPEN_STATES:
        onward = {rules.STEPS[state, move] for move in rules.steps_from(state)} - {state}
        assert onward


@given(WALKS)
def test_a_closed_finding_can_always_be_taken_up_again(moves):
    for _, state in walked(moves):
        if state == State.CLOSED:
            assert rules.step(state, Step.REOPEN) == State.MENDING


def test_every_state_is_reached_and_owed_ones_are_open():
    reached, border = {State.OPENED}, [State.OPENED]
    while border:
        state = border.pop()
        for move in rules.steps_from(state):
            if (after := rules.STEPS[state, move]) not in reached:
                reached.add(after)
                border.append(after)
    assert reached == set(State)
    assert set(OWED_STATES) < set(OPEN_STATES)


@given(DAYS, DAYS, DAYS, st.sampled_from(list(Class)))
def test_an_observation_is_accepted_only_after_the_mending_and_by_today(observed, mended, today, kind):
    try:
        rules.check_observed(observed, mended, today, kind)
    except NotAllowed:
        assert observed > today or observed < mended or (observed == mended and kind != Class.AT_ONCE)
    else:
        assert mended <= observed <= today
        assert observed > mended or kind == Class.AT_ONCE


@given(DAYS, DAYS, st.booleans())
def test_what_was_missed_is_never_on_time(mended, due, missed):
    assert rules.was_on_time(mended, due, missed) == (mended <= due and not missed)


@given(DAYS, DAYS, DAYS)
def test_more_time_is_later_than_the_old_day_and_not_past(due, old, today):
    try:
        rules.check_extension(due, old, today)
    except NotAllowed:
        assert due <= old or due < today
    else:
        assert due > old
        assert due >= today
    assert rules.is_late(today, old) == (today > old)


@given(DAYS, st.none() | st.integers(1, 400), st.integers(-30, 500))
def test_the_rule_of_the_place_bounds_the_due_day(today, most, days):
    due = today + timedelta(days=days)
    try:
        rules.check_due(due, today, today, most)
    except NotAllowed:
        assert days < 0 or (most is not None and days > most)
    else:
        assert days >= 0
        assert most is None or days <= most


@given(st.lists(st.tuples(st.sampled_from(list(Term)), DAYS, st.integers(1, 90))), DAYS)
def test_the_term_in_force_is_the_latest_that_has_begun(rows, day):
    found = in_force(rows, day)
    for term in Term:
        begun = [(since, at) for at, (name, since, _) in enumerate(rows) if name == term and since <= day]
        assert (term in found) == bool(begun)
        if begun:
            assert found[term] == rows[max(begun)[1]][2]


@pytest.mark.parametrize(
    ("objections", "words", "refused"),
    [(None, "", True), (1, " ", True), (1, "已核实", False), (0, "", False)],
)
def test_objections_are_counted_and_answered_before_the_close_out(objections, words, refused):
    if refused:
        with pytest.raises(NotAllowed):
            rules.check_posted(date(2026, 3, 1), date(2026, 3, 2), objections, words)
    else:
        rules.check_posted(date(2026, 3, 1), date(2026, 3, 2), objections, words)
