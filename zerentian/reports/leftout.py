"""What a rendition leaves out: committed to by every one of them, and opened apart from it, for the county alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from secrets import token_hex

from django.db.models import Q

from zerentian.ledger.figures import Hidden, subtree_paths
from zerentian.ledger.models import Entry, Posting
from zerentian.reports.offline.verify import LEFT_OUT, left_out_commitment

SALT = 32  # bytes: nobody finds the entries by trying
FILE = "left-out.json"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The positions of the entries that a rendition was made without, ascending, and the salt of the commitment."""

    entries: tuple[int, ...] = ()
    salt: str = field(default_factory=lambda: token_hex(SALT))

    @property
    def commitment(self) -> str:
        """Return what the rendition states of them: it tells neither which nor how many there are."""
        return left_out_commitment(self.salt, list(self.entries))

    def as_data(self) -> dict[str, object]:
        """Return the opening; the positions as the steps from one to the next."""
        return {"salt": self.salt, "entries": [b - a for a, b in pairwise((0, *self.entries))]}


def positions_hidden(hidden: Hidden, path: str, size: int) -> tuple[int, ...]:
    """Return the positions, under a seal, of hidden entries that stand or count at a unit path or below it."""
    within = Q(unit=path) | Q(unit__startswith=f"{path}/")
    found: set[int] = set()
    for condition in hidden.conditions:
        own = Entry.objects.filter(condition, within, index__lt=size)
        found |= {index for index in own.values_list("index", flat=True) if index is not None}
    counted = Posting.objects.filter(place__in=subtree_paths(path), index__lt=size)
    found |= (
        set(hidden.of(counted).order_by().values_list("index", flat=True)) if hidden.conditions else set()
    )
    return tuple(sorted(found))


def opening_of(number: str, renditions: Mapping[str, LeftOut]) -> bytes:
    """Return the file that opens what the renditions of a report left out, by their names."""
    told = {name: one.as_data() for name, one in renditions.items()}
    return json.dumps({"format": LEFT_OUT, "number": number, "renditions": told}).encode()


def opened_in(folder: Path, name: str) -> frozenset[int]:
    """Return the positions that a rendition of a report left out; none where it was made without leaving any out."""
    path = folder / FILE
    if not path.exists():
        return frozenset()
    steps = json.loads(path.read_bytes())["renditions"][name]["entries"]
    position, found = 0, []
    for step in steps:
        position += step
        found.append(position)
    return frozenset(found)
