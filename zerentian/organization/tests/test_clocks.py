"""Legal clocks: counted as the law says, across holidays, worked weekends and year ends."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.calendar import seed_days
from zerentian.organization.rules.calendar import WorkCalendar
from zerentian.organization.rules.clocks import (
    CLOCKS,
    Deadline,
    Duty,
    Measure,
    Pause,
    check_extension,
    due,
    kept_promise,
)

KNOWN = range(2020, 2027)
CALENDAR = WorkCalendar({day: kind for year in KNOWN for day, (kind, _) in seed_days(year).items()}, KNOWN)
STARTS = st.dates(date(2020, 1, 1), date(2026, 9, 1))
IN_DAYS = [clock for clock in CLOCKS.values() if clock.measure is not Measure.HOURS]


def ends(rule_id, start, **more):
    """Return (raw, adjusted) of a clock that starts on an ISO day."""
    deadline = due(CLOCKS[rule_id], date.fromisoformat(start), CALENDAR, **more)
    return deadline.raw.isoformat(), deadline.day.isoformat()


@pytest.mark.parametrize(
    ("rule_id", "start", "raw", "day"),
    [
        ("xf.notice.direct", "2026-03-02", "2026-03-17", "2026-03-17"),
        # raw end inside the Spring Festival break moves behind it
        ("xf.notice.direct", "2026-02-02", "2026-02-17", "2026-02-24"),
        # raw end on a worked Saturday stays there: 14 Feb, 28 Feb, 9 May, 10 Oct; Sunday 20 Sept
        ("xf.notice.direct", "2026-01-30", "2026-02-14", "2026-02-14"),
        ("xf.notice.direct", "2026-02-13", "2026-02-28", "2026-02-28"),
        ("xf.notice.direct", "2026-04-24", "2026-05-09", "2026-05-09"),
        ("xf.notice.direct", "2026-09-05", "2026-09-20", "2026-09-20"),
        ("xf.notice.direct", "2026-09-25", "2026-10-10", "2026-10-10"),
        # five working days over National Day count the worked 10 October
        ("xf.objection", "2026-09-30", "2026-10-13", "2026-10-13"),
        ("xf.objection", "2026-02-12", "2026-02-26", "2026-02-26"),
        ("foi.answer", "2026-04-20", "2026-05-20", "2026-05-20"),
        ("xf.handle", "2026-01-05", "2026-03-06", "2026-03-06"),
        ("xf.handle", "2026-08-02", "2026-10-01", "2026-10-08"),
        # months end on the month's last day when it has no such day (民法典 202)
        ("remedy.suit", "2025-08-31", "2026-02-28", "2026-02-28"),
        # posting periods and what must be said before an event are not moved
        ("land.plan", "2026-01-17", "2026-02-16", "2026-02-16"),
        ("land.pre", "2026-02-12", "2026-03-04", "2026-03-04"),
        ("venue.close", "2026-03-16", "2026-03-09", "2026-03-09"),
    ],
)
def test_clocks_end_where_the_law_puts_them(rule_id, start, raw, day):
    assert ends(rule_id, start) == (raw, day)


def test_sixty_days_taken_in_november_end_in_a_year_without_a_notice_and_are_marked():
    deadline = due(CLOCKS["xf.handle"], date(2026, 11, 5), CALENDAR)
    assert deadline.raw == date(2027, 1, 4)
    assert deadline.estimated
    assert not due(CLOCKS["xf.handle"], date(2026, 10, 5), CALENDAR).estimated


def test_working_days_over_the_year_end_are_marked():
    assert due(CLOCKS["xf.objection"], date(2026, 12, 29), CALENDAR).estimated


def test_hours_run_from_the_moment_through_nights_and_holidays():
    start = datetime(2026, 2, 16, 22, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    deadline = due(CLOCKS["info.major.first"], start, CALENDAR)
    assert deadline.moment == datetime(2026, 2, 17, 3, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert deadline.day == date(2026, 2, 17)
    with pytest.raises(ValueError, match="hours"):
        due(CLOCKS["info.major.first"], date(2026, 2, 16), CALENDAR)


def test_a_day_is_taken_from_a_moment_in_local_time():
    late = datetime(2026, 3, 1, 17, 0, tzinfo=ZoneInfo("UTC"))  # 2 March, 01:00 in Shanghai
    assert due(CLOCKS["xf.notice.direct"], late, CALENDAR).raw == date(2026, 3, 17)


def test_an_extension_counts_from_the_raw_end_and_stops_at_the_limit():
    assert ends("xf.handle", "2026-03-02", extension=30) == ("2026-05-31", "2026-06-01")
    with pytest.raises(NotAllowed, match="最多延长 30"):
        ends("xf.handle", "2026-03-02", extension=31)
    with pytest.raises(NotAllowed):
        ends("xf.objection", "2026-03-02", extension=1)


@pytest.mark.parametrize("lacking", ["approved", "reason", "told_on", "length"])
def test_an_extension_without_approval_reason_or_word_to_the_person_is_refused(lacking):
    whole = {"length": 30, "approved": True, "reason": "情况复杂", "told_on": date(2026, 3, 2)}
    check_extension(CLOCKS["xf.handle"], today=date(2026, 3, 2), **whole)
    broken = {"length": 31, "approved": False, "reason": " ", "told_on": None}
    with pytest.raises(NotAllowed):
        check_extension(CLOCKS["xf.handle"], today=date(2026, 3, 2), **whole | {lacking: broken[lacking]})


def test_a_pause_is_left_out_where_the_law_knows_one():
    pause = Pause(date(2026, 3, 10), date(2026, 3, 19))
    assert ends("xf.recheck", "2026-03-02", pauses=[pause]) == ("2026-04-11", "2026-04-13")
    assert ends("foi.answer", "2026-03-02", pauses=[pause])[0] == "2026-04-10"
    with pytest.raises(NotAllowed, match="不能中止"):
        ends("xf.handle", "2026-03-02", pauses=[pause])


def test_a_pause_outside_or_overlapping_another_adds_nothing():
    once = [Pause(date(2026, 3, 10), date(2026, 3, 12))]
    twice = [*once, Pause(date(2026, 3, 11), date(2026, 3, 12)), Pause(date(2027, 1, 1), date(2027, 2, 1))]
    assert ends("xf.recheck", "2026-03-02", pauses=once) == ends("xf.recheck", "2026-03-02", pauses=twice)


def test_a_promised_day_is_never_put_off_when_the_notice_comes():
    promised = Deadline("xf.handle", date(2027, 2, 5), date(2027, 2, 5), True)
    later = Deadline("xf.handle", date(2027, 2, 5), date(2027, 2, 13), False)
    earlier = Deadline("xf.handle", date(2027, 2, 4), date(2027, 2, 4), False)
    assert kept_promise(promised, later) == Deadline("xf.handle", date(2027, 2, 5), date(2027, 2, 5), False)
    assert kept_promise(promised, earlier) == earlier


def test_every_rule_names_its_law_and_what_is_unchecked_is_off():
    for clock in CLOCKS.values():
        assert clock.source
        assert clock.length > 0
        assert clock.active or "待核" in clock.law


@given(STARTS, st.sampled_from(IN_DAYS))
def test_limits_end_on_a_working_day_never_before_the_raw_day(start, clock):
    deadline = due(clock, start, CALENDAR)
    assert deadline.day >= deadline.raw
    if clock.duty in {Duty.LIMIT, Duty.RIGHT}:
        assert CALENDAR.is_workday(deadline.day)


@given(STARTS, st.integers(0, 30), st.sampled_from(["xf.recheck", "foi.answer"]))
def test_a_longer_pause_never_ends_a_clock_earlier(start, days, rule_id):
    clock = CLOCKS[rule_id]
    shorter = due(clock, start, CALENDAR, pauses=[Pause(start, start + timedelta(days=days))])
    longer = due(clock, start, CALENDAR, pauses=[Pause(start, start + timedelta(days=days + 1))])
    assert longer.raw >= shorter.raw


@given(STARTS, st.sampled_from(IN_DAYS))
def test_a_later_start_never_ends_earlier(start, clock):
    assert due(clock, start + timedelta(days=1), CALENDAR).raw >= due(clock, start, CALENDAR).raw
