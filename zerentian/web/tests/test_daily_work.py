"""What the worker does by the day: opens what begins, once."""

from datetime import date

import pytest

from zerentian.duties import actions
from zerentian.duties.models import Occurrence
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.organization.models import Area
from zerentian.web.cli.worker import open_what_begins

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


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
    assert open_what_begins(None) == TODAY
    assert open_what_begins(TODAY) == TODAY
    assert Occurrence.objects.count() == 1


def test_a_duty_adopted_later_in_the_day_opens_too(leader, cadre, now):
    open_what_begins(None)
    adopt(leader, cadre, now, "防火宣传")
    open_what_begins(TODAY)
    assert Occurrence.objects.count() == 1
