"""Duties with their occurrences, made once for a module, and deeds that are done for them."""

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.models import Duty
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.duties.tests.world import TODAY, by, day, post_of
from zerentian.organization.models import Area

WEEKLY, MONTHLY = DueRule(Cadence.WEEKLY, day=5), DueRule(Cadence.MONTHLY, day=25)


def adopted(title, rule, to="cadre", **more):
    area, _ = Area.objects.get_or_create(code="fire", defaults={"name": "森林防火"})
    said = {"demanded_by": Level.COUNTY, "first": day(-1)} | more
    return actions.adopt_duty(title=title, area=area, post=post_of(to), rule=rule, **said, **by("leader"))


def done(duty, what="巡查后山防火道", on=TODAY, now=NOW, **more):
    said = {"unit": duty.unit, "serves": [duty]} | more
    return actions.record_deed(what=what, occurred_on=on, **said, **by("cadre", now))


def make_duties():
    """A weekly and a monthly duty of the upper village with their occurrences, one not begun, one of the lower one."""
    adopted("每周巡查", WEEKLY, first=TODAY)
    adopted("每月清理", MONTHLY, first=TODAY)
    adopted("下坪村值守", WEEKLY, to="neighbour_cadre", first=TODAY)
    actions.open_occurrences(until=TODAY, **by("leader"))
    adopted("一次登记", DueRule(Cadence.ONCE, on=day(30)), first=TODAY)


def duty(title):
    return Duty.objects.get(title=title)
