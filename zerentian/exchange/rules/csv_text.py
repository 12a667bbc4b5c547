"""A form as delimited text (.csv): read without losing a byte, so that only the cells that are filled change.

RFC 4180 with what offices send besides: GB 18030 beside UTF-8, tabs and semicolons beside commas, any line end, rows of
different lengths. Rows count from 1, columns from 0, as in a spreadsheet.
"""

import contextlib
import re
from dataclasses import dataclass

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import MOST_CELLS
from zerentian.organization.rules.tables.delimited import DELIMITERS, delimiters_by_count
from zerentian.organization.rules.tables.xls import MAGIC

# A text has no sheets; its one table is called so in a map.
SHEET = "CSV"
MARK = b"\xef\xbb\xbf"
ZIP = b"PK\x03\x04"
# What a text begins with that is a page of HTML or XML under another name.
MARKUP = b"<"
SEARCHED_LINES = 20
MOST_FIELDS = MOST_CELLS // 8
FORMULA = "="


@dataclass(slots=True)
class CsvLine:
    """One row: its fields as they stand, with their quotes, and the line end after it (none after the last)."""

    fields: list[str]
    end: str


@dataclass(slots=True)
class CsvText:
    """A delimited text taken apart; ``content`` puts the same bytes together again."""

    mark: bytes
    encoding: str
    delimiter: str
    lines: list[CsvLine]

    def content(self) -> bytes:
        """Return the file's bytes."""
        text = "".join(self.delimiter.join(one.fields) + one.end for one in self.lines)
        return self.mark + text.encode(self.encoding)

    @property
    def end(self) -> str:
        """Return the line end of the file: that of its first row, or what spreadsheets write."""
        return self.lines[0].end or "\r\n"

    def raw(self, row: int, column: int) -> str:
        """Return a field as it stands; empty where there is none."""
        fields = self.lines[row - 1].fields if 0 < row <= len(self.lines) else []
        return fields[column] if column < len(fields) else ""

    def text(self, row: int, column: int) -> str:
        """Return what a field says."""
        return unquoted(self.raw(row, column))

    def is_formula(self, row: int, column: int) -> bool:
        """Tell whether a spreadsheet would reckon a field."""
        return self.text(row, column).startswith(FORMULA)

    def has_formulas(self) -> bool:
        """Tell whether any field is reckoned."""
        return any(unquoted(field).startswith(FORMULA) for one in self.lines for field in one.fields)

    def write(self, row: int, column: int, text: str) -> None:
        """Write a text into a field; a row that is too short, or not there yet, is made as long as it must be."""
        while len(self.lines) < row:
            self.insert(len(self.lines), [])
        fields = self.lines[row - 1].fields
        fields.extend([""] * (column + 1 - len(fields)))
        fields[column] = quoted(text, like=fields[column], delimiter=self.delimiter)

    def insert(self, after: int, fields: list[str]) -> None:
        """Insert a row after a row; below the last, which may have no line end, it gets one."""
        last = self.lines[after - 1]
        self.lines.insert(after, CsvLine(fields, last.end))
        last.end = last.end or self.end


def is_csv(content: bytes) -> bool:
    """Tell whether a file is delimited text in an encoding that is written back unchanged."""
    if content.startswith((ZIP, MAGIC)) or content.removeprefix(MARK).lstrip().startswith(MARKUP):
        return False
    if b"\0" in content:
        return False
    encoding = encoding_of(content)
    return bool(encoding) and any(sign in content.decode(encoding) for sign in DELIMITERS)


def encoding_of(content: bytes) -> str:
    """Return the first encoding in which a text comes out as the same bytes again; empty for none."""
    body = content.removeprefix(MARK)
    for encoding in ("utf-8", "gb18030"):
        try:
            if body.decode(encoding).encode(encoding) == body:
                return encoding
        except UnicodeError:
            continue
    return ""


def read_csv(content: bytes) -> CsvText:
    """Take a delimited text apart; NotAllowed names the row in which a quote does not close.

    A sign that stands more often in the words than between the fields would tear a quote: the likeliest under which the
    whole text closes is what separates its fields. One that stands nowhere separates none: a text would close under it
    whatever its quotes.
    """
    encoding, mark = encoding_of(content), MARK if content.startswith(MARK) else b""
    text = content.removeprefix(MARK).decode(encoding)
    likeliest, *others = delimiters_by_count(first_lines(text))
    try:
        return CsvText(mark, encoding, likeliest, lines_of(text, likeliest))
    except TornQuote as torn:
        for delimiter in (one for one in others if one in text):
            with contextlib.suppress(TornQuote):
                return CsvText(mark, encoding, delimiter, lines_of(text, delimiter))
        raise refusal_of_torn(torn.row) from torn


class TornQuote(Exception):
    """A row has a quote that does not close, or that closes before its field does."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def lines_of(text: str, delimiter: str) -> list[CsvLine]:
    """Return a text's rows; TornQuote for one whose quotes do not close, NotAllowed for too many fields."""
    pattern = re.compile(rf'("(?:[^"]|"")*"|(?!")[^{delimiter}\r\n]*)({delimiter}|\r\n|\n|\r|\Z)')
    lines: list[CsvLine] = []
    fields: list[str] = []
    place, count = 0, 0
    while place < len(text) or fields:
        one = pattern.match(text, place)
        if one is None:
            raise TornQuote(len(lines) + 1)
        fields.append(one[1])
        place, count = one.end(), count + 1
        if count > MOST_FIELDS:
            raise NotAllowed("表格过大，请删去空白行后再上传", "the table is too large: delete blank rows")
        if one[2] != delimiter:
            lines.append(CsvLine(fields, one[2]))
            fields = []
    return lines


def refusal_of_torn(row: int) -> NotAllowed:
    """Return the refusal of a row whose quotes do not close."""
    return NotAllowed(
        f"CSV 第 {row} 行的引号没有成对，请在该行补齐引号，或用表格软件另存一次",
        f"row {row} of the CSV has a quote that does not close: mend it there, or save the file again from a"
        " spreadsheet program",
    )


def first_lines(text: str) -> str:
    """Return the first lines of a text, which are enough to see what separates its fields."""
    return "\n".join(re.split(r"\r\n|\n|\r", text, maxsplit=SEARCHED_LINES)[:SEARCHED_LINES])


def unquoted(raw: str) -> str:
    """Return what a field says without its quotes."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw


def quoted(text: str, *, like: str, delimiter: str) -> str:
    """Return a text as a field: in quotes where the field had them, or where its signs need them."""
    needs = like.startswith('"') or any(sign in text for sign in f'{delimiter}"\r\n')
    return '"' + text.replace('"', '""') + '"' if needs else text
