"""Who asks: as much of an account as units and posts need to know, so that they need not know accounts."""

from datetime import date
from typing import Protocol


class Reaching(Protocol):
    """Somebody whose rights reach units."""

    def reach(self, right: str, day: date | None = None) -> list[str] | None:
        """Return the unit paths at or below which a right is held on the day (today); None for everywhere."""
