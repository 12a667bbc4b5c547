"""Counting what is tried, over all processes and machines of an instance: for limits, never for figures.

In the database, because a limit that each process kept for itself would be as many limits. A count says nothing
afterwards: its key is a keyed hash, and it goes when its time is over.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import F

from zerentian.organization.models import Tally


def count_up(purpose: str, what: str, *, seconds: int, now: datetime, amount: int = 1) -> int:
    """Count once more (or by an amount), and return how much it is in this stretch of so many seconds.

    Of two that count at once each finds at least its own: the sum is never too small.
    """
    stretch = int(now.timestamp()) // seconds
    text = f"{purpose} {what} {stretch}".encode()
    key = hmac.digest(settings.SECRET_KEY.encode(), text, sha256).hex()
    ends_at = now + timedelta(seconds=2 * seconds)
    Tally.objects.bulk_create([Tally(key=key, ends_at=ends_at)], ignore_conflicts=True)
    Tally.objects.filter(key=key).update(amount=F("amount") + amount)
    return Tally.objects.values_list("amount", flat=True).get(key=key)


def forget_tallies(now: datetime) -> int:
    """Delete the counts whose time is over; return how many."""
    return Tally.objects.filter(ends_at__lt=now).delete()[0]
