"""Activities (活动): sign-up by any door alike, a strict waiting list, and what is said when one was held.

Places are given in the order of arrival. A smaller party passes a larger one only where the larger does not fit into
what is free; an offer that nobody takes up within its hours ends, and the next is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed

LARGEST_PARTY = 20
LARGEST_CAPACITY = 100_000
LONGEST_HOURS = 24
MOST_IN_SERIES = 26
OFFER_HOURS, KEPT_DAYS = 24, 30


class Kind(StrEnum):
    """What sort of activity it is."""

    SHOW = "show"
    FILM = "film"
    LECTURE = "lecture"
    TRAINING = "training"
    EXHIBITION = "exhibition"
    READING = "reading"
    SPORT = "sport"
    FESTIVAL = "festival"
    SERVICE = "service"
    OTHER = "other"


class State(StrEnum):
    """Where an activity stands."""

    OPEN = "open"
    CANCELLED = "cancelled"
    HELD = "held"


class Counted(StrEnum):
    """How those who came were counted."""

    TICKED = "ticked"
    HEADS = "heads"
    ESTIMATE = "estimate"


class Door(StrEnum):
    """By which way a party signed up; none is better than another."""

    PAGE = "page"
    PHONE = "phone"
    COUNTER = "counter"


class Standing(StrEnum):
    """Where a sign-up stands."""

    IN = "in"
    WAITING = "waiting"
    OFFERED = "offered"
    LEFT = "left"
    LAPSED = "lapsed"


TAKING = (Standing.IN, Standing.OFFERED)
LIVE = (*TAKING, Standing.WAITING)


@dataclass(frozen=True, slots=True)
class Party:
    """One that waits: its key and how many people it is."""

    key: int
    size: int


def offers(free: int, waiting: Sequence[Party]) -> list[int]:
    """Return the keys of those to whom free places are offered, of those that wait in the order of arrival."""
    found = []
    for party in waiting:
        if party.size <= free:
            free -= party.size
            found.append(party.key)
    return found


def standing_on_arrival(free: int | None, size: int, waiting: Sequence[Party]) -> Standing:
    """Return whether a party that arrives is in or waits; ``free`` None: as many as come.

    Whoever came before and fits has an offer by then: those that still wait do not fit into what is free.
    """
    return Standing.IN if free is None or (size <= free and not offers(free, waiting)) else Standing.WAITING


def check_size(size: int, capacity: int | None) -> int:
    """Return how many people a party is; NotAllowed for none, too many, or more than there are places at all."""
    most = min(LARGEST_PARTY, capacity or LARGEST_PARTY)
    if not 1 <= size <= most:
        raise NotAllowed(f"人数须在1到{most}之间", f"between 1 and {most} people")
    return size


def check_span(begins: datetime, ends: datetime) -> None:
    """Refuse an activity that ends before it begins or lasts more than a day; a longer one is a series."""
    if ends <= begins:
        raise NotAllowed("结束时间不晚于开始时间，请核对", "it ends before it begins: check the times")
    if ends - begins > timedelta(hours=LONGEST_HOURS):
        raise NotAllowed(
            "一场活动最长一天，多天的请按系列安排", "a day at most: plan longer ones as a series"
        )


def check_capacity(capacity: int | None) -> int | None:
    """Return how many places there are, None for as many as come; NotAllowed for a number that can't be."""
    if capacity is not None and not 1 <= capacity <= LARGEST_CAPACITY:
        raise NotAllowed(
            "名额须为正数；不限人数请留空", "a positive number of places, or nothing for no limit"
        )
    return capacity


def check_open(state: str, begins: datetime, now: datetime) -> None:
    """Refuse a sign-up to what was cancelled, was held or has begun."""
    if state != State.OPEN:
        raise NotAllowed("活动已取消或已举办，不再报名", "it was cancelled or held: nobody signs up any more")
    if begins <= now:
        raise NotAllowed("活动已经开始，请直接到现场", "it has begun: come to the place itself")


def check_leaving(standing: str, state: str, begins: datetime, now: datetime) -> None:
    """Refuse to leave for who has left, and where there is nothing to leave any more."""
    if standing not in LIVE:
        raise NotAllowed("已经退出，不必再退", "it has left already")
    if state != State.OPEN or begins <= now:
        raise NotAllowed(
            "活动已取消、已开始或已举办，不必再退",
            "it was cancelled, has begun or was held: nothing to leave",
        )


def check_attended(people: int | None, counted: str) -> None:
    """Refuse a count without its way, and a way without a count. None is unknown, never 0."""
    if (people is None) != (not counted):
        raise NotAllowed(
            "请写明到场人次和怎么数的；没有数就都留空",
            "say how many came and how they were counted, or neither",
        )
