"""Hot matters that ask for an answer (待回应事项), and disputes of what was published, as plain rules.

A question is a matter in the office's own words: who asked, where it was read and how often is not kept.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed


class Urgency(StrEnum):
    """How soon the office must answer."""

    GRAVE = "grave"
    SERIOUS = "serious"
    ORDINARY = "ordinary"


# Hours from when the office learnt of the matter to its first answer. 国办发〔2016〕80号: 特别重大、重大突发事件 within
# 5 hours; 国办发〔2016〕61号: 24 hours for matters that call for a spokesman, 48 hours for other matters.
HOURS: Mapping[Urgency, int] = {Urgency.GRAVE: 5, Urgency.SERIOUS: 24, Urgency.ORDINARY: 48}


class Origin(StrEnum):
    """Where the office learnt of it: nothing is looked for on the net, and no author is kept."""

    TOPIC = "topic"
    NOTICE = "notice"
    ASKED = "asked"
    SUPERIOR = "superior"


class State(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DROPPED = "dropped"


class Channel(StrEnum):
    """How a dispute came."""

    PAGE = "page"
    PHONE = "phone"
    COUNTER = "counter"
    MEETING = "meeting"


class Outcome(StrEnum):
    """What a dispute came to."""

    UPHELD = "upheld"
    PARTLY = "partly"
    STANDS = "stands"


def due_of(heard_at: datetime, urgency: Urgency) -> datetime:
    """Return until when the first answer is owed. Hours run through nights and rest days."""
    return heard_at + timedelta(hours=HOURS[urgency])


def check_heard(heard_at: datetime, now: datetime) -> None:
    """Refuse a moment to come."""
    if heard_at > now:
        raise NotAllowed("得知时间在现在之后，请核对", "it can't be heard of in the future: check the time")


def was_in_time(answered_at: datetime, due_at: datetime) -> bool:
    """Tell whether a first answer came within its hours."""
    return answered_at <= due_at


def hours_between(begin: datetime, end: datetime) -> int:
    """Return the whole hours between two moments, begun ones counted."""
    return max(0, -((begin - end) // timedelta(hours=1)))


def check_next_update(next_update: date | None, today: date) -> None:
    """Refuse a next update that should have come before."""
    if next_update is not None and next_update < today:
        raise NotAllowed(
            "下次更新日期已过，请改为今天或以后", "the next update would be late already: choose later"
        )
