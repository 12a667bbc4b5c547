"""What tests of entries share: days from today, and the newest entry of a verb."""

from datetime import date, timedelta

from conftest import NOW
from zerentian.ledger.models import Entry


def day(ahead: int) -> date:
    """Return a day so many days from today."""
    return NOW.date() + timedelta(days=ahead)


def newest(verb: str) -> Entry:
    """Return the newest entry of a verb."""
    return Entry.objects.filter(verb=verb).latest("id")
