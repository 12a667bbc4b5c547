"""A duty, its deed and a task in the cast's township."""

from datetime import date

import pytest

from zerentian.duties import actions
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.duties.tests.world import a_held_meeting
from zerentian.evidence.models import File
from zerentian.organization.models import Area


@pytest.fixture
def area(db):
    return Area.objects.create(code="fire", name="森林防火")


@pytest.fixture
def village_post(cadre, now):
    return cadre.posts_on(now.date())[0]


@pytest.fixture
def duty(area, village_post, leader, now):
    """A weekly patrol of the village, due on Fridays, off the list."""
    return actions.adopt_duty(
        title="林区巡查",
        area=area,
        post=village_post,
        rule=DueRule(Cadence.WEEKLY, day=5),
        demanded_by=Level.COUNTY,
        by=leader,
        now=now,
    )


@pytest.fixture
def occurrence(duty, leader, now):
    return actions.open_occurrences(until=now.date(), by=leader, now=now)[0]


@pytest.fixture
def deed(duty, occurrence, cadre, village, now):
    return actions.record_deed(
        what="巡查后山防火道",
        occurred_on=date(2026, 3, 2),
        serves=[duty],
        unit=village,
        by=cadre,
        now=now,
        people=4,
    )


@pytest.fixture
def photo(db, now):
    return File.objects.create(sha256="ab" * 32, size=10, kind="jpeg", name="a.jpg")


@pytest.fixture(scope="module")
def meeting(beginning):
    """A held meeting that asks leads to take a decision on within three days."""
    return a_held_meeting("春季防汛", "春季防火", accept_days=3)


@pytest.fixture
def item(meeting):
    """Its matter on floods."""
    return meeting.items.get(title="春季防汛")
