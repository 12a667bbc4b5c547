"""Reading .ods (OpenDocument 1.2 and later): the text each cell shows, and merged areas."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from zerentian.organization.rules.tables.cells import (
    MOST_CELLS,
    Book,
    Broken,
    Grid,
    Merge,
    Unreadable,
    failed,
    uncomputed,
)
from zerentian.organization.rules.tables.displayed import PLAIN, displayed
from zerentian.organization.rules.tables.parts import Package, local, locked

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
FAILED = re.compile(r"#[A-Z0-9/!?]+[!?]?|(?:Err|错误):\d+")
# Repeated rows beyond this are the paper's edge, not people's words.
REPEATED = 100_000
BREAKS = {"s": " ", "tab": "\t", "line-break": "\n"}


def read_ods(stream: BinaryIO) -> Book:
    """Read every sheet of an .ods file."""
    package = Package(stream)
    if MANIFEST in package and b"encryption-data" in package.read(MANIFEST):
        raise locked()
    root = package.tree(CONTENT)
    unseen = {
        value(style, "name")
        for style in root.iter("{*}style")
        for one in style.iter("{*}table-properties")
        if value(one, "display") == "false"
    }
    book, left = Book([]), MOST_CELLS
    for table in root.iter("{*}table"):
        grid = read_grid(table, left)
        grid.hidden = value(table, "style-name") in unseen
        left -= sum(len(cells) for _, cells in grid.rows)
        book.grids.append(grid)
    return book


def read_grid(table: etree._Element, left: int) -> Grid:
    """Read one sheet; Unreadable when it holds more cells than are left to the file."""
    rows: list[tuple[int, dict[int, str]]] = []
    grid = Grid(value(table, "name"), rows)
    number = 1
    for row in table.iter("{*}table-row"):
        repeated = count(row, "number-rows-repeated")
        cells = dict(cells_of(row, number, grid))
        if cells:
            left -= len(cells) * repeated
            if left < 0 or repeated > REPEATED:
                raise Unreadable(
                    f"表格超过 {MOST_CELLS} 个单元格，请拆分",
                    f"more than {MOST_CELLS} cells: split the table",
                )
            rows.extend((number + place, cells) for place in range(repeated))
            grid.hidden_rows += repeated * (value(row, "visibility") in {"collapse", "filter"})
        number += repeated
    grid.total = len(rows)
    return grid


def cells_of(row: etree._Element, number: int, grid: Grid) -> Iterator[tuple[int, str]]:
    """Yield the filled cells of a row by their columns, and note the areas merged from it."""
    column = 0
    for cell in row:
        if local(cell) not in {"table-cell", "covered-table-cell"}:
            continue
        repeated = count(cell, "number-columns-repeated")
        wide, high = count(cell, "number-columns-spanned"), count(cell, "number-rows-spanned")
        if wide > 1 or high > 1:
            grid.merges.append(Merge(number, number + high - 1, column, column + wide - 1))
        text = cell_text(cell)
        if (text or isinstance(text, Broken)) and local(cell) == "table-cell":
            if repeated > REPEATED:
                raise Unreadable(
                    f"第 {number} 行过宽，请删去多余的列", f"row {number} is too wide: delete the columns"
                )
            yield from ((column + place, text) for place in range(repeated))
        column += repeated


def cell_text(cell: etree._Element) -> str:
    """Return what a cell says; a Broken one where that is no value."""
    shown, kind = shown_text(cell), value(cell, "value-type")
    if value(cell, "formula") and (FAILED.fullmatch(shown) or not (kind or shown)):
        return failed(shown) if shown else uncomputed()
    if kind == "date":
        return value(cell, "date-value").replace("T", " ").removesuffix(" 00:00:00")
    if kind in {"float", "currency"}:
        return shown if shown.isdigit() else displayed(value(cell, "value") or shown, PLAIN)
    return shown


def shown_text(cell: etree._Element) -> str:
    """Return the paragraphs a cell shows, notes left out."""
    return "\n".join("".join(pieces(one)) for one in cell if local(one) == "p").strip()


def pieces(element: etree._Element) -> Iterator[str]:
    """Yield the texts of a paragraph, with the blanks that it counts."""
    yield element.text or ""
    for one in element:
        name = local(one)
        if name == "s":
            yield " " * min(count(one, "c"), 1000)
        elif name in BREAKS:
            yield BREAKS[name]
        elif name not in {"annotation", "ruby-text"}:
            yield from pieces(one)
        yield one.tail or ""


def value(element: etree._Element, name: str) -> str:
    """Return an attribute by its name without namespace; the office's own before extensions; '' for none."""
    found = [(key, said) for key, said in element.items() if key.rpartition("}")[2] == name]
    return next((said for key, said in found if "oasis" in key), found[0][1] if found else "")


def count(element: etree._Element, name: str) -> int:
    """Return a count that an attribute states; 1 where it states none."""
    said = value(element, name)
    return max(int(said), 1) if said.isdecimal() and len(said) < 8 else 1
