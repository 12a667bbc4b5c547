"""How often the same address, or code, was seen within minutes: counts under keyed hashes, never the address."""

from django.http import HttpRequest

from zerentian.casework.rules.spam import WINDOW_SECONDS
from zerentian.ledger.clock import now
from zerentian.organization.middleware import address_of
from zerentian.organization.rules.addresses import counted_as
from zerentian.organization.tallies import count_up


def counted(purpose: str, what: str, amount: int = 1) -> int:
    """Count once more, and return how often within the window, over all processes; forgotten after it.

    An ``amount`` of 0 only looks.
    """
    return count_up(purpose, what, seconds=WINDOW_SECONDS, now=now(), amount=amount)


def sender(request: HttpRequest) -> str:
    """Return what stands for the address a request came from, as the last proxy of ours saw it."""
    return counted_as(address_of(request))
