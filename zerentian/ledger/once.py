"""What must hold before the first entry of a request: set by a door, asked in the transaction of the entry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

Claim = Callable[[datetime], None]
_claim: ContextVar[Claim | None] = ContextVar("claim", default=None)


@contextmanager
def claiming(claim: Claim) -> Iterator[None]:
    """Ask ``claim`` before every entry written in here; what it raises takes the whole transaction back."""
    token = _claim.set(claim)
    try:
        yield
    finally:
        _claim.reset(token)


def claim(now: datetime) -> None:
    """Ask what the door set, if anything; inside the transaction of the entries about to be written."""
    asked = _claim.get()
    if asked is not None:
        asked(now)
