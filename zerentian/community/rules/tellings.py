"""How a village tells its people of a notice (告知回执): ways, times, in time or not, as plain rules."""

from datetime import date
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed

MOST_TIMES = 200


class Way(StrEnum):
    """How people were told."""

    BOARD = "board"
    LOUDSPEAKER = "loudspeaker"
    MEETING = "meeting"
    DOOR = "door"
    PHONE = "phone"


class Told(StrEnum):
    """Where a village stands with one version of a text."""

    ASKED = "asked"
    TOLD = "told"
    DROPPED = "dropped"


def check_told(told_on: date, released_on: date, today: date) -> None:
    """Refuse a day before the release, and one to come."""
    if told_on < released_on:
        raise NotAllowed(
            "告知日期早于发布日期，请核对", "it can't be told before it was released: check the day"
        )
    if told_on > today:
        raise NotAllowed(
            "告知日期在今天之后，请告知之后再登记", "the day is to come: record it when it is done"
        )


def check_times(times: int) -> int:
    """Return how many times it was told that day; NotAllowed for none, and for more than a day holds."""
    if not 1 <= times <= MOST_TIMES:
        raise NotAllowed(f"次数须在1到{MOST_TIMES}之间", f"between 1 and {MOST_TIMES} times")
    return times
