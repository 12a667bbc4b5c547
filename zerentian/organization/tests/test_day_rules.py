"""Working days, notices, statutory days, clocks and spans of days: each limit on both sides, years known and not."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.calendar import DayKind, DueDate, WorkCalendar
from zerentian.organization.rules.clocks import (
    CLOCKS,
    Clock,
    Duty,
    Measure,
    Pause,
    Rulebook,
    check_extension,
    check_extension_length,
    due,
)
from zerentian.organization.rules.holidays import LUNAR_DAYS, qingming, statutory_days
from zerentian.organization.rules.notices import gaps, kind_of, known_columns, read_notice
from zerentian.organization.rules.rights import Kind
from zerentian.organization.rules.sheets import Sheet, day_of
from zerentian.organization.rules.sign_ins import kept_since, locked_until, strangers_wait_until
from zerentian.organization.rules.tables.layout import Row
from zerentian.organization.rules.units import (
    PARENT_KINDS,
    check_parent,
    covers,
    is_within,
    join,
    organ_name,
    overlap,
)

DAYS = {
    date(2026, 2, 28): DayKind.WORKDAY,  # a Saturday that is worked
    date(2026, 3, 4): DayKind.REST,
    date(2026, 3, 5): DayKind.HOLIDAY,
}
CALENDAR = WorkCalendar(DAYS, [2026])
NOW = datetime(2026, 3, 2, 9, tzinfo=LOCAL)


# -- working days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "kind", "off"),
    [
        (date(2026, 2, 27), DayKind.WORKDAY, False),
        (date(2026, 2, 28), DayKind.WORKDAY, False),
        (date(2026, 3, 1), DayKind.REST, False),
        (date(2026, 3, 4), DayKind.REST, True),
        (date(2026, 3, 5), DayKind.HOLIDAY, True),
        (date(2026, 3, 7), DayKind.REST, False),
        (date(2026, 10, 1), DayKind.WORKDAY, False),  # its notice does not name it
        (date(2027, 10, 1), DayKind.HOLIDAY, True),  # no notice: the law does
        (date(2027, 10, 4), DayKind.WORKDAY, False),
        (date(2027, 10, 2), DayKind.HOLIDAY, True),
    ],
)
def test_a_day_is_what_its_notice_says_else_what_its_weekday_and_the_law_make_it(day, kind, off):
    assert CALENDAR.kind(day) == kind
    assert CALENDAR.is_workday(day) == (kind == DayKind.WORKDAY)
    assert CALENDAR.is_given_off(day) == off
    assert CALENDAR.is_known(day) == (day.year == 2026)


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 2), 2, date(2026, 3, 6)),
        (date(2026, 2, 27), 1, date(2026, 2, 28)),
        (date(2026, 2, 27), 2, date(2026, 3, 2)),
    ],
)
def test_working_days_are_counted_after_the_start(start, count, day):
    assert CALENDAR.add_workdays(start, count) == DueDate(day, False)
    assert CALENDAR.workdays_between(start, day) == count


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 3, 3), date(2026, 3, 3)),
        (date(2026, 3, 4), date(2026, 3, 6)),
        (date(2026, 3, 7), date(2026, 3, 9)),
    ],
)
def test_a_day_of_rest_moves_on_to_the_next_worked_one(day, found):
    assert CALENDAR.workday_on_or_after(day) == DueDate(found, False)


def test_backwards_there_are_no_working_days():
    assert CALENDAR.workdays_between(date(2026, 3, 9), date(2026, 3, 2)) == 0
    assert CALENDAR.workdays_between(date(2026, 3, 9), date(2026, 3, 9)) == 0


@pytest.mark.parametrize(
    ("first", "last", "estimated"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), False),
        (date(2026, 12, 31), date(2027, 1, 1), True),
        (date(2025, 12, 31), date(2026, 1, 1), True),
        (date(2025, 1, 1), date(2027, 1, 1), True),
    ],
)
def test_a_year_without_a_notice_on_the_way_is_said(first, last, estimated):
    assert CALENDAR.is_estimated(first, last) == estimated
    assert CALENDAR.add_workdays(date(2026, 12, 30), 5).estimated


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(0, 60))
def test_the_nth_working_day_is_worked_and_n_are_counted_to_it(start, count):
    found = CALENDAR.add_workdays(start, count).day
    assert CALENDAR.workdays_between(start, found) == count
    assert count == 0 or CALENDAR.is_workday(found)


# -- statutory days and notices --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "day"), [(2023, 5), (2024, 4), (2025, 4), (2026, 5), (2027, 5), (2028, 4), (2031, 5)]
)
def test_qingming_is_on_the_fourth_or_fifth_of_april(year, day):
    assert qingming(year) == date(year, 4, day)


@pytest.mark.parametrize("year", sorted(LUNAR_DAYS))
def test_lunar_days_of_the_table_lie_where_they_can(year):
    spring, dragon, autumn = (date(year, *one) for one in LUNAR_DAYS[year])
    assert date(year, 1, 21) <= spring <= date(year, 2, 20)
    assert date(year, 5, 27) <= dragon <= date(year, 6, 26)
    assert date(year, 9, 8) <= autumn <= date(year, 10, 8)
    assert (dragon - spring).days in range(120, 153)
    assert (autumn - dragon).days in range(96, 129)
    names = list(statutory_days(year).values())
    assert names.count("春节") >= 3
    assert names.count("国庆节") + names.count("中秋节") >= 3


def test_a_year_beyond_the_table_has_its_solar_days_alone():
    names = sorted(set(statutory_days(2051).values()))
    assert names == sorted({"元旦", "清明节", "劳动节", "国庆节"})


def test_what_a_notice_gives_off_is_a_holiday_where_the_law_says_so_else_rest():
    assert kind_of(date(2026, 10, 1), off=True) == DayKind.HOLIDAY
    assert kind_of(date(2026, 10, 5), off=True) == DayKind.REST
    assert kind_of(date(2026, 10, 10), off=False) == DayKind.WORKDAY


def test_a_notice_that_leaves_out_a_statutory_day_is_cut_short_and_names_the_first():
    whole = dict.fromkeys(statutory_days(2026), (DayKind.HOLIDAY, ""))
    assert gaps("放假", 2026, whole, False) == []
    short = {day: kind for day, kind in whole.items() if day < date(2026, 9, 1)}
    (problem,) = gaps("放假", 2026, short, False)
    assert (problem.sheet, problem.row, problem.column) == ("放假", 1, "日期")
    assert "缺少法定节假日 2026-09-25（中秋节）" in problem.message
    assert gaps("放假", 2026, short, True) == [], "what is wrong in its rows is told first"


def test_a_notice_is_known_by_its_columns_and_read_with_its_names():
    assert known_columns(["日期", "名称", "备注"]) == 2
    rows = [
        Row(at, {"日期": str(day), "安排": "放假", "名称": name})
        for at, (day, name) in enumerate(statutory_days(2026).items(), 2)
    ]
    rows.append(Row(99, {"日期": "2026年2月28日", "安排": "work", "名称": "调休"}))
    days, problems = read_notice(Sheet("放假", ("日期", "安排", "名称"), tuple(rows)), 2026)
    assert problems == []
    assert days[date(2026, 2, 28)] == (DayKind.WORKDAY, "调休")
    assert days[date(2026, 10, 1)] == (DayKind.HOLIDAY, "国庆节")
    assert len(days) == 14


@pytest.mark.parametrize("text", ["2026-3-1", "2026/03/01", "2026.3.1", "2026年3月1日"])
def test_a_day_is_read_as_people_write_it(text):
    assert day_of(text) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text", ["", "2026-03", "2026-13-01", "2026-02-30", "三月一日", "2026-03-01-02", "明天"]
)
def test_what_is_no_day_is_none(text):
    with pytest.raises(ValueError):  # noqa: PT011
        day_of(text)


# -- legal clocks --------------------------------------------------------------------------------------


def test_a_clock_is_told_by_its_law_and_article_and_what_starts_it():
    clock = CLOCKS["xf.handle"]
    assert (clock.source, clock.start_en) == ("《信访工作条例》第三十四条", "accepted")
    assert (clock.leaves_out, CLOCKS["xf.recheck"].leaves_out) == (False, True)
    assert CLOCKS["hotline.handle"].leaves_out, "it waits for the resident"


def test_a_pause_holds_its_first_and_last_day():
    pause = Pause(date(2026, 3, 2), date(2026, 3, 4))
    held = [pause.holds(date(2026, 3, day)) for day in range(1, 6)]
    assert held == [False, True, True, True, False]


@pytest.mark.parametrize(("length", "possible"), [(-1, False), (0, True), (30, True), (31, False)])
def test_an_extension_is_as_long_as_the_rule_allows(length, possible):
    clock = CLOCKS["xf.handle"]
    if possible:
        check_extension_length(clock, length)
        return
    with pytest.raises(NotAllowed) as refused:
        check_extension_length(clock, length)
    assert f"xf.handle 最多延长 30（《信访工作条例》第三十四条），不能延长 {length}" == refused.value.words.zh
    assert f"by 30 at most, not by {length}" in refused.value.words.en


@pytest.mark.parametrize("told", [None, date(2026, 3, 3)])
def test_a_person_is_told_of_an_extension_by_today(told):
    whole = {"length": 10, "approved": True, "reason": "情况复杂", "today": date(2026, 3, 2)}
    check_extension(CLOCKS["xf.handle"], told_on=date(2026, 3, 2), **whole)
    check_extension(CLOCKS["xf.handle"], told_on=date(2026, 3, 1), **whole)
    with pytest.raises(NotAllowed, match="已告知当事人（《信访工作条例》第三十四条）"):
        check_extension(CLOCKS["xf.handle"], told_on=told, **whole)


def test_what_must_hang_or_be_said_before_is_not_moved_off_a_day_of_rest():
    minimum = Clock("t", "收到", 3, Measure.CALENDAR_DAYS, "法", "", duty=Duty.MINIMUM)
    before = Clock("t", "收到", 1, Measure.CALENDAR_DAYS, "法", "", duty=Duty.BEFORE)
    limit = Clock("t", "收到", 3, Measure.CALENDAR_DAYS, "法", "")
    start = date(2026, 3, 4)
    days = [due(one, start, CALENDAR) for one in (minimum, before, limit)]
    assert [(one.raw, one.day) for one in days] == [
        (date(2026, 3, 7), date(2026, 3, 7)),
        (date(2026, 3, 3), date(2026, 3, 3)),
        (date(2026, 3, 7), date(2026, 3, 9)),
    ]
    assert not any(one.estimated for one in days)


def test_days_are_estimated_by_where_they_end_and_working_days_by_all_they_count():
    start = date(2026, 12, 30)
    for measure, length, estimated in (
        (Measure.CALENDAR_DAYS, 1, False),
        (Measure.CALENDAR_DAYS, 2, True),
        (Measure.WORKING_DAYS, 1, False),
        (Measure.WORKING_DAYS, 2, True),
    ):
        clock = Clock("t", "收到", length, measure, "法", "")
        assert due(clock, start, CALENDAR).estimated == estimated, (measure, length)
    minimum = Clock("t", "收到", 2, Measure.CALENDAR_DAYS, "法", "", duty=Duty.MINIMUM)
    assert not due(minimum, start, CALENDAR).estimated, "no day of it was reckoned"


def test_hours_are_extended_by_hours():
    clock = Clock("t", "收到", 2, Measure.HOURS, "法", "", extension=3)
    assert due(clock, NOW, CALENDAR, extension=3).moment == NOW + timedelta(hours=5)
    with pytest.raises(ValueError, match="aware"):
        due(clock, NOW.replace(tzinfo=None), CALENDAR)


def test_of_what_was_set_for_a_clock_the_newest_begun_by_its_start_holds():
    example = CLOCKS["hotline.handle"]
    newer, older = (
        Clock("hotline.handle", "收到", length, example.measure, "县规定", "") for length in (7, 6)
    )
    book = Rulebook(CALENDAR, {"hotline.handle": [(date(2026, 3, 2), newer), (date(2026, 2, 1), older)]})
    found = [
        book.clock("hotline.handle", date(2026, month, day)).length
        for month, day in ((1, 31), (2, 1), (3, 1), (3, 2))
    ]
    assert found == [example.length, 6, 6, 7]
    assert book.clock("hotline.handle", NOW) is newer
    assert book.clock("xf.handle", NOW) is CLOCKS["xf.handle"]
    granted = book.due("hotline.handle", date(2026, 3, 2), extension=9)
    assert granted.raw == CALENDAR.add_workdays(date(2026, 3, 2), 16).day, "what was granted stands"


# -- units: paths, spans, names --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "above", "party", "organ"),
    [
        (Kind.OFFICE, "党政办公室", "云岭乡", False, "云岭乡党政办公室"),
        (Kind.OFFICE, "云岭乡水管站", "云岭乡", True, "云岭乡水管站"),
        (Kind.OFFICE, "水管站", "", False, "水管站"),
        (Kind.VILLAGE, "上坪村", "云岭乡", False, "上坪村村民委员会"),
        (Kind.VILLAGE, "桥头社区", "云岭乡", True, "桥头社区居民委员会"),
        (Kind.VILLAGE, "上坪村村民委员会", "云岭乡", False, "上坪村村民委员会"),
        (Kind.TOWNSHIP, "云岭乡", "示例县", False, "云岭乡人民政府"),
        (Kind.TOWNSHIP, "云岭乡", "示例县", True, "中共云岭乡委员会"),
        (Kind.TOWNSHIP, "桥头街道", "示例县", False, "桥头街道办事处"),
        (Kind.TOWNSHIP, "桥头街道", "示例县", True, "中共桥头街道工作委员会"),
        (Kind.TOWNSHIP, "云岭乡人民政府", "示例县", True, "云岭乡人民政府"),
        (Kind.COUNTY, "示例县", "", False, "示例县人民政府"),
        (Kind.COUNTY, "示例县", "", True, "中共示例县委员会"),
    ],
)
def test_an_organ_signs_with_its_full_name(kind, name, above, party, organ):
    assert organ_name(kind, name, above, party=party) == organ


def test_a_path_leads_from_the_top_down_and_a_longer_code_is_another_unit():
    assert (join("990100", "990101"), join("", "990100")) == ("990100/990101", "990100")
    assert is_within("990100/990101", "990100")
    assert is_within("990100", "990100")
    assert not is_within("990100", "990100/990101")
    assert not is_within("9901001", "990100")


@pytest.mark.parametrize(
    ("last", "days"),
    [(None, [False, True, True, True]), (2, [False, True, True, False]), (1, [False, True, False, False])],
)
def test_a_span_holds_its_first_and_last_day_and_goes_on_without_one(last, days):
    first = date(2026, 3, 1)
    end = date(2026, 3, last) if last else None
    assert [covers(first, end, date(2026, 2, 28) + timedelta(days=at)) for at in range(4)] == days


SPANS = st.tuples(st.integers(1, 9), st.integers(0, 5) | st.none())


def span(first, length):
    return date(2026, 3, first), None if length is None else date(2026, 3, first + length)


@given(SPANS, SPANS)
def test_two_spans_overlap_when_they_share_a_day(one, other):
    days = [date(2026, 3, at) for at in range(1, 31)]
    shared = any(covers(*span(*one), day) and covers(*span(*other), day) for day in days)
    assert overlap(*span(*one), *span(*other)) == overlap(*span(*other), *span(*one)) == shared


@pytest.mark.parametrize("kind", list(Kind))
def test_a_unit_stands_only_under_a_kind_it_belongs_to(kind):
    for parent in (None, *Kind):
        may = parent in PARENT_KINDS[kind] if parent else not PARENT_KINDS[kind]
        if may:
            check_parent(kind, parent)
            continue
        with pytest.raises(NotAllowed) as refused:
            check_parent(kind, parent)
        assert f"{kind} 类单位不能设在该上级之下" in refused.value.words.zh


# -- waiting after wrong tries ---------------------------------------------------------------------------


def test_as_many_wrong_tries_as_the_limit_wait_from_the_latest_of_them():
    tries = [NOW - timedelta(minutes=at) for at in (3, 1, 2)]
    assert locked_until(tries[:2], limit=3, minutes=10) is None
    assert locked_until(tries, limit=3, minutes=10) == NOW + timedelta(minutes=9)


def test_strangers_wait_an_hour_from_the_hundredth_newest_try():
    tries = [NOW - timedelta(seconds=at) for at in range(101)]
    assert strangers_wait_until(tries[:99]) is None
    assert strangers_wait_until(tries[:100]) == tries[99] + timedelta(hours=1)
    assert strangers_wait_until(tries) == tries[99] + timedelta(hours=1)


def test_a_month_of_the_log_has_thirty_one_days():
    assert kept_since(NOW, months=6) == NOW - timedelta(days=186)
    assert kept_since(NOW, months=12) == NOW - timedelta(days=372)
