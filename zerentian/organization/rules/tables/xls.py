"""Reading .xls (BIFF, also WPS's .et): the text each cell shows, and merged areas, through xlrd."""

import io
import struct
from collections.abc import Iterator

import xlrd

from zerentian.organization.rules.tables.cells import (
    MOST_CELLS,
    Book,
    Broken,
    Grid,
    Merge,
    Unreadable,
    failed,
)
from zerentian.organization.rules.tables.displayed import Shape, displayed, shape_of
from zerentian.organization.rules.tables.parts import damaged, locked

# What xlrd raises on a damaged file, beside its own error.
DAMAGE = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
)
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read_xls(content: bytes) -> Book:
    """Read every sheet of an .xls file; Unreadable for one that is damaged or asks for a password."""
    if ENCRYPTED_PACKAGE in content:
        raise locked()
    try:
        file = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        book = Book([], zero_1904=bool(file.datemode))
        left = MOST_CELLS
        for sheet in file.sheets():
            grid = read_grid(file, sheet)
            left -= sum(len(cells) for _, cells in grid.rows)
            if left < 0:
                raise Unreadable(
                    f"表格超过 {MOST_CELLS} 个单元格，请拆分",
                    f"more than {MOST_CELLS} cells: split the table",
                )
            book.grids.append(grid)
    except DAMAGE as error:
        if "encrypted" in str(error):
            raise locked() from error
        raise damaged("xls") from error
    return book


def read_grid(file: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Grid:
    """Read one sheet."""
    rows = [
        (place + 1, cells)
        for place in range(sheet.nrows)
        if (cells := dict(cells_of(file, sheet.row(place))))
    ]
    grid = Grid(sheet.name, rows, hidden=bool(sheet.visibility), total=len(rows))
    grid.merges = [Merge(top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells]
    kept = {number - 1 for number, _ in rows}
    grid.hidden_rows = sum(bool(info.hidden) for row, info in sheet.rowinfo_map.items() if row in kept)
    return grid


def cells_of(file: xlrd.Book, row: list[xlrd.sheet.Cell]) -> Iterator[tuple[int, str]]:
    """Yield the filled cells of a row by their columns."""
    for column, cell in enumerate(row):
        text = cell_text(file, cell)
        if text or isinstance(text, Broken):
            yield column, text


def cell_text(file: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    """Return what a cell says; a Broken one where that is no value."""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value).strip()
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return displayed(repr(cell.value), shape(file, cell), zero_1904=bool(file.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return failed(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return ""


def shape(file: xlrd.Book, cell: xlrd.sheet.Cell) -> Shape:
    """Return what a cell's format makes of a number."""
    kept = file.format_map.get(file.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
    if kept is None:
        return Shape(moment=cell.ctype == xlrd.XL_CELL_DATE)
    found = shape_of(kept.format_str)
    return found if found.moment or found.zeros else Shape(moment=cell.ctype == xlrd.XL_CELL_DATE)
