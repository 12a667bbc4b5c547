"""What an import of concerns did, and what it compares on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from zerentian.casework.actions.arrivals import Arrival, Reachable
from zerentian.exchange.rules.lines import Line
from zerentian.exchange.rules.mapping import ColumnMap
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.sheets import Problem


@dataclass(slots=True)
class Imported:
    """What an import did, or (dry, or with errors) would do; ``errors`` name row and column.

    ``kept``: rows that differ from what is here and were left, because it is being handled or was answered;
    ``contacts``: matters whose contact data changed; ``repeated``: rows without a number that stand in the file
    before, cell for cell, and wait for an answer; ``notes``: how the file was read.
    """

    source: str
    sheet: str
    columns: ColumnMap
    refused: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    undated: int = 0
    contacts: int = 0
    repeated: int = 0
    notes: list[Words] = field(default_factory=list)
    sheets: Sequence[tuple[str, bool]] = ()
    errors: list[Problem] = field(default_factory=list)
    sample: list[Line] = field(default_factory=list)
    written: bool = False

    def as_data(self) -> dict[str, object]:
        """Return the result as it stands in JSON."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [
                {"row": one.row, "column": one.column, "message": str(one.message)} for one in self.errors
            ],
            "source": self.source,
            "sheet": self.sheet,
            "notes": [note.zh for note in self.notes],
            "contacts": self.contacts,
            "repeated": self.repeated,
            "written": self.written,
            "columns": dict(self.columns.columns),
            "refused_columns": self.refused,
            "ignored_columns": self.left_out,
            "kept": self.kept,
            "undated_replies": self.undated,
        }


@dataclass(frozen=True, slots=True)
class Known:
    """A concern that came from the same source under the same number before."""

    number: str
    pk: int
    unit_id: int
    digest: str
    state: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed at its source: words or an answer to take over, contact data to correct, or both."""

    known: Known
    arrival: Arrival | None = None
    contact: Reachable | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A row that stood in the file before: its number there, and what it said."""

    row: int
    content: int


class SameRows(StrEnum):
    """What rows are that stand in a file twice, cell for cell, without a number."""

    ASK = ""
    EACH = "each"
    ONCE = "once"
