"""What of a noun goes to the archive (归档范围), declared once in ``<room>/shown``: which of its rows are done with,
what the catalogue says of each, and what lies in its file. The room that packs names no noun.

What is protected from whom it accuses is never among the rows: who receives such a matter hands it over.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.retention import Retention


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What the catalogue says of one: number, title, whose it is, its day, how long it is proposed to be kept.

    ``named``: the title is the paper's own; else it is drawn up, and stands in square brackets.
    """

    number: str
    title: str
    organ: str
    day: date
    retention: Retention
    named: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One paper of a file: title, day, who is responsible, what it says in lines, and a table."""

    title: str
    day: date
    who: str
    lines: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """The rows of a noun that go to the archive.

    ``rows`` returns those that an account may read, of a unit and what lies under it, done with in the days asked for,
    the oldest first. ``leaves`` are the papers in a row's file and ``files`` the digests of the evidence in it; a noun
    whose paper is made by the room of papers itself (``reports/filed.py``) gives no leaves.
    """

    label: Any
    rows: Callable[[Account, Unit, date, date], "QuerySet[Any]"]
    told: Callable[[Any], Catalogued]
    leaves: Callable[[Any], Sequence[Leaf]] | None = None
    files: Callable[[Any], Iterable[str]] = lambda row: ()


KINDS: dict[str, Filed] = {}


def register(kind: str, filed: Filed) -> None:
    """Declare what of a noun goes to the archive; called with its subject."""
    KINDS[kind] = filed


def all_kinds() -> Mapping[str, Filed]:
    """Return what goes to the archive, by kind."""
    return KINDS
