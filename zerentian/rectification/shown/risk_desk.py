"""What waits on the desk of risk points, and how they stand over the units somebody leads."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zerentian.duties.rules.lights import Light
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Lights, Line, Sort, group_of, lit_by, sorted_out
from zerentian.organization.models import Account
from zerentian.organization.subjects import page_of
from zerentian.rectification.models import Patrol, RiskControl, RiskPoint
from zerentian.rectification.models.patrols import OfPointQuerySet

OVERDUE, DUE = 18, 27


def patrol_line(point: RiskPoint, today: date) -> Line:
    """Return the sentence of a point that is due, with its light."""
    url = f"{reverse('risks:patrol-sheet')}?point={point.pk}"
    light = point.light(today)
    return Line(
        point.title, point.number, url, _("Patrol it"), "" if light == Light.NONE else light, point.owed_since
    )


def patrols_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the patrols that are due or were missed, what was found and is no finding yet, and control measures."""
    if not account.may("risk.view"):
        return
    today = local_day(now)
    due = RiskPoint.objects.to_patrol_by(account, now)
    late = due.behind(now)

    def line(point: RiskPoint) -> Line:
        return patrol_line(point, today)

    sorts = [Sort(_("Patrols overdue"), OVERDUE, late, line), Sort(_("Patrols due"), DUE, due, line)]
    yield from sorted_out(sorts, RiskPoint.objects.all(), shown, "patrol_due")
    controls = RiskControl.objects.open().filter(responsible__in=account.post_keys()).order_by("due", "pk")
    yield group_of(
        _("Control measures to carry out"), DUE, [controls], shown, lambda one: control_line(one, today)
    )
    yield group_of(_("Abnormal, and no finding yet"), DUE, [unfollowed(account)], shown, unfollowed_line)


def control_line(control: RiskControl, today: date) -> Line:
    """Return the sentence of a control measure under way."""
    return Line(
        control.text[:60], "", page_of(control.ref), _("Carry out"), control.light(today), control.due
    )


def unfollowed_line(patrol: Patrol) -> Line:
    """Return the sentence of a patrol that found something wrong of which no finding was opened."""
    return Line(str(patrol.point), patrol.number, page_of(patrol.ref), _("Open a finding"))


def unfollowed(account: Account) -> OfPointQuerySet:
    """Return the patrols of the account's posts and units led with something wrong that is no finding yet."""
    open_ones = Patrol.objects.filter(unfollowed__gt=0)
    led = open_ones.allowed(account, "finding.assign").order_by().values("pk")
    mine = Q(point__responsible__in=account.post_keys())
    found: OfPointQuerySet = (
        open_ones.filter(Q(pk__in=led) | mine).select_related("point__kind").order_by("-pk")
    )
    return found


def lights_over_points(account: Account, now: datetime) -> list[Lights]:
    """Return how the patrols of the units that an account leads stand, none for who leads none."""
    if not account.may("finding.assign"):
        return []
    rows = RiskPoint.objects.kept().allowed(account, "finding.assign").exclude(patrol_due=None)
    amber = rows.filter(behind_since=None, patrol_due=local_day(now))
    return [lit_by(_("Risk points"), "risks:risk-list", rows, rows.behind(now), amber)]
