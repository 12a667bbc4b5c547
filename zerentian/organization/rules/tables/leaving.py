"""Tables that leave the office: cells no spreadsheet runs, lists as xlsx or csv, and somebody's own template filled."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from zerentian.ledger.rules.texts import plain
from zerentian.organization.rules.protected import IN_LISTS

# What makes a spreadsheet take a text for a formula, full-width forms with it.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
CELL_LENGTH = 32_000


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
    """Return rows as a spreadsheet with bold headings; ``taken`` (who, when) and what is not in it at the foot."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([neutral(cell) for cell in row])
    for column, cell in enumerate(sheet[1], 1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 18
    sheet.freeze_panes = "A2"
    foot: Any = sheet.oddFooter
    foot.left.text = f"{taken}　{IN_LISTS.partition('；')[0]}".replace("&", "＆")
    return saved(book, taken)


def saved(book: Any, taken: str) -> bytes:
    """Return a workbook's bytes, with who took it and when in its properties."""
    book.properties.lastModifiedBy = book.properties.description = taken
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
