"""Demands that pass on with their post: which are open, in which order, what each move writes and what it rests on."""

from datetime import timedelta

import pytest

from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.exchange.actions import demands
from zerentian.exchange.actions.demands import AskedFor
from zerentian.exchange.handover import DEMANDS, SERIES
from zerentian.exchange.models import Demand, DemandSeries
from zerentian.exchange.rules.demands import Asker, Shape, Way
from zerentian.exchange.shown.demands import open_what_begins, series_named
from zerentian.ledger.models import Entry
from zerentian.organization.actions.posts import close_post
from zerentian.organization.handover import Matter, open_for

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def post(clerk, now):
    return clerk.posts_on(now.date())[0]


@pytest.fixture
def heir(cadre, now):
    """The post to which things pass on, in another unit."""
    return cadre.posts_on(now.date())[0]


@pytest.fixture
def asks(post, clerk, now):
    """Return what registers a demand, due in so many days."""

    def ask(title, days, of=None):
        asked = AskedFor(title, "县应急局", Asker.EMERGENCY, Level.COUNTY, Way.GROUP, of or post)
        return demands.register_demand(asked, received_at=now, due_at=now + days * DAY, by=clerk, now=now)

    return ask


@pytest.fixture
def begins(post, clerk, now):
    """Return what begins a recurring demand, from a day on."""

    def begin(title, days=40):
        asked = AskedFor(title, "县统计局", Asker.STATISTICS, Level.COUNTY, Way.PLATFORM, post)
        rule, first = DueRule(Cadence.MONTHLY), now.date() + days * DAY
        return demands.begin_series(asked, rule=rule, due_hour=18, first=first, by=clerk, now=now)

    return begin


def moved(row):
    """Return the entries of a row's moves, the newest first."""
    return list(Entry.objects.filter(subject=row.ref, verb__endswith=".moved").order_by("-id"))


def test_the_open_demands_of_a_post_are_told_the_soonest_due_first(asks, post, heir, clerk, now):
    later, sooner, sent = asks("晚的", 9), asks("早的", 2), asks("报了的", 1)
    demands.send_demand(sent, sent_at=now, shape=Shape.PAPER, by=clerk, now=now)
    assert DEMANDS.open_for(post) == [
        Matter(sooner.ref, "早的", sooner.due),
        Matter(later.ref, "晚的", later.due),
    ]
    assert list(DEMANDS.open_for(heir)) == []


def test_the_recurring_demands_of_a_post_are_told_until_they_end(begins, post, heir, clerk, now):
    goes_on, ended = begins("月报"), begins("季报")
    demands.end_series(ended, reason="不再要", by=clerk, now=now)
    assert SERIES.open_for(post) == [Matter(goes_on.ref, "月报")]
    assert list(SERIES.open_for(heir)) == []


def test_what_is_open_passes_on_each_with_an_entry_that_rests_on_the_one_that_caused_it(
    asks, begins, post, heir, clerk, administrator, now
):
    one, other, sent = asks("甲", 2), asks("乙", 9), asks("丙", 1)
    demands.send_demand(sent, sent_at=now, shape=Shape.PAPER, by=clerk, now=now)
    series = begins("月报")
    cause = Entry.objects.latest("id")
    how = {"to": heir, "by": administrator, "now": now, "because": cause}
    assert DEMANDS.pass_on(post, **how) == 2
    assert SERIES.pass_on(post, **how) == 1
    for row in (one, other, series):
        row.refresh_from_db()
        assert (row.post, row.unit, row.path) == (heir, heir.unit, heir.unit.path)
        (entry,) = moved(row)
        assert entry.because == cause.uuid
        assert (entry.fact["from_post"], entry.fact["to_post"]) == (post.code, heir.code)
        assert (entry.fact["from"], entry.fact["to"]) == (post.unit.path, heir.unit.path)
    assert moved(one)[0].fact["due"] == str(one.due)
    sent.refresh_from_db()
    assert (sent.post, moved(sent)) == (post, []), "what is over stays where it was done"
    assert (DEMANDS.pass_on(post, **how), SERIES.pass_on(post, **how)) == (0, 0)


def test_what_passed_on_opens_for_the_post_that_has_it_now(begins, post, heir, clerk, administrator, now):
    series = begins("月报", days=0)
    assert (
        demands.pass_series_on(series, to=heir, by=administrator, now=now, because=Entry.objects.latest("id"))
        == series
    )
    later = now + 40 * DAY
    open_what_begins(later)
    newest = Demand.objects.filter(series=series).latest("received_at")
    assert (newest.post, newest.recorded_by.username) == (heir, "clock")
    assert newest.span == "2026-04"
    count = Demand.objects.count()
    open_what_begins(later)
    assert Demand.objects.count() == count, "again it opens nothing twice"


def test_a_post_that_is_closed_leaves_no_demand_behind(asks, begins, post, heir, administrator, now):
    asks("甲", 2)
    begins("月报")
    assert {one.title for one in open_for(post)} == {"甲", "月报"}
    close_post(post, last=now.date(), to=heir, by=administrator, now=now)
    assert (open_for(post), {one.title for one in open_for(heir)}) == ([], {"甲", "月报"})
    assert DemandSeries.objects.get().post == heir


def test_recurring_demands_are_named_to_who_may_see_them(begins, clerk, outsider):
    series = begins("月报")
    keys = [str(series.pk), "0", "x"]
    assert series_named(clerk, keys) == {str(series.pk): "月报"}
    assert series_named(outsider, keys) == {}
