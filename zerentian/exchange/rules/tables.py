"""Tables that leave the office: cells no spreadsheet runs, lists as xlsx or csv, and somebody's own template filled."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, BinaryIO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from zerentian.exchange.rules.mapping import recognised
from zerentian.ledger.rules.refusals import NotAllowed

# What makes a spreadsheet take a text for a formula, full-width forms with it.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
CELL_LENGTH = 32_000
SEARCHED_FOR_HEADINGS = 10


def neutral(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula; what would run gets a quote in front."""
    plain = UNWRITABLE.sub("", text)[:CELL_LENGTH]
    return f"'{plain}" if plain.lstrip(" ").startswith(FORMULA) or plain.startswith(FORMULA) else plain


def csv_table(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV that spreadsheets open as UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_table(rows: Iterable[Sequence[str]], *, taken: str) -> bytes:
    """Return rows as a spreadsheet with bold headings; ``taken`` (who, when) stands at the foot of every page."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([neutral(cell) for cell in row])
    for column, cell in enumerate(sheet[1], 1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 18
    sheet.freeze_panes = "A2"
    foot: Any = sheet.oddFooter
    foot.left.text = taken.replace("&", "＆")
    return saved(book, taken)


def saved(book: Any, taken: str) -> bytes:
    """Return a workbook's bytes, with who took it and when in its properties."""
    book.properties.lastModifiedBy = book.properties.description = taken
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass(slots=True)
class Form:
    """Somebody's spreadsheet: the sheet and row of its headings, and where each heading stands."""

    book: Any
    sheet: Any
    row: int
    places: Mapping[str, int]

    @property
    def headings(self) -> list[str]:
        """Return the headings in their order."""
        return list(self.places)


def open_form(stream: BinaryIO) -> Form:
    """Open a template; NotAllowed for what is no xlsx or has no headings."""
    try:
        book = load_workbook(stream)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise NotAllowed(
            "模板须是 .xlsx 文件，请另存为 .xlsx 再上传 · the template must be an .xlsx file: save it as one"
        ) from error
    sheet = book.worksheets[0]
    rows = [[said(cell) for cell in row] for row in sheet.iter_rows(max_row=SEARCHED_FOR_HEADINGS)]
    filled = [place for place, cells in enumerate(rows) if any(cells)]
    if not filled:
        raise NotAllowed("模板里没有表头 · the template has no headings")
    place = max(
        filled, key=lambda one: (len(recognised(rows[one])), len(list(filter(None, rows[one]))), -one)
    )
    return Form(book, sheet, place + 1, {name: at for at, name in enumerate(rows[place], 1) if name})


def said(cell: Any) -> str:
    """Return a cell's text, whole numbers without their .0."""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def check_columns(columns: Mapping[str, str], headings: Sequence[str]) -> None:
    """Refuse to fill columns the template hasn't, and a template whose rows nothing names."""
    if absent := [heading for heading in columns.values() if heading not in headings]:
        raise NotAllowed(
            f"模板中没有“{'、'.join(absent)}”列 · the template has no column {', '.join(absent)}"
        )
    if "number" not in columns:
        raise NotAllowed("请写明哪一列是编号 · say which column holds the number")


def fill(
    form: Form, columns: Mapping[str, str], rows: Sequence[Mapping[str, str]], *, taken: str
) -> tuple[bytes, int]:
    """Fill a template and return its bytes and how many rows were filled.

    Where the sheet names numbers already, the rows of these numbers get their reply and nothing else is touched;
    an empty sheet gets a row for each. Formats stay as they are.
    """
    places = {key: form.places[heading] for key, heading in columns.items()}
    numbered = {
        number: row
        for row in range(form.row + 1, form.sheet.max_row + 1)
        if (number := said(form.sheet.cell(row, places["number"])))
    }
    model = list(form.sheet[form.row + 1])
    filled = 0
    for values in rows:
        row = numbered.get(values["number"]) if numbered else form.row + 1 + filled
        if row is None:
            continue
        for key, column in places.items():
            if key == "number" and numbered:
                continue
            write(
                form.sheet.cell(row, column), values.get(key, ""), model[column - 1] if not numbered else None
            )
        filled += 1
    return saved(form.book, taken), filled


def write(cell: Any, text: str, model: Any) -> None:
    """Write a text into a cell, in the format of the row under the headings where a row is new."""
    if model is not None and model.has_style and cell is not model:
        cell._style = copy(model._style)
    cell.value = neutral(text) or None
    if "\n" in text:
        alignment = copy(cell.alignment)
        alignment.wrap_text = True
        cell.alignment = alignment if cell.alignment else Alignment(wrap_text=True)
