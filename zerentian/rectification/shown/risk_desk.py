"""What waits on the desk of risk points, and how they stand over the units somebody leads."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zerentian.duties.rules.lights import Light
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Lights, Line, Sort, group_of, sorted_out, url_of
from zerentian.organization.models import Account
from zerentian.organization.subjects import page_of
from zerentian.rectification.models import Finding, Patrol, RiskControl, RiskPoint
from zerentian.rectification.rules.patrols import PatrolResult

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
    wrong = [one for one in unfollowed(account) if any_unfollowed(one)]
    lines = [Line(str(one.point), one.number, page_of(one.ref), _("Open a finding")) for one in wrong[:shown]]
    yield Group(_("Abnormal, and no finding yet"), lines, max(len(wrong) - shown, 0), DUE)


def control_line(control: RiskControl, today: date) -> Line:
    """Return the sentence of a control measure under way."""
    return Line(
        control.text[:60], "", page_of(control.ref), _("Carry out"), control.light(today), control.due
    )


def unfollowed(account: Account) -> list[Patrol]:
    """Return the latest patrols of the account's posts and units led that found something wrong."""
    rows = Patrol.objects.filter(result=PatrolResult.ABNORMAL).allowed(account, "finding.assign")
    mine = Patrol.objects.filter(result=PatrolResult.ABNORMAL, point__responsible__in=account.post_keys())
    both = Patrol.objects.filter(pk__in=rows.order_by().values("pk")) | Patrol.objects.filter(
        pk__in=mine.order_by().values("pk")
    )
    return list(both.select_related("point").order_by("-pk")[:50])


def any_unfollowed(patrol: Patrol) -> bool:
    """Tell whether an abnormal item of a patrol has no finding yet."""
    opened = set(Finding.objects.filter(source_ref=patrol.ref).values_list("source_number", flat=True))
    return any(str(at) not in opened for at, _one in patrol.abnormal)


def lights_over_points(account: Account, now: datetime) -> list[Lights]:
    """Return how the patrols of the units that an account leads stand, none for who leads none."""
    if not account.may("finding.assign"):
        return []
    rows = RiskPoint.objects.kept().allowed(account, "finding.assign").exclude(patrol_due=None)
    red = rows.behind(now).count()
    amber = rows.filter(behind_since=None, patrol_due=local_day(now)).count()
    return [Lights(_("Risk points"), url_of("risks:risk-list"), red, amber, rows.count() - red - amber)]
