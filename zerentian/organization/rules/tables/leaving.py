"""Tables that leave the office: cells no spreadsheet runs, lists as xlsx or csv, and what they state of themselves."""

import base64
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from zerentian.ledger.rules.canonical import canonical_text
from zerentian.ledger.rules.later import Later
from zerentian.ledger.rules.texts import plain
from zerentian.organization.rules.protected import IN_LISTS

if TYPE_CHECKING:
    import openpyxl.styles
    import openpyxl.utils
else:
    openpyxl = Later("openpyxl")

# What makes a spreadsheet take a text for a formula, full-width forms with it.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
CELL_LENGTH = 32_000
WIDTHS = 18, 40  # of a column, in signs
# A4 in print: margins, and its width between them, upright and lying, in dots.
# A sign takes seven dots in Calibri, eight in what stands in for it where that is not there, as on many desks.
MARGIN, UPRIGHT, LYING, DOTS_OF_SIGN, DOTS_OF_COLUMN = 0.4, 716, 1045, 8, 5
SMALLEST_PRINT = 50  # in hundredths: 11 points become 5.5
LINE_HEIGHT, HIGHEST = 15, 405  # of a row, in points; a spreadsheet has none higher than 409
# What a spreadsheet takes for a sign written by its number (ECMA-376 part 1, 22.4.2.4): the mark itself is written so.
BY_NUMBER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def neutral(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula; what would run gets a quote in front."""
    cell = plain(text)[:CELL_LENGTH]
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) or cell.startswith(FORMULA) else cell


def csv_table(rows: Iterable[Sequence[str]], *, taken: str) -> bytes:
    """Return rows as CSV that spreadsheets open as UTF-8; below stands ``taken`` (who, when), and what is not in it."""
    text = io.StringIO()
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in (*rows, [taken], [IN_LISTS]))
    return text.getvalue().encode("utf-8-sig")


def xlsx_table(rows: Iterable[Sequence[str]], *, taken: str) -> bytes:
    """Return rows as a spreadsheet with bold headings, every word in sight; ``taken`` (who, when) at the foot.

    Programs differ in whether they fit the height of a row to its words, so that the file says how high each one is.
    """
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    cells = [[neutral(cell) for cell in row] for row in rows]
    widths = widths_of(cells)
    for at, row in enumerate(cells, 1):
        sheet.append([BY_NUMBER.sub("_x005F_", cell) for cell in row])
        lines = max((lines_of(cell, width) for cell, width in zip(row, widths, strict=False)), default=1)
        if lines > 1:
            sheet.row_dimensions[at].height = min(LINE_HEIGHT * lines, HIGHEST)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = width
    dress(sheet)
    lay_on_paper(sheet, widths)
    foot: Any = sheet.oddFooter
    foot.left.text = foot_of(taken)
    return saved(book, taken)


def dress(sheet: Any) -> None:
    """Let words go on in the next line from the top of their cell; the headings are bold, and stand on every page."""
    head = sheet["A1"]
    head.alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    plain_style = copy(head._style)
    head.font = openpyxl.styles.Font(bold=True)
    head_style = copy(head._style)
    for row in sheet.iter_rows():
        for cell in row:
            # One look for all: a look given to each cell is sought anew for each, which takes as long as all the rest.
            cell._style = plain_style if cell.row > 1 else head_style
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def lay_on_paper(sheet: Any, widths: Sequence[int]) -> None:
    """Print the columns side by side on A4 with lines between the cells: lying where they are wide, and smaller.

    Never below half size: what is wider still goes on beside, on another sheet.
    """
    dots = sum(DOTS_OF_SIGN * width + DOTS_OF_COLUMN for width in widths)
    lying = dots > UPRIGHT
    paper = sheet.page_setup
    paper.paperSize, paper.orientation = sheet.PAPERSIZE_A4, "landscape" if lying else "portrait"
    # No "fit to the page": the file says how small the print is, so that a reader of the file knows what is legible.
    paper.scale = max(SMALLEST_PRINT, min(100, 100 * (LYING if lying else UPRIGHT) // max(dots, 1)))
    sheet.print_options.gridLines = True
    sheet.page_margins.left = sheet.page_margins.right = MARGIN


def signs(text: str) -> int:
    """Return how many signs wide a text is; those of Chinese are two wide."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def widths_of(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide each column is: as its longest line, within bounds; a row of one cell runs over the others."""
    narrowest, widest = WIDTHS
    widths = [narrowest] * max((len(row) for row in rows), default=0)
    for row in rows if len(widths) == 1 else (row for row in rows if len(row) > 1):
        for place, cell in enumerate(row):
            if widths[place] < widest:
                longest = max(signs(line) for line in cell.split("\n"))
                widths[place] = max(widths[place], min(longest + 2, widest))
    return widths


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; rather one too many, for programs draw letters unlike."""
    return sum(max(1, ceil(1.15 * signs(line) / width)) for line in text.split("\n"))


def foot_of(taken: str) -> str:
    """Return what stands at the foot of every printed page of a sheet: who took it, and what is not in it."""
    return f"{taken}　{IN_LISTS.partition('；')[0]}".replace("&", "＆")


def saved(book: Any, taken: str) -> bytes:
    """Return a workbook's bytes, with who took it and when in its properties."""
    properties: Any = book.properties
    properties.creator = properties.lastModifiedBy = properties.description = taken
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class Leaving:
    """A table on its way out: its rows, in which form (``xlsx`` or ``csv``), and who took it when (``taken``)."""

    rows: Sequence[Sequence[str]]
    form: str
    taken: str

    @cached_property
    def told(self) -> list[list[str]]:
        """Return every row as a reader finds it, with what stands below; blank cells at the end left out."""
        below = [[self.taken], [IN_LISTS]] if self.form == "csv" else [[self.taken]]
        rows = [[neutral(cell) for cell in row] for row in (*self.rows, *below)]
        return [row[: max((at for at, cell in enumerate(row, 1) if cell), default=0)] for row in rows]

    @cached_property
    def digests(self) -> list[bytes]:
        """Return the SHA-256 of each row, as canonical JSON."""
        return [sha256(canonical_text(row).encode()).digest() for row in self.told]

    @property
    def stated(self) -> dict[str, Any]:
        """Return what the table states of itself: how many rows, the SHA-256 of their digests, and the pages' foot."""
        return {
            "kind": "table",
            "rows": len(self.told),
            "cells": sha256(b"".join(self.digests)).hexdigest(),
            "foot": "" if self.form == "csv" else foot_of(self.taken),
        }

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is stated, to which the entry of its leaving commits."""
        return sha256(canonical_text(self.stated).encode()).hexdigest()

    def file(self, proof: dict[str, Any]) -> bytes:
        """Return the file. A spreadsheet carries its ``proof`` inside; CSV has no place for it, the log knows it."""
        if self.form == "csv":
            return csv_table(self.rows, taken=self.taken)
        content = {
            "format": FORMAT,
            "stated": self.stated,
            "digests": base64.b64encode(b"".join(self.digests)).decode(),
        }
        return carrying(
            xlsx_table([*self.rows, [self.taken]], taken=self.taken), canonical_text(content | proof).encode()
        )


def stated_of_file(content: bytes) -> str:
    """Return the digest to which the entry of a file commits that has no place for a proof: its bytes as they are."""
    return sha256(
        canonical_text({"kind": "file", "sha256": sha256(content).hexdigest()}).encode()
    ).hexdigest()


FORMAT = "zerentian-table-1"
PROPERTIES = (
    '<ds:datastoreItem ds:itemID="{2F6E4A5C-95B1-4B0B-8E2E-3D7C0C9A61D4}"'
    f' xmlns:ds="{CUSTOM}"><ds:schemaRefs/></ds:datastoreItem>'
)


def carrying(book: bytes, manifest: bytes) -> bytes:
    """Return a workbook with a manifest in it as a custom XML part, which programs keep when they save it again."""
    data = base64.b64encode(zlib.compress(manifest, 9)).decode()
    added = {
        "customXml/item1.xml": f'<manifest xmlns="urn:zerentian:manifest">{data}</manifest>',
        "customXml/itemProps1.xml": PROPERTIES,
        "customXml/_rels/item1.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{RELATIONS}/customXmlProps" Target="itemProps1.xml"/></Relationships>',
    }
    kind = f'<Override PartName="/customXml/itemProps1.xml" ContentType="{TYPE}"/></Types>'
    leads = f'<Relationship Id="rIdManifest" Type="{RELATIONS}/customXml" Target="../customXml/item1.xml"/>'
    closing = {
        "[Content_Types].xml": ("</Types>", kind),
        "xl/_rels/workbook.xml.rels": ("</Relationships>", f"{leads}</Relationships>"),
    }
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            text = source.read(part)
            target.writestr(part, text.decode().replace(*closing[part]) if part in closing else text)
        for part, words in added.items():
            target.writestr(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{words}')
    return out.getvalue()


TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
