"""Frequencies, seasons, due days and levels, as plain rules over any values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.rectification.rules.patrols import (
    Frequency,
    PatrolResult,
    Situation,
    check_answers,
    check_season,
    days_of,
    due_after,
    falls_in,
    hours_for,
    in_season,
    result_of,
    rolled,
)
from zerentian.rectification.rules.risks import RiskLevel, level_of

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
HOURS = st.integers(1, 2000)
MONTH_DAYS = DAYS.map(lambda day: (day.month, day.day))
OLD = date(2020, 1, 1)
SUMMER = {"first": (4, 15), "last": (9, 30)}


def situation(day=date(2026, 6, 1), **of):
    return Situation(**{"kind": "1", "level": "general", "state": "listed", "signal": "", "day": day} | of)


@given(MONTH_DAYS, MONTH_DAYS, DAYS)
def test_a_season_and_what_lies_between_its_ends_make_a_year(first, last, day):
    after = (date(2024, *last) + timedelta(days=1)).timetuple()[1:3]
    before = (date(2024, *first) - timedelta(days=1)).timetuple()[1:3]
    if after == first:
        return  # the whole year
    assert in_season(day, first, last) != in_season(day, after, before)


@given(HOURS, DAYS, st.integers(-5, 900))
def test_every_passed_due_day_is_told_once_and_the_next_lies_ahead(hours, due, ahead):
    today = due + timedelta(days=ahead)
    missed, following = rolled(due, hours, today)
    assert following >= today or len(missed) == 400
    assert missed == [due + timedelta(days=days_of(hours) * n) for n in range(len(missed))]
    assert following == due + timedelta(days=days_of(hours) * len(missed))


@given(HOURS, DAYS, st.integers(0, 400))
def test_each_day_belongs_to_one_due_day(hours, begin, later):
    day = begin + timedelta(days=1 + later)
    dues, due = [], begin
    while due < day + timedelta(days=days_of(hours)):
        due = due_after(due, hours)
        dues.append(due)
    assert sum(falls_in(day, one, hours) for one in dues) == 1


@given(
    st.lists(
        st.tuples(HOURS, st.sampled_from(["", "general", "major"]), st.sampled_from(["", "blue", "red"]))
    )
)
def test_the_strictest_rule_that_fits_holds(made):
    rules = [Frequency(hours, OLD, level=level, signal=signal) for hours, level, signal in made]
    newest = {(level, signal): hours for hours, level, signal in made}
    fitting = [
        hours
        for (level, signal), hours in newest.items()
        if level in ("", "general") and signal in ("", "blue")
    ]
    assert hours_for(rules, situation(signal="yellow")) == min(fitting, default=None)


def test_season_level_state_and_signal_tell_points_apart():
    rules = [
        Frequency(24 * 30, OLD),
        Frequency(24 * 7, OLD, **SUMMER),
        Frequency(24, OLD, level="major", **SUMMER),
        Frequency(2, OLD, signal="orange"),
        Frequency(24 * 3, OLD, state="treated"),
    ]
    winter = date(2026, 1, 5)
    assert hours_for(rules, situation(winter)) == 720
    assert hours_for(rules, situation()) == 168
    assert hours_for(rules, situation(level="major")) == 24
    assert hours_for(rules, situation(winter, state="treated")) == 72
    assert hours_for(rules, situation(signal="yellow")) == 168
    assert hours_for(rules, situation(signal="red")) == 2


def test_a_rule_of_the_point_itself_goes_before_the_general_ones_and_zero_ends_a_rule():
    general, own = Frequency(24, OLD), Frequency(240, OLD, own=True)
    assert hours_for([general, own], situation()) == 240
    assert hours_for([general, own, Frequency(0, date(2026, 5, 1), own=True)], situation()) == 24
    assert hours_for([general, Frequency(0, date(2026, 5, 1))], situation()) is None
    assert hours_for([Frequency(24, date(2026, 7, 1))], situation()) is None


def test_several_patrols_a_day_are_counted_by_the_day():
    assert [days_of(hours) for hours in (1, 2, 24, 36, 48, 168)] == [1, 1, 1, 1, 2, 7]


@pytest.mark.parametrize("season", [((4, 15), None), ((2, 30), (3, 1)), ((13, 1), (14, 1))])
def test_half_a_season_and_days_of_no_year_are_refused(season):
    with pytest.raises(NotAllowed):
        check_season(*season)


@given(st.integers(1, 5), st.integers(1, 5))
def test_a_level_rises_with_either_mark(likelihood, impact):
    order, scale = list(RiskLevel), (4, 10, 16)
    here = order.index(level_of(likelihood, impact, scale))
    if likelihood < 5:
        assert order.index(level_of(likelihood + 1, impact, scale)) >= here
    assert here == order.index(level_of(impact, likelihood, scale))


def test_levels_begin_where_the_scale_says():
    scale = (4, 10, 16)
    levels = [
        level_of(a, b, scale).value for a, b in ((1, 3), (1, 4), (3, 3), (2, 5), (3, 5), (4, 4), (5, 5))
    ]
    assert levels == ["low", "general", "general", "greater", "greater", "major", "major"]


def test_one_wrong_item_makes_a_patrol_abnormal_and_only_all_unseen_make_it_unable():
    normal, abnormal, unable = PatrolResult
    assert result_of([normal, unable]) == normal
    assert result_of([unable, abnormal]) == abnormal
    assert result_of([unable, unable]) == unable


@pytest.mark.parametrize(
    "answers", [[("normal", "")], [("normal", ""), ("abnormal", " ")], [("normal", ""), ("", "")]]
)
def test_an_item_without_an_answer_or_without_its_words_is_refused(answers):
    with pytest.raises(NotAllowed):
        check_answers(answers, ["坡面", "排水沟"])
