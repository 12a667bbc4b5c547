from zerentian.evidence.actions.deposits import Received, deposit, receive, seal_standing, sealed_away
from zerentian.evidence.actions.erasures import ask_erasure, erase, refuse_erasure
from zerentian.evidence.actions.pairs import (
    compare_anew,
    compare_pictures,
    judge_pair,
    may_decide,
    note_pair,
    take_back,
)
from zerentian.evidence.actions.rechecks import Damage, check_files, recheck, recheck_is_due
from zerentian.evidence.actions.texts import Beside, decided_pairs, judge_texts, laid_beside

__all__ = [
    "Beside",
    "Damage",
    "Received",
    "ask_erasure",
    "check_files",
    "compare_anew",
    "compare_pictures",
    "decided_pairs",
    "deposit",
    "erase",
    "judge_pair",
    "judge_texts",
    "laid_beside",
    "may_decide",
    "note_pair",
    "receive",
    "recheck",
    "recheck_is_due",
    "refuse_erasure",
    "seal_standing",
    "sealed_away",
    "take_back",
]
