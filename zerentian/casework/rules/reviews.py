"""Review (复查) and recheck (复核): who asks, until when, what may come of it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed


class Level(StrEnum):
    """The two instances above the answer (信访工作条例 art. 35, 36)."""

    REVIEW = "review"
    RECHECK = "recheck"


class Outcome(StrEnum):
    """What an opinion says of the answer below it."""

    UPHELD = "upheld"
    CHANGED = "changed"
    REDO = "redo"


def check_asked_in_time(asked_on: date, until: date | None) -> bool:
    """Tell whether a request came within the 30 days. A late one is still taken, and marked."""
    return until is None or asked_on <= until


def check_not_exhausted(rechecked: bool) -> None:
    """Refuse a further review after the recheck: same facts and reasons are not accepted again (art. 36)."""
    if rechecked:
        raise NotAllowed(
            "这件诉求已经复核终结，同一事实和理由不再受理（《信访工作条例》第三十六条）；可以继续对话和帮扶，有新的事实请另行登记",
            "the recheck was final: same facts and reasons are not accepted again (art. 36); dialogue"
            " goes on, and new facts are a new concern",
        )


def next_level(decided: Mapping[str, bool]) -> Level | None:
    """Return which review may be asked for next: a review, after its opinion a recheck, then none.

    ``decided`` tells of each level that was asked for whether its opinion was given.
    """
    if Level.REVIEW not in decided:
        return Level.REVIEW
    return Level.RECHECK if decided[Level.REVIEW] and Level.RECHECK not in decided else None


def check_superior(answering: str, reviewing: str) -> None:
    """Refuse a review by anybody but a unit above the one that answered; both are unit paths."""
    if not answering.startswith(f"{reviewing}/"):
        raise NotAllowed(
            "复查由原办理单位的上一级办理（《信访工作条例》第三十五条）",
            "a review belongs to the unit above the one that answered (art. 35)",
        )
