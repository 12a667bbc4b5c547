"""Finding the entry that speaks last of a subject, and the unit's path on a day."""

from datetime import date

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Unit


def head(subject: str, verb: str) -> Entry:
    """Return the newest entry of a verb about a subject: the one to replace."""
    return Entry.objects.filter(subject=subject, verb=verb).order_by("-id")[0]


def path_on(unit: Unit, day: date) -> str:
    """Return the unit's path on a day; refuse a day on which there was no such unit."""
    if not (path := unit.path_on(day)):
        raise NotAllowed(
            f"{chinese_day(day)}时没有“{unit.name}”这个单位，请核对日期或单位",
            f"there was no such unit on {day}: check the day or the unit",
        )
    return path
