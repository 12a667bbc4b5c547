"""The demand ledger on its pages: what the list narrows to and in which order, what a page offers, what a step says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.duties.rules.lights import Light
from zerentian.exchange.actions import demands
from zerentian.exchange.actions.demands import AskedFor
from zerentian.exchange.models import Demand, DemandSeries
from zerentian.exchange.rules.demands import Asker, Listing, Shape, State, Way
from zerentian.exchange.shown.demands import (
    demand_line,
    demand_text,
    demands_named,
    demands_waiting,
    something_begins,
)
from zerentian.exchange.shown.demands import demands as received_in
from zerentian.ledger.models import Entry

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asks(clerk, now):
    """Register a demand of the clerk's post, received so many hours ago, due in so many days."""

    def register(title="防火日报", *, days=0, came=1, by=clerk, **said):
        usual = {
            "title": title,
            "asked_by": "县应急局",
            "asker": Asker.EMERGENCY,
            "level": Level.COUNTY,
            "way": Way.GROUP,
            "post": clerk.posts_on(now.date())[0],
        }
        return demands.register_demand(
            AskedFor(**usual | said), received_at=now - came * HOUR, due_at=now + days * DAY, by=by, now=now
        )

    return register


@pytest.fixture
def titles(client_of, clerk):
    """The titles that the list shows for what is asked for."""

    def listed(**asked):
        found = client_of(clerk).get(reverse("exchange:demand-list"), asked)
        assert found.status_code == 200
        return [one.title for one, _light in found.context["rows"]]

    return listed


@pytest.fixture
def several(asks, clerk, now):
    """Demands in every state."""
    asks("甲表", days=3, came=3)
    asks("乙表", days=1, came=1, asked_by="县民政局", asker=Asker.WELFARE, listing=Listing.LISTED)
    late = asks("丙表", days=2, came=2, listing=Listing.OFF)
    Demand.objects.filter(pk=late.pk).update(due=now.date() - DAY, due_at=now - HOUR)
    demands.send_demand(asks("丁表", came=9), sent_at=now, shape=Shape.PAPER, by=clerk, now=now)
    demands.end_demand(asks("戊表", came=8), outcome=State.WITHDRAWN, reason="不要", by=clerk, now=now)
    demands.end_demand(asks("己表", came=7), outcome=State.DECLINED, reason="清单外", by=clerk, now=now)


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["丙表", "乙表", "甲表"]),
        ({"state": "mine"}, ["丙表", "乙表", "甲表"]),
        ({"state": "overdue"}, ["丙表"]),
        ({"state": "all"}, ["乙表", "丙表", "甲表", "己表", "戊表", "丁表"]),
        ({"state": "sent"}, ["丁表"]),
        ({"state": "withdrawn"}, ["戊表"]),
        ({"state": "declined"}, ["己表"]),
        ({"state": "nonsense"}, ["丙表", "乙表", "甲表"]),
        ({"asker": "welfare"}, ["乙表"]),
        ({"listing": "off"}, ["丙表"]),
        ({"listing": "listed", "asker": "emergency"}, []),
        ({"q": "民政"}, ["乙表"]),
        ({"q": "应急 甲"}, ["甲表"]),
        ({"q": "甲 乙"}, []),
        ({"q": "表", "state": "all", "asker": "welfare"}, ["乙表"]),
    ],
)
def test_the_list_holds_what_is_asked_for_in_its_order(titles, asked, shown):
    assert titles(**asked) == shown


@pytest.mark.usefixtures("several")
def test_what_is_mine_is_of_my_posts_and_what_is_others_is_only_seen(client_of, outsider, leader):
    browser = client_of(leader)
    address = reverse("exchange:demand-list")
    assert [one.title for one, _ in browser.get(address, {"state": "mine"}).context["rows"]] == []
    assert len(browser.get(address).context["rows"]) == 3
    assert len(client_of(outsider).get(address).context["rows"]) == 0


def test_the_list_says_whether_it_is_narrowed_and_the_lights(asks, client_of, clerk):
    asks()
    address, browser = reverse("exchange:demand-list"), client_of(clerk)
    page = browser.get(address)
    assert (page.context["narrowed"], page.context["may_fill"]) == (False, True)
    assert [light for _, light in page.context["rows"]] == [Light.AMBER]
    assert browser.get(address, {"q": "x"}).context["narrowed"]


def test_a_page_offers_its_steps_to_who_may_fill_as_long_as_it_is_open(
    asks, client_of, clerk, inspector, now
):
    demand = asks()
    address = reverse("exchange:demand-detail", args=[demand.pk])
    seen = client_of(clerk).get(address)
    assert (seen.context["may_fill"], seen.context["light"], seen.context["may_fill_form"]) == (
        *(True, Light.AMBER),
        None,
    )
    assert not client_of(inspector).get(address).context["may_fill"]
    assert list(seen.context["entries"]) == list(Entry.objects.about(demand.ref))
    demands.send_demand(demand, sent_at=now, shape=Shape.PAPER, by=clerk, now=now)
    after = client_of(clerk).get(address)
    assert (after.context["may_fill"], after.context["light"]) == (False, Light.NONE)


def test_what_one_may_not_see_is_not_there(asks, client_of, outsider):
    demand = asks()
    for name in ("detail", "send", "end", "correct", "hand-over"):
        answer = client_of(outsider).get(reverse(f"exchange:demand-{name}", args=[demand.pk]))
        assert answer.status_code in (403, 404), name


def test_the_form_to_correct_begins_with_what_is_said(asks, client_of, clerk):
    demand = asks(basis="文件", shape=Shape.BOTH, listing=Listing.OFF)
    shown = client_of(clerk).get(reverse("exchange:demand-correct", args=[demand.pk])).context["form"]
    said = {name: shown.initial[name] for name in ("title", "asked_by", "asker", "level", "way", "basis")}
    assert said == {
        "title": "防火日报",
        "asked_by": "县应急局",
        "asker": "emergency",
        "level": "county",
        "way": "group",
        "basis": "文件",
    }
    assert (shown.initial["shape"], shown.initial["listing"]) == ("both", "off")
    assert (shown.initial["received_at"], shown.initial["due_at"]) == (demand.received_at, demand.due_at)


def test_a_new_one_begins_with_now_and_the_own_post(client_of, clerk, now):
    shown = client_of(clerk).get(reverse("exchange:demand-new")).context["form"]
    assert shown.initial["received_at"] == now
    assert shown.fields["post"].initial == clerk.posts_on(now.date())[0].pk
    assert {name: shown.fields[name].initial for name in ("asker", "level", "way", "shape", "listing")} == {
        "asker": Asker.OTHER,
        "level": Level.COUNTY,
        "way": Way.GROUP,
        "shape": Shape.ELECTRONIC,
        "listing": Listing.UNKNOWN,
    }


@pytest.mark.parametrize(
    ("said", "state", "answer"),
    [
        ({"outcome": "withdrawn", "reason": "不要了"}, State.WITHDRAWN, 302),
        ({"outcome": "declined", "reason": "清单外"}, State.DECLINED, 302),
        ({"outcome": "declined", "reason": ""}, State.OPEN, 422),
        ({"outcome": "sent", "reason": "x"}, State.OPEN, 422),
    ],
)
def test_it_ends_on_its_page_with_a_reason(asks, client_of, clerk, said, state, answer):
    demand = asks()
    done = client_of(clerk).post(reverse("exchange:demand-end", args=[demand.pk]), said)
    assert done.status_code == answer
    demand.refresh_from_db()
    assert demand.state == state


def test_the_form_to_send_begins_with_the_shape_that_was_wanted_and_now(asks, client_of, clerk, now):
    demand = asks(shape=Shape.PAPER)
    address = reverse("exchange:demand-send", args=[demand.pk])
    shown = client_of(clerk).get(address, {"filling": "x"}).context["form"]
    assert (shown.fields["shape"].initial, shown.fields["sent_at"].initial) == ("paper", now)
    said = {"sent_at": "2026-03-02T08:30", "shape": "electronic", "cells": "4", "known": "0", "by_hand": ""}
    assert client_of(clerk).post(address, said).status_code == 302
    demand.refresh_from_db()
    assert (demand.state, demand.shape, demand.cells, demand.known, demand.by_hand) == (
        *(State.SENT, Shape.ELECTRONIC),
        *(4, 0, None),
    )
    assert client_of(clerk).post(address, said).status_code == 422


@pytest.fixture
def series(asks, clerk, now):
    post = clerk.posts_on(now.date())[0]
    said = AskedFor("月报", "县统计局", Asker.STATISTICS, Level.COUNTY, Way.DOCUMENT, post)
    rule = DueRule(Cadence.MONTHLY, 25, 0)
    return demands.begin_series(said, rule=rule, due_hour=18, first=now.date(), by=clerk, now=now)


def test_a_recurring_one_ends_on_its_page_with_a_reason_and_only_once(series, client_of, clerk, inspector):
    browser, address = client_of(clerk), reverse("exchange:series-detail", args=[series.pk])
    end = reverse("exchange:series-end", args=[series.pk])
    assert browser.get(address).context["may_end"]
    assert not client_of(inspector).get(address).context["may_end"]
    told = browser.post(end, {"reason": ""}, follow=True).content.decode()
    assert ("请" in told, DemandSeries.objects.get().last) == (True, None)
    assert browser.get(end).status_code == 405
    browser.post(end, {"reason": "不再要"})
    assert DemandSeries.objects.get().last is not None
    assert not browser.get(address).context["may_end"]
    assert "已经停止" in browser.post(end, {"reason": "不再要"}, follow=True).content.decode()


def test_the_list_names_recurring_ones_until_they_end(series, client_of, clerk, now):
    browser, address = client_of(clerk), reverse("exchange:demand-list")
    assert list(browser.get(address).context["series"]) == [series]
    demands.end_series(series, reason="不再要", by=clerk, now=now)
    assert list(browser.get(address).context["series"]) == []


def test_the_months_page_begins_with_this_month_and_keeps_what_was_asked_for(
    asks, client_of, clerk, township
):
    asks()
    browser, address = client_of(clerk), reverse("exchange:demand-month")
    page = browser.get(address)
    assert (page.context["sheet"].period.code, page.context["query"]) == ("2026-03", "")
    asked = browser.get(address, {"month": "2026-02", "unit": township.pk})
    assert asked.context["query"] == f"month=2026-02&unit={township.pk}"
    assert list(asked.context["sheet"].demands) == []
    assert browser.get(address, {"month": "x"}).context["sheet"] is None
    refused = browser.post(reverse("exchange:demand-month-file"), {"month": "x", "unit": township.pk})
    assert refused.status_code == 302
    assert not Entry.objects.filter(verb="demands.sheet_taken").exists()


def test_the_desk_names_who_asks_and_the_span_and_sorts_by_light(asks, series, clerk, leader, now):
    late = asks("迟表", days=1)
    Demand.objects.filter(pk=late.pk).update(due=now.date() - DAY)
    asks("近表", days=2)
    groups = list(demands_waiting(clerk, now, 9))
    told = {str(group.title): [str(line.what) for line in group.lines] for group in groups}
    assert list(told.values()) == [["迟表"], ["近表"], ["月报"]]
    with translation.override("en"):
        assert [str(group.title) for group in groups] == ["Overdue", "Due soon", "Forms to be sent"]
    assert [group.lines for group in demands_waiting(leader, now, 9) if group.lines] == []
    (monthly,) = series.demands.all()
    note = str(demand_line(monthly, Light.GREEN).note)
    assert ("县统计局" in note, "2026年3月" in note) == (True, True)


def test_what_is_searched_is_title_asker_and_basis_and_records_are_those_of_the_days(
    asks, clerk, township, now
):
    demand = asks(basis="文件七号")
    text = demand_text(demand)
    assert (text.title, text.body, text.unit) == ("防火日报", "防火日报\n县应急局\n文件七号", demand.path)
    assert demand_text(asks("空")).body == "空\n县应急局"
    today = now.date()
    for first, last, count in (
        (today, today, 2),
        (today - DAY, today - DAY, 0),
        (today + DAY, today + DAY, 0),
    ):
        assert received_in(clerk, township, first, last).count() == count


def test_names_are_told_to_who_may_see_them(asks, clerk, outsider):
    demand = asks()
    assert demands_named(clerk, [str(demand.pk), "x"]) == {str(demand.pk): "防火日报"}
    assert demands_named(outsider, [str(demand.pk)]) == {}


def test_what_begins_is_looked_for_once_a_day(now):
    assert something_begins(now, None)
    assert not something_begins(now, now - HOUR)
    assert something_begins(now, now - DAY)
