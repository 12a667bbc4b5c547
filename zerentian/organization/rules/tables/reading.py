"""Opening a file of tables by what its first bytes say, whatever it is called."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from zerentian.ledger.foreign import read_apart
from zerentian.ledger.rules.texts import plain, seen
from zerentian.organization.rules.tables.cells import Book, Broken, Cells, Unreadable
from zerentian.organization.rules.tables.delimited import read_delimited
from zerentian.organization.rules.tables.ods import CONTENT, read_ods
from zerentian.organization.rules.tables.parts import Package
from zerentian.organization.rules.tables.xls import MAGIC, read_xls
from zerentian.organization.rules.tables.xlsx import read_xlsx

ZIPPED = b"PK\x03\x04"
PLAIN = (".csv", ".txt", ".tsv")


def read_book(stream: BinaryIO, name: str) -> Book:
    """Read a file of tables: .xlsx, .xls or .et, .ods, .csv; NotAllowed, with a remedy, for anything else.

    A CSV is read as its rows are asked for; the others are read whole, in a child process within limits. Cells are
    texts as everybody reads them (``ledger.rules.texts``).
    """
    book = opened(stream, name)
    for grid in book.grids:
        grid.name, grid.rows = plain(grid.name, lines=False), tidied(grid.rows)
    return book


def tidied(rows: Iterable[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    """Yield rows with cells of plain text; one in which nothing is seen is blank, and a broken cell stays so."""
    for number, cells in rows:
        read = {
            column: cell if isinstance(cell, Broken) else plain(cell).strip()
            for column, cell in cells.items()
        }
        if shown := {column: cell for column, cell in read.items() if isinstance(cell, Broken) or seen(cell)}:
            yield number, shown


def opened(stream: BinaryIO, name: str) -> Book:
    """Open a file by its first bytes, its cells as they are written."""
    stream.seek(0)
    start = stream.read(8)
    stream.seek(0)
    if start.startswith(ZIPPED) or start == MAGIC:
        return read_apart(read_whole, stream.read())
    if name.lower().endswith(PLAIN):
        return read_delimited(stream, name.rpartition("/")[2].rpartition(".")[0])
    raise Unreadable(
        "文件无法读取，请另存为 .xlsx 或 UTF-8 的 .csv 再导入",
        "this can't be read: save it as .xlsx or UTF-8 .csv and import that",
    )


def read_whole(content: bytes) -> Book:
    """Read a spreadsheet of either family by its bytes, whole: plain data, so that another process may do it."""
    if content.startswith(MAGIC):
        return read_xls(content)
    stream = BytesIO(content)
    return read_ods(stream) if CONTENT in Package(stream) else read_xlsx(stream)
