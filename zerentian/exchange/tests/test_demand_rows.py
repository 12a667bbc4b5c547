"""Demands as they are kept: which are open, overdue, soon due; what each step writes into its entry."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.duties.rules.lights import Light
from zerentian.exchange.actions import demands
from zerentian.exchange.actions.demands import MOST_BACK, AskedFor
from zerentian.exchange.models import Demand, DemandSeries
from zerentian.exchange.models.demands import AMBER_DAYS
from zerentian.exchange.rules.demands import Asker, Listing, Shape, State, Way
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(clerk, now):
    """What a bureau asks of the clerk's post."""

    def with_(**more):
        said = {
            "title": " 隐患排查统计表 ",
            "asked_by": "县应急局",
            "asker": Asker.EMERGENCY,
            "level": Level.COUNTY,
            "way": Way.GROUP,
            "post": clerk.posts_on(now.date())[0],
            "basis": " 文件 ",
        }
        return AskedFor(**said | more)

    return with_


@pytest.fixture
def demand(asked, clerk, now):
    return demands.register_demand(asked(), received_at=now - HOUR, due_at=now + 5 * HOUR, by=clerk, now=now)


def entry(verb):
    """Return the newest entry of a verb."""
    return Entry.objects.filter(verb=verb).order_by("-id").first()


def test_a_demand_says_who_asks_for_what_by_when(demand, clerk, now):
    assert (demand.title, demand.basis, demand.unit) == ("隐患排查统计表", "文件", demand.post.unit)
    assert (demand.state, demand.due, demand.short, demand.recorded_by) == (
        State.OPEN,
        now.date(),
        True,
        clerk,
    )
    assert (demand.shape, demand.listing, demand.series, demand.span_label) == (
        *(Shape.ELECTRONIC, Listing.UNKNOWN),
        *(None, ""),
    )
    told = entry("demand.received")
    assert (told.subject, told.unit, told.occurred_on) == (demand.ref, demand.path, now.date())
    facts = {
        name: told.fact[name] for name in ("asker", "level", "way", "listing", "shape", "cadence", "due")
    }
    assert facts == {
        "asker": "emergency",
        "level": "county",
        "way": "group",
        "listing": "unknown",
        "shape": "electronic",
        "cadence": "once",
        "due": str(now.date()),
    }
    assert (told.fact["short"], told.fact["again"]) == (True, False)


@pytest.mark.parametrize(
    ("days", "overdue", "soon", "light"),
    [
        (-1, True, False, Light.RED),
        (0, False, True, Light.AMBER),
        (AMBER_DAYS, False, True, Light.AMBER),
        (AMBER_DAYS + 1, False, False, Light.GREEN),
    ],
)
def test_a_demand_is_overdue_from_the_day_after_and_soon_due_from_two_days_before(
    demand, now, days, overdue, soon, light
):
    Demand.objects.filter(pk=demand.pk).update(due=now.date() + days * DAY)
    demand.refresh_from_db()
    assert Demand.objects.overdue(now).exists() is overdue
    assert Demand.objects.due_soon(now).exists() is soon
    assert demand.light(local_day(now)) is light


def test_what_is_over_is_neither_open_nor_overdue_and_has_no_light(demand, clerk, now):
    demands.send_demand(demand, sent_at=now, shape=Shape.PAPER, by=clerk, now=now)
    demand.refresh_from_db()
    later = now + 9 * DAY
    assert not demand.is_open
    for words in (Demand.objects.open(), Demand.objects.overdue(later), Demand.objects.due_soon(now)):
        assert not words.exists()
    assert demand.light(local_day(later)) is Light.NONE


@pytest.mark.parametrize(("second", "in_time"), [(0, True), (1, False)])
def test_it_is_in_time_up_to_the_very_second(demand, second, in_time):
    demand.sent_at = demand.due_at + timedelta(seconds=second)
    assert demand.in_time is in_time
    demand.sent_at = None
    assert demand.in_time is False


def test_what_waits_for_an_account_is_of_its_posts_the_soonest_first(demand, asked, clerk, cadre, now):
    sooner = demands.register_demand(asked(), received_at=now - HOUR, due_at=now, by=clerk, now=now)
    assert list(Demand.objects.waiting_for(clerk)) == [sooner, demand]
    assert not Demand.objects.waiting_for(cadre).exists()


def test_a_sending_says_day_shape_and_cells_and_an_end_its_outcome(demand, asked, clerk, now):
    sent = demands.send_demand(
        demand, sent_at=now - HOUR, shape=Shape.BOTH, cells=4, known=0, by=clerk, now=now
    )
    told = entry("demand.sent")
    assert (told.fact["shape"], told.fact["on_time"], told.fact["due"]) == ("both", True, str(sent.due))
    assert (told.fact["cells"], told.fact["known"], "by_hand" in told.fact) == (4, 0, False)
    assert (sent.sent_at, sent.shape, sent.closed_on) == (now - HOUR, Shape.BOTH, local_day(now - HOUR))
    other = demands.register_demand(asked(), received_at=now, due_at=now, by=clerk, now=now)
    ended = demands.end_demand(other, outcome=State.WITHDRAWN, reason=" 不要了 ", by=clerk, now=now)
    assert (ended.reason, ended.closed_on, ended.sent_at) == ("不要了", now.date(), None)
    assert entry("demand.ended").fact == {"due": str(other.due), "outcome": "withdrawn"}


@pytest.mark.parametrize("listing", Listing)
def test_only_a_form_on_the_list_can_not_be_declined(asked, clerk, now, listing):
    one = demands.register_demand(asked(listing=listing), received_at=now, due_at=now, by=clerk, now=now)
    said = {"outcome": State.DECLINED, "reason": "未列入", "by": clerk, "now": now}
    if listing is Listing.LISTED:
        with pytest.raises(NotAllowed, match="清单内的报表不能拒报"):
            demands.end_demand(one, **said)
        assert demands.end_demand(one, **said | {"outcome": State.WITHDRAWN}).state == State.WITHDRAWN
        return
    assert demands.end_demand(one, **said).state == State.DECLINED


def test_a_correction_states_it_again_and_replaces_what_was_said(demand, asked, clerk, now):
    first = entry("demand.received")
    changed = demands.correct_demand(
        demand,
        asked(title="别的表", way=Way.CALL),
        received_at=now - 2 * HOUR,
        due_at=now + 9 * DAY,
        reason="听错了",
        by=clerk,
        now=now,
    )
    assert (changed.title, changed.way, changed.reason, changed.short) == (
        "别的表",
        Way.CALL,
        "听错了",
        False,
    )
    again = entry("demand.received")
    assert (again.replaces, again.change, again.fact["way"]) == (first.uuid, "corrected", "call")
    assert again.fact["due"] == str((now + 9 * DAY).date())


def test_handing_over_says_from_where_to_where_and_to_whom(demand, clerk, cadre, now):
    post, old = cadre.posts_on(now.date())[0], demand.post
    cause = entry("demand.received")
    moved = demands.pass_demand_on(demand, to=post, by=clerk, now=now, because=cause)
    assert (moved.post, moved.unit, moved.path) == (post, post.unit, post.unit.path)
    told = entry("demand.moved")
    assert told.fact == {
        "due": str(demand.due),
        "from": demand.path,
        "to": post.unit.path,
        "from_post": old.code,
        "to_post": post.code,
    }
    assert (told.unit, told.because) == (post.unit.path, cause.uuid)


@pytest.mark.parametrize("missing", ["here", "there"])
def test_handing_over_asks_for_the_right_here_and_there(demand, clerk, cadre, outsider, now, missing):
    far = outsider.posts_on(now.date())[0]
    by, to = (outsider, far) if missing == "here" else (clerk, far)
    with pytest.raises(Forbidden):
        demands.hand_over_demand(demand, to=to, by=by, now=now)
    post = clerk.posts_on(now.date())[0]
    assert demands.hand_over_demand(demand, to=post, by=clerk, now=now).post == post


def begun(asked, clerk, now, **said):
    """Begin a demand that comes again."""
    usual = {"rule": DueRule(Cadence.MONTHLY, 25, 0), "due_hour": 18, "first": date(2026, 1, 1)}
    return demands.begin_series(asked(), **usual | said, by=clerk, now=now)


def test_a_recurring_demand_opens_each_span_on_its_first_day_and_its_hour(asked, clerk, now):
    series = begun(asked, clerk, now, due_hour=9)
    spans = {one.span: one for one in series.demands.order_by("span")}
    assert list(spans) == ["2026-01", "2026-02", "2026-03"]
    january = spans["2026-01"]
    assert january.received_at == datetime(2026, 1, 1, 8, 0, tzinfo=LOCAL)
    assert january.due_at == datetime(2026, 1, 25, 9, 0, tzinfo=LOCAL)
    assert (january.span_label, january.title, january.recorded_by) == ("2026年1月", "隐患排查统计表", clerk)
    assert {one.fact["again"] for one in Entry.objects.filter(verb="demand.received")} == {True}
    assert entry("demand_series.begun").fact["cadence"] == "monthly"
    assert entry("demand.received").fact["cadence"] == "monthly"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"rule": DueRule(Cadence.ONCE, 1, 0)}, "须选择周期"),
        ({"due_hour": 24}, "0到23点"),
        ({"due_hour": -1}, "0到23点"),
    ],
)
def test_a_recurring_demand_has_a_cadence_and_an_hour_of_the_day(asked, clerk, now, said, words):
    with pytest.raises(NotAllowed, match=words):
        begun(asked, clerk, now, **said)
    assert not DemandSeries.objects.exists()


@pytest.mark.parametrize("hour", [0, 23])
def test_the_first_and_the_last_hour_of_the_day_are_hours(asked, clerk, now, hour):
    assert begun(asked, clerk, now, due_hour=hour, first=now.date()).due_hour == hour


def test_it_begins_a_year_back_at_most(asked, clerk, now):
    earliest = local_day(now) - MOST_BACK
    rule = DueRule(Cadence.YEARLY, 31, 0)
    assert begun(asked, clerk, now, rule=rule, first=earliest).first == earliest
    with pytest.raises(NotAllowed, match="最早为一年前"):
        begun(asked, clerk, now, rule=rule, first=earliest - DAY)


def test_one_that_ended_opens_nothing_more_and_ends_once(asked, clerk, first, now):
    series = begun(asked, clerk, now, first=date(2026, 3, 1))
    assert list(DemandSeries.objects.in_force()) == [series]
    ended = demands.end_series(series, reason="不再要", by=clerk, now=now)
    assert (ended.last, entry("demand_series.ended").fact) == (local_day(now), {})
    assert not DemandSeries.objects.in_force().exists()
    assert demands.open_demands(until=date(2026, 6, 1), by=first, now=now) == []
    with pytest.raises(NotAllowed, match="已经停止"):
        demands.end_series(series, reason="不再要", by=clerk, now=now)
    assert series.demands.open().count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "gone"},
        {"state": State.SENT},
        {"closed_on": date(2026, 3, 2)},
        {"state": State.SENT, "closed_on": date(2026, 3, 2)},
    ],
    ids=["no state", "sent without a day", "open with a day", "sent without a time"],
)
def test_the_database_holds_how_a_demand_may_stand(demand, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(**wrong)


def test_the_database_holds_that_it_is_due_after_it_came_and_that_a_span_opens_once(
    demand, asked, clerk, now
):
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(due_at=demand.received_at - HOUR)
    one = begun(asked, clerk, now, first=date(2026, 3, 1)).demands.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(series=one.series, span=one.span)
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandSeries.objects.update(due_hour=24)
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandSeries.objects.update(cadence=Cadence.ONCE)
