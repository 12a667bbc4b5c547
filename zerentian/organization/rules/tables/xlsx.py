"""Reading .xlsx (ECMA-376, transitional or strict): the text each cell stores or shows, and merged areas."""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import normpath
from typing import BinaryIO

from lxml import etree

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import (
    MOST_CELLS,
    Book,
    Broken,
    Grid,
    Merge,
    Unreadable,
    failed,
    letter,
    uncomputed,
)
from zerentian.organization.rules.tables.displayed import (
    BUILT_IN_MOMENTS,
    PLAIN,
    Shape,
    displayed,
    shape_of,
)
from zerentian.organization.rules.tables.parts import Package, damaged, local

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
# How the format writes signs that XML can't carry (22.9.2.19, ST_Xstring).
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)
ROOT_RELATIONS = "_rels/.rels"


class Workbook:
    """An .xlsx file: where its sheets are, its shared strings and formats."""

    def __init__(self, stream: BinaryIO) -> None:
        self.package = Package(stream)
        self.part = self.main_part()
        self.root = self.package.tree(self.part)
        self.relations = self.relations_of(self.part)
        self.zero_1904 = any(
            (one.get("date1904") or "").lower() in {"1", "true"} for one in self.root.iter("{*}workbookPr")
        )
        self.strings = self.shared_strings()
        self.shapes = self.shapes_by_style()

    def main_part(self) -> str:
        """Return the name of the workbook's part."""
        if ROOT_RELATIONS in self.package:
            for kind, target in self.relations_of("").values():
                if kind == "officeDocument":
                    return target
        if "xl/workbook.xml" in self.package:
            return self.package.actual("xl/workbook.xml")
        raise Unreadable(
            "不是表格文件，请另存为 .xlsx 或 UTF-8 的 .csv 再试",
            "this is no spreadsheet: save it as .xlsx or UTF-8 .csv and try again",
        )

    def relations_of(self, part: str) -> Mapping[str, tuple[str, str]]:
        """Return what a part refers to: id → kind and part."""
        folder, _, name = part.replace("\\", "/").rpartition("/")
        rels = f"{folder}/_rels/{name}.rels".lstrip("/") if part else ROOT_RELATIONS
        if rels not in self.package:
            return {}
        found = {}
        for one in self.package.tree(rels).iter("{*}Relationship"):
            target = one.get("Target", "")
            if one.get("TargetMode") != "External":
                whole = target.lstrip("/") if target.startswith("/") else normpath(f"{folder}/{target}")
                kind = one.get("Type", "").rpartition("/")[2]
                found[one.get("Id", "")] = kind, self.package.actual(whole.lstrip("/"))
        return found

    def sheets(self) -> Iterator[tuple[str, str, bool]]:
        """Yield name, part and hiddenness of every sheet with cells, in the order of their tabs."""
        for one in self.root.iter("{*}sheet"):
            key = next((value for name, value in one.items() if name.endswith("}id")), "")
            kind, part = self.relations.get(key, ("", ""))
            if kind == "worksheet":
                yield one.get("name", ""), part, one.get("state", "visible") != "visible"

    def related(self, kind: str) -> str | None:
        """Return the workbook's part of a kind, if there is one."""
        found = (part for name, part in self.relations.values() if name == kind and part in self.package)
        return next(found, None)

    def shared_strings(self) -> Sequence[str]:
        """Return the shared strings, phonetic guides left out."""
        part = self.related("sharedStrings")
        return [rich_text(one) for one in self.package.each(part, "si")] if part else []

    def shapes_by_style(self) -> Sequence[Shape]:
        """Return what each cell style makes of a number."""
        part = self.related("styles")
        if part is None:
            return []
        styles = self.package.tree(part)
        codes = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter("{*}numFmt")}
        return [
            shape_of_style(xf.get("numFmtId", "0"), codes)
            for formats in styles.iter("{*}cellXfs")
            for xf in formats.iter("{*}xf")
        ]

    def text(self, cell: etree._Element) -> str:
        """Return what a cell says; a Broken one where that is no value."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(rich_text(one) for one in cell.iter("{*}is")).strip()
        value, formula = child(cell, "v"), child(cell, "f")
        stored = (value.text or "") if value is not None else ""
        if PICTURE.match(stored):
            return picture()
        if kind == "e":
            return failed(stored)
        if not stored.strip():
            return uncomputed() if formula is not None and (value is None or kind != "str") else ""
        if kind == "s":
            return self.shared(stored)
        if kind == "n":
            return displayed(stored.strip(), self.shape(cell), zero_1904=self.zero_1904)
        if kind == "b":
            return "TRUE" if stored.strip().lower() in {"1", "true"} else "FALSE"
        return stored.replace("T", " ") if kind == "d" else unescaped(stored).strip()

    def shared(self, place: str) -> str:
        """Return a shared string."""
        try:
            return self.strings[int(place)].strip()
        except (ValueError, IndexError) as error:
            raise damaged("sharedStrings") from error

    def shape(self, cell: etree._Element) -> Shape:
        """Return what a cell's style makes of a number."""
        style = cell.get("s", "0")
        place = int(style) if style.isdecimal() and len(style) < 8 else 0
        return self.shapes[place] if place < len(self.shapes) else PLAIN

    def rows(self, sheet: etree._Element) -> Iterator[tuple[int, etree._Element]]:
        """Yield the rows of a sheet's data with their numbers."""
        before = 0
        for row in sheet:
            if local(row) == "row":
                before = row_number(row, before)
                yield before, row


def read_xlsx(stream: BinaryIO) -> Book:
    """Read every sheet of an .xlsx file."""
    workbook = Workbook(stream)
    book, left = Book([], workbook.zero_1904), MOST_CELLS
    for name, part, hidden in workbook.sheets():
        grid = read_grid(workbook, name, part, left)
        grid.hidden = hidden
        left -= sum(len(cells) for _, cells in grid.rows)
        book.grids.append(grid)
    return book


def read_grid(workbook: Workbook, name: str, part: str, left: int) -> Grid:
    """Read one sheet; Unreadable when it holds more cells than are left to the file."""
    rows: list[tuple[int, dict[int, str]]] = []
    grid = Grid(name, rows)
    for element in workbook.package.each(part, "row", "mergeCell"):
        if local(element) == "mergeCell":
            if merge := merge_of(element.get("ref", "")):
                grid.merges.append(merge)
            continue
        found = list(cells_of(workbook, element))
        cells = dict(found)
        if not cells:
            continue
        number = row_number(element, rows[-1][0] if rows else 0)
        if len(cells) < len(found):
            refuse_doubled(found, number)
        rows.append((number, cells))
        grid.hidden_rows += element.get("hidden") in {"1", "true"}
        left -= len(cells)
        if left < 0:
            raise Unreadable(
                f"表格超过 {MOST_CELLS} 个单元格，请拆分", f"more than {MOST_CELLS} cells: split the table"
            )
    rows.sort(key=lambda row: row[0])
    grid.total = len(rows)
    return grid


def cells_of(workbook: Workbook, row: etree._Element) -> Iterator[tuple[int, str]]:
    """Yield the filled cells of a row by their columns."""
    column = -1
    for cell in row:
        if local(cell) != "c":
            continue
        column = column_of(cell.get("r", "")) if cell.get("r") else column + 1
        text = workbook.text(cell)
        if text or isinstance(text, Broken):
            yield column, text


def refuse_doubled(found: Sequence[tuple[int, str]], number: int) -> None:
    """Refuse a row in which two cells with words stand in one place: which of them is meant nobody can tell."""
    for place, (column, _) in enumerate(found):
        if any(column == other for other, _ in found[:place]):
            raise damaged(f"{letter(column)}{number}")


def row_number(row: etree._Element, before: int) -> int:
    """Return a row's number; one that has none follows the row before."""
    number = row.get("r", "")
    return int(number) if number.isdecimal() and len(number) < 8 else before + 1


def column_of(address: str) -> int:
    """Return the column of an address: B7 → 1."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise damaged(address[:20])
    return column_index(found[1])


def column_index(letters: str) -> int:
    """Return a column counted from 0 by its letters: AB → 27."""
    column = 0
    for sign in letters:
        column = column * 26 + ord(sign) - 64
    return column - 1


def merge_of(ref: str) -> Merge | None:
    """Return a merged area by its reference; None for one cell or what is none."""
    first, _, last = ref.partition(":")
    one, two = ADDRESS.fullmatch(first), ADDRESS.fullmatch(last)
    if one is None or two is None:
        return None
    return Merge(int(one[2]), int(two[2]), column_index(one[1]), column_index(two[1]))


def shape_of_style(number: str, codes: Mapping[str | None, str]) -> Shape:
    """Return what a style's number format makes of a number."""
    if number in codes:
        return shape_of(codes[number])
    return Shape(moment=True) if number.isdecimal() and int(number[:6]) in BUILT_IN_MOMENTS else PLAIN


def rich_text(element: etree._Element) -> str:
    """Return a string of runs as one text, phonetic guides left out."""
    parts = [
        text.text or ""
        for text in element.iter("{*}t")
        if (above := text.getparent()) is None or local(above) != "rPh"
    ]
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """Return a text with its written-out signs."""
    if "_x" not in text:
        return text
    signs = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Signs beyond the first plane are written out as pairs; half a pair is none.
    return signs.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of a name."""
    return next((one for one in element if local(one) == name), None)


def picture() -> Broken:
    """Return what stands for a picture in a cell."""
    return Broken(
        "",
        Words(
            "单元格里是图片，无法读作文字，请改为文字",
            "the cell holds a picture, not text: type what it says",
        ),
    )
