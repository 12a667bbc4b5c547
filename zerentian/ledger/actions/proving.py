"""What travels inside a file that proves itself: the entry that commits to it, its place in the tree, the head."""

from datetime import datetime
from typing import Any

from zerentian.ledger import proofs
from zerentian.ledger.actions.sealing import sealed_surely
from zerentian.ledger.models import Entry, Seal


def envelope(entry: Entry, now: datetime) -> dict[str, Any]:
    """Return an entry's canonical text, position, audit path, signed head and key; it is sealed first if it is not.

    NotAllowed when another sealer does not come to an end.
    """
    if entry.index is None:
        sealed_surely(now)
        entry.refresh_from_db()
    assert entry.index is not None
    # The first seal over the entry: a later one may be signed by another key.
    seal = Seal.objects.filter(size__gt=entry.index).order_by("number")[0]
    return {
        "entry": entry.leaf_content().canonical().decode(),
        "index": entry.index,
        "path": [step.hex() for step in proofs.inclusion(entry.index, seal.size)],
        "checkpoint": seal.note,
        "vkey": seal.vkeys.splitlines()[-1],
    }
