"""Working days: by notice where there is one, else reckoned and marked 预估; loading a year."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import deadlines
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.calendar import load_year, seed_calendar, seed_days
from zerentian.organization.models import CalendarDay, CalendarYear
from zerentian.organization.rules.calendar import DayKind, WorkCalendar
from zerentian.organization.rules.holidays import LUNAR_DAYS, statutory_days
from zerentian.organization.rules.notices import read_notice
from zerentian.organization.rules.sheets import read_sheets

KNOWN = range(2020, 2027)
CALENDAR = WorkCalendar({day: kind for year in KNOWN for day, (kind, _) in seed_days(year).items()}, KNOWN)
DAYS = st.dates(date(2020, 1, 1), date(2034, 12, 31))


def test_every_day_of_the_seed_agrees_with_the_notices():
    day = date(2020, 1, 1)
    while day.year < 2027:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    "day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
)
def test_made_up_weekends_are_working_days(day):
    assert CALENDAR.is_workday(date.fromisoformat(day))


def test_there_are_thirteen_statutory_days_in_every_year_of_the_table():
    for year in LUNAR_DAYS:
        merged = 13 - len(statutory_days(year))
        assert merged in {0, 1}, year  # 中秋 may fall on 国庆


def test_the_statutory_days_of_2025_and_2026_are_off_in_the_notices():
    for year in (2025, 2026):
        assert all(not CALENDAR.is_workday(day) for day in statutory_days(year))


def test_a_year_without_a_notice_never_raises_and_is_marked():
    due = CALENDAR.add_workdays(date(2026, 12, 30), 5)
    assert due.estimated
    assert due.day == date(2027, 1, 7)  # 31 Dec, then 4, 5, 6, 7 Jan: 1 Jan is 元旦
    assert not CALENDAR.add_workdays(date(2026, 12, 1), 5).estimated
    assert CALENDAR.add_workdays(date(2090, 1, 1), 3).estimated


def test_working_days_are_counted_across_the_spring_festival():
    # Friday 13 Feb, worked Saturday 14 Feb, off 15 to 23 Feb, on from Tuesday 24 Feb
    assert CALENDAR.add_workdays(date(2026, 2, 13), 2).day == date(2026, 2, 24)
    assert CALENDAR.add_workdays(date(2026, 9, 30), 3).day == date(2026, 10, 10)


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_is_one_and_n_lie_between(start, count):
    due = CALENDAR.add_workdays(start, count)
    assert CALENDAR.is_workday(due.day)
    assert CALENDAR.workdays_between(start, due.day) == count


@given(DAYS)
def test_a_rest_day_moves_on_to_a_working_day_and_a_working_day_stays(day):
    moved = CALENDAR.workday_on_or_after(day).day
    assert CALENDAR.is_workday(moved)
    assert (moved == day) == CALENDAR.is_workday(day)


class Kept:
    """Deadlines of a higher room."""

    label = "时限"

    def __init__(self):
        self.calls = []

    def reckon_again(self, calendar, *, by, now, because):
        self.calls.append((calendar.is_known(date(2027, 5, 4)), because.verb))
        return 1


NOTICE = {day: (DayKind.HOLIDAY, name) for day, name in statutory_days(2027).items()}


@pytest.mark.django_db
def test_a_loaded_notice_ends_the_estimate_and_deadlines_are_reckoned_again(administrator, now, monkeypatch):
    kept = Kept()
    monkeypatch.setattr("zerentian.organization.actions.calendar.RECKONED", [kept])
    days = NOTICE | {date(2027, 2, 20): (DayKind.WORKDAY, "春节")}
    load_year(
        year=2027,
        days=days,
        notice="国办发明电〔2026〕1号",
        issued_on=None,
        source="",
        by=administrator,
        now=now,
    )
    calendar = CalendarYear.objects.calendar()
    assert calendar.is_workday(date(2027, 2, 20))
    assert not calendar.add_workdays(date(2027, 2, 1), 5).estimated
    assert kept.calls == [(True, "calendar.loaded")]
    assert deadlines.RECKONED is not None


@pytest.mark.django_db
def test_a_notice_loaded_again_replaces_the_first_and_drops_no_row(administrator, now):
    act = {"notice": "文", "issued_on": None, "source": "", "by": administrator, "now": now}
    load_year(year=2027, days=NOTICE | {date(2027, 2, 20): (DayKind.WORKDAY, "")}, **act)
    again = load_year(year=2027, days=NOTICE, **act)
    assert again.version == 2
    assert CalendarDay.objects.get(day=date(2027, 2, 20)).kind == DayKind.REST


@pytest.mark.django_db
def test_only_the_administrator_loads_a_notice_and_never_an_empty_one(administrator, leader, now):
    act = {"year": 2027, "issued_on": None, "source": "", "now": now}
    with pytest.raises(Forbidden):
        load_year(days=NOTICE, notice="文", by=leader, **act)
    with pytest.raises(NotAllowed):
        load_year(days={}, notice="文", by=administrator, **act)


@pytest.mark.django_db
def test_the_seed_loads_only_years_that_are_missing_and_known(administrator, now):
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    assert [year.year for year in seed_calendar(years=range(2025, 2030), by=administrator, now=now)] == [
        2025,
        2026,
    ]
    assert seed_calendar(years=range(2025, 2030), by=administrator, now=now) == []


def notice(text):
    """Read a notice of 2027 from CSV text."""
    return read_notice(read_sheets(text.encode(), "notice.csv")[0], 2027)


def test_a_notice_is_read_from_a_table():
    rows = "".join(f"{day},放假,{name}\n" for day, name in statutory_days(2027).items())
    days, problems = notice(f"日期*,安排*,名称\n{rows}2027年2月20日,上班,\n2027/2/9,休息,\n")
    assert problems == []
    assert days[date(2027, 2, 20)] == (DayKind.WORKDAY, "")
    assert days[date(2027, 2, 9)][0] is DayKind.REST
    assert days[date(2027, 1, 1)] == (DayKind.HOLIDAY, "元旦")


@pytest.mark.parametrize(
    ("rows", "column", "why"),
    [
        ("明天,放假,\n", "日期", "不是日期"),
        ("2026-01-01,放假,\n", "日期", "不在 2027 年"),
        ("2027-01-01,放假,\n2027-01-01,放假,\n", "日期", "重复"),
        ("2027-01-01,待定,\n", "安排", "放假"),
        ("2027-02-22,上班,\n", "安排", "本来就是工作日"),
        ("2027-01-01,放假,\n", "日期", "缺少法定节假日"),
    ],
)
def test_a_faulty_notice_names_row_column_and_remedy(rows, column, why):
    _, problems = notice(f"日期,安排,名称\n{rows}")
    assert problems[0].column == column
    assert why in str(problems[0].message)


def test_a_notice_without_its_columns_is_refused():
    assert "缺少此列" in str(notice("day,what\n2027-01-01,off\n")[1][0].message)
