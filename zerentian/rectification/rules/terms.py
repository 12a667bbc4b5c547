"""The terms of rectification that a place sets for itself: no number of days stands in the program."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.rectification.rules.findings import Class

LONGEST = 3650


class Term(StrEnum):
    """What a number of days is set for."""

    ACCEPT = "accept"
    AT_ONCE = "at_once"
    BY_DATE = "by_date"
    LASTING = "lasting"
    POSTING = "posting"
    LOOK_BACK = "look_back"


OF_CLASS = {Class.AT_ONCE: Term.AT_ONCE, Class.BY_DATE: Term.BY_DATE, Class.LASTING: Term.LASTING}


def in_force(rows: Iterable[tuple[str, date, int]], day: date) -> dict[str, int]:
    """Return the days of each term on a day, from (term, since, days); later rows of one day win."""
    found: dict[str, tuple[date, int]] = {}
    for term, since, days in rows:
        if since <= day and (term not in found or since >= found[term][0]):
            found[term] = (since, days)
    return {term: days for term, (_, days) in found.items()}


def check_days(days: int) -> None:
    """Refuse a term that is none."""
    if not 1 <= days <= LONGEST:
        raise NotAllowed(f"天数须在 1 到 {LONGEST} 之间", f"between 1 and {LONGEST} days")


def day_after(day: date, days: int | None) -> date | None:
    """Return the day a term ends that begins on a day; None where the place has set none."""
    return None if days is None else day + timedelta(days=days)
