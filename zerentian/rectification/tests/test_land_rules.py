"""The steps of the law for land: their order, their articles, how long each paper hangs, and every refusal's words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.organization.rules.calendar import DayKind, WorkCalendar
from zerentian.rectification.rules import land as rules
from zerentian.rectification.rules.land import ORDERS, STAGES, LandKind
from zerentian.rectification.rules.land import LandStage as G
from zerentian.rectification.tests.telling import refusal

COLLECTIVE, HOUSES = LandKind
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
CALENDAR = WorkCalendar({}, [2026])


@pytest.mark.parametrize(
    ("kind", "stage", "zh", "en"),
    [
        (COLLECTIVE, G.PRE, "《土地管理法实施条例》第26条", "Land Administration Law, art. 26"),
        (COLLECTIVE, G.PAID, "《土地管理法实施条例》第32条", "Land Administration Law, art. 32"),
        (HOUSES, G.PLAN, "《国有土地上房屋征收与补偿条例》第10条", "Houses on State Land, art. 10"),
        (HOUSES, G.FINAL, "《国有土地上房屋征收与补偿条例》第13条", "Houses on State Land, art. 13"),
    ],
)
def test_each_step_names_the_article_that_asks_for_it(kind, stage, zh, en):
    source = rules.source_of(kind, stage)
    assert source.zh == zh
    assert source.en.endswith(en)


@pytest.mark.parametrize("kind", list(LandKind))
def test_every_step_of_an_order_has_its_article(kind):
    assert all(rules.source_of(kind, stage).zh for stage in ORDERS[kind])


@pytest.mark.parametrize(
    ("objectors", "members", "due"),
    [
        (0, 0, False),
        (1, 0, False),
        (0, 1, False),
        (1, 1, True),
        (1, 2, False),
        (2, 3, True),
        (50, 100, False),
    ],
)
def test_a_hearing_is_due_for_more_than_half_and_where_there_is_nobody_never(objectors, members, due):
    assert rules.hearing_is_due(objectors, members) is due


def test_survey_and_assessment_need_only_the_notice_and_what_follows_needs_both():
    for stage in (G.SURVEY, G.ASSESS):
        assert rules.needed_before(COLLECTIVE, stage, False) == [G.PRE]
    assert rules.needed_before(COLLECTIVE, G.PLAN, False) == [G.PRE, G.SURVEY, G.ASSESS]


def test_a_hearing_stands_in_the_way_only_where_it_is_due():
    before = [G.PRE, G.SURVEY, G.ASSESS, G.PLAN, G.OBJECTIONS]
    assert rules.needed_before(COLLECTIVE, G.AGREEMENTS, False) == before
    assert rules.needed_before(COLLECTIVE, G.AGREEMENTS, True) == [*before, G.HEARING]
    assert rules.needed_before(HOUSES, G.ASSESS, True) == [G.PLAN, G.OBJECTIONS, G.HEARING]
    assert rules.needed_before(HOUSES, G.PLAN, True) == []


@pytest.mark.parametrize(
    ("kind", "met", "hearing", "opened"),
    [
        (COLLECTIVE, (), False, [G.PRE]),
        (COLLECTIVE, (G.PRE,), False, [G.SURVEY, G.ASSESS]),
        (COLLECTIVE, (G.PRE, G.ASSESS), False, [G.SURVEY]),
        (COLLECTIVE, tuple(G)[:5], False, [G.AGREEMENTS]),
        (COLLECTIVE, tuple(G)[:5], True, [G.HEARING]),
        (COLLECTIVE, tuple(G)[:6], True, [G.AGREEMENTS]),
        (HOUSES, (), True, [G.PLAN]),
        (HOUSES, (G.PLAN, G.OBJECTIONS), False, [G.ASSESS]),
        (HOUSES, ORDERS[HOUSES], True, []),
        (COLLECTIVE, tuple(one for one in G if one != G.HEARING), False, []),
    ],
)
def test_what_may_be_done_now_follows_from_what_is_met(kind, met, hearing, opened):
    assert rules.open_stages(kind, met, hearing) == opened


@pytest.mark.parametrize(
    ("kind", "stage", "met", "hearing"),
    [
        (HOUSES, G.SURVEY, (), False),
        (COLLECTIVE, G.PRE, (G.PRE,), False),
        (COLLECTIVE, G.HEARING, tuple(G)[:5], False),
    ],
)
def test_a_step_of_another_kind_one_that_is_met_and_a_hearing_nobody_asks_for_are_refused(
    kind, stage, met, hearing
):
    words = refusal(rules.check_stage, kind, stage, met, hearing)
    assert words.zh == "这一步已完成或不适用，请刷新页面"
    assert words.en == "this step is met, or isn't asked for: reload the page"


def test_a_step_before_its_turn_is_told_the_first_that_is_lacking():
    words = refusal(rules.check_stage, COLLECTIVE, G.PLAN, (G.PRE,), False)
    assert words.zh == "须先完成“土地现状调查”（《土地管理法实施条例》第27条）"
    assert words.en == "first comes the survey of the land"
    rules.check_stage(COLLECTIVE, G.HEARING, tuple(G)[:5], True)


def test_the_first_day_is_not_counted_and_workdays_are_days_of_work():
    friday = date(2026, 3, 6)
    assert rules.earliest_end(G.PLAN, friday, CALENDAR) == date(2026, 4, 5)
    assert rules.earliest_end(G.PRE, friday, CALENDAR) == date(2026, 3, 20)
    holiday = WorkCalendar({date(2026, 3, 10): DayKind.HOLIDAY}, [2026])
    assert rules.earliest_end(G.PRE, friday, holiday) == date(2026, 3, 23)
    assert rules.earliest_end(G.FINAL, friday, CALENDAR) == friday


def test_a_posting_is_recorded_once_it_hangs_and_hangs_long_enough():
    rules.check_posting(G.PLAN, TODAY, TODAY + 30 * DAY, TODAY, CALENDAR)
    rules.check_posting(G.FINAL, TODAY, TODAY, TODAY, CALENDAR)
    early = refusal(rules.check_posting, G.PLAN, TODAY + DAY, TODAY + 90 * DAY, TODAY, CALENDAR)
    assert (early.zh, early.en) == ("张贴之后再登记", "record it once it hangs")
    short = refusal(rules.check_posting, G.PLAN, TODAY, TODAY + 29 * DAY, TODAY, CALENDAR)
    assert short.zh == "公告期不得少于30日，最早到2026年4月1日"
    assert "until 2026-04-01 at the earliest" in short.en
    short = refusal(rules.check_posting, G.PRE, TODAY, TODAY + 13 * DAY, TODAY, CALENDAR)
    assert short.zh == "公告期不得少于10个工作日，最早到2026年3月16日"


def test_a_posting_is_met_the_day_after_its_last():
    rules.check_over(TODAY, TODAY + DAY)
    for today in (TODAY, TODAY - DAY):
        words = refusal(rules.check_over, TODAY, today)
        assert words.zh == "公告到2026年3月2日才期满，期满后才算完成"
        assert words.en == "it hangs until 2026-03-02: it is met afterwards"


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 6, 30)), max_size=5), st.dates(date(2026, 1, 1)))
def test_a_step_is_on_the_day_of_the_last_it_needs_at_the_earliest(before, day):
    if all(day >= one for one in before):
        rules.check_in_turn(day, before)
    else:
        assert f"met on {max(before)} only" in refusal(rules.check_in_turn, day, before).en


def test_a_step_is_not_touched_while_a_later_one_rests_on_it():
    recorded = (G.PRE, G.SURVEY, G.ASSESS)
    words = refusal(rules.check_rested_on, COLLECTIVE, G.PRE, recorded, False)
    assert words.zh == "“土地现状调查”已在它之后登记，请先撤回后面的步骤"
    assert words.en == "the survey of the land is recorded after it: take the later step back first"
    for stage in (G.SURVEY, G.ASSESS):
        rules.check_rested_on(COLLECTIVE, stage, recorded, False)
    rules.check_rested_on(COLLECTIVE, G.HEARING, (*tuple(G)[:5], G.AGREEMENTS), False)
    assert refusal(rules.check_rested_on, COLLECTIVE, G.HEARING, (*tuple(G)[:5], G.AGREEMENTS), True)


@pytest.mark.parametrize(
    ("counts", "zh"),
    [
        ((0, 4, 3), "不能多于集体成员总数"),
        ((-1, 0, 3), "成员总数至少 1"),
        ((0, -1, 3), "成员总数至少 1"),
        ((0, 0, 0), "成员总数至少 1"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_what_they_must_be(counts, zh):
    assert zh in refusal(rules.check_objections, *counts).zh


def test_three_papers_are_posted_and_two_of_them_for_so_long():
    posted = {stage: (rule.workdays, rule.days) for stage, rule in STAGES.items() if rule.is_posted}
    assert posted == {G.PRE: (10, 0), G.PLAN: (0, 30), G.FINAL: (0, 0)}
