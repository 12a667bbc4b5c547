"""When a venue is open: by its week, on holidays, and on single days that are told closed or at other hours."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.community.actions import activities, bookings, openings, venues
from zerentian.community.models import Closure, OtherHours, Venue
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.venues import left_out, touches, week_of
from zerentian.community.tests.conftest import HOURS
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden
from zerentian.organization.models import CalendarYear

TOLD = Caller("某排练队", "13900002222")
# A Tuesday, eight days after the cast's today; it is open 8:30-12:00 and 14:30-17:30.
TUESDAY = date(2026, 3, 10)


def at(day, hour, minute=0):
    """Return a moment of a day, local."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)


def hours_of(venue, day):
    """Return the hours of a venue on a day, as it stands in the database."""
    return Venue.objects.get(pk=venue.pk).opening_on(day, CalendarYear.objects.calendar()).written


@pytest.fixture
def tell(venue, clerk, now):
    """Tell the hours of a Tuesday, the morning only."""

    def told(hours="8:30-12:00", **said):
        known = {"first": TUESDAY, "last": TUESDAY, "reason": "下午全员下村", "urgent": False}
        return openings.tell_hours(venue, hours=hours, by=clerk, now=now, **known | said)

    return told


@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 12)), max_size=4), st.lists(st.integers(0, 47)))
def test_what_is_left_out_is_what_the_one_has_and_the_other_has_not(spans, starts):
    usual = [(begin * 30, (begin + length) * 30) for begin, length in spans]
    told = [(begin * 30, begin * 30 + 90) for begin in starts]
    out = left_out(usual, told)
    for minute in range(0, 1800, 30):
        in_usual = any(begin <= minute < end for begin, end in usual)
        in_told = any(begin <= minute < end for begin, end in told)
        assert touches(minute, out) == (in_usual and not in_told)


def test_holidays_have_hours_of_their_own_only_where_they_are_said():
    assert "holidays" not in week_of(HOURS)
    assert week_of(HOURS, "不开放")["holidays"] == week_of(HOURS, " Closed ")["holidays"] == []
    assert week_of(HOURS, "9:00-16:00")["holidays"] == [[540, 960]]
    with pytest.raises(NotAllowed, match="节假日"):
        week_of(HOURS, "上午")


@pytest.mark.django_db
def test_days_that_law_or_notice_gives_off_have_the_hours_of_holidays(venue, clerk, now):
    festival, exchanged, sunday = date(2026, 10, 1), date(2026, 10, 6), date(2026, 10, 18)
    assert hours_of(venue, festival) == "8:30-12:00，14:30-17:30"
    said = {"name": venue.name, "place": venue.place, "by": clerk, "now": now}
    venues.describe_venue(venue, hours=HOURS, holidays="9:00-16:00", **said)
    assert hours_of(venue, festival) == hours_of(venue, exchanged) == "9:00-16:00"
    assert hours_of(venue, sunday) == ""
    # A Saturday that is worked in exchange is a Saturday as ever; a year without a notice has its statutory days.
    assert hours_of(venue, date(2026, 10, 10)) == "9:00-17:00"
    assert hours_of(venue, date(2030, 10, 1)) == "9:00-16:00"
    venues.describe_venue(venue, hours=HOURS, holidays="不开放", **said)
    assert hours_of(venue, festival) == ""
    assert Venue.objects.get().hours_a_week == 40.5


@pytest.mark.django_db
def test_shorter_hours_are_told_seven_days_before_and_longer_ones_at_any_time(tell, venue, now):
    tomorrow = {"first": date(2026, 3, 3), "last": date(2026, 3, 3)}
    with pytest.raises(NotAllowed, match="提前7日"):
        tell(**tomorrow)
    with pytest.raises(NotAllowed, match="公告闭馆"):
        tell("", **tomorrow)
    with pytest.raises(NotAllowed, match="这几天的开放时间"):
        tell("上午", **tomorrow)
    with pytest.raises(NotAllowed, match="一年"):
        tell(last=TUESDAY + timedelta(days=366))
    with pytest.raises(NotAllowed, match="已过"):
        tell("8:00-21:00", first=date(2026, 2, 1), last=date(2026, 2, 1))
    tell("8:00-21:00", **tomorrow)
    assert hours_of(venue, date(2026, 3, 3)) == "8:00-21:00"
    tell("9:00-11:00", first=date(2026, 3, 4), last=date(2026, 3, 4), urgent=True)
    tell()
    assert hours_of(venue, TUESDAY) == "8:30-12:00"
    assert hours_of(venue, TUESDAY + timedelta(days=1)) == "8:30-12:00，14:30-17:30"


@pytest.mark.django_db
def test_nothing_is_booked_or_announced_in_hours_that_are_taken_away_and_the_day_is_named(
    tell, venue, plan, office, clerk, now
):
    tell()

    def book(begins, ends):
        said = {"purpose": "排练", "told": TOLD, "by": clerk, "now": now}
        return bookings.book_venue(venue, begins_at=begins, ends_at=ends, **said)

    with pytest.raises(NotAllowed, match=r"文化站2026年3月10日只开放8:30-12:00：下午全员下村"):
        book(at(TUESDAY, 15), at(TUESDAY, 16))
    with pytest.raises(NotAllowed, match="2026年3月10日"):
        activities.announce_activity(
            plan(begins_at=at(date(2026, 3, 3), 15), ends_at=at(date(2026, 3, 3), 16)),
            unit=office,
            weeks=3,
            by=clerk,
            now=now,
        )
    # The morning is open; the evening is nobody's open door on any Tuesday.
    book(at(TUESDAY, 9), at(TUESDAY, 11))
    book(at(TUESDAY, 19), at(TUESDAY, 21))
    closed = TUESDAY + timedelta(days=1)
    said = {"first": closed, "last": closed, "reason": "检修", "urgent": False, "by": clerk, "now": now}
    openings.tell_closure(venue, **said)
    with pytest.raises(NotAllowed, match="文化站2026年3月11日闭馆：检修"):
        book(at(closed, 19), at(closed, 20))


@pytest.mark.django_db
def test_hours_in_which_something_stands_are_not_taken_away(tell, venue, plan, office, clerk, now):
    one = activities.announce_activity(
        plan(begins_at=at(TUESDAY, 15), ends_at=at(TUESDAY, 16)), unit=office, by=clerk, now=now
    )[0]
    with pytest.raises(NotAllowed, match="急救讲座（2026年3月10日）"):
        tell()
    tell("14:30-17:30")
    assert hours_of(venue, TUESDAY) == "14:30-17:30"
    assert OtherHours.objects.get().venue == one.venue


@pytest.mark.django_db
def test_a_closure_holds_before_other_hours_and_neither_is_told_twice(tell, venue, clerk, now):
    tell()
    with pytest.raises(NotAllowed, match="先撤回"):
        tell("9:00-11:00")
    said = {"first": TUESDAY, "last": TUESDAY, "reason": "停电", "by": clerk, "now": now}
    closure = openings.tell_closure(venue, urgent=True, **said)
    assert hours_of(venue, TUESDAY) == ""
    openings.call_off(closure, first=TUESDAY, reason="来电了", urgent=False, by=clerk, now=now)
    assert hours_of(venue, TUESDAY) == "8:30-12:00"
    later = TUESDAY + timedelta(days=1)
    openings.tell_closure(venue, urgent=True, **said | {"first": later, "last": later})
    with pytest.raises(NotAllowed, match="2026年3月11日起闭馆（停电）"):
        tell("9:00-11:00", first=later, last=later)


@pytest.mark.django_db
def test_a_closure_ends_sooner_and_nothing_that_is_past_is_called_off(venue, plan, office, clerk, now):
    first, last = TUESDAY, TUESDAY + timedelta(days=3)
    said = {"by": clerk, "now": now}
    closure = openings.tell_closure(venue, first=first, last=last, reason="检修", urgent=False, **said)
    sooner = TUESDAY + timedelta(days=2)
    off = {"first": sooner, "reason": "提前修好", "urgent": False}
    with pytest.raises(NotAllowed, match="结束"):
        openings.call_off(closure, **off | {"first": last + timedelta(days=1)}, **said)
    with pytest.raises(NotAllowed, match="已过"):
        openings.call_off(closure, **off | {"first": first}, by=clerk, now=at(sooner, 9))
    openings.call_off(closure, **off, **said)
    assert [hours_of(venue, first + timedelta(days=n)) != "" for n in range(4)] == [False, False, True, True]
    assert list(Closure.objects.holding(sooner, last)) == []
    assert list(Closure.objects.holding(first, sooner)) == [closure]
    activities.announce_activity(
        plan(begins_at=at(sooner, 15), ends_at=at(sooner, 16)), unit=office, by=clerk, now=now
    )
    with pytest.raises(NotAllowed, match="已经撤回"):
        openings.call_off(closure, **off, **said)
    seal(now=now)
    assert not verify_log().problems


@pytest.mark.django_db
def test_longer_hours_are_not_called_off_under_who_has_read_them(tell, venue, clerk, now):
    told = tell("8:00-21:00", first=date(2026, 3, 3), last=date(2026, 3, 20))
    said = {"reason": "人手不够", "by": clerk, "now": now}
    with pytest.raises(NotAllowed, match="提前7日"):
        openings.call_off(told, first=date(2026, 3, 5), urgent=False, **said)
    openings.call_off(told, first=date(2026, 3, 9), urgent=False, **said)
    assert hours_of(venue, date(2026, 3, 8)) == "8:00-21:00"
    assert hours_of(venue, date(2026, 3, 9)) == "8:30-12:00，14:30-17:30"


@pytest.mark.django_db
def test_who_keeps_no_venue_there_tells_nothing_of_its_days(tell, venue, outsider, client_of, now):
    told = tell()
    said = {"first": TUESDAY, "last": TUESDAY, "reason": "x", "urgent": True, "by": outsider, "now": now}
    for act in (
        lambda: openings.tell_closure(venue, **said),
        lambda: openings.tell_hours(venue, hours="9:00-10:00", **said),
        lambda: openings.call_off(told, first=TUESDAY, reason="x", urgent=True, by=outsider, now=now),
    ):
        with pytest.raises(Forbidden):
            act()
    for page in ("venue-hours-off", "venue-closure-off"):
        address = reverse(f"community:{page}", args=[venue.pk, told.pk])
        assert client_of(outsider).get(address).status_code == 404


@pytest.mark.django_db
def test_residents_read_what_holds_today_and_tomorrow_and_which_days_differ(
    venue, clerk, client_of, client, now
):
    browser = client_of(clerk)
    said = {"first": "2026-03-02", "last": "2026-03-02", "reason": "停水", "urgent": "on"}
    assert browser.post(reverse("community:venue-closure", args=[venue.pk]), said).status_code == 302
    said = {"first": "2026-03-03", "last": "2026-03-20", "hours": "8:00-21:00", "reason": "春耕讲座周"}
    assert browser.post(reverse("community:venue-hours", args=[venue.pk]), said).status_code == 302
    shown = client.get(reverse("residents:activities"))
    nexts = [opening.written for _label, opening in shown.context["venues"][0]["next"]]
    assert nexts == ["", "8:00-21:00"]
    text = shown.content.decode()
    assert all(words in text for words in ("停水", "春耕讲座周", "2026年3月20日"))
    page = browser.get(reverse("community:venue-detail", args=[venue.pk]))
    assert "8:00-21:00" in page.content.decode()
    off = reverse("community:venue-hours-off", args=[venue.pk, OtherHours.objects.get().pk])
    assert browser.get(off).context["form"]["first"].value() == date(2026, 3, 3)
    assert browser.post(off, {"first": "2026-03-04", "reason": "讲师生病"}).status_code == 422
    said = {"first": "2026-03-10", "reason": "讲师生病"}
    assert browser.post(off, said).status_code == 302
    text = client.get(reverse("residents:activities")).content.decode()
    assert "2026年3月9日" in text
    assert "2026年3月20日" not in text
    closure = reverse("community:venue-closure-off", args=[venue.pk, Closure.objects.get().pk])
    assert browser.post(closure, {"first": "2026-03-02", "reason": "来水了"}).status_code == 302
    assert "停水" not in client.get(reverse("residents:activities")).content.decode()


@pytest.mark.django_db
def test_the_form_of_a_venue_shows_its_holidays_as_they_were_written(venue, clerk, client_of):
    browser, address = client_of(clerk), reverse("community:venue-change", args=[venue.pk])
    said = {"name": "文化站", "place": "示例街1号", "day0": "8:30-12:00", "holidays": "闭馆"}
    assert browser.post(address, said).status_code == 302
    assert browser.get(address).context["form"]["holidays"].value() == "不开放"
    assert Venue.objects.get().holiday_hours == ""
    assert browser.post(address, said | {"holidays": ""}).status_code == 302
    assert Venue.objects.get().holiday_hours is None


def test_hours_have_the_commas_of_the_pages_language(venue, client) -> None:
    where = reverse("residents:activities")
    assert "8:30-12:00，14:30-17:30" in client.get(where).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(where).content.decode()
    assert "8:30-12:00, 14:30-17:30" in english
    assert "12:00，" not in english
