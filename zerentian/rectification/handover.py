"""What findings, risk points and land matters keep open for posts and units, and how it passes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

from zerentian.ledger.models import Entry
from zerentian.organization.handover import Matter
from zerentian.organization.models import Account, Post, Unit
from zerentian.rectification.actions.assigning import hand_over_finding, pass_ownerless
from zerentian.rectification.actions.county_signals import pass_signal
from zerentian.rectification.actions.land import hand_over_land, pass_land
from zerentian.rectification.actions.measures import hand_over_measure
from zerentian.rectification.actions.risk_controls import hand_over_control
from zerentian.rectification.actions.risk_passing import hand_over_point, pass_point
from zerentian.rectification.models import CountySignal, Finding, LandMatter, Measure, RiskControl, RiskPoint

Due = Callable[[Any], date | None]


def undated(_row: Any) -> None:
    """Return no day: nothing of it is due."""


def matters(rows: "QuerySet[Any]", due: Due) -> list[Matter]:
    """Return rows as matters, in their order."""
    return [Matter(row.ref, str(row), due(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class OfPosts:
    """What posts are in charge of: its name, the open rows in their order, when each is due, how one passes."""

    label: str
    rows: "QuerySet[Any]"
    due: Due
    hand_over: Callable[..., object]

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return what is open for a post, the soonest due first."""
        return matters(self.rows.filter(responsible=post), self.due)

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand everything open for a post to another."""
        found = list(self.rows.filter(responsible=post))
        for row in found:
            self.hand_over(row, to=to, by=by, now=now, because=because)
        return len(found)


@dataclass(frozen=True, slots=True)
class OfUnits:
    """What stands at units: its name, the open rows in their order, when each is due, how one passes."""

    label: str
    rows: "QuerySet[Any]"
    due: Due
    hand_over: Callable[..., object]

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return what is open at a unit, the oldest first."""
        return matters(self.rows.filter(unit=unit), self.due)

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let everything open at a unit stand at another."""
        found = list(self.rows.filter(unit=unit))
        for row in found:
            self.hand_over(row, to=into, by=by, now=now, because=because)
        return len(found)


FINDINGS = OfPosts(
    "问题整改", Finding.objects.open().order_by("due", "pk"), lambda one: one.due, hand_over_finding
)
OWNERLESS_FINDINGS = OfUnits(
    "待定责问题", Finding.objects.without_owner().order_by("found_on", "pk"), undated, pass_ownerless
)
MEASURES = OfPosts(
    "整改措施", Measure.objects.open().order_by("due", "pk"), lambda one: one.due, hand_over_measure
)
RISK_POINTS = OfPosts(
    "风险点巡查",
    RiskPoint.objects.kept().order_by(F("patrol_due").asc(nulls_last=True), "pk"),
    lambda one: one.patrol_due,
    hand_over_point,
)
# Whoever patrols them: a place lies where it lies.
RISK_POINTS_OF_UNITS = OfUnits("本单位风险点", RiskPoint.objects.kept().order_by("pk"), undated, pass_point)
SIGNALS = OfUnits("县级预警信号", CountySignal.objects.standing().order_by("pk"), undated, pass_signal)
RISK_CONTROLS = OfPosts(
    "风险管控措施", RiskControl.objects.open().order_by("due", "pk"), lambda one: one.due, hand_over_control
)
LAND_MATTERS = OfPosts(
    "征收事项",
    LandMatter.objects.open().order_by("opened_on", "pk"),
    lambda one: one.final_due,
    hand_over_land,
)
LAND_MATTERS_OF_UNITS = OfUnits(
    "本单位征收事项",
    LandMatter.objects.open().order_by("opened_on", "pk"),
    lambda one: one.final_due,
    pass_land,
)
