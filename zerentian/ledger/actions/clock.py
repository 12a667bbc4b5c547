"""A clock that was ahead when the log was sealed, and is right again."""

from datetime import datetime

from django.db import transaction

from zerentian.ledger.actions.recording import CLOCK_SKEW, Actor, record
from zerentian.ledger.models import CLOCK_SET_RIGHT, Entry, Seal
from zerentian.ledger.rules.refusals import NotAllowed


@transaction.atomic
def accept_clock(*, by: Actor, now: datetime) -> Entry:
    """State that the last seal's time lies ahead of the right one, and by how many seconds; what follows is recorded
    and sealed at the right time. NotAllowed when the clock is not behind, or it was stated already."""
    last = Seal.objects.order_by("-number").first()
    stated = Entry.objects.pending().filter(verb=CLOCK_SET_RIGHT).exists()
    if stated or last is None or now >= last.sealed_at - CLOCK_SKEW:
        raise NotAllowed(
            "时钟没有早于上次封存，或已作说明，无需校正",
            "the clock is not behind the last seal, or this was stated already: there is nothing to accept",
        )
    facts = {"seal": last.number, "ahead_seconds": round((last.sealed_at - now).total_seconds())}
    return record(CLOCK_SET_RIGHT, subject="ledger:1", unit="", by=by, now=now, facts=facts)
