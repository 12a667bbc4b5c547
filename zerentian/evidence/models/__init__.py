from zerentian.evidence.models.files import (
    CONDITION_LABELS,
    GROUND_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    Deposit,
    Erasure,
    File,
    FileQuerySet,
    Recheck,
)
from zerentian.evidence.models.pairs import OUTCOME_LABELS, SORT_LABELS, WAITING, Judgement, Pair, Sketch

__all__ = [
    "CONDITION_LABELS",
    "GROUND_LABELS",
    "KIND_LABELS",
    "OUTCOME_LABELS",
    "SORT_LABELS",
    "STATE_LABELS",
    "WAITING",
    "Deposit",
    "Erasure",
    "File",
    "FileQuerySet",
    "Judgement",
    "Pair",
    "Recheck",
    "Sketch",
]
