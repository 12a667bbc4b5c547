"""What the worker does by the day: opens what begins, once."""

import threading
from datetime import date, datetime, timedelta

import pytest

from zerentian.duties import actions
from zerentian.duties.models import Occurrence
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.organization.models import Area
from zerentian.organization.subjects import Chore
from zerentian.web.cli.worker import chores, daily_work, do, shared_out

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def day_by_day(done: dict[str, datetime]) -> dict[str, datetime]:
    """Do what the clock asks for of the noun that opens by itself."""
    for chore in chores():
        if chore.name == "occurrences":
            do(chore, done)
    return done


def adopt(leader, cadre, now, title):
    """Put a weekly duty on the village."""
    area, _ = Area.objects.get_or_create(code="fire", defaults={"name": "森林防火"})
    return actions.adopt_duty(
        title=title,
        area=area,
        post=cadre.posts_on(TODAY)[0],
        rule=DueRule(Cadence.WEEKLY, day=5),
        demanded_by=Level.COUNTY,
        by=leader,
        now=now,
    )


def test_occurrences_open_by_themselves_and_only_once(leader, cadre, now):
    adopt(leader, cadre, now, "林区巡查")
    done = day_by_day({})
    assert done["occurrences"] == now
    day_by_day(done)
    assert Occurrence.objects.count() == 1


def test_what_is_done_is_not_done_again_the_same_day(leader, cadre, now, monkeypatch):
    adopt(leader, cadre, now, "林区巡查")
    done = day_by_day({})
    earlier = done["occurrences"] = now - timedelta(hours=1)
    assert day_by_day(done)["occurrences"] == earlier
    done["occurrences"] = now - timedelta(days=1)
    assert day_by_day(done)["occurrences"] == now


def test_a_duty_adopted_later_in_the_day_opens_too(leader, cadre, now):
    done = day_by_day({})
    adopt(leader, cadre, now, "防火宣传")
    day_by_day(done)
    assert Occurrence.objects.count() == 1


def test_what_asks_other_machines_delays_nothing_else(monkeypatch):
    released, stopping, came = threading.Event(), threading.Event(), threading.Event()
    slow = Chore("slow", "slow", lambda moment: released.wait(120) and None, asks_others=True)
    other = Chore("other", "other", lambda moment: came.set())
    monkeypatch.setitem(daily_work.__globals__, "DAILY_WORK_SECONDS", 0.01)
    monkeypatch.setitem(daily_work.__globals__, "do", lambda chore, done: chore.work(None))
    threads = [
        threading.Thread(target=daily_work, args=[stopping, some]) for some in shared_out([slow, other])
    ]
    try:
        for thread in threads:
            thread.start()
        assert came.wait(60), "what needs nobody else is done while an answer is waited for"
        assert not released.is_set()
    finally:
        released.set()
        stopping.set()
        for thread in threads:
            thread.join(60)


def test_between_two_rounds_no_connection_is_held(monkeypatch):
    rounds = [False, False, True]
    told = []

    class Stopping:
        def wait(self, seconds):
            told.append("wait")
            return rounds.pop(0)

    class Connection:
        def close(self):
            told.append("close")

    monkeypatch.setitem(daily_work.__globals__, "connection", Connection())
    monkeypatch.setitem(daily_work.__globals__, "do", lambda chore, done: told.append(chore.name))
    daily_work(Stopping(), [Chore("one", "one", print), Chore("two", "two", print)])
    assert told == ["wait", "one", "two", "close", "wait", "one", "two", "close", "wait"]


def test_webhooks_and_mail_are_what_asks_other_machines():
    own, *apart = shared_out(chores())
    assert {chore.name for (chore,) in apart} == {"webhooks", "digests"}
    assert {"backup", "occurrences"} <= {chore.name for chore in own}
    assert sum(map(len, [own, *apart])) == len(chores())
