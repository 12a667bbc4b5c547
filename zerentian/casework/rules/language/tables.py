"""Reading messages from a CSV file: every fault is named by file, row and column, with a remedy."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, TextIO

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.organization.rules.tables.delimited import delimiter_of, encoding_of
from zerentian.organization.rules.toml_maps import map_in

# More rows than this are no township's, and would not fit the memory they are compared in.
MOST_ROWS = 300_000
MOST_BYTES = 1 << 30
NOT_CSV = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
TOPIC_COLUMNS = ("number", "title", "text", "received_at", "person")
NEEDED_FOR_TOPICS = ("number", "text")


class Rows:
    """The rows of one CSV file with the cells of some columns; ``number`` counts rows under the headings from 1."""

    def __init__(self, text: TextIO, name: str, columns: Sequence[str]) -> None:
        self.name = name
        delimiter = delimiter_of(text.readline())
        text.seek(0)
        self.reader = csv.reader(text, delimiter=delimiter, strict=True)
        self.headings = [cell.strip() for cell in next(self._cells(), [])]
        self.places = self._places(columns)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Yield the wanted cells of each row; an empty line is no row, a row of empty cells is one."""
        count = 0
        for cells in self._cells():
            if not cells:
                continue
            count += 1
            if count > MOST_ROWS:
                raise NotAllowed(
                    f"{self.name} 超过 {MOST_ROWS} 行，请按时间分成几份",
                    f"{self.name} has more than {MOST_ROWS} rows: split it by time",
                )
            if len(cells) > len(self.headings):
                raise NotAllowed(
                    f"{self.name} 第 {count} 行有 {len(cells)} 格，表头只有 {len(self.headings)} 格；"
                    "含分隔符的内容请加引号",
                    f"{self.name}, row {count}, has {len(cells)} cells under {len(self.headings)} headings:"
                    " put cells with separators in quotes",
                )
            yield tuple(cells[at].replace("\x00", "") if at < len(cells) else "" for at in self.places)

    def _cells(self) -> Iterator[list[str]]:
        try:
            yield from self.reader
        except csv.Error as error:
            line = self.reader.line_num
            raise NotAllowed(
                f"{self.name} 文件第 {line} 行附近的 CSV 有误（{error}），请补齐引号，或用表格软件另存为 CSV",
                f"{self.name} is no proper CSV near line {line} ({error}): mend the quotes, or save it again from a"
                " spreadsheet program",
            ) from error

    def _places(self, columns: Sequence[str]) -> list[int]:
        there = "、".join(one for one in self.headings if one)
        for column in columns:
            if self.headings.count(column) != 1:
                missing = column not in self.headings
                raise NotAllowed(
                    f"{self.name} {'没有' if missing else '有两个'}“{column}”列；表头是：{there}",
                    f"{self.name} has {'no' if missing else 'two'} column {column}; its headings are: {there}",
                )
        return [self.headings.index(column) for column in columns]


def checked(stream: BinaryIO, name: str) -> None:
    """Refuse a file that is empty, too large or no CSV by what it begins with."""
    start = stream.read(8)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise NotAllowed(f"{name} 是空的", f"{name} is empty")
    if start.startswith(NOT_CSV):
        raise NotAllowed(
            f"{name} 不是 CSV，请另存为 CSV（UTF-8）", f"{name} is no CSV: save it as CSV (UTF-8)"
        )
    if size > MOST_BYTES:
        raise NotAllowed(f"{name} 超过 1 GB，请分成几份", f"{name} is larger than 1 GB: split it")


def read_rows(path: Path, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the cells of some columns of a CSV file, row by row; NotAllowed where there is no row."""
    with path.open("rb") as stream:
        checked(stream, path.name)
        try:
            encoding, _ = encoding_of(stream)
        except Unreadable as error:
            raise NotAllowed(f"{path.name}：{error.words.zh}", f"{path.name}: {error.words.en}") from error
    with path.open(encoding=encoding, newline="") as text:
        rows = list(Rows(text, path.name, columns))
    if not rows:
        raise NotAllowed(f"{path.name} 表头下面没有行", f"{path.name} has no row under its headings")
    return rows


def read_taxonomy(path: Path) -> dict[str, list[str]]:
    """Return the words of each category of a taxonomy with the columns ``level1``, ``level2``, ``level3``."""
    words: dict[str, list[str]] = {}
    for row, (first, second, third) in enumerate(read_rows(path, ("level1", "level2", "level3")), start=1):
        if not first.strip():
            raise NotAllowed(
                f"{path.name} 第 {row} 行 level1 列是空的，请填写类别名称",
                f"{path.name}, row {row}, column level1 is empty: write the category",
            )
        words.setdefault(first.strip(), []).extend(filter(None, (first, second, third)))
    return words


def read_topic_map(path: Path) -> Mapping[str, str]:
    """Return key → heading from ``[columns]`` of a map in TOML; ``person`` may be named here and nowhere else."""
    data = map_in(path.read_bytes(), path.name)
    columns = data.get("columns", {key: value for key, value in data.items() if isinstance(value, str)})
    if not isinstance(columns, Mapping) or not all(isinstance(value, str) for value in columns.values()):
        raise NotAllowed(
            f'{path.name} 的 [columns] 应写成：键 = "列名"',
            f'[columns] of {path.name} is written: key = "heading"',
        )
    keys = "、".join(TOPIC_COLUMNS)
    if unknown := sorted(set(columns) - set(TOPIC_COLUMNS) - {"source"}):
        raise NotAllowed(
            f"{path.name} 的 [columns] 不认识 {'、'.join(unknown)}，可用的有：{keys}",
            f"[columns] of {path.name} does not know {', '.join(unknown)}; there are: {keys}",
        )
    if missing := [key for key in NEEDED_FOR_TOPICS if key not in columns]:
        raise NotAllowed(
            f"{path.name} 的 [columns] 缺少 {'、'.join(missing)}",
            f"[columns] of {path.name} lacks {', '.join(missing)}",
        )
    return {key: columns[key].strip() for key in TOPIC_COLUMNS if key in columns}
