"""Asking the resident back, and taking a matter up again at the resident's word: for how long, and what ends it."""

from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed

# The office asks for an answer within so many days; a clock that may wait stands still no longer.
MOST_DAYS = 15
# So long after it ended a resident may have a matter taken up again on its own page.
REOPEN_DAYS = 30
# Signs of a question that the resident reads.
LONGEST_QUESTION = 500


class Ended(StrEnum):
    """How a question to the resident ended."""

    ANSWERED = "answered"
    EXPIRED = "expired"
    DROPPED = "dropped"


def check_question(words: str) -> str:
    """Return a question; NotAllowed for one that is longer than is kept."""
    if len(words) > LONGEST_QUESTION:
        raise NotAllowed(
            f"要问的内容不超过{LONGEST_QUESTION}字", f"a question has {LONGEST_QUESTION} signs at most"
        )
    return words


def check_until(until: date, today: date) -> date:
    """Return the day until which is waited; NotAllowed for one that has passed, is today or lies too far off."""
    last = today + timedelta(days=MOST_DAYS)
    if not today < until <= last:
        raise NotAllowed(
            f"请填写明天至{chinese_day(last)}之间的日期：最多等{MOST_DAYS}天，到期自动恢复办理",
            f"choose a day from tomorrow to {last}: it waits {MOST_DAYS} days at most, then it goes on by itself",
        )
    return until


def reopen_until(ended_on: date) -> date:
    """Return the last day on which the resident may have a matter taken up again."""
    return ended_on + timedelta(days=REOPEN_DAYS)


def check_reopening(ended_on: date | None, today: date) -> None:
    """Refuse to take up again what has not ended, or ended too long ago; say what else can be done."""
    if ended_on is None or today > reopen_until(ended_on):
        raise NotAllowed(
            f"办结超过{REOPEN_DAYS}天，不能在这里要求重新办理；请重新反映，或依法申请复查",
            f"it ended more than {REOPEN_DAYS} days ago: tell us again, or ask for a review",
        )
