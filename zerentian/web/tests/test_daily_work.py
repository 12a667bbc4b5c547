"""What the worker does by the day: opens what begins, once."""

from datetime import date, datetime, timedelta

import pytest

from zerentian.duties import actions
from zerentian.duties.models import Occurrence
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.organization.models import Area
from zerentian.web.cli.worker import chores, do

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
