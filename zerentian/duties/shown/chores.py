"""What the worker does for duties by itself."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zerentian.duties.actions import note_uses, open_occurrences
from zerentian.duties.models import Duty
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account
from zerentian.organization.subjects import Chore


def open_what_begins(now: datetime) -> None:
    """Open the occurrences that begin by today."""
    open_occurrences(until=local_day(now), by=Account.objects.system("clock"), now=now)


def something_begins(now: datetime, last: datetime | None) -> bool:
    """Tell whether occurrences may have to be opened: once a day, and whenever a duty is new."""
    if last is None or local_day(last) != local_day(now):
        return True
    return Duty.objects.in_force().filter(occurrences=None).exists()


def look_through(now: datetime) -> None:
    """Put beside each other the deeds that rest on one file, and photos taken far from the day that is stated."""
    note_uses(now)


def once_a_day(now: datetime, last: datetime | None) -> bool:
    """Tell whether this worker has not done it today."""
    return last is None or local_day(last) != local_day(now)


OPENING = Chore("occurrences", _("Opening what begins"), open_what_begins, something_begins)
LOOKING_THROUGH = Chore("uses", _("Looking through evidence of deeds"), look_through, once_a_day)
