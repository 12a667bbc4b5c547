"""The state of proof and of time that every entry has, as of a seal; packed as one small number for postings."""

from collections.abc import Mapping

RECORDED, EVIDENCED, VERIFIED = 0, 1, 2
IN_TIME, LATE, IMPORTED = 0, 4, 8
CORRECTED = 16

PROOF = {RECORDED: "recorded", EVIDENCED: "evidenced", VERIFIED: "verified"}
TIME = {IN_TIME: "in_time", LATE: "late", IMPORTED: "imported"}


def state_of(facts: Mapping[str, object], change: str) -> int:
    """Return an entry's state: proof (bits 0-1), time (bits 2-3), corrected (bit 4)."""
    proof = VERIFIED if facts.get("verified") else EVIDENCED if facts.get("evidence") else RECORDED
    return proof | time_state(facts) | (CORRECTED if change == "corrected" else 0)


def time_state(facts: Mapping[str, object]) -> int:
    """Return IN_TIME, LATE or IMPORTED from the integers that the ledger wrote into the facts."""
    if facts.get("imported"):
        return IMPORTED
    days, limit = facts.get("late_days"), facts.get("late_limit")
    late = isinstance(days, int) and isinstance(limit, int) and days > limit
    return LATE if late else IN_TIME


def proof_word(state: int) -> str:
    """Return ``recorded``, ``evidenced`` or ``verified``."""
    return PROOF[state & 3]


def time_word(state: int) -> str:
    """Return ``in_time``, ``late`` or ``imported``."""
    return TIME[state & 12]
