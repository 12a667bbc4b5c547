"""Sheets of one file read side by side (单位, 岗位, 人员), and what is wrong in a row of any table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import Book, Grid, Unreadable
from zerentian.organization.rules.tables.headings import check_once
from zerentian.organization.rules.tables.layout import Row, Wanted, candidate, table_from
from zerentian.organization.rules.tables.reading import read_book

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a table: where (sheet, row, column) and what to do about it."""

    sheet: str
    row: int
    column: str
    message: str | Words

    def __str__(self) -> str:
        return str(self.words)

    @property
    def words(self) -> Words:
        """Return the place and what is wrong there, in both languages."""
        what = self.message if isinstance(self.message, Words) else Words(self.message, self.message)
        column, column_en = (f"“{self.column}”列", f", column {self.column}") if self.column else ("", "")
        sheet = f"{self.sheet} " if self.sheet else ""
        return Words(
            f"{sheet}第 {self.row} 行{column}：{what.zh}", f"{sheet}row {self.row}{column_en}: {what.en}"
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named table with the headings found in it, and what is to be told of how it was read; a hidden one is not."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Words, ...] = ()
    hidden: bool = False


def read_sheets(
    content: bytes, filename: str, known: Callable[[Sequence[str]], int] = lambda headings: 0
) -> list[Sheet]:
    """Read every visible sheet of a spreadsheet, or the one table of a CSV file; hidden ones come last, unread.

    ``known`` counts the headings that are recognised in a row; without it the first filled row holds them. Raises
    Unreadable for what is no table, is locked, is too long, or has a heading twice in a sheet that is recognised.
    """
    if len(content) > MAX_BYTES:
        most = MAX_BYTES // 1024 // 1024
        raise Unreadable(f"文件超过 {most} MB，请拆分", f"the file is larger than {most} MB: split it")
    book = read_book(BytesIO(content), filename)
    wanted = Wanted(known, lambda headings: known(headings) > 0)
    grids = sorted(book.grids, key=lambda grid: grid.hidden)
    return [
        Sheet(grid.name, (), (), hidden=True) if grid.hidden else sheet_of(book, grid, wanted)
        for grid in grids
    ]


def sheet_of(book: Book, grid: Grid, wanted: Wanted) -> Sheet:
    """Return one sheet of a file."""
    found = candidate(grid, wanted)
    if found is None:
        return Sheet(grid.name, (), ())
    if found.suffices:
        check_once(found.headings)
    table = table_from(found, book)
    rows = tuple(islice(table.rows, MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        raise Unreadable(
            f"“{grid.name}”超过 {MAX_ROWS} 行，请拆分",
            f"the sheet {grid.name} has more than {MAX_ROWS} rows: split the table",
        )
    return Sheet(grid.name, table.headings, rows, tuple(table.notes))


def day_of(value: str) -> date:
    """Read a day as people write it: 2026-03-01, 2026/3/1, 2026.3.1 or 2026年3月1日; ValueError otherwise."""
    parts = value.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    year, month, day = (int(part) for part in parts.split("-"))
    return date(year, month, day)
