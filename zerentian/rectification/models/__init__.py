from zerentian.rectification.models.findings import Finding, FindingFile, FindingStep
from zerentian.rectification.models.hazards import (
    DutyShift,
    HazardSheet,
    Household,
    RainTable,
    Reading,
    Transfer,
)
from zerentian.rectification.models.land import LandFile, LandMatter, LandStep
from zerentian.rectification.models.measures import Measure
from zerentian.rectification.models.patrols import MissedPatrol, Patrol, RiskControl
from zerentian.rectification.models.risk_terms import Checklist, CountySignal, PatrolRule, RiskKind, RiskScale
from zerentian.rectification.models.risks import RiskFile, RiskLink, RiskPoint, RiskRating, RiskStep
from zerentian.rectification.models.terms import RectificationTerm
from zerentian.rectification.models.times import MoreTime

__all__ = [
    "Checklist",
    "CountySignal",
    "DutyShift",
    "Finding",
    "FindingFile",
    "FindingStep",
    "HazardSheet",
    "Household",
    "LandFile",
    "LandMatter",
    "LandStep",
    "Measure",
    "MissedPatrol",
    "MoreTime",
    "Patrol",
    "PatrolRule",
    "RainTable",
    "Reading",
    "RectificationTerm",
    "RiskControl",
    "RiskFile",
    "RiskKind",
    "RiskLink",
    "RiskPoint",
    "RiskRating",
    "RiskScale",
    "RiskStep",
    "Transfer",
]
