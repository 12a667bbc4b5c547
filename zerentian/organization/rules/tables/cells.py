"""What a file of tables is made of: sheets of text cells, merged areas, and cells that hold no readable value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words

# Column index (0 is A) → text; blank cells are left out, so that a sheet costs what it holds.
Cells = Mapping[int, str]

# Far above any office's table, far below what harms a machine.
MOST_CELLS = 4_000_000
MOST_UNPACKED = 400 * 1024 * 1024


class Unreadable(NotAllowed):
    """A file that cannot be read as a table; the message says what to send instead."""


class Broken(str):
    """A cell whose text is not what its author meant: an error, an uncomputed formula, lost digits.

    Importers must not take it for a value: ``why`` says what is wrong and what to do.
    """

    __slots__ = ("why",)

    why: Words

    def __new__(cls, shown: str, why: Words) -> Self:
        """Return the cell with what it shows and why that can't be taken."""
        cell = super().__new__(cls, shown)
        cell.why = why
        return cell

    def __getnewargs__(self) -> tuple[str, Words]:  # type: ignore[override]
        """Return what makes the same cell again on the other side of a process."""
        return str(self), self.why


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area, rows from 1 and columns from 0, all inclusive; its value stands in its first cell."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class Grid:
    """One sheet: rows by number (from 1) in ascending order, to be read once where they come from a stream."""

    name: str
    rows: Iterable[tuple[int, Cells]]
    hidden: bool = False
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: int = 0
    # How many rows there are at most.
    total: int = 0


@dataclass(slots=True)
class Book:
    """A file's sheets. ``zero_1904``: its day numbers count from 1904-01-01, as old Macintosh files do."""

    grids: list[Grid]
    zero_1904: bool = False
    # Whether cells beyond the headings mean a torn row: a CSV has no other places to write.
    ragged: bool = False


def uncomputed() -> Broken:
    """Return what stands for a formula that no program has computed yet."""
    return Broken(
        "",
        Words(
            "公式没有计算结果，请在表格软件中打开并保存一次，或改为数值",
            "the formula has no result: open and save the file in a spreadsheet program, or paste the value",
        ),
    )


def failed(shown: str) -> Broken:
    """Return what stands for an error such as ``#N/A``."""
    return Broken(
        shown,
        Words(
            f"单元格是错误值 {shown}，请改正公式或填写内容",
            f"the cell is an error, {shown}: mend the formula or type the value",
        ),
    )


def letter(column: int) -> str:
    """Return the letters of a column counted from 0: 0 → A, 27 → AB."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return letters
