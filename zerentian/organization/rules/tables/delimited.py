"""Reading CSV: UTF-8, UTF-16 or GB 18030, comma, tab or semicolon; a torn quote is named by its row."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from zerentian.organization.rules.tables.cells import Book, Grid, Unreadable

CHUNK = 1 << 20
DELIMITERS = ",\t;"
# What stands in quotes, also where they close on a line below. A quote within a cell, as of inches, opens none.
QUOTED = re.compile(r'(?:(?<=[,\t;\r\n])|\A)"(?:[^"]|"")*(?:"|\Z)')
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_delimited(stream: BinaryIO, name: str) -> Book:
    """Return a CSV file's one table; its rows are read as they are asked for, so that a long file costs little."""
    encoding, lines = encoding_of(stream)
    stream.seek(0)
    decoded = io.TextIOWrapper(stream, encoding, newline="")
    delimiter = delimiter_of(decoded.readline())
    decoded.seek(0)
    return Book([Grid(name, rows_of(decoded, delimiter), total=lines)], ragged=True)


def rows_of(decoded: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield the filled rows with their numbers, as a spreadsheet counts them."""
    reader = csv.reader(decoded, delimiter=delimiter, strict=True)
    number, line = 1, 1
    try:
        for cells in reader:
            filled = {place: text for place, cell in enumerate(cells) if (text := cell.strip())}
            if filled:
                yield number, filled
            number, line = number + 1, reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            f"CSV 第 {number} 行（文件第 {line} 行起）引号或分隔有误，请在该行补齐引号，或用表格软件另存一次",
            f"row {number} of the CSV (from line {line} of the file) has a quote or separator that doesn't"
            " close: mend it there, or save the file again from a spreadsheet program",
        ) from error
    finally:
        decoded.detach()


def encoding_of(stream: BinaryIO) -> tuple[str, int]:
    """Return the first encoding that fits a whole file, and how many lines it has."""
    stream.seek(0)
    wide = ("utf-16",) if stream.read(2) in WIDE_MARKS else ()
    for encoding in (*wide, "utf-8-sig", "gb18030"):
        stream.seek(0)
        decoder, lines = codecs.getincrementaldecoder(encoding)(), 0
        try:
            while part := stream.read(CHUNK):
                lines += decoder.decode(part).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, lines + 1
    raise Unreadable("CSV 文件编码无法识别，请存为 UTF-8", "the CSV's encoding is unknown: save it as UTF-8")


def delimiter_of(line: str) -> str:
    """Return what separates the cells of a first line."""
    return delimiters_by_count(line)[0]


def delimiters_by_count(text: str) -> list[str]:
    """Return comma, tab and semicolon, the one seen most between the cells first; what stands in quotes is words."""
    return sorted(DELIMITERS, key=QUOTED.sub("", text).count, reverse=True)
