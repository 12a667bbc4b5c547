"""What findings, risk points and land matters keep open for posts and units, and how it passes on."""

from django.db.models import F

from zerentian.organization.handover import Matter, RowsOfPosts, RowsOfUnits, undated
from zerentian.rectification.actions.assigning import hand_over_finding, pass_ownerless
from zerentian.rectification.actions.county_signals import pass_signal
from zerentian.rectification.actions.land import hand_over_land, pass_land
from zerentian.rectification.actions.measures import hand_over_measure
from zerentian.rectification.actions.risk_controls import hand_over_control
from zerentian.rectification.actions.risk_passing import hand_over_point, pass_point
from zerentian.rectification.models import CountySignal, Finding, LandMatter, Measure, RiskControl, RiskPoint

FINDINGS = RowsOfPosts(
    "问题整改",
    lambda post: Finding.objects.open().filter(responsible=post).order_by("due", "pk"),
    hand_over_finding,
)
OWNERLESS_FINDINGS = RowsOfUnits(
    "待定责问题",
    lambda unit: Finding.objects.without_owner().filter(unit=unit).order_by("found_on", "pk"),
    pass_ownerless,
    undated,
)
MEASURES = RowsOfPosts(
    "整改措施",
    lambda post: Measure.objects.open().filter(responsible=post).order_by("due", "pk"),
    hand_over_measure,
)
RISK_POINTS = RowsOfPosts(
    "风险点巡查",
    lambda post: (
        RiskPoint.objects.kept().filter(responsible=post).order_by(F("patrol_due").asc(nulls_last=True), "pk")
    ),
    hand_over_point,
    lambda point: Matter(point.ref, str(point), point.patrol_due),
)
# Whoever patrols them: a place lies where it lies.
RISK_POINTS_OF_UNITS = RowsOfUnits(
    "本单位风险点",
    lambda unit: RiskPoint.objects.kept().filter(unit=unit).order_by("pk"),
    pass_point,
    undated,
)
SIGNALS = RowsOfUnits(
    "县级预警信号",
    lambda unit: CountySignal.objects.standing().filter(unit=unit).order_by("pk"),
    pass_signal,
    undated,
)
RISK_CONTROLS = RowsOfPosts(
    "风险管控措施",
    lambda post: RiskControl.objects.open().filter(responsible=post).order_by("due", "pk"),
    hand_over_control,
)


def land_matter(row: LandMatter) -> Matter:
    """Return a land matter as open work, with its last day by law."""
    return Matter(row.ref, str(row), row.final_due)


LAND_MATTERS = RowsOfPosts(
    "征收事项",
    lambda post: LandMatter.objects.open().filter(responsible=post).order_by("opened_on", "pk"),
    hand_over_land,
    land_matter,
)
LAND_MATTERS_OF_UNITS = RowsOfUnits(
    "本单位征收事项",
    lambda unit: LandMatter.objects.open().filter(unit=unit).order_by("opened_on", "pk"),
    pass_land,
    land_matter,
)
