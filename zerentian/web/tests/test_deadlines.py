"""The calendar of deadlines: what one may see by its day, and a feed that holds no words."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from icalendar import Calendar

from conftest import PASSWORD
from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.duties.actions import assign_task
from zerentian.ledger import clock
from zerentian.ledger.drawn import named_by
from zerentian.organization.actions.keys import holder_of, make_feed_key, make_key, revoke_key
from zerentian.organization.models import AccessKey
from zerentian.organization.rules.keys import FEED_PREFIX
from zerentian.organization.subjects import page_of
from zerentian.web.deadlines import AHEAD_DAYS, IN_CELL, Cell, View, days_of, span_of, weeks_of

pytestmark = pytest.mark.django_db
WHERE = reverse("deadlines")


@pytest.fixture
def task(cadre, leader, now):
    """A task of the village, due in three days."""
    post = cadre.posts_on(now.date())[0]
    return assign_task(title="清理排洪沟", post=post, due=date(2026, 3, 5), by=leader, now=now)


@pytest.fixture
def complaint(township, receptionist, now):
    """A complaint that was triaged, with an answer due."""
    category = actions.keep_category(
        unit=township,
        code="c",
        name="作风",
        group=Group.CONDUCT,
        kind=Kind.COMPLAINT,
        by=receptionist,
        now=now,
    )
    said = actions.Said(text="窗口态度不好", category=category)
    concern = actions.receive_concern(
        said, unit=township, channel=Channel.CALL, by=receptionist, now=now
    ).concern
    actions.triage_concern(concern, kind=Kind.COMPLAINT, category=category, by=receptionist, now=now)
    Concern.objects.filter(pk=concern.pk).update(due=date(2026, 3, 6))
    return concern


@pytest.mark.parametrize("view", ["month", "week", "days", "", "dance"])
def test_a_deadline_stands_on_its_day_for_who_owes_it(task, client_of, cadre, view):
    page = client_of(cadre).get(WHERE, {"view": view})
    assert "清理排洪沟" in page.content.decode()
    assert page.context["days"][0].day == date(2026, 3, 5)


def test_others_deadlines_are_shown_to_whoever_may_see_them_when_asked(
    task, client_of, leader, outsider, clerk
):
    assert "清理排洪沟" not in client_of(leader).get(WHERE).content.decode()
    assert "清理排洪沟" in client_of(leader).get(WHERE, {"whose": "all"}).content.decode()
    assert "清理排洪沟" not in client_of(outsider).get(WHERE, {"whose": "all"}).content.decode()


def test_what_is_overdue_stands_above_the_list(task, client_of, cadre, monkeypatch, now):
    monkeypatch.setattr(
        clock, "timezone", type("T", (), {"now": staticmethod(lambda: now + timedelta(days=9))})
    )
    page = client_of(cadre).get(WHERE, {"view": "days"})
    assert [one.title for one in page.context["behind"]] == ["清理排洪沟"]
    assert "已逾期" in page.content.decode()


@pytest.mark.parametrize(
    ("gone", "behind", "ahead"), [(2, [], True), (3, [], True), (4, ["清理排洪沟"], False)]
)
def test_what_is_due_today_is_not_behind_and_from_the_next_day_on_it_is(
    task, client_of, cadre, monkeypatch, now, gone, behind, ahead
):
    monkeypatch.setattr(
        clock, "timezone", type("T", (), {"now": staticmethod(lambda: now + timedelta(days=gone))})
    )
    listed = client_of(cadre).get(WHERE, {"view": "days"}).context
    assert [one.title for one in listed["behind"]] == behind
    assert [one.day for one in listed["days"]] == [date(2026, 3, 5)] * ahead
    assert listed["weeks"] == []


@pytest.mark.parametrize("view", ["month", "week"])
def test_weeks_show_what_is_overdue_on_its_own_day_and_not_above_them(
    task, client_of, cadre, monkeypatch, now, view
):
    monkeypatch.setattr(
        clock, "timezone", type("T", (), {"now": staticmethod(lambda: now + timedelta(days=4))})
    )
    shown = client_of(cadre).get(WHERE, {"view": view}).context
    assert shown["behind"] == []
    assert [cell.day for week in shown["weeks"] for cell in week if cell.dues] == [date(2026, 3, 5)]


@pytest.mark.parametrize(
    ("language", "labels"), [("zh-hans", ["月", "周", "清单"]), ("en", ["Month", "Week", "List"])]
)
def test_the_three_views_are_offered_in_one_order_and_the_month_comes_unasked(
    client_of, cadre, language, labels
):
    browser = client_of(cadre)
    browser.cookies["django_language"] = language
    for asked, view in (("", View.MONTH), ("dance", View.MONTH), ("week", View.WEEK), ("days", View.LIST)):
        shown = browser.get(WHERE, {"view": asked}).context
        assert [label for _one, label in shown["views"]] == labels
        assert [one for one, _label in shown["views"]] == [View.MONTH, View.WEEK, View.LIST]
        assert (shown["span"].view, shown["mine"], shown["feed"]) == (view, True, None)


@pytest.mark.parametrize("at", ["2026-13-40", "0001-01-01", "9999-12-31", "x", "2026-03-31"])
def test_any_day_in_the_address_is_answered(client_of, clerk, at):
    for view in View:
        assert client_of(clerk).get(WHERE, {"at": at, "view": view}).status_code == 200


def test_a_month_is_shown_in_whole_weeks():
    span = span_of(View.MONTH, date(2026, 2, 10))
    weeks = weeks_of(span, [])
    assert (span.first, span.last, span.before, span.after) == (
        *(date(2026, 2, 1), date(2026, 2, 28)),
        *(date(2026, 1, 1), date(2026, 3, 1)),
    )
    assert [len(week) for week in weeks] == [7] * 5
    assert (weeks[0][0].day, weeks[0][0].inside) == (date(2026, 1, 26), False)


@pytest.mark.parametrize(
    ("month", "weeks"),
    [
        (date(2026, 8, 1), 6),  # ends on a Monday
        (date(2026, 6, 1), 5),  # begins on one
        (date(2027, 2, 1), 4),  # begins on one and ends on a Sunday
        (date(2026, 12, 1), 5),
        (date(2026, 3, 1), 6),  # begins on a Sunday
    ],
)
def test_every_day_of_a_month_stands_once_in_a_week_from_monday_on(month, weeks):
    span = span_of(View.MONTH, month + timedelta(days=20))
    shown = weeks_of(span, [])
    assert len(shown) == weeks
    days = [cell.day for week in shown for cell in week]
    assert days == [days[0] + timedelta(days=at) for at in range(7 * weeks)]
    assert days[0].weekday() == 0
    inside = [cell.day for week in shown for cell in week if cell.inside]
    assert (inside[0], inside[-1], len(inside)) == (span.first, span.last, span.last.day)
    assert span.last + timedelta(days=1) == span.after


def test_what_is_due_stands_on_its_day_in_weeks_and_in_the_list_days_without_any_are_left_out_there():
    dues = [
        SimpleNamespace(day=date(2026, 3, day), title=title) for day, title in ((5, "a"), (5, "b"), (31, "c"))
    ]
    weeks = weeks_of(span_of(View.MONTH, date(2026, 3, 1)), dues)
    held = {cell.day.day: [due.title for due in cell.dues] for week in weeks for cell in week if cell.dues}
    assert held == {5: ["a", "b"], 31: ["c"]}
    listed = [(cell.day.day, [due.title for due in cell.dues], cell.inside) for cell in days_of(dues)]
    assert listed == [(5, ["a", "b"], True), (31, ["c"], True)]


@pytest.mark.parametrize(
    ("due", "shown", "more"), [(2, 2, 0), (IN_CELL, IN_CELL, 0), (IN_CELL + 2, IN_CELL, 2)]
)
def test_a_day_shows_the_first_of_what_is_due_and_says_how_many_more(due, shown, more):
    day = Cell(date(2026, 3, 5), True, list(range(due)))
    assert (list(day.shown), day.more) == (list(range(shown)), more)


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 8)])
def test_a_week_begins_on_monday_and_the_next_days_on_the_day_itself(day):
    week = span_of(View.WEEK, day)
    assert (week.first, week.last) == (date(2026, 3, 2), date(2026, 3, 8))
    assert (week.before, week.after) == (date(2026, 2, 23), date(2026, 3, 9))
    ahead = span_of(View.LIST, day)
    assert (ahead.first, ahead.last) == (day, day + timedelta(days=AHEAD_DAYS - 1))
    assert (ahead.before, ahead.after) == (day - timedelta(days=AHEAD_DAYS), ahead.last + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "before"), [(date(2026, 1, 15), date(2025, 12, 1)), (date(2026, 3, 31), date(2026, 2, 1))]
)
def test_the_month_before_begins_on_its_first(first, before):
    assert span_of(View.MONTH, first).before == before


def test_a_feed_has_number_kind_and_day_and_nobodys_words(task, client, cadre, now):
    made = make_feed_key(password=PASSWORD, by=cadre, now=now)
    answer = client.get(reverse("deadlines-feed", args=[made.token]))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert (str(calendar["method"]), str(calendar["version"])) == ("PUBLISH", "2.0")
    events = calendar.walk("VEVENT")
    assert [(str(one["summary"]), one["dtstart"].dt) for one in events] == [
        (f"事项 {named_by(task.pk)}", date(2026, 3, 5))
    ]
    assert str(events[0]["uid"]) == f"{task.ref}/20260305@demo-tests"
    assert (events[0]["dtend"].dt, events[0]["dtstamp"].dt) == (date(2026, 3, 6), now)
    assert str(events[0]["url"]) == f"http://testserver{page_of(task.ref)}"
    assert str(events[0]["transp"]) == "TRANSPARENT"
    assert "清理排洪沟" not in answer.content.decode()
    assert AccessKey.objects.get().used_on == now.date()


def test_others_deadlines_are_in_no_feed(task, client, leader, now):
    made = make_feed_key(password=PASSWORD, by=leader, now=now)
    assert b"VEVENT" not in client.get(reverse("deadlines-feed", args=[made.token])).content


def test_what_accuses_the_office_is_in_no_feed(complaint, client, client_of, receptionist, now):
    assert "窗口态度不好" in client_of(receptionist).get(WHERE).content.decode()
    made = make_feed_key(password=PASSWORD, by=receptionist, now=now)
    feed = client.get(reverse("deadlines-feed", args=[made.token])).content.decode()
    assert "VEVENT" not in feed
    assert complaint.number not in feed


def test_a_feed_ends_when_it_is_withdrawn_made_anew_or_its_holder_leaves(client, client_of, cadre, now):
    first = make_feed_key(password=PASSWORD, by=cadre, now=now)
    second = make_feed_key(password=PASSWORD, by=cadre, now=now)
    assert client.get(reverse("deadlines-feed", args=[first.token])).status_code == 404
    assert client.get(reverse("deadlines-feed", args=[second.token])).status_code == 200
    revoke_key(second.key, by=cadre, now=now)
    assert client.get(reverse("deadlines-feed", args=[second.token])).status_code == 404
    third = make_feed_key(password=PASSWORD, by=cadre, now=now)
    cadre.is_active = False
    cadre.save(update_fields=["is_active"])
    assert client.get(reverse("deadlines-feed", args=[third.token])).status_code == 404


def test_a_key_of_one_use_opens_nothing_of_the_other(client, receptionist, now):
    feed = make_feed_key(password=PASSWORD, by=receptionist, now=now)
    api = make_key(password=PASSWORD, label="热线", writes=False, last=now.date(), by=receptionist, now=now)
    assert holder_of(feed.token, now=now) is None
    assert holder_of(api.token, now=now, prefix=FEED_PREFIX) is None
    assert client.get(reverse("deadlines-feed", args=[api.token])).status_code == 404


def test_a_feed_is_made_on_the_screen_with_the_password(client_of, cadre, administrator):
    browser, where = client_of(cadre), reverse("deadlines-feed-new")
    assert browser.post(where, {"password": "wrong"}).status_code == 422
    page = browser.post(where, {"password": PASSWORD}).content.decode()
    assert "/deadlines/ztc_" in page
    assert "停止订阅" in browser.get(WHERE).content.decode()
    assert client_of(administrator).get(where).status_code == 403


def test_a_month_is_called_by_its_name_and_leads_back_to_today(client_of, leader, now) -> None:
    browser = client_of(leader)
    here = browser.get(reverse("deadlines")).content.decode()
    assert "2026年3月</h2>" in " ".join(here.split()).replace(" </h2>", "</h2>")
    assert "回到今天" not in here
    assert "回到今天" in browser.get(reverse("deadlines") + "?at=2026-05-01").content.decode()
