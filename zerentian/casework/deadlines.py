"""The clocks of this room that were reckoned without a holiday notice."""

from datetime import datetime

from zerentian.casework.actions.clocks import reckon_again
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account
from zerentian.organization.rules.calendar import WorkCalendar


class ConcernClocks:
    """The running clocks of concerns."""

    label = "诉求时限"

    def reckon_again(self, calendar: WorkCalendar, *, by: Account, now: datetime, because: Entry) -> int:
        """Reckon every estimated clock anew."""
        return reckon_again(by=by, now=now, because=because)
