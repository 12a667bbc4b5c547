from zerentian.reports.models.reports import CLEARANCE, Outline, Report, Sample, within_reach
from zerentian.reports.models.scorecards import (
    ObjectionFile,
    Scorecard,
    ScoredUnit,
    ScoreItem,
    ScoreMark,
    ScoreObjection,
)

__all__ = [
    "CLEARANCE",
    "ObjectionFile",
    "Outline",
    "Report",
    "Sample",
    "ScoreItem",
    "ScoreMark",
    "ScoreObjection",
    "Scorecard",
    "ScoredUnit",
    "within_reach",
]
