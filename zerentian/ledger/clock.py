"""The instance's clock: the server's, except in a demo, whose story's end is its today."""

from datetime import datetime, timedelta

from django.utils import timezone

from zerentian.ledger.models import Instance


def now() -> datetime:
    """Return the instance's present time, aware."""
    offset = Instance.objects.values_list("clock_offset", flat=True).first() or 0
    return timezone.now() + timedelta(seconds=offset)
