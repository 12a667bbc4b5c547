"""Venues: hours as they are read and written, and what is told of single days."""

from datetime import date, datetime, timedelta

import pytest

from zerentian.community.actions import activities, bookings, openings, venues
from zerentian.community.models import Closure, OtherHours, Venue
from zerentian.community.models.reachable import Caller
from zerentian.community.models.venues import still_told
from zerentian.community.rules import venues as rules
from zerentian.community.tests.conftest import BEGIN, HOURS, TODAY
from zerentian.community.tests.written import entry_of
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account, CalendarYear

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOLD = Caller("青檀", "13900001111")
TUESDAY = date(2026, 3, 17)


class TestHours:
    """As they are written, without a table."""

    @pytest.mark.parametrize(
        ("text", "spans"),
        [
            ("", []),
            ("0:00-24:00", [(0, 1440)]),
            ("8:30~12:00；12:00～14.05", [(510, 720), (720, 845)]),
            (" 9：00 到 10：00 、 11:00–12:00", [(540, 600), (660, 720)]),
            ("8∶30——12∶00，14:30-17:30", [(510, 720), (870, 1050)]),
        ],
    )
    def test_hours_are_read_with_any_of_the_usual_signs(self, text, spans):
        assert rules.spans_of(text, "周一", "Monday") == spans

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("9:00-9:00", "前后颠倒或重叠，请核对 · Monday: hours run backwards"),
            ("9:00-24:01", "前后颠倒或重叠"),
            ("9:00-10:00 9:30-11:00", "前后颠倒或重叠"),
            ("9:60-10:00", "的样子；不开放就留空 · Monday: write hours"),
            ("9:00-10:00 左右", "的样子"),
        ],
    )
    def test_hours_that_are_none_say_what_is_wrong_with_which_day(self, text, words):
        with pytest.raises(NotAllowed, match=f"周一的开放时间.*{words}"):
            rules.spans_of(text, "周一", "Monday")

    def test_a_week_without_an_hour_is_none_and_holidays_are_closed_by_a_word(self):
        with pytest.raises(NotAllowed, match="至少写一天"):
            rules.week_of([""] * 7, "9:00-10:00")
        week = [*[""] * 6, "9:00-10:30"]
        assert rules.week_of(week)["6"] == [[540, 630]]
        assert "holidays" not in rules.week_of(week, "  ")
        for word in ("闭馆", "Closed", " 休息 "):
            assert rules.week_of(week, word)["holidays"] == []
        assert rules.week_of(week, "10:00-11:00")["holidays"] == [[600, 660]]
        with pytest.raises(NotAllowed, match="节假日的开放时间"):
            rules.week_of(week, "也许")
        assert rules.minutes_a_week(rules.week_of(week, "10:00-11:00")) == 90

    def test_hours_are_written_with_two_figures_for_the_minutes(self):
        assert rules.written([(545, 600), (840, 1440)]) == "9:05-10:00，14:00-24:00"
        assert rules.written([(0, 5)], ", ") == "0:00-0:05"

    @pytest.mark.parametrize(
        ("told", "out"),
        [
            ([], [(540, 720)]),
            ([(540, 720)], []),
            ([(0, 600)], [(600, 720)]),
            ([(600, 660)], [(540, 600), (660, 720)]),
            ([(720, 800)], [(540, 720)]),
            ([(540, 600), (700, 710)], [(600, 700), (710, 720)]),
        ],
    )
    def test_what_told_hours_leave_out_of_the_usual(self, told, out):
        assert rules.left_out([(540, 720)], told) == out

    @pytest.mark.parametrize(
        ("minute", "touched"), [(509, False), (511, True), (540, True), (599, True), (600, False)]
    )
    def test_a_half_hour_touches_what_it_lies_partly_in(self, minute, touched):
        assert rules.touches(minute, [(540, 600)]) is touched

    @pytest.mark.parametrize(
        ("begin", "end", "halves"),
        [
            ("14:00", "15:00", [840, 870]),
            ("14:29", "14:31", [840, 870]),
            ("14:30", "14:31", [870]),
            ("14:00", "14:30", [840]),
        ],
    )
    def test_an_hour_takes_the_half_hours_it_touches(self, begin, end, halves):
        at = [datetime.fromisoformat(f"2026-03-07T{one}").replace(tzinfo=LOCAL) for one in (begin, end)]
        assert rules.slots_between(*at) == [(date(2026, 3, 7), one) for one in halves]


@pytest.mark.django_db
class TestVenues:
    def test_a_venue_keeps_what_is_said_of_it(self, office, clerk, now):
        venue = venues.open_venue(
            unit=office, name=" 书屋 ", place=" 街2号 ", hours=HOURS, by=clerk, now=now, phone=" 0731 "
        )
        assert (venue.name, venue.place, venue.phone, venue.equipment) == ("书屋", "街2号", "0731", "")
        assert (venue.opened_on, venue.ended_on, venue.path) == (TODAY, None, office.path)
        assert venue.hours_a_week == 5 * 6.5 + 8
        assert (venue.hours_on(5), venue.hours_on(6), venue.holiday_hours) == ("9:00-17:00", "", None)
        assert entry_of("venue.opened").subject == venue.ref

    @pytest.mark.parametrize(
        ("name", "place", "words"), [(" ", "街", "请填写名称"), ("书屋", "", "请填写地址")]
    )
    def test_it_has_a_name_and_a_place(self, office, clerk, now, name, place, words):
        with pytest.raises(NotAllowed, match=words):
            venues.open_venue(unit=office, name=name, place=place, hours=HOURS, by=clerk, now=now)

    def test_two_of_one_unit_have_no_name_in_common_until_one_is_given_up(
        self, venue, office, village, clerk, cadre, now
    ):
        said = {"place": "街", "hours": HOURS, "now": now}
        with pytest.raises(NotAllowed, match="已有同名场所"):
            venues.open_venue(unit=office, name="文化站", by=clerk, **said)
        demo = Account.objects.system("demo")
        assert venues.open_venue(unit=village, name="文化站", by=demo, **said).pk
        again = venues.describe_venue(
            venue, name="文化站", by=clerk, **said | {"hours": ["9:00-10:00"] + [""] * 6}
        )
        assert again.hours_a_week == 1
        assert entry_of("venue.described").subject == venue.ref
        venues.end_venue(venue, by=clerk, now=now)
        assert venues.open_venue(unit=office, name="文化站", by=clerk, **said).pk
        assert venue not in Venue.objects.kept()
        with pytest.raises(NotAllowed, match="这个场所已停用"):
            venues.describe_venue(venue, name="别名", by=clerk, **said)

    def test_a_venue_is_kept_while_something_stands_there(self, venue, lecture, clerk, now):
        with pytest.raises(NotAllowed, match="已公布的活动"):
            venues.end_venue(venue, by=clerk, now=now)
        activities.cancel_activity(lecture, reason="下雨", by=clerk, now=now)
        hours = {"begins_at": BEGIN, "ends_at": BEGIN + HOUR}
        booking = bookings.book_venue(venue, purpose="排练", told=TOLD, by=clerk, now=now, **hours)
        with pytest.raises(NotAllowed, match="还有人预订"):
            venues.end_venue(venue, by=clerk, now=now)
        bookings.cancel_booking(booking, reason="改期", by=clerk, now=now)
        assert venues.end_venue(venue, by=clerk, now=now).ended_on == TODAY

    def test_a_closure_holds_on_its_days_until_it_is_called_off(self, venue, clerk, now):
        said = {"first": TUESDAY, "last": TUESDAY + 3 * DAY, "urgent": False, "by": clerk, "now": now}
        with pytest.raises(NotAllowed, match="请填写闭馆原因"):
            openings.tell_closure(venue, reason=" ", **said)
        closure = openings.tell_closure(venue, reason=" 维修 ", **said)
        assert (closure.reason, closure.told_on, closure.told_by) == ("维修", TODAY, clerk)
        assert entry_of("venue.closure_told").fact == {
            "first": "2026-03-17",
            "last": "2026-03-20",
            "urgent": False,
        }
        days = [closure.holds_on(TUESDAY + one * DAY) for one in range(-1, 5)]
        assert days == [False, True, True, True, True, False]
        calendar = CalendarYear.objects.calendar()
        assert venue.opening_on(TUESDAY, calendar).written == ""
        assert venue.opening_on(TUESDAY - DAY, calendar).written == HOURS[0]
        off = openings.call_off(
            closure, first=TUESDAY + DAY, reason=" 修好了 ", urgent=False, by=clerk, now=now
        )
        assert off.reason == "修好了"
        assert entry_of("venue.closure_called_off").fact == {"first": "2026-03-18", "last": "2026-03-20"}
        closure = Closure.objects.with_end().get()
        assert (closure.until, closure.holds_on(TUESDAY), closure.holds_on(TUESDAY + DAY)) == (
            TUESDAY,
            True,
            False,
        )
        holding = [Closure.objects.holding(one, one).exists() for one in (TUESDAY, TUESDAY + DAY)]
        assert holding == [True, False]
        with pytest.raises(NotAllowed, match="已经撤回"):
            openings.call_off(closure, first=TUESDAY, reason="再", urgent=False, by=clerk, now=now)

    def test_what_is_told_is_listed_while_it_holds_the_first_day_first(self, venue, clerk, now):
        said = {"reason": "维修", "urgent": True, "by": clerk, "now": now}
        later = openings.tell_closure(venue, first=TODAY + 5 * DAY, last=TODAY + 6 * DAY, **said)
        sooner = openings.tell_closure(venue, first=TODAY, last=TODAY + DAY, **said)
        gone = openings.tell_closure(venue, first=TODAY + 8 * DAY, last=TODAY + 9 * DAY, **said)
        openings.call_off(gone, first=TODAY, **said)
        rows = list(Closure.objects.with_end())
        assert still_told(rows, TODAY) == still_told(rows, TODAY + DAY) == [sooner, later]
        assert still_told(rows, TODAY + 2 * DAY) == [later]

    def test_other_hours_say_why_and_are_no_closure(self, venue, clerk, now):
        said = {"first": TUESDAY, "last": TUESDAY, "urgent": False, "by": clerk, "now": now}
        for hours, reason, words in (("", "开会", "公告闭馆"), ("9:00-10:00", " ", "请填写调整原因")):
            with pytest.raises(NotAllowed, match=words):
                openings.tell_hours(venue, hours=hours, reason=reason, **said)
        told = openings.tell_hours(venue, hours="9:00-10:00", reason=" 开会 ", **said)
        assert (told.hours, told.reason, told.spans) == ("9:00-10:00", "开会", [[540, 600]])
        assert entry_of("venue.hours_told").fact == {
            "first": "2026-03-17",
            "last": "2026-03-17",
            "urgent": False,
        }
        opening = venue.opening_on(TUESDAY, CalendarYear.objects.calendar())
        assert (opening.written, opening.other, opening.closure) == ("9:00-10:00", told, None)
        assert OtherHours.objects.holding(TUESDAY, TUESDAY).get() == told
