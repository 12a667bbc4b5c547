from zerentian.evidence.actions.deposits import Received, deposit, receive, seal_standing, sealed_away
from zerentian.evidence.actions.erasures import ask_erasure, erase, refuse_erasure
from zerentian.evidence.actions.rechecks import Damage, check_files, recheck, recheck_is_due

__all__ = [
    "Damage",
    "Received",
    "ask_erasure",
    "check_files",
    "deposit",
    "erase",
    "receive",
    "recheck",
    "recheck_is_due",
    "refuse_erasure",
    "seal_standing",
    "sealed_away",
]
