"""A table out of a file: which sheet it is, its headings, its rows with merged values carried, and notes on it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import Book, Broken, Cells, Grid, Merge, Unreadable, letter
from zerentian.organization.rules.tables.headings import (
    SEARCHED_ROWS,
    Headings,
    Recognise,
    check_once,
    find_headings,
)
from zerentian.organization.rules.tables.reading import read_book


class SeveralSheets(Unreadable):
    """More than one sheet of a file could be meant; ``names`` are theirs."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        several = "、".join(names)
        super().__init__(
            f"有 {len(names)} 张工作表都可以导入（{several}），请写明导入哪一张，一次一张",
            f"{len(names)} sheets could be imported ({several}): say which, one at a time",
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet shows it, and its cells by heading; a cell may be Broken."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, heading: str) -> str:
        return self.cells.get(heading, "")

    def broken(self, headings: Sequence[str]) -> tuple[str, Broken] | None:
        """Return the first of some columns whose cell can't be taken, and that cell."""
        found = ((one, cell) for one in headings if isinstance(cell := self.cells.get(one), Broken))
        return next(found, None)

    def is_filled(self, headings: Iterable[str]) -> bool:
        """Tell whether one of some columns holds anything, be it a cell that can't be taken."""
        return any(isinstance(self[one], Broken) or self[one].strip() for one in headings)


@dataclass(slots=True)
class Table:
    """Headings, and the rows under them, to be read once. ``total`` is how many there are at most.

    ``notes`` grow while the rows are read: what was left out or carried is told once they are.
    """

    sheet: str
    headings: tuple[str, ...]
    rows: Iterator[Row]
    total: int
    zero_1904: bool = False
    notes: list[Words] = field(default_factory=list)
    # The other sheets with something in them, each with whether it is hidden.
    others: Sequence[tuple[str, bool]] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an importer looks for: how many headings it recognises, and which suffice to import a sheet."""

    recognise: Recognise
    suffices: Callable[[Sequence[str]], bool]


@dataclass(slots=True)
class Candidate:
    """A sheet with its first rows read, and the headings found in them."""

    grid: Grid
    top: list[tuple[int, Cells]]
    rest: Iterator[tuple[int, Cells]]
    headings: Headings
    suffices: bool
    known: int


def read_table(stream: BinaryIO, name: str, wanted: Wanted, *, sheet: str = "") -> Table:
    """Read the table an importer wants out of a file; Unreadable, with a remedy, where there is none or several.

    ``sheet`` names the one to take, also a hidden one. Without it hidden sheets and sheets that don't fit are left
    out, and named in the table's notes.
    """
    return table_of(read_book(stream, name), wanted, sheet=sheet)


def table_of(book: Book, wanted: Wanted, *, sheet: str = "") -> Table:
    """Return the table an importer wants out of a book."""
    found = [one for grid in book.grids if (one := candidate(grid, wanted))]
    if not found:
        raise Unreadable("文件里没有数据", "there is nothing in the file")
    chosen = choose(found, sheet)
    check_once(chosen.headings)
    return table_from(chosen, book, [(one.grid.name, one.grid.hidden) for one in found if one is not chosen])


def table_from(chosen: Candidate, book: Book, others: Sequence[tuple[str, bool]] = ()) -> Table:
    """Return a sheet as a table, and what else has content in its file."""
    table = Table(
        sheet=chosen.grid.name,
        headings=chosen.headings.names,
        rows=iter(()),
        total=max(chosen.grid.total - chosen.headings.last, 0) if book.ragged else chosen.grid.total,
        zero_1904=book.zero_1904,
        notes=list(notes_of(chosen, others)),
        others=others,
    )
    table.rows = rows_under(chosen, table.notes, ragged=book.ragged)
    return table


def candidate(grid: Grid, wanted: Wanted) -> Candidate | None:
    """Return a sheet with the headings found in its first rows; None for an empty one."""
    rows = iter(grid.rows)
    top = list(islice(rows, SEARCHED_ROWS))
    headings = find_headings(top, grid.merges, wanted.recognise)
    if headings is None:
        return None
    names = headings.names
    return Candidate(grid, top, rows, headings, wanted.suffices(names), wanted.recognise(names))


def choose(found: Sequence[Candidate], sheet: str) -> Candidate:
    """Return the sheet that is meant; refuse to guess between several, and to read a hidden one unasked."""
    names = "、".join(one.grid.name for one in found)
    if sheet:
        for one in found:
            if one.grid.name == sheet:
                return one
        raise Unreadable(
            f"没有工作表“{sheet}”；有内容的工作表有：{names}",
            f"there is no sheet {sheet}; those with content are: {names}",
        )
    visible = [one for one in found if not one.grid.hidden]
    if not visible:
        raise Unreadable(
            f"有内容的工作表都是隐藏的（{names}），请取消隐藏，或写明导入哪一张",
            f"all sheets with content are hidden ({names}): unhide one, or say which to import",
        )
    fitting = [one for one in visible if one.suffices]
    if len(fitting) > 1:
        raise SeveralSheets([one.grid.name for one in fitting])
    return fitting[0] if fitting else max(visible, key=lambda one: one.known)


def notes_of(chosen: Candidate, others: Sequence[tuple[str, bool]]) -> Iterator[Words]:
    """Yield what is told of the choice: the sheet, the rows of its headings, and what was not read."""
    name, headings = chosen.grid.name, chosen.headings
    place = f"{headings.first}" if headings.first == headings.last else f"{headings.first}–{headings.last}"
    yield Words(
        f"读取工作表“{name}”，表头在第 {place} 行",
        f"read the sheet {name}, headings in row {place}",
    )
    for other, hidden in others:
        kind, kind_en = ("隐藏的", "hidden ") if hidden else ("", "")
        yield Words(f"{kind}工作表“{other}”未读取", f"the {kind_en}sheet {other} was not read")
    if chosen.grid.hidden_rows:
        yield Words(
            f"其中 {chosen.grid.hidden_rows} 行在表格中是隐藏的，照样读取",
            f"{chosen.grid.hidden_rows} of its rows are hidden in the spreadsheet and were read all the same",
        )


def rows_under(chosen: Candidate, notes: list[Words], *, ragged: bool) -> Iterator[Row]:
    """Yield the filled rows with their cells named by the headings, values of merged cells carried down."""
    columns, last = chosen.headings.columns, chosen.headings.last
    carrier = Carrier(chosen.grid.merges, columns, last)
    told: set[int] = set()
    for number, cells in chain(chosen.top, chosen.rest):
        if number <= last or carrier.is_section(number, cells, notes):
            continue
        for column in cells.keys() - columns.keys() - told:
            told.add(column)
            notes.append(beyond(number, column))
        carried = carrier.carried(number, cells)
        # What a merged area covers is not seen: its own value stands, whatever lies under it.
        shown = (*cells.items(), *carried.items())
        named = {columns[column]: text for column, text in shown if column in columns}
        if ragged and (extra := cells.keys() - columns.keys()):
            named |= torn(columns, cells, min(extra))
        if any(column in columns and column not in carried for column in cells):
            yield Row(number, named)
    if carrier.count:
        notes.append(
            Words(
                f"合并单元格的内容已填到它所跨的各行，共 {carrier.count} 处",
                f"values of merged cells were carried to the rows they span, {carrier.count} in all",
            )
        )


def beyond(number: int, column: int) -> Words:
    """Return the note on content in a column that has no heading."""
    return Words(
        f"{letter(column)} 列没有表头，内容未读取（自第 {number} 行）",
        f"column {letter(column)} has no heading and was not read (from row {number})",
    )


def torn(columns: Mapping[int, str], cells: Cells, column: int) -> dict[str, str]:
    """Return the row's cells as Broken: in a CSV, more cells than headings mean that all have shifted."""
    last = columns[max(columns)]
    why = Words(
        f"这一行比表头多出内容（“{cells[column][:20]}”），多半是文字里的逗号没有加引号，请补上引号",
        "this row has more cells than there are headings: a comma in the text wants quotes around the text",
    )
    return {last: Broken(cells.get(max(columns), ""), why)}


class Carrier:
    """Carries the value of a merged cell down the rows it spans; ``count`` tells how often."""

    def __init__(self, merges: Sequence[Merge], columns: Mapping[int, str], last: int) -> None:
        below = [one for one in merges if one.last_row > last]
        self.ahead = deque(sorted(below, key=lambda one: one.first_row))
        self.width = max(columns) + 1
        self.active: list[tuple[Merge, str]] = []
        self.wide = {one.first_row: one for one in below if one.last_column > one.first_column}
        self.count = 0

    def carried(self, number: int, cells: Cells) -> dict[int, str]:
        """Return the values that merged cells from above bring to a row."""
        while self.ahead and self.ahead[0].first_row <= number:
            area = self.ahead.popleft()
            if area.first_row == number and area.last_row > number and area.first_column in cells:
                self.active.append((area, cells[area.first_column]))
        self.active = [(area, text) for area, text in self.active if area.last_row >= number]
        brought = {area.first_column: text for area, text in self.active if area.first_row < number}
        self.count += len(brought)
        return brought

    def is_section(self, number: int, cells: Cells, notes: list[Words]) -> bool:
        """Tell whether a row is one line across the whole table, such as the name of a part; it is told."""
        area = self.wide.get(number)
        if area is None or set(cells) != {area.first_column} or area.last_row != number:
            return False
        if area.last_column - area.first_column + 1 < self.width:
            return False
        said = cells[area.first_column]
        notes.append(
            Words(
                f"第 {number} 行是跨全表的一行字（“{said[:30]}”），不作为一件读取",
                f"row {number} is one line across the table ({said[:30]}) and was not read as a matter",
            )
        )
        return True
