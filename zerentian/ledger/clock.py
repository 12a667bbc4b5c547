"""The instance's clock: the server's, except in a demo, whose story's end is its today."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

from zerentian.ledger.models import Instance

OFFSET: ContextVar[int | None] = ContextVar("clock_offset", default=None)


def now() -> datetime:
    """Return the instance's present time, aware."""
    offset = OFFSET.get()
    return timezone.now() + timedelta(seconds=asked_offset() if offset is None else offset)


def machine_now() -> datetime:
    """Return the machine's own time, aware: for backups and other matters of the machine, also in a demo."""
    return timezone.now()


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask the database only once how far the clock is off, for as long as a request lasts."""
    token = OFFSET.set(asked_offset())
    try:
        yield
    finally:
        OFFSET.reset(token)


def asked_offset() -> int:
    """Return how many seconds the instance's clock is ahead of the server's."""
    return Instance.objects.clock_ahead()
