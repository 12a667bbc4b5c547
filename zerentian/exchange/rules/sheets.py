"""Tables of concerns as offices keep them: csv, xlsx, xls or ods, read a row at a time, times kept."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from zerentian.exchange.rules.mapping import recognised
from zerentian.organization.rules.sheets import Row, Unreadable, text

CHUNK = 1 << 20
# Exports often put a title and a date above the headings.
SEARCHED_FOR_HEADINGS = 10
DELIMITERS = ",\t;"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and the rows under them, to be read once. ``total`` is how many there are at most."""

    headings: tuple[str, ...]
    rows: Iterator[Row]
    total: int


def read_table(stream: BinaryIO, filename: str) -> Table:
    """Read the first filled sheet of a spreadsheet, or a CSV file (UTF-8 or GB 18030); Unreadable otherwise."""
    stream.seek(0)
    if filename.lower().endswith((".csv", ".txt")):
        return table_of(*csv_cells(stream))
    try:
        workbook = CalamineWorkbook.from_filelike(stream)
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.height:
                # The reader leaves out the empty rows on top.
                above = sheet.start[0] if sheet.start else 0
                blank: list[list[object]] = [[] for _ in range(above)]
                return table_of(chain(blank, sheet.iter_rows()), above + sheet.height)
    except CalamineError as error:
        raise Unreadable(
            "文件无法读取，请另存为 .xlsx 或 UTF-8 的 .csv 再导入"
            " · can't be read: save it as .xlsx or UTF-8 .csv and import that"
        ) from error
    raise Unreadable("文件里没有数据 · there is nothing in the file")


def csv_cells(stream: BinaryIO) -> tuple[Iterator[list[str]], int]:
    """Return the cells of a CSV file row by row, and its number of lines."""
    encoding, lines = encoding_of(stream)
    stream.seek(0)
    decoded = io.TextIOWrapper(stream, encoding, newline="")
    delimiter = delimiter_of(decoded.readline())
    decoded.seek(0)
    return whole_rows(csv.reader(decoded, delimiter=delimiter, strict=True), decoded), lines


def whole_rows(reader: Iterator[list[str]], decoded: io.TextIOWrapper) -> Iterator[list[str]]:
    """Yield the rows; a broken one is named as the person's file, not as the program's."""
    try:
        yield from reader
    except csv.Error as error:
        raise Unreadable(
            f"CSV 格式有误（{error}），请用表格软件另存一次 · the CSV is broken: save it again from a spreadsheet"
        ) from error
    finally:
        decoded.detach()


def encoding_of(stream: BinaryIO) -> tuple[str, int]:
    """Return the first encoding that fits a whole file, and how many lines it has."""
    for encoding in ("utf-8-sig", "gb18030"):
        stream.seek(0)
        decoder, lines = codecs.getincrementaldecoder(encoding)(), 0
        try:
            while part := stream.read(CHUNK):
                lines += decoder.decode(part).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, lines + 1
    raise Unreadable("CSV 文件编码无法识别，请存为 UTF-8 · the CSV's encoding is unknown: save it as UTF-8")


def delimiter_of(line: str) -> str:
    """Return what separates the cells of a first line: comma, tab or semicolon."""
    return max(DELIMITERS, key=line.count)


def table_of(raw: Iterable[Sequence[object]], total: int) -> Table:
    """Find the headings among the first rows; what follows them are the rows."""
    numbered = ((number, [cell_text(cell) for cell in cells]) for number, cells in enumerate(raw, 1))
    top = list(islice(numbered, SEARCHED_FOR_HEADINGS))
    filled = [place for place, (_, cells) in enumerate(top) if any(cells)]
    if not filled:
        raise Unreadable("文件里没有数据 · there is nothing in the file")
    place = max(filled, key=lambda one: (len(recognised(top[one][1])), -one))
    headings = tuple(cell.rstrip("*＊").strip() for cell in top[place][1])
    rows = rows_under(headings, chain(top[place + 1 :], numbered))
    return Table(headings, rows, max(total - top[place][0], 0))


def rows_under(headings: Sequence[str], numbered: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    """Yield the filled rows with their cells named by the headings."""
    for number, cells in numbered:
        if any(cells):
            yield Row(number, {name: cell for name, cell in zip(headings, cells, strict=False) if name})


def cell_text(cell: object) -> str:
    """Return a cell as text, a time with its hours."""
    if type(cell) is str:
        return cell.strip().replace("\x00", "")
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else text(cell)
