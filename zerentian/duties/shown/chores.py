"""What the worker does for duties by itself."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zerentian.duties.actions import open_occurrences
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


OPENING = Chore("occurrences", _("Opening what begins"), open_what_begins, something_begins)
