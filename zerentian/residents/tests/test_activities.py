"""Activities and venues for anybody: what is on, in which order, what one's own page offers, what a calendar holds."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from icalendar import Calendar

from zerentian.community.actions import activities, signups
from zerentian.community.actions.items import add_item
from zerentian.community.models import Activity, SignUp
from zerentian.community.models.activities import Reached
from zerentian.community.rules.activities import Door
from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.community.tests.conftest import BEGIN
from zerentian.ledger import clock
from zerentian.organization.models import Account
from zerentian.residents.feeds import identity
from zerentian.residents.views.activities import AHEAD_DAYS, MOST_SIGN_UPS, TRIES_BY_ONE

pytestmark = pytest.mark.django_db
LIST = reverse("residents:activities")
FEED = reverse("residents:activities-calendar")


@pytest.fixture
def announce(plan, office, clerk, now):
    """Announce an activity."""

    def announced(**said):
        return activities.announce_activity(plan(**said), unit=office, by=clerk, now=now)[0]

    return announced


@pytest.fixture
def lecture(announce):
    return announce()


@pytest.fixture
def join(lecture, now):
    """Sign a party up at the lecture, by telephone."""

    def joined(size, name="某家"):
        told, resident = Reached(name, "13900001111", ""), Account.objects.system("public")
        return signups.sign_up(lecture, told=told, size=size, door=Door.PHONE, by=resident, now=now)

    return joined


@pytest.fixture
def at(monkeypatch):
    """Let the clock stand at another moment."""
    return lambda moment: monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: moment))


def page_of(activity):
    return reverse("residents:activity", args=[activity.pk])


def titles(client, **query):
    return [one.title for one, _ in client.get(LIST, query).context["rows"]]


# -- the list -------------------------------------------------------------------------------------------------------


def test_what_is_on_stands_with_the_next_first_until_it_is_over(client, announce, at):
    late = {"begins_at": BEGIN + timedelta(days=1), "ends_at": BEGIN + timedelta(days=1, hours=1)}
    announce(title="剪纸课", **late)
    announce()
    assert titles(client) == ["急救讲座", "剪纸课"]
    at(BEGIN + timedelta(hours=2) - timedelta(seconds=1))
    assert titles(client) == ["急救讲座", "剪纸课"]
    at(BEGIN + timedelta(hours=2))
    assert titles(client) == ["剪纸课"]


def test_a_page_leads_to_the_later_and_back_and_keeps_the_township(client, announce, township, monkeypatch):
    monkeypatch.setattr("zerentian.residents.views.activities.SHOWN", 1)
    for days in (0, 1, 2):
        when = {"begins_at": BEGIN + timedelta(days=days), "ends_at": BEGIN + timedelta(days=days, hours=1)}
        announce(title=f"第{days}场", **when)
    steps = []
    for number in (1, 2, 3):
        context = client.get(LIST, {"page": number, "town": township.code}).context
        steps.append(([one.title for one, _ in context["rows"]], context["sooner"], context["later"]))
    town = f"?town={township.code}&page="
    assert steps == [
        (["第0场"], "", f"{town}2"),
        (["第1场"], f"{town}1", f"{town}3"),
        (["第2场"], f"{town}2", ""),
    ]
    first = client.get(LIST).context
    assert (first["sooner"], first["later"]) == ("", "?page=2")


def test_of_several_to_a_page_none_is_left_out_and_none_stands_twice(client, announce, monkeypatch):
    monkeypatch.setattr("zerentian.residents.views.activities.SHOWN", 3)
    for days in range(7):
        when = {"begins_at": BEGIN + timedelta(days=days), "ends_at": BEGIN + timedelta(days=days, hours=1)}
        announce(title=f"{days}", **when)
    pages = [client.get(LIST, {"page": number}).context for number in (1, 2, 3)]
    assert ["".join(one.title for one, _ in context["rows"]) for context in pages] == ["012", "345", "6"]
    assert [(one["sooner"], one["later"]) for one in pages] == [
        ("", "?page=2"),
        ("?page=1", "?page=3"),
        ("?page=2", ""),
    ]


def test_a_page_that_is_exactly_full_leads_no_further(client, announce, monkeypatch):
    monkeypatch.setattr("zerentian.residents.views.activities.SHOWN", 2)
    for days in range(2):
        when = {"begins_at": BEGIN + timedelta(days=days), "ends_at": BEGIN + timedelta(days=days, hours=1)}
        announce(title=f"{days}", **when)
    context = client.get(LIST).context
    assert (len(context["rows"]), context["later"]) == (2, "")


def test_a_venue_stands_with_its_week_and_today_and_tomorrow(client, venue):
    (shown,) = client.get(LIST).context["venues"]
    assert shown["venue"] == venue
    assert shown["issuer"] == "云岭乡党政办公室"
    assert [hours for _, hours in shown["week"]][4:] == ["8:30-12:00，14:30-17:30", "9:00-17:00", ""]
    assert [(str(label), opening.written) for label, opening in shown["next"]] == [
        ("今天", "8:30-12:00，14:30-17:30"),
        ("明天", "8:30-12:00，14:30-17:30"),
    ]
    assert (shown["told"], list(shown["bookings"])) == ([], [])


def test_where_there_is_one_township_none_has_to_be_chosen(client, township, other_township, now):
    form = client.get(LIST).context["form"]
    assert list(form.fields["town"].queryset.order_by("code")) == [township, other_township]
    other_township.periods.update(last=now.date() - timedelta(days=1))
    assert client.get(LIST).context["form"] is None


def test_of_a_township_that_was_chosen_its_own_activities_venues_and_things_alone_stand_there(
    client, announce, venue, office, clerk, township, other_township, now
):
    announce()
    thing = add_item(unit=office, title="投影仪", sort="sound", shelf="文化站", by=clerk, now=now)

    def shown(town: str) -> tuple[list[str], list[object], list[object]]:
        context = client.get(LIST, {"town": town}).context
        venues = [one["venue"] for one in context["venues"]]
        return [one.title for one, _ in context["rows"]], venues, [one for one, _ in context["items"]]

    everything = (["急救讲座"], [venue], [thing])
    assert shown("") == shown(township.code) == shown("x") == everything
    assert shown(other_township.code) == ([], [], [])


# -- one activity ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, True), (0, False)])
def test_one_signs_up_until_it_begins(client, lecture, at, seconds, is_open):
    at(BEGIN + timedelta(seconds=seconds))
    context = client.get(page_of(lecture)).context
    assert (context["is_open"], context["begun"]) == (is_open, not is_open)
    sent = client.post(page_of(lecture), {"name": "某家", "phone": "13900001111", "size": 2})
    assert (sent.status_code == 302) is is_open
    assert SignUp.objects.count() == int(is_open)


def test_who_signs_up_is_led_to_their_own_page_and_counted_as_they_said(client, lecture):
    sent = client.post(page_of(lecture), {"name": "某家", "phone": "13900001111", "size": 2})
    party = SignUp.objects.get()
    assert sent["Location"] == reverse("residents:party", args=[party.code])
    assert (party.size, party.door, party.standing, party.activity) == (2, Door.PAGE, "in", lecture)
    wrong = client.post(page_of(lecture), {"name": "", "phone": "", "size": 0})
    assert wrong.status_code == 422
    assert SignUp.objects.count() == 1


def test_of_many_parties_from_one_sender_the_seventh_has_to_wait(client, announce):
    one = announce(capacity=60)
    said = {"phone": "13900001111", "size": 1}
    for number in range(MOST_SIGN_UPS):
        assert client.post(page_of(one), said | {"name": f"第{number}家"}).status_code == 302
    refused = client.post(page_of(one), said | {"name": "又一家"})
    assert refused.status_code == 422
    assert "十分钟" in refused.content.decode()
    assert one.signups.count() == MOST_SIGN_UPS == 6
    elsewhere = client.post(page_of(one), said | {"name": "别家"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 302


def test_what_was_cancelled_stays_readable_and_takes_nobody(client, lecture, clerk, now):
    activities.cancel_activity(lecture, reason="讲师生病", by=clerk, now=now)
    page = client.get(page_of(lecture))
    assert "讲师生病" in page.content.decode()
    assert page.context["is_open"] is False
    client.post(page_of(lecture), {"name": "某家", "phone": "13900001111", "size": 2})
    assert not SignUp.objects.exists()
    assert client.get(reverse("residents:activity", args=[1])).status_code == 404


# -- one's own page -------------------------------------------------------------------------------------------------


def own(client, party):
    return client.get(reverse("residents:party", args=[party.code]))


def test_a_party_reads_where_it_stands_and_leaves_or_takes_what_is_offered(client, join, lecture):
    came, waiting = join(6), join(2)
    first, second = own(client, came).context, own(client, waiting).context
    assert (first["may_leave"], first["may_remind"], first["may_take"]) == (True, True, False)
    assert (second["may_leave"], second["may_remind"], second["may_take"]) == (True, False, False)
    client.post(reverse("residents:party", args=[came.code]), {"leave": "1"})
    offered = own(client, waiting).context
    assert (offered["may_leave"], offered["may_take"]) == (True, True)
    gone = own(client, came).context
    assert (gone["may_leave"], gone["may_remind"]) == (False, False)
    client.post(reverse("residents:party", args=[waiting.code]), {"take": "1"})
    assert SignUp.objects.get(pk=waiting.pk).standing == "in"
    assert SignUp.objects.get(pk=came.pk).standing == "left"


def test_an_offer_is_taken_until_its_hours_are_over(client, join, lecture, at):
    came, waiting = join(6), join(2)
    client.post(reverse("residents:party", args=[came.code]), {"leave": "1"})
    until = SignUp.objects.get(pk=waiting.pk).offered_until
    at(until - timedelta(seconds=1))
    assert own(client, waiting).context["may_take"]
    at(until)
    assert not own(client, waiting).context["may_take"]
    refused = client.post(reverse("residents:party", args=[waiting.code]), {"take": "1"}, follow=True)
    assert refused.status_code == 200
    assert SignUp.objects.get(pk=waiting.pk).standing != "in"


def test_a_party_leaves_and_is_reminded_until_it_begins(client, join, at):
    party = join(2)
    for moment, may in ((BEGIN - timedelta(seconds=1), True), (BEGIN, False)):
        at(moment)
        context = own(client, party).context
        assert (context["may_leave"], context["may_remind"]) == (may, may)


def test_what_can_not_be_done_is_said_and_nothing_changes(client, join):
    party = join(2)
    said = client.post(reverse("residents:party", args=[party.code]), {"take": "1"}, follow=True)
    assert "warning" in [one.level_tag for one in said.context["messages"]]
    assert SignUp.objects.get(pk=party.pk).standing == "in"


def test_a_code_is_read_however_it_is_typed_and_a_wrong_one_is_counted(client, join):
    party = join(2)
    typed = f"{party.code[:4].lower()}-{party.code[4:]}"
    assert client.get(reverse("residents:party", args=[typed])).status_code == 200
    for _ in range(TRIES_BY_ONE):
        assert client.get(reverse("residents:party", args=["0000000000"])).status_code == 404
    waits = own(client, party)
    assert waits.status_code == 429
    assert waits.context["too_many"] is True
    assert TRIES_BY_ONE == 20


# -- calendars ------------------------------------------------------------------------------------------------------


def events(client, address=FEED):
    return {
        str(one["SUMMARY"]): one for one in Calendar.from_ical(client.get(address).content).walk("VEVENT")
    }


def test_an_event_says_when_where_what_and_where_to_read_more(client, lecture):
    event = events(client)["急救讲座"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (BEGIN, BEGIN + timedelta(hours=2))
    assert (str(event["LOCATION"]), str(event["STATUS"])) == ("文化站 示例街1号", "CONFIRMED")
    assert str(event["UID"]) == identity(lecture.ref)
    assert str(event["URL"]).endswith(page_of(lecture))
    assert "PUBLISH" in client.get(FEED).content.decode()
    assert client.get(FEED)["Content-Type"] == "text/calendar; charset=utf-8"


def test_the_calendar_reaches_a_month_back_and_half_a_year_ahead(client, lecture, now):
    def found(begins_at: datetime) -> bool:
        Activity.objects.filter(pk=lecture.pk).update(
            begins_at=begins_at, ends_at=begins_at + timedelta(hours=1)
        )
        return bool(events(client))

    assert AHEAD_DAYS == 180
    minute = timedelta(minutes=1)
    assert [found(now - timedelta(days=30) + by) for by in (minute, timedelta(0), -minute)] == [
        True,
        True,
        False,
    ]
    assert [found(now + timedelta(days=180) + by) for by in (-minute, timedelta(0), minute)] == [
        True,
        True,
        False,
    ]


def test_one_activity_is_sent_as_a_file_of_its_own_and_is_reminded_of_a_day_before(client, lecture, announce):
    late = {"begins_at": BEGIN + timedelta(days=1), "ends_at": BEGIN + timedelta(days=1, hours=1)}
    announce(title="剪纸课", **late)
    address = reverse("residents:activity-calendar", args=[lecture.pk])
    assert list(events(client, address)) == ["急救讲座"]
    sent = client.get(address)
    assert sent["Content-Disposition"] == f'attachment; filename="activity-{lecture.pk}.ics"'
    (alarm,) = events(client, address)["急救讲座"].walk("VALARM")
    assert (alarm.TRIGGER, str(alarm["DESCRIPTION"]), str(alarm["ACTION"])) == (
        timedelta(days=-1),
        "急救讲座",
        "DISPLAY",
    )
    assert client.get(reverse("residents:activity-calendar", args=[1])).status_code == 404


@pytest.mark.parametrize("is_one", [True, False])
def test_a_calendar_carries_who_made_it_and_which_version_of_the_format_it_keeps(client, lecture, is_one):
    """RFC 5545 asks for both of every calendar, once."""
    address = reverse("residents:activity-calendar", args=[lecture.pk]) if is_one else FEED
    made = Calendar.from_ical(client.get(address).content)
    told = {name: str(made[name]) for name in ("PRODID", "VERSION", "METHOD", "X-WR-CALNAME")}
    assert told == {
        "PRODID": "-//Zerentian//activities//ZH",
        "VERSION": "2.0",
        "METHOD": "PUBLISH",
        "X-WR-CALNAME": "活动",
    }


def test_an_event_carries_what_every_event_must_and_what_the_activity_is_about(client, lecture, now):
    event = events(client)["急救讲座"]
    assert event["DTSTAMP"].dt == now
    assert str(event["DESCRIPTION"]) == lecture.about
    assert not event.walk("VALARM"), "the calendar of all of them reminds of none"


def test_a_cancelled_activity_says_so_and_why_under_its_id_and_reminds_of_nothing(
    client, lecture, clerk, now
):
    activities.cancel_activity(lecture, reason="讲师生病", by=clerk, now=now)
    for address in (FEED, reverse("residents:activity-calendar", args=[lecture.pk])):
        event = events(client, address)["急救讲座"]
        assert (str(event["STATUS"]), str(event["DESCRIPTION"])) == ("CANCELLED", "讲师生病")
        assert str(event["UID"]) == identity(lecture.ref)
        assert not event.walk("VALARM")


def test_events_stand_in_the_order_in_which_they_begin(client, announce):
    for title, days in (("后天", 2), ("今天", 0), ("明天", 1)):
        when = {"begins_at": BEGIN + timedelta(days=days), "ends_at": BEGIN + timedelta(days=days, hours=1)}
        announce(title=title, **when)
    assert list(events(client)) == ["今天", "明天", "后天"]
