"""Lending things and books (借用), and venues taken for what is no activity of the office: plain rules.

Whoever borrows something is asked for a name and a telephone, and forgotten some days after it is back. Nobody is
counted, graded or refused for having been late.
"""

from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed

MOST_COPIES = 500
LONGEST_DAYS = 180
LENT_DAYS, KEPT_DAYS = 30, 30


class Sort(StrEnum):
    """What sort of thing it is."""

    BOOK = "book"
    TOOL = "tool"
    SOUND = "sound"
    FURNITURE = "furniture"
    COSTUME = "costume"
    OTHER = "other"


class Condition(StrEnum):
    """How a thing came back."""

    WHOLE = "whole"
    DAMAGED = "damaged"
    LOST = "lost"


def check_copies(copies: int) -> int:
    """Return how many of a thing there are; NotAllowed for none or more than anybody lends."""
    if not 1 <= copies <= MOST_COPIES:
        raise NotAllowed(f"数量须在1到{MOST_COPIES}之间", f"between 1 and {MOST_COPIES} of a thing")
    return copies


def check_days(days: int, what: str, what_en: str) -> int:
    """Return a number of days; NotAllowed for none or more than half a year, naming the field."""
    if not 1 <= days <= LONGEST_DAYS:
        raise NotAllowed(
            f"{what}须在1到{LONGEST_DAYS}天之间", f"{what_en}: between 1 and {LONGEST_DAYS} days"
        )
    return days


def check_due(due: date, today: date) -> date:
    """Return the day on which a thing is to be back; NotAllowed for one that has passed or lies too far ahead."""
    if due < today:
        raise NotAllowed("应还日期已过，请改为以后", "that day has passed: choose a later one")
    if due > today + timedelta(days=LONGEST_DAYS):
        raise NotAllowed(f"一次最长借{LONGEST_DAYS}天", f"{LONGEST_DAYS} days at most at a time")
    return due


def free_copy(copies: int, out: set[int]) -> int:
    """Return the lowest number that none of those out has; NotAllowed where as many are out as there are.

    Where one was lost, the others keep their numbers, which may lie above how many there are now.
    """
    if len(out) >= copies:
        raise NotAllowed("这件物品已全部借出", "all of these are out")
    return next(copy for copy in range(1, copies + 1) if copy not in out)


def check_remaining(copies: int, out: int) -> int:
    """Return how many of a thing there are now; NotAllowed for fewer than are out."""
    if copies < out:
        raise NotAllowed(f"现有{out}件借出在外，数量不能更少", f"{out} are out: there are no fewer")
    return copies
