"""What the ledger was told of a step on a concern, for tests to look at as a whole."""

import json

from zerentian.casework.actions.standing import own
from zerentian.casework.models import Concern, Happening
from zerentian.ledger.models import Entry

TOWNSHIP, OFFICE = "990100/990101", "990100/990101/990101-ZF"
# Five working days after 2 March.
DUE = "2026-03-09"
# What every step of a concern vouches for.
OWN = ["concern", "happening"]


def last(concern: Concern, verb: str) -> Entry:
    """Return the last entry of a verb about a concern."""
    return Entry.objects.filter(subject=concern.ref, verb=verb).latest("id")


def told(concern: Concern, verb: str) -> tuple[str, dict[str, object]]:
    """Return at which unit the last entry of a verb was stated, and everything it states."""
    entry = last(concern, verb)
    return entry.unit.removeprefix(TOWNSHIP), own(entry)


def rows(concern: Concern, verb: str) -> list[str]:
    """Return the tables of the rows that the last entry of a verb vouches for."""
    names = json.loads(last(concern, verb).commitments)
    return sorted(one.split(":")[1].removeprefix("casework.") for one in names if one.startswith("row:"))


def heard(concern: Concern, verb: str) -> tuple[str, str, bool, str]:
    """Return step, words, whether the resident reads them, and by whom they were said."""
    one = Happening.objects.get(entry=last(concern, verb).uuid)
    return one.step, one.words, one.public, one.by.username
