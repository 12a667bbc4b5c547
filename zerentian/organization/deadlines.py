"""Who keeps reckoned deadlines: higher rooms say so, and reckon again when a holiday notice is loaded.

A room that stores 预估 deadlines says so with the noun that has them (``<room>/shown.py``).
A deadline is never put later than what was promised (``kept_promise``).
"""

from datetime import datetime
from typing import Protocol

from zerentian.ledger.models import Entry
from zerentian.organization.models import Account
from zerentian.organization.rules.calendar import WorkCalendar


class Reckoned(Protocol):
    """The stored deadlines of one room."""

    label: str

    def reckon_again(self, calendar: WorkCalendar, *, by: Account, now: datetime, because: Entry) -> int:
        """Reckon every estimated deadline anew, with an entry for each that changes; return how many."""


RECKONED: list[Reckoned] = []


def register(reckoned: Reckoned) -> None:
    """Take up the stored deadlines of a noun; called when the noun is declared."""
    RECKONED.append(reckoned)
