from zerentian.reports.models.drafts import ASKED, DraftComment, ReportDraft, SignOff
from zerentian.reports.models.reports import CLEARANCE, Outline, Report, Sample, within_reach
from zerentian.reports.models.scorecards import (
    MarkFile,
    ObjectionFile,
    Scorecard,
    ScoredUnit,
    ScoreItem,
    ScoreMark,
    ScoreObjection,
)
from zerentian.reports.models.transfers import (
    KeptFor,
    Transfer,
    TransferPaper,
    TransferPiece,
    cases_to_transfer,
)

__all__ = [
    "ASKED",
    "CLEARANCE",
    "DraftComment",
    "KeptFor",
    "MarkFile",
    "ObjectionFile",
    "Outline",
    "Report",
    "ReportDraft",
    "Sample",
    "ScoreItem",
    "ScoreMark",
    "ScoreObjection",
    "Scorecard",
    "ScoredUnit",
    "SignOff",
    "Transfer",
    "TransferPaper",
    "TransferPiece",
    "cases_to_transfer",
    "within_reach",
]
