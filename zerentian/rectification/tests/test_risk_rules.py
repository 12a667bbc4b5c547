"""Risk points and their patrols as plain rules: each bound on both sides, each refusal in both languages."""

from datetime import date, datetime, timedelta

import pytest

from zerentian.ledger.rules.periods import LOCAL
from zerentian.rectification.rules import hazards, patrols, risks
from zerentian.rectification.rules.hazards import Counted, RainRow
from zerentian.rectification.rules.patrols import Frequency, Situation
from zerentian.rectification.rules.risks import Colour, Family, RiskLevel, RiskState, RiskStepCode
from zerentian.rectification.tests.telling import refusal

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
OLD = date(2020, 1, 1)
NINE = datetime(2026, 3, 2, 9, tzinfo=LOCAL)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        ("listed", "treat steady write_off"),
        ("treated", "steady list_again write_off"),
        ("steady", "treat list_again write_off"),
        ("written_off", "restore"),
    ],
)
def test_from_each_state_there_are_so_many_ways_on_in_their_usual_order(state, moves):
    assert risks.steps_from(RiskState(state)) == moves.split()


def test_a_step_leads_where_it_says_and_one_out_of_turn_is_told_where_the_point_stands():
    assert risks.step(RiskState.STEADY, RiskStepCode.TREAT) == RiskState.TREATED
    assert risks.step(RiskState.WRITTEN_OFF, RiskStepCode.RESTORE) == RiskState.LISTED
    words = refusal(risks.step, RiskState.TREATED, RiskStepCode.TREAT)
    assert words.zh == "这一步现在不能做：风险点目前为“治理、搬迁中”，请先刷新页面"
    assert words.en == "this step can't be taken now (being treated): reload the page"


@pytest.mark.parametrize(("mark", "allowed"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_mark_lies_between_one_and_five(mark, allowed):
    if allowed:
        assert risks.check_mark(mark) == mark
    else:
        words = refusal(risks.check_mark, mark)
        assert "都在 1 到 5 之间" in words.zh
        assert "between 1 and 5" in words.en
        for marks in ((mark, 3), (3, mark)):
            assert refusal(risks.level_of, *marks, (4, 10, 16)) == words


@pytest.mark.parametrize("scale", [(2, 3, 4), (2, 3, 25), (23, 24, 25), (4, 10, 16)])
def test_a_scale_rises_from_two_to_twenty_five(scale):
    risks.check_scale(*scale)


@pytest.mark.parametrize("scale", [(1, 3, 4), (2, 2, 4), (2, 4, 4), (4, 3, 10), (2, 3, 26), (4, 16, 10)])
def test_a_scale_that_does_not_rise_or_leaves_its_bounds_is_refused(scale):
    words = refusal(risks.check_scale, *scale)
    assert "从小到大，在 2 到 25 之间" in words.zh
    assert "rise, between 2 and 25" in words.en


def test_a_level_begins_at_its_number_and_not_before():
    scale = (2, 4, 25)
    found = [risks.level_of(*marks, scale) for marks in ((1, 1), (1, 2), (1, 3), (2, 2), (5, 4), (5, 5))]
    assert found == ["low", "general", "general", "greater", "greater", "major"]


def test_who_had_a_hand_in_a_point_is_refused_and_nobody_is_nobody():
    risks.check_another(3, None, 1)
    for involved in ((3,), (None, 3)):
        words = refusal(risks.check_another, 3, *involved)
        assert "请由另一人决定" in words.zh
        assert "ask somebody else" in words.en


def test_the_kinds_that_are_commonly_kept_have_each_its_code_and_six_are_geological():
    codes = [code for code, _zh, _en, _family in risks.USUAL_KINDS]
    assert len(set(codes)) == len(codes)
    geological = [code for code, _zh, _en, family in risks.USUAL_KINDS if family == Family.GEOLOGY]
    assert geological == ["landslide", "rockfall", "debris-flow", "subsidence", "slope", "cut-slope"]


@pytest.mark.parametrize("season", [((4, 15), None), (None, (4, 15))])
def test_half_a_season_is_refused_whichever_half_it_is(season):
    words = refusal(patrols.check_season, *season)
    assert words.zh == "季节须写明起止两天，或都不写"
    assert words.en == "a season has both its days, or none"


def test_a_day_that_no_year_has_is_named_and_the_last_of_february_is_one():
    patrols.check_season(None, None)
    patrols.check_season((2, 29), (12, 31))
    for season in (((2, 30), (3, 1)), ((3, 1), (2, 30))):
        assert "没有 2 月 30 日，请写作 04-15" in refusal(patrols.check_season, *season).zh


@pytest.mark.parametrize(
    ("first", "last", "inside", "outside"),
    [
        ((4, 15), (9, 30), ((4, 15), (6, 1), (9, 30)), ((4, 14), (10, 1), (1, 1))),
        ((11, 1), (2, 10), ((11, 1), (12, 31), (1, 1), (2, 10)), ((10, 31), (2, 11), (6, 1))),
        ((5, 1), (5, 1), ((5, 1),), ((4, 30), (5, 2))),
    ],
)
def test_a_season_holds_both_its_ends_also_over_the_turn_of_the_year(first, last, inside, outside):
    assert all(patrols.in_season(date(2026, *one), first, last) for one in inside)
    assert not any(patrols.in_season(date(2026, *one), first, last) for one in outside)


def test_without_both_its_days_a_season_is_the_whole_year():
    for season in ((None, None), ((4, 1), None), (None, (4, 1))):
        assert patrols.in_season(date(2026, 1, 1), *season)


@pytest.mark.parametrize(
    ("wanted", "is_", "fits"),
    [
        ({}, {}, True),
        ({"kind": "1"}, {}, True),
        ({"kind": "2"}, {}, False),
        ({"level": "major"}, {}, False),
        ({"level": "general", "state": "listed"}, {}, True),
        ({"level": "general", "state": "steady"}, {}, False),
        ({"signal": "blue"}, {}, False),
        ({"signal": "blue"}, {"signal": "blue"}, True),
        ({"signal": "orange"}, {"signal": "yellow"}, False),
        ({"signal": "orange"}, {"signal": "red"}, True),
        ({"signal": "blue", "first": (4, 1), "last": (5, 1)}, {"signal": "red"}, False),
    ],
)
def test_a_rule_speaks_of_a_point_that_meets_each_of_its_conditions(wanted, is_, fits):
    rule = Frequency(24, OLD, **wanted)
    here = Situation(**{"kind": "1", "level": "general", "state": "listed", "day": TODAY} | is_)
    assert patrols.fits(rule, here) is fits


def test_a_rule_begins_on_its_day_and_of_two_of_one_day_the_later_written_one_holds():
    here = Situation("1", "general", "listed", TODAY)
    assert patrols.hours_for([Frequency(24, TODAY)], here) == 24
    assert patrols.hours_for([Frequency(24, TODAY + DAY)], here) is None
    assert patrols.hours_for([Frequency(24, TODAY), Frequency(72, TODAY)], here) == 72
    assert patrols.hours_for([Frequency(72, TODAY), Frequency(24, OLD)], here) == 72
    assert patrols.hours_for([Frequency(48, OLD), Frequency(24, OLD, level="general")], here) == 24
    assert patrols.hours_for([], here) is None


@pytest.mark.parametrize(("hours", "allowed"), [(-1, False), (0, True), (8784, True), (8785, False)])
def test_hours_of_a_rule_are_none_or_a_leap_year_at_most(hours, allowed):
    if allowed:
        assert patrols.check_hours(hours) == hours
    else:
        words = refusal(patrols.check_hours, hours)
        assert words.zh == "间隔须在 1 到 8784 小时之间；填 0 表示停用"
        assert words.en == "between 1 and 8784 hours; 0 ends the rule"


def test_the_next_patrol_is_due_in_whole_days_and_tomorrow_at_the_earliest():
    due = [patrols.due_after(TODAY, hours) - TODAY for hours in (1, 23, 24, 47, 48, 168)]
    assert due == [DAY, DAY, DAY, DAY, 2 * DAY, 7 * DAY]


def test_a_patrol_is_in_time_from_the_day_after_the_due_day_before_to_the_due_day():
    assert [patrols.falls_in(TODAY + n * DAY, TODAY, 48) for n in (-2, -1, 0, 1)] == [
        False,
        True,
        True,
        False,
    ]
    assert [patrols.falls_in(TODAY + n * DAY, TODAY, 1) for n in (-1, 0, 1)] == [False, True, False]


def test_what_is_due_today_is_not_missed_and_so_many_are_told_at_once():
    assert patrols.rolled(TODAY, 24, TODAY) == ([], TODAY)
    assert patrols.rolled(TODAY - DAY, 24, TODAY) == ([TODAY - DAY], TODAY)
    missed, due = patrols.rolled(OLD, 24, TODAY)
    assert len(missed) == 400
    assert (missed[0], missed[-1], due) == (OLD, OLD + 399 * DAY, OLD + 400 * DAY)


def test_a_checklist_has_one_item_to_forty_each_once_without_blanks():
    assert patrols.check_items([" 裂缝 ", "", "排水", "裂缝"]) == ["裂缝", "排水"]
    assert len(patrols.check_items([str(n) for n in range(40)])) == 40
    for items in ([], [" "], [str(n) for n in range(41)]):
        words = refusal(patrols.check_items, items)
        assert words.zh == "检查项须有 1 到 40 条，一行一条"
        assert words.en == "1 to 40 items, one a line"


def test_a_patrol_lies_between_the_registration_and_today():
    for day in (TODAY - DAY, TODAY):
        patrols.check_patrolled(day, TODAY - DAY, TODAY)
    for day in (TODAY - 2 * DAY, TODAY + DAY):
        words = refusal(patrols.check_patrolled, day, TODAY - DAY, TODAY)
        assert "登记之日2026年3月1日与今天之间" in words.zh
        assert "between 2026-03-01, when the point was registered" in words.en


def test_an_answer_is_asked_for_in_both_languages_by_its_item():
    assert refusal(patrols.check_answers, [], ["裂缝"]).en.startswith("every item is answered")
    assert refusal(patrols.check_answers, [("", "")], ["裂缝"]).en == "answer the item “裂缝”"
    assert "what is wrong with “裂缝”" in refusal(patrols.check_answers, [("unable", "")], ["裂缝"]).en
    patrols.check_answers([("normal", ""), ("unable", "路断")], ["裂缝", "排水"])


def test_a_colour_of_the_table_is_reached_at_its_amount_to_the_tenth():
    row = RainRow(24, 50, 100, 150, 200, OLD)
    amounts = (499, 500, 999, 1000, 1499, 1500, 1999, 2000, 90_000)
    found = [None, "blue", "blue", "yellow", "yellow", "orange", "orange", "red", "red"]
    assert [row.colour(tenths) for tenths in amounts] == found


def test_of_the_rows_of_the_table_the_latest_that_has_begun_for_these_hours_proposes():
    rows = [
        RainRow(24, 50, 100, 150, 200, OLD),
        RainRow(24, 10, 20, 30, 40, TODAY),
        RainRow(1, 1, 2, 3, 4, OLD),
    ]
    for order in (rows, rows[::-1]):
        assert hazards.proposed(order, 24, 250, TODAY - DAY) is None
        assert hazards.proposed(order, 24, 250, TODAY) == Colour.YELLOW
        assert hazards.proposed(order, 3, 9000, TODAY) is None


@pytest.mark.parametrize(
    ("amounts", "allowed"),
    [
        ((1, 2, 3, 4), True),
        ((0, 2, 3, 4), False),
        ((1, 1, 3, 4), False),
        ((1, 3, 3, 4), False),
        ((1, 2, 4, 4), False),
        ((4, 3, 2, 1), False),
    ],
)
def test_the_four_amounts_of_rain_rise_from_more_than_nothing(amounts, allowed):
    if allowed:
        hazards.check_table(*amounts)
    else:
        assert "从小到大" in refusal(hazards.check_table, *amounts).zh


@pytest.mark.parametrize(("tenths", "allowed"), [(-1, False), (0, True), (100_000, True), (100_001, False)])
def test_a_reading_is_what_a_gauge_can_show(tenths, allowed):
    if allowed:
        assert hazards.check_tenths(tenths) == tenths
    else:
        assert "0 到 10000 之间" in refusal(hazards.check_tenths, tenths).zh


def test_a_roll_call_says_how_many_are_lacking_in_both_languages():
    assert Counted(1, 2, 3, 4).people == 9
    hazards.check_counted(Counted(0, 0, 0, 0), 0, 0)
    hazards.check_counted(Counted(2, 0, 7, 0), 2, 7)
    words = refusal(hazards.check_counted, Counted(3, 7, 0, 0), 2, 7)
    assert (words.zh, words.en) == ("转移户数超过应转移的 2 户", "more households than the 2 to be moved")
    words = refusal(hazards.check_counted, Counted(1, 3, 1, 1), 2, 7)
    assert words.zh.startswith("清点合计 5 人，应为 7 人")
    assert words.en.startswith("5 people are counted of 7")


def test_a_roll_call_lies_between_the_order_and_now():
    for counted in (NINE, NINE + MINUTE):
        hazards.check_counted_at(NINE, counted, NINE + MINUTE)
    for counted in (NINE - MINUTE, NINE + 2 * MINUTE):
        words = refusal(hazards.check_counted_at, NINE, counted, NINE + MINUTE)
        assert "组织转移（2026年3月2日09:00）之后、现在之前" in words.zh
        assert "ordered (2026-03-02 09:00)" in words.en


def test_an_hour_is_said_as_it_is_here_wherever_it_was_written():
    utc = NINE.astimezone(datetime.fromisoformat("2026-03-02T01:00:00+00:00").tzinfo)
    assert "(2026-03-02 09:00)" in refusal(hazards.check_counted_at, utc, NINE - MINUTE, NINE).en
    assert "(2026-03-02 09:00)" in refusal(hazards.check_returned, False, NINE - MINUTE, utc, NINE).en


@pytest.mark.parametrize("level", list(RiskLevel))
def test_every_level_is_reached_by_some_marks(level):
    scale, marks = (4, 10, 16), range(1, 6)
    assert level in {risks.level_of(one, other, scale) for one in marks for other in marks}
