"""Demands for forms: registered, sent, declined, corrected, handed over; those that come again open by themselves."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.exchange.actions import demands, months
from zerentian.exchange.actions.demands import AskedFor
from zerentian.exchange.actions.months import month_sheet, take_month
from zerentian.exchange.models import Demand, DemandSeries
from zerentian.exchange.rules.demands import Asker, Listing, Shape, State, Way
from zerentian.exchange.shown.demands import demands_waiting
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, Period, chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db
MARCH, TOWNSHIP = Period.parse("2026-03"), "990100/990101"
HOUR = timedelta(hours=1)


@pytest.fixture
def asked(clerk, now):
    """What the county's emergency office asks for, in a chat group, on no list."""

    def with_(**more):
        said = {
            "title": "隐患排查统计表",
            "asked_by": "县应急局",
            "asker": Asker.EMERGENCY,
            "level": Level.COUNTY,
            "way": Way.GROUP,
            "post": clerk.posts_on(now.date())[0],
            "listing": Listing.OFF,
            "shape": Shape.BOTH,
        }
        return AskedFor(**(said | more))

    return with_


@pytest.fixture
def demand(asked, clerk, now):
    """Asked for in the morning, due in the afternoon."""
    return demands.register_demand(asked(), received_at=now - HOUR, due_at=now + 5 * HOUR, by=clerk, now=now)


def value(code, **more):
    return compute(code, unit=TOWNSHIP, period=MARCH, **more).value


def test_who_asks_how_and_by_when_is_counted_by_the_askers_field(demand, now):
    seal(now=now)
    assert demand.short
    assert value("demands.received") == value("demands.asker.emergency") == value("demands.off_list") == 1
    assert value("demands.short_share") == value("demands.paper_share") == 1000
    assert (value("demands.open"), value("demands.level.county"), value("demands.asker.other")) == (1, 1, 0)


def test_a_form_that_was_sent_says_how_many_cells_were_known(demand, clerk, now):
    later = now + HOUR
    sent = demands.send_demand(
        demand, sent_at=later, shape=Shape.ELECTRONIC, cells=40, known=30, by_hand=10, by=clerk, now=later
    )
    assert sent.in_time
    seal(now=later)
    assert (value("demands.sent"), value("demands.open"), value("demands.cells")) == (1, 0, 40)
    assert value("demands.known_share") == 750
    with pytest.raises(NotAllowed, match="已经办结"):
        demands.send_demand(demand, sent_at=later, shape=Shape.PAPER, by=clerk, now=later)


def test_it_was_sent_between_its_receipt_and_now(demand, clerk, now):
    for wrong in (demand.received_at - timedelta(seconds=1), now + timedelta(seconds=1)):
        with pytest.raises(NotAllowed, match="报送时间"):
            demands.send_demand(demand, sent_at=wrong, shape=Shape.PAPER, by=clerk, now=now)
    sent = demands.send_demand(demand, sent_at=demand.received_at, shape=Shape.PAPER, by=clerk, now=now)
    assert (sent.state, sent.closed_on) == (State.SENT, now.date())
    facts = Entry.objects.get(verb="demand.sent").fact
    assert {name: facts.get(name) for name in ("cells", "known", "by_hand")} == dict.fromkeys(
        ("cells", "known", "by_hand")
    )


def test_a_sending_counts_where_the_demand_stood_and_not_before_it_came_there(demand, clerk, cadre, now):
    post, later = cadre.posts_on(now.date())[0], now + timedelta(days=3)
    moved = demands.pass_demand_on(demand, to=post, by=clerk, now=later, because=Entry.objects.latest("id"))
    demands.send_demand(moved, sent_at=now, shape=Shape.PAPER, by=cadre, now=later)
    entry = Entry.objects.get(verb="demand.sent")
    assert (entry.unit, entry.occurred_on) == (post.unit.path, later.date())


def test_late_is_shown_and_never_blocked(demand, clerk, now):
    later = now + timedelta(days=2)
    seal(now=later)
    assert value("demands.overdue") == 1
    sent = demands.send_demand(demand, sent_at=later, shape=Shape.PAPER, by=clerk, now=later)
    assert not sent.in_time
    seal(now=later + HOUR)
    assert (value("demands.overdue"), value("demands.on_time_share")) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"received_at": 2}, "收到时间"),
        ({"due_at": -3}, "早于收到"),
        ({"title": " "}, "报表名称"),
        ({"asked_by": ""}, "索表部门"),
    ],
)
def test_a_wrong_demand_is_refused_and_leaves_nothing(asked, clerk, now, wrong, words):
    times = {"received_at": -1, "due_at": 5} | {
        name: at for name, at in wrong.items() if name.endswith("_at")
    }
    texts = {name: text for name, text in wrong.items() if not name.endswith("_at")}
    moments = {name: now + at * HOUR for name, at in times.items()}
    with pytest.raises(NotAllowed, match=words):
        demands.register_demand(asked(**texts), **moments, by=clerk, now=now)
    assert not Demand.objects.exists()


def test_counts_of_cells_fit_each_other(demand, clerk, now):
    with pytest.raises(NotAllowed, match="总格数"):
        demands.send_demand(
            demand, sent_at=now, shape=Shape.PAPER, cells=10, known=9, by_hand=5, by=clerk, now=now
        )


def test_one_off_the_list_is_declined_with_the_reason_and_one_on_it_is_not(asked, demand, clerk, now):
    with pytest.raises(NotAllowed):
        demands.end_demand(demand, outcome=State.DECLINED, reason=" ", by=clerk, now=now)
    ended = demands.end_demand(demand, outcome=State.DECLINED, reason="未列入准入清单", by=clerk, now=now)
    assert ended.state == State.DECLINED
    listed = demands.register_demand(
        asked(listing=Listing.LISTED), received_at=now - HOUR, due_at=now, by=clerk, now=now
    )
    with pytest.raises(NotAllowed, match="清单内"):
        demands.end_demand(listed, outcome=State.DECLINED, reason="不想报", by=clerk, now=now)
    demands.end_demand(listed, outcome=State.WITHDRAWN, reason="对方来电撤销", by=clerk, now=now)
    seal(now=now)
    assert (value("demands.declined"), value("demands.withdrawn"), value("demands.open")) == (1, 1, 0)
    # Nothing that was not to be sent stands in the share of what was sent in time.
    later = now + timedelta(days=3)
    seal(now=later)
    assert value("demands.on_time_share") is None


def test_a_correction_replaces_the_entry_and_moves_the_figures(demand, asked, clerk, now):
    demands.correct_demand(
        demand,
        asked(asker=Asker.FARMING, listing=Listing.LISTED),
        received_at=now - HOUR,
        due_at=now + timedelta(days=4),
        reason="部门写错了",
        by=clerk,
        now=now,
    )
    seal(now=now)
    assert (value("demands.asker.emergency"), value("demands.asker.farming")) == (0, 1)
    assert (value("demands.off_list"), value("demands.received"), value("demands.open")) == (0, 1, 1)


def test_a_demand_that_passed_to_another_unit_is_not_corrected_but_ended_and_registered_anew(
    demand, asked, clerk, cadre, leader, now
):
    post = cadre.posts_on(now.date())[0]
    moved = demands.pass_demand_on(demand, to=post, by=clerk, now=now, because=Entry.objects.latest("id"))
    again = {"received_at": now - HOUR, "due_at": now + timedelta(days=4), "reason": "写错", "now": now}
    with pytest.raises(NotAllowed, match="重新登记"):
        demands.correct_demand(moved, asked(post=post), by=leader, **again)
    own = demands.register_demand(asked(), received_at=now - HOUR, due_at=now, by=clerk, now=now)
    demands.pass_demand_on(own, to=own.post, by=clerk, now=now, because=Entry.objects.latest("id"))
    assert demands.correct_demand(own, asked(), by=clerk, **again).reason == "写错"


@pytest.mark.parametrize("month", ["9999", "0001", "9999-12", "0001-01-01..0001-01-02", "x"])
def test_a_period_that_nothing_can_have_is_refused_where_it_is_asked_for(
    clerk, leader, township, client_of, month
):
    shown = client_of(clerk).get(reverse("exchange:demand-month"), {"month": month, "unit": township.pk})
    assert shown.context["sheet"] is None
    assert client_of(leader).get(reverse("figures"), {"period": month}).status_code == 200


def test_the_year_before_a_leap_day_is_the_28th():
    assert Period.parse("2024-02-29..2024-03-01").previous() == Period.parse("2023-02-28..2023-03-01")


def test_nobody_without_the_right_writes_into_it(asked, demand, outsider, inspector, now):
    for account in (outsider, inspector):
        with pytest.raises(Forbidden):
            demands.register_demand(asked(), received_at=now - HOUR, due_at=now, by=account, now=now)
        with pytest.raises(Forbidden):
            demands.send_demand(demand, sent_at=now, shape=Shape.PAPER, by=account, now=now)
    assert not Demand.objects.visible_to(outsider).exists()
    assert Demand.objects.visible_to(inspector).exists()


def test_a_recurring_demand_opens_by_itself_once_for_each_span(asked, clerk, first, now):
    rule = DueRule(Cadence.MONTHLY, day=25)
    series = demands.begin_series(asked(), rule=rule, due_hour=17, first=date(2026, 2, 1), by=clerk, now=now)
    assert [one.span for one in series.demands.order_by("span")] == ["2026-02", "2026-03"]
    with pytest.raises(NotAllowed, match="最早为一年前"):
        demands.begin_series(asked(), rule=rule, due_hour=17, first=date(1949, 10, 1), by=clerk, now=now)
    assert not demands.open_demands(until=now.date(), by=first, now=now)
    april = now + timedelta(days=31)
    opened = demands.open_demands(until=april.date(), by=first, now=april)
    assert [one.span for one in opened] == ["2026-04"]
    assert opened[0].due_at == datetime(2026, 4, 25, 17, tzinfo=now.tzinfo)
    with pytest.raises(NotAllowed):
        demands.end_series(series, reason=" ", by=clerk, now=april)
    demands.end_series(series, reason="不再要", by=clerk, now=april)
    with pytest.raises(NotAllowed, match="已经停止"):
        demands.end_series(series, reason="不再要", by=clerk, now=april)
    may = april + timedelta(days=31)
    assert not demands.open_demands(until=may.date(), by=first, now=may)
    assert DemandSeries.objects.get().demands.count() == 3


def test_a_recurring_demand_begins_a_year_back_at_most_and_is_due_at_an_hour_of_the_day(
    asked, clerk, inspector, now
):
    begin = {"rule": DueRule(Cadence.YEARLY, day=25, month=12), "due_hour": 23, "by": clerk, "now": now}
    begin["first"] = now.date() - demands.MOST_BACK
    assert demands.begin_series(asked(), **begin).due_hour == 23
    assert demands.begin_series(asked(), **begin | {"due_hour": 0}).due_hour == 0
    for wrong, words in (
        ({"first": begin["first"] - timedelta(days=1)}, "最早为一年前"),
        ({"due_hour": 24}, "0到23点"),
        ({"due_hour": -1}, "0到23点"),
        ({"rule": DueRule(Cadence.ONCE, on=now.date())}, "选择周期"),
    ):
        with pytest.raises(NotAllowed, match=words):
            demands.begin_series(asked(), **begin | wrong)
    with pytest.raises(Forbidden):
        demands.begin_series(asked(), **begin | {"by": inspector})
    assert DemandSeries.objects.count() == 2


def test_who_may_not_fill_it_and_whose_is_over_are_offered_no_step(demand, clerk, inspector, client_of, now):
    where = reverse("exchange:demand-detail", args=[demand.pk])
    assert client_of(clerk).get(where).context["may_fill"]
    assert not client_of(inspector).get(where).context["may_fill"]
    demands.send_demand(demand, sent_at=now, shape=Shape.PAPER, by=clerk, now=now)
    assert not client_of(clerk).get(where).context["may_fill"]


def test_it_waits_on_the_desk_of_its_post_until_it_is_sent(demand, clerk, office_head, now):
    lines = [line.what for group in demands_waiting(clerk, now, 5) for line in group.lines]
    assert lines == [demand.title]
    assert not [line for group in demands_waiting(office_head, now, 5) for line in group.lines]


def test_the_list_says_the_day_and_the_hour_by_which_it_is_due_once(demand, clerk, client_of):
    page = client_of(clerk).get(reverse("exchange:demand-list")).content.decode()
    row = page.partition("<tbody>")[2].partition("</tbody>")[0]
    local = demand.due_at.astimezone(LOCAL)
    assert row.count(chinese_day(local.date())) == 1
    assert f"{local:%H:%M}" in row


def test_it_passes_on_with_its_post_and_its_figures_with_it(demand, clerk, cadre, inspector, now):
    post = cadre.posts_on(now.date())[0]
    with pytest.raises(Forbidden):
        demands.hand_over_demand(demand, to=post, by=inspector, now=now)
    moved = demands.pass_demand_on(demand, to=post, by=clerk, now=now, because=Entry.objects.latest("id"))
    assert moved.unit == post.unit
    seal(now=now)
    village = compute("demands.open", unit=post.unit.path, period=MARCH).value
    assert (village, value("demands.open")) == (1, 1)


def test_the_months_sheet_shows_what_departments_ask_and_counts_no_staff(demand, asked, clerk, township, now):
    demands.send_demand(
        demand, sent_at=now, shape=Shape.PAPER, cells=8, known=6, by_hand=2, by=clerk, now=now
    )
    demands.register_demand(
        asked(asked_by="县民政局", listing=Listing.UNKNOWN),
        received_at=now - HOUR,
        due_at=now + timedelta(days=9),
        by=clerk,
        now=now,
    )
    seal(now=now)
    sheet = month_sheet(township, period=MARCH, account=clerk)
    assert [one.name for one in sheet.departments] == ["县应急局", "县民政局"]
    assert [one.row[1:] for one in sheet.departments] == [
        ("1", "1", "0", "1", "1", "8", "6"),
        ("1", "0", "1", "0", "1", "未计", "未计"),
    ]
    assert clerk.name not in str([one.row for one in sheet.departments])


def test_the_pages_take_a_demand_from_receipt_to_the_months_sheet(clerk, township, client_of, now):
    browser, post = client_of(clerk), clerk.posts_on(now.date())[0]
    said = {
        "title": "森林防火日报",
        "asked_by": "县应急局",
        "asker": "emergency",
        "level": "county",
        "way": "group",
        "shape": "both",
        "listing": "off",
        "post": post.pk,
        "received_at": "2026-03-02T08:00",
        "due_at": "2026-03-02T17:30",
    }
    assert (
        browser.post(reverse("exchange:demand-new"), said | {"due_at": "2026-03-01T08:00"}).status_code == 422
    )
    browser.post(reverse("exchange:demand-new"), said)
    demand = Demand.objects.get()
    names = ("detail", "send", "end", "correct")
    where = {name: reverse(f"exchange:demand-{name}", args=[demand.pk]) for name in names}
    assert "清单外" in browser.get(where["detail"]).content.decode()
    assert "森林防火日报" in browser.get(reverse("desk")).content.decode()
    for name in ("send", "end", "correct"):
        assert browser.get(where[name]).status_code == 200
    assert browser.get(reverse("exchange:demand-hand-over", args=[demand.pk])).status_code == 200
    browser.post(
        where["send"], {"sent_at": "2026-03-02T08:45", "shape": "electronic", "cells": 12, "known": 9}
    )
    assert Demand.objects.get().state == State.SENT
    listed = browser.get(reverse("exchange:demand-list"), {"state": "sent", "q": "防火"}).content.decode()
    assert "森林防火日报" in listed
    month = browser.get(reverse("exchange:demand-month"), {"month": "2026-03", "unit": township.pk})
    assert "县应急局" in month.content.decode()
    file = browser.post(reverse("exchange:demand-month-file"), {"month": "2026-03", "unit": township.pk})
    assert file.content.startswith(b"PK")
    assert Entry.objects.filter(verb="demands.sheet_taken").exists()
    again = {name: text for name, text in said.items() if not name.endswith("_at")}
    again |= {"cadence": "monthly", "due_day": 25, "due_month": 0, "due_hour": 18, "first": "2026-03-01"}
    browser.post(reverse("exchange:series-new"), again)
    series = DemandSeries.objects.get()
    page = browser.get(reverse("exchange:series-detail", args=[series.pk])).content.decode()
    assert "2026年3月" in page
    browser.post(reverse("exchange:series-end", args=[series.pk]), {"reason": "不再要"})
    assert DemandSeries.objects.get().last == now.date()


def test_a_demand_that_two_posts_hear_of_is_asked_about_before_it_counts_twice(demand, clerk, client_of, now):
    browser = client_of(clerk)
    said = {name: getattr(demand, name) for name in ("asker", "level", "way", "shape", "listing")}
    said |= {"title": f" {demand.title}", "asked_by": demand.asked_by, "post": demand.post_id}
    said |= {"received_at": "2026-03-02T08:30", "due_at": f"{demand.due_at.astimezone(LOCAL):%Y-%m-%dT17:59}"}
    page = browser.post(reverse("exchange:demand-new"), said)
    assert page.status_code == 422
    assert "已经登记过" in page.content.decode()
    assert 'type="checkbox" name="again"' in page.content.decode()
    assert Demand.objects.count() == 1
    browser.post(reverse("exchange:demand-new"), said | {"again": "on"})
    assert Demand.objects.count() == 2
    browser.post(reverse("exchange:demand-new"), said | {"asked_by": "县民政局"})
    browser.post(reverse("exchange:demand-new"), said | {"title": "另一张表"})
    browser.post(reverse("exchange:demand-new"), said | {"due_at": "2026-03-09T17:00"})
    assert Demand.objects.count() == 5
    demands.send_demand(demand, sent_at=now, shape=Shape.PAPER, by=clerk, now=now)
    demands.end_demand(
        Demand.objects.open().get(due=demand.due, asked_by=demand.asked_by, title=demand.title),
        outcome=State.WITHDRAWN,
        reason="已由另一岗位填报",
        by=clerk,
        now=now,
    )
    browser.post(reverse("exchange:demand-new"), said)
    assert Demand.objects.count() == 6, "what is over is no twin"


def test_asked_on_a_day_of_rest_and_due_on_the_next_working_day_is_notice_of_no_day(asked, clerk):
    def short(received, due):
        come, end = (datetime(2026, 3, day, hour, tzinfo=LOCAL) for day, hour in (received, due))
        return demands.register_demand(asked(), received_at=come, due_at=end, by=clerk, now=end).short

    # 7 and 8 March 2026 are Saturday and Sunday.
    assert short((8, 20), (9, 9))
    assert short((7, 9), (8, 18))
    assert not short((8, 20), (10, 9))
    assert not short((6, 9), (9, 9))


def test_a_sheet_counts_all_and_says_how_many_it_does_not_list(
    demand, asked, clerk, township, now, monkeypatch
):
    monkeypatch.setattr(months, "MOST", 1)
    demands.register_demand(
        asked(asked_by="县民政局"), received_at=now - HOUR, due_at=now + HOUR, by=clerk, now=now
    )
    seal(now=now)
    sheet = month_sheet(township, period=MARCH, account=clerk)
    assert [(one.name, one.demands) for one in sheet.departments] == [("县应急局", 1), ("县民政局", 1)]
    assert (len(sheet.demands), sheet.left) == (1, 1)
    book = load_workbook(BytesIO(take_month(township, period=MARCH, by=clerk, now=now))).worksheets[0]
    said = [cell.value for row in book.iter_rows() for cell in row if cell.value]
    assert any("另有 1 项未逐项列出" in str(one) for one in said)


def test_filling_for_a_recurring_demand_begins_with_the_period_it_asks_for(
    monthly, asked, clerk, client_of, now
):
    rule = DueRule(Cadence.MONTHLY, day=5)
    begin = {"rule": rule, "due_hour": 18, "first": now.date(), "by": clerk, "now": now}
    demands.begin_series(asked(form=monthly), **begin)
    found = Demand.objects.get()
    page = client_of(clerk).get(reverse("exchange:form-fill", args=[monthly.pk]), {"demand": found.pk})
    assert 'name="period" value="2026-02"' in page.content.decode()
    said = {"demand": found.pk, "period": "2026-01"}
    page = client_of(clerk).get(reverse("exchange:form-fill", args=[monthly.pk]), said)
    assert 'name="period" value="2026-01"' in page.content.decode()
