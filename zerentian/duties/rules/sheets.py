"""Spreadsheets as rows of text: xlsx, xls, ods through calamine, and csv in UTF-8 or GB 18030."""

import csv
from io import BytesIO, StringIO

import python_calamine

from zerentian.ledger.rules.refusals import NotAllowed

MAX_ROWS = 5000


def read_rows(content: bytes, name: str) -> list[list[str]]:
    """Return the cells of the first sheet as text; NotAllowed for what is no spreadsheet or too long."""
    rows = csv_rows(content) if name.lower().endswith(".csv") else sheet_rows(content)
    if len(rows) > MAX_ROWS:
        raise NotAllowed(f"表格超过 {MAX_ROWS} 行，请分成几份 · more than {MAX_ROWS} rows: split the sheet")
    return rows


def csv_rows(content: bytes) -> list[list[str]]:
    """Return the cells of a csv file, whichever of the two encodings it is in."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(StringIO(content.decode(encoding), newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise NotAllowed("读不出这份 CSV，请另存为 UTF-8 编码 · this CSV can't be read: save it as UTF-8")


def sheet_rows(content: bytes) -> list[list[str]]:
    """Return the cells of a workbook's first sheet."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise NotAllowed(
            "读不出这份表格，请另存为 .xlsx 或 .csv 再试 · this sheet can't be read: save it as .xlsx or .csv"
        ) from error
    return [[text_of(value) for value in row] for row in rows]


def text_of(value: object) -> str:
    """Return a cell as people see it: whole numbers without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
