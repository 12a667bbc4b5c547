"""Green, amber, red: how near a matter is to its due day. Lights speak of matters, never of people."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from zerentian.duties.rules.cadences import Cadence


class Light(StrEnum):
    """How a matter stands against its due day; ``none`` when nothing is open."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"


ORDER = (Light.RED, Light.AMBER, Light.GREEN, Light.NONE)
TASK = "task"

# Days before the due day from which a matter is amber, until the township sets its own.
AMBER_DAYS: Mapping[str, int] = {
    Cadence.ONCE: 7,
    Cadence.WEEKLY: 1,
    Cadence.MONTHLY: 5,
    Cadence.QUARTERLY: 15,
    Cadence.HALF_YEARLY: 30,
    Cadence.YEARLY: 30,
    TASK: 3,
}


def light(due: date, today: date, amber_days: int) -> Light:
    """Return the light of an open matter: red after its due day, amber within ``amber_days`` before it."""
    if today > due:
        return Light.RED
    return Light.AMBER if today >= due - timedelta(days=amber_days) else Light.GREEN


def worst(lights: Iterable[Light]) -> Light:
    """Return the most urgent light, ``none`` when there is none."""
    return min(lights, key=ORDER.index, default=Light.NONE)
