"""Reading tables from what offices send: xlsx, xls, ods or csv, as rows of text with their row numbers."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5000


class Unreadable(ValueError):
    """A file that cannot be read as a table; the message says what to send instead."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a table: where (sheet, row, column) and what to do about it."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"{self.sheet} 第 {self.row} 行" + (f"“{self.column}”列" if self.column else "")
        return f"{place}：{self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet shows it, and its cells by column heading, stripped."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, heading: str) -> str:
        return self.cells.get(heading, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named table whose first row that is not empty holds the headings."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheets(content: bytes, filename: str) -> list[Sheet]:
    """Read every sheet of a spreadsheet, or the one table of a CSV file (UTF-8 or GB 18030)."""
    if len(content) > MAX_BYTES:
        raise Unreadable(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分 · the file is too large: split it")
    if filename.lower().endswith(".csv"):
        return [sheet_of(filename.rsplit(".", 1)[0], csv_rows(content))]
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [sheet_of(name, workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names]
    except CalamineError as error:
        raise Unreadable(
            "文件无法读取，请另存为 .xlsx 或 UTF-8 的 .csv 再上传"
            " · can't be read: save it as .xlsx or UTF-8 .csv and send that"
        ) from error


def csv_rows(content: bytes) -> list[list[str]]:
    """Decode and split a CSV file; Unreadable when neither encoding fits."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding)), strict=True))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Unreadable("CSV 文件编码无法识别，请存为 UTF-8 · the CSV's encoding is unknown: save it as UTF-8")


def sheet_of(name: str, raw: Sequence[Sequence[object]]) -> Sheet:
    """Return a table from raw rows, empty rows left out but counted."""
    filled = [(number, [text(cell) for cell in row]) for number, row in enumerate(raw, 1)]
    filled = [(number, row) for number, row in filled if any(row)]
    if len(filled) > MAX_ROWS + 1:
        raise Unreadable(f"“{name}”超过 {MAX_ROWS} 行，请拆分 · more than {MAX_ROWS} rows: split the table")
    if not filled:
        return Sheet(name, (), ())
    headings = tuple(heading.rstrip("*＊").strip() for heading in filled[0][1])
    return Sheet(name, headings, tuple(rows_under(headings, filled[1:])))


def rows_under(headings: Sequence[str], filled: Sequence[tuple[int, list[str]]]) -> Iterator[Row]:
    """Yield rows with their cells named by the headings."""
    for number, cells in filled:
        yield Row(number, {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading})


def text(cell: object) -> str:
    """Return a cell as text: whole floats without their .0, days in ISO."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def day_of(value: str) -> date:
    """Read a day as people write it: 2026-03-01, 2026/3/1, 2026.3.1 or 2026年3月1日; ValueError otherwise."""
    parts = value.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    year, month, day = (int(part) for part in parts.split("-"))
    return date(year, month, day)
