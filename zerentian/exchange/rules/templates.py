"""Somebody's own template, filled: the sheet gets its texts, every other part of the file stays byte for byte."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zerentian.exchange.rules.elsewhere import asking_anew, is_read_elsewhere, packed_again, reckoned_anew
from zerentian.exchange.rules.form_puts import shown, written_text
from zerentian.exchange.rules.inserting import extend_rows, insert_rows, spread_shared
from zerentian.exchange.rules.mapping import recognised
from zerentian.exchange.rules.references import MOST_ROWS, Extension, Insertion
from zerentian.exchange.rules.sheet_xml import SheetXml, reaching_one, wrapping_styles
from zerentian.ledger.foreign import read_apart
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import MOST_CELLS, Unreadable, letter
from zerentian.organization.rules.tables.headings import Headings
from zerentian.organization.rules.tables.layout import Candidate, Wanted, candidate
from zerentian.organization.rules.tables.xls import MAGIC
from zerentian.organization.rules.tables.xlsx import Workbook, read_grid

# What a number looks like beside what else may stand in its column, such as 合计 or 填表人：某.
NUMBER = re.compile(r"(?=.*\d)[^\s:：,，。]{1,80}")


@dataclass(slots=True)
class Template:
    """A template: its file, the sheet and rows of its headings, and the numbers its rows name already."""

    content: bytes
    workbook: Workbook
    sheet: str
    part: str
    headings: Headings
    rows: Sequence[tuple[int, Mapping[int, str]]]

    @property
    def names(self) -> list[str]:
        """Return the headings from left to right."""
        return list(self.headings.names)

    def column(self, heading: str) -> int:
        """Return the column of a heading; refuse one that stands over several, or over none."""
        columns = [column for column, name in self.headings.columns.items() if name == heading]
        if not columns:
            raise NotAllowed(f"模板中没有“{heading}”列", f"the template has no column {heading}")
        if len(columns) > 1:
            letters = "、".join(map(letter, sorted(columns)))
            raise NotAllowed(
                f"模板中有 {len(columns)} 列都叫“{heading}”（{letters}），请先改名，以免填错列",
                f"{len(columns)} columns of the template are called {heading} ({letters}): rename one first",
            )
        return columns[0]


@dataclass(slots=True)
class Filled:
    """A filled template: its bytes, how many matters went in, in which sheet, and what is to be told of it."""

    content: bytes = b""
    rows: int = 0
    sheet: str = ""
    notes: list[Words] = field(default_factory=list)


def headings_of(content: bytes) -> list[str]:
    """Return the headings of a template, from left to right; see ``open_template``. Read in a child process."""
    return read_apart(names_in, content)


def check_template(content: bytes, columns: Mapping[str, str]) -> None:
    """Refuse a template that can't be filled in these columns. Read in a child process."""
    read_apart(check_content, content, dict(columns))


def fill_template(content: bytes, columns: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> Filled:
    """Fill a template given as bytes in these columns; see ``fill``. Read and filled in a child process."""
    return read_apart(fill_content, content, dict(columns), [dict(row) for row in rows])


def names_in(content: bytes) -> list[str]:
    """Return the headings of a template, in this process."""
    return open_template(content).names


def check_content(content: bytes, columns: Mapping[str, str]) -> None:
    """Refuse a template that can't be filled in these columns, in this process."""
    check_columns(columns, open_template(content))


def fill_content(content: bytes, columns: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> Filled:
    """Fill a template in these columns, in this process."""
    template = open_template(content)
    check_columns(columns, template)
    return fill(template, columns, rows)


def open_template(content: bytes) -> Template:
    """Open a template and find its headings; NotAllowed for what is no .xlsx, is damaged or has none."""
    if content.startswith(MAGIC):
        raise NotAllowed(
            "模板是旧格式 .xls，或设有打开密码，请取消密码、另存为 .xlsx 再上传",
            "the template is an old .xls or protected by a password: save it as .xlsx without one",
        )
    try:
        workbook = Workbook(io.BytesIO(content))
        found = list(sheets_of(workbook))
    except Unreadable as error:
        raise NotAllowed(
            f"模板须是完好的 .xlsx 文件：{error.words.zh}",
            f"the template must be a sound .xlsx: {error.words.en}",
        ) from error
    if not found:
        raise NotAllowed("模板里没有表头", "the template has no headings")
    part, best = max(found, key=lambda one: (not one[1].grid.hidden, one[1].known))
    return Template(content, workbook, best.grid.name, part, best.headings, list(best.grid.rows))


def sheets_of(workbook: Workbook) -> Iterator[tuple[str, Candidate]]:
    """Yield each sheet of a workbook that has headings, with its part."""
    wanted = Wanted(lambda headings: len(recognised(headings)), lambda headings: True)
    for name, part, hidden in workbook.sheets():
        grid = read_grid(workbook, name, part, MOST_CELLS)
        grid.hidden = hidden
        if (one := candidate(grid, wanted)) is not None:
            yield part, one


def check_columns(columns: Mapping[str, str], template: Template) -> None:
    """Refuse to fill columns the template hasn't, and a template whose rows nothing names."""
    for heading in columns.values():
        template.column(heading)
    if "number" not in columns:
        raise NotAllowed("请写明哪一列是编号", "say which column holds the number")


def fill(template: Template, columns: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> Filled:
    """Fill a template.

    Where the sheet names numbers already, the rows of these numbers get their texts and nothing else is touched; an
    empty sheet gets a row for each. Formulas are never overwritten. A cell merged over rows of several numbers gets
    each text under its number. Where the empty rows don't suffice, rows are inserted and what stands below moves down.
    Raises NotAllowed where that can't come out right, or the sheet's part is damaged.
    """
    return Filling(template, columns).run(rows)


class Filling:
    """One filling of a template."""

    def __init__(self, template: Template, columns: Mapping[str, str]) -> None:
        self.template, self.result = template, Filled(sheet=template.sheet)
        self.places = {key: template.column(heading) for key, heading in columns.items()}
        package = template.workbook.package
        self.sheet = SheetXml(package.tree(template.part))
        # Other parts of the file that inserted rows changed.
        self.changed: dict[str, bytes] = {}
        styles = template.workbook.related("styles")
        self.wraps, self.wrapped = wrapping_styles(package.tree(styles)) if styles else ([], {})
        self.model = template.headings.last + 1
        self.numbered: dict[str, list[int]] = {}
        for row, cells in template.rows:
            if row >= self.model and (number := cells.get(self.places["number"])):
                self.numbered.setdefault(number, []).append(row)

    def run(self, rows: Sequence[Mapping[str, str]]) -> Filled:
        """Write the rows, then put the file together again."""
        ours = {values["number"] for values in rows}
        names_some = any(number in ours or NUMBER.fullmatch(number) for number in self.numbered)
        last = self.fill_numbered(rows) if names_some else self.fill_empty(rows)
        self.sheet.forget_results()
        self.result.content = self.repacked(last)
        return self.result

    def fill_numbered(self, rows: Sequence[Mapping[str, str]]) -> int:
        """Write texts into the rows of their numbers; return 0, for no row is added."""
        said = {values["number"]: values for values in rows if values["number"] in self.numbered}
        cells: dict[tuple[int, int], dict[str, str]] = {}
        over: dict[tuple[int, int], set[str]] = {}
        for number, places in self.numbered.items():
            for row in places:
                for key, column in self.places.items():
                    if key == "number":
                        continue
                    cell = self.sheet.shown_at(row, column)
                    over.setdefault(cell, set()).add(number)
                    if number in said:
                        cells.setdefault(cell, {})[number] = said[number].get(key, "")
        for (row, column), texts in cells.items():
            self.write(row, column, together(texts, over[row, column]))
        self.result.rows = len(said)
        return 0

    def fill_empty(self, rows: Sequence[Mapping[str, str]]) -> int:
        """Write a row for each under the headings; return the last row written."""
        room = self.room(len(rows))
        if room < len(rows):
            self.insert(room, len(rows) - room)
        else:
            self.extend(len(rows))
        last, model = self.model + len(rows) - 1, self.sheet.model_row(self.model)
        for row, values in enumerate(rows, self.model):
            if row > self.model:
                self.sheet.make_like(model, row)
            self.show(row)
            for key, column in self.places.items():
                self.write(*self.sheet.shown_at(row, column), values.get(key, ""))
        if rows:
            self.sheet.reach(self.model, last)
        self.result.rows = len(rows)
        return last if rows else 0

    def insert(self, room: int, count: int) -> None:
        """Insert rows after the free ones, so that what stands below moves down; refuse where there is no free one."""
        if not room:
            raise NotAllowed(
                f"模板表头下没有空行，第 {self.model} 行已有内容：请在表头下留一行空行，再填写",
                f"there is no empty row under the headings: row {self.model} is filled. Leave one empty row there",
            )
        insertion = Insertion(self.template.sheet, self.model, self.model + room - 1, count)
        self.sheet, self.changed = insert_rows(
            self.template.workbook, self.template.part, self.sheet, insertion
        )
        self.result.notes.append(
            Words(
                f"模板只有 {room} 行空行，已在第 {insertion.last} 行之后插入 {count} 行，下面的内容顺次下移",
                f"the template had {room} empty rows: {count} were inserted after row {insertion.last}, and what"
                " stands below moved down",
            )
        )

    def extend(self, count: int) -> None:
        """Let sums, charts, names and formatted tables reach the rows that go beyond the last one used."""
        used = max((row for row, _ in self.sheet.cells), default=0)
        used = max(used, self.model, *(one.last_row for one in self.sheet.merges))
        extension = Extension(self.template.sheet, self.model, used, self.model + count - 1 - used)
        if extension.count > 0:
            self.sheet, self.changed = extend_rows(
                self.template.workbook, self.template.part, self.sheet, extension
            )
        elif any(one.get("t") == "shared" for one in self.sheet.data.iter("{*}f")):
            spread_shared(self.sheet, extension)

    def show(self, row: int) -> None:
        """Let a row that gets a matter be seen, and say so: one that is hidden or folded away is read by nobody."""
        if self.sheet.show(row):
            self.result.notes.append(shown(self.template.sheet, row))

    def room(self, wanted: int) -> int:
        """Return how many rows under the headings are free, up to so many."""
        filled = max((row for row, _ in self.sheet.cells), default=0)
        reached = max((one.last_row for one in self.sheet.merges), default=0)
        for count in range(min(wanted, MOST_ROWS - self.model)):
            row = self.model + count
            if row > max(filled, reached):
                return wanted
            shown = [self.sheet.shown_at(row, column) for column in self.places.values()]
            if any(at[0] != row or not self.is_free(*at) for at in shown):
                return count
        return wanted

    def is_free(self, row: int, column: int) -> bool:
        """Tell whether a cell waits to be filled, or reckons itself."""
        return self.sheet.is_empty(row, column) or self.sheet.is_formula(row, column)

    def write(self, row: int, column: int, text: str) -> None:
        """Write a text into a cell; a formula there is left, and said."""
        if self.sheet.is_formula(row, column):
            if text:
                place = f"{letter(column)}{row}"
                self.result.notes.append(
                    Words(f"{place} 是公式，没有填写", f"{place} holds a formula and was not filled")
                )
            return
        style = self.sheet.style(row, column)
        if "\n" in text:
            style = self.wrapped.get(style, style)
        if style < len(self.wraps) and self.wraps[style]:
            self.sheet.make_room(row, column, text)
        self.sheet.write(row, column, written_text(text), style)

    def repacked(self, last: int) -> bytes:
        """Return the file with the sheet's part as it is now; all other parts as they were, byte for byte."""
        workbook, part = self.template.workbook, self.template.part
        changed, main = self.changed | {part: self.sheet.content()}, workbook.part
        read_elsewhere = is_read_elsewhere(workbook, part, self.template.sheet)
        if read_elsewhere:
            changed |= reckoned_anew(workbook, part, changed)
        book = self.book_part(changed.get(main) or workbook.package.read(main), last)
        return packed_again(workbook, changed | {main: asking_anew(book) if read_elsewhere else book})

    def book_part(self, book: bytes, last: int) -> bytes:
        """Return the workbook's part with a print area that reaches the last row."""
        if not last:
            return book
        return re.sub(
            rb"(<(?:\w+:)?definedName\b[^>]*_xlnm\.Print_Area[^>]*>)([^<]*)",
            lambda found: found[1] + self.print_area(found[2].decode(), last).encode(),
            book,
        )

    def print_area(self, said: str, last: int) -> str:
        """Return a print area of this sheet, reaching down to the last row; another sheet's as it is."""
        name, _, area = said.rpartition("!")
        if name.strip("'").replace("''", "'") != self.template.sheet.replace("&", "&amp;") or "," in said:
            return said
        found = reaching_one(area.replace("$", ""), self.model, last)
        if found == area.replace("$", ""):
            return said
        return f"{name}!" + re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", found)


def together(texts: Mapping[str, str], over: set[str]) -> str:
    """Return the text of a cell that stands for these numbers: one where all say the same, else each by its number."""
    if set(texts) == over and len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "\n".join(f"{number}：{text}" for number, text in texts.items() if text)
