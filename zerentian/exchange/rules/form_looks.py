"""A form as it looks: its sheets with cells, merged areas and formulas, to be shown and mapped."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from zerentian.exchange.rules.csv_text import FORMULA, SHEET, ZIP, is_csv, read_csv, unquoted
from zerentian.exchange.rules.sheet_xml import places_of
from zerentian.ledger.foreign import read_apart
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import MOST_CELLS, Broken, Merge, Unreadable, letter
from zerentian.organization.rules.tables.parts import local
from zerentian.organization.rules.tables.xls import MAGIC
from zerentian.organization.rules.tables.xlsx import Workbook, column_of, merge_of, row_number

# What one page of a sheet shows; what lies beyond is reached by naming its cell.
SHOWN_ROWS, SHOWN_COLUMNS = 80, 52
MOST_SHEETS = 60
# Rows of a sheet; some programs write all 1,048,576 of them where somebody set a height for all.
MOST_LINES = 250_000


@dataclass(slots=True)
class SheetLook:
    """One sheet: texts and formulas by (row, column), rows from 1 and columns from 0; merged areas; styled cells."""

    name: str
    hidden: bool
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    # What no value can be read from: errors, formulas without a result, pictures; with what to do.
    broken: dict[tuple[int, int], Words] = field(default_factory=dict)
    # The last row and column that hold anything, also only a style.
    rows: int = 0
    columns: int = 0
    # By each cell of a merged area its first one, made when it is asked for.
    firsts: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict, repr=False)

    # The columns of each row that hold a text, made when they are asked for.
    filled: dict[int, list[int]] = field(default_factory=dict, repr=False)

    def texts_of(self, row: int) -> list[str]:
        """Return the texts of a row from the left, each merged one once; a stray cell far away costs nothing."""
        if not self.filled:
            for one, column in sorted(self.texts):
                self.filled.setdefault(one, []).append(column)
        return [self.texts[row, column] for column in self.filled.get(row, ())]

    def label_of(self, row: int, column: int) -> str:
        """Return whose row it is: the nearest words left of a column."""
        texts = (self.text(row, one).strip() for one in range(column - 1, -1, -1))
        return next((text for text in texts if any(map(str.isalpha, text))), "")[:40]

    def rows_with_words(self, first: int) -> list[int]:
        """Return the rows from one on that hold a text or what can't be read, also one merged from above."""
        merged = {
            row
            for one in self.merges
            if places_of(one)
            for row in range(max(one.first_row, first), min(one.last_row, self.rows) + 1)
        }
        held = {row for row, _ in (*self.texts, *self.broken) if row >= first}
        return sorted(held | merged)

    def shown_at(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell that is seen at a place: the first of a merged area, else itself."""
        if len(self.firsts) == 0 and self.merges:
            self.firsts = {place: first_of_area(one) for one in self.merges for place in places_of(one)}
        return self.firsts.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """Return what is read at a place, under a merged area what that says."""
        return self.texts.get(self.shown_at(row, column), "")

    def is_free(self, row: int, column: int) -> bool:
        """Tell whether a cell that is seen itself waits to be filled."""
        place = self.shown_at(row, column)
        return place == (row, column) and not self.texts.get(place) and place not in self.formulas


def first_of_area(area: Merge) -> tuple[int, int]:
    """Return the first cell of a merged area."""
    return area.first_row, area.first_column


def look_at(content: bytes) -> list[SheetLook]:
    """Return the sheets of a form. Read in a child process; NotAllowed for what is no sound .xlsx or .csv."""
    return read_apart(looks_in, content)


def looks_in(content: bytes) -> list[SheetLook]:
    """Return the sheets of a form, in this process."""
    found = [csv_look(content)] if is_csv(content) else workbook_looks(content)
    if not any(one.texts for one in found) or len(found) > MOST_SHEETS:
        raise NotAllowed(
            f"模板里没有文字，或工作表超过 {MOST_SHEETS} 张",
            f"there is nothing in the form, or more than {MOST_SHEETS} sheets",
        )
    return found


def workbook_looks(content: bytes) -> list[SheetLook]:
    """Return the sheets of a workbook; NotAllowed for what is none."""
    if content.startswith(MAGIC):
        raise NotAllowed(
            "这是旧格式 .xls（或设有打开密码）：请另存为 .xlsx 再上传",
            "this is an old .xls, or protected by a password: save it as .xlsx without one",
        )
    if not content.startswith(ZIP):
        raise NotAllowed(
            "模板须是完好的 .xlsx 文件，或 UTF-8、GB18030 编码的 .csv：请在表格软件中另存为 .xlsx 再上传",
            "the form must be a sound .xlsx, or a .csv in UTF-8 or GB 18030: save it as .xlsx in a spreadsheet program",
        )
    try:
        workbook = Workbook(io.BytesIO(content))
        return [sheet_look(workbook, *one) for one in workbook.sheets()]
    except Unreadable as error:
        raise NotAllowed(
            f"模板须是完好的 .xlsx 或 .csv 文件：{error.words.zh}",
            f"the form must be a sound .xlsx or .csv: {error.words.en}",
        ) from error


def csv_look(content: bytes) -> SheetLook:
    """Return the one table of a delimited text."""
    look = SheetLook(SHEET, hidden=False)
    for row, line in enumerate(read_csv(content).lines, 1):
        for column, raw in enumerate(line.fields):
            text = unquoted(raw).strip()
            if text.startswith(FORMULA):
                look.formulas[row, column] = text.removeprefix(FORMULA)
            elif text:
                look.texts[row, column] = text
        look.rows, look.columns = row, max(look.columns, len(line.fields))
    return look


def sheet_look(workbook: Workbook, name: str, part: str, hidden: bool) -> SheetLook:
    """Return one sheet; Unreadable when it holds too many cells."""
    sheet, before, count, lines, merged = SheetLook(name, hidden), 0, 0, 0, 0
    for element in workbook.package.each(part, "row", "mergeCell"):
        if local(element) == "mergeCell":
            if merge := merge_of(element.get("ref", "")):
                sheet.merges.append(merge)
                if (merged := merged + len(places_of(merge))) > MOST_CELLS // 8:
                    raise Unreadable(
                        "合并的单元格过多，请取消不用的合并后再上传",
                        "too many merged cells: take apart those that nobody needs",
                    )
            continue
        before, column, lines = row_number(element, before), -1, lines + 1
        for cell in element:
            if local(cell) != "c":
                continue
            column = column_of(cell.get("r", "")) if cell.get("r") else column + 1
            note_cell(workbook, sheet, (before, column), cell)
            if (count := count + 1) > MOST_CELLS // 8:
                break
        # Rows that hold nothing but a height count too: whoever fills the sheet has all of it in memory.
        if count > MOST_CELLS // 8 or lines > MOST_LINES:
            raise Unreadable(
                f"表格过大：工作表“{name}”用到第 {before} 行以后，多为空行。"
                "请选中下面用不到的行，右键“删除”（不是清除内容），保存后再上传",
                f"the sheet {name} is too large: it is used beyond row {before}, mostly by blank rows. Select the rows"
                " that nobody needs, delete them (not only their contents), save it and send it again",
            )
    return sheet


def note_cell(workbook: Workbook, sheet: SheetLook, place: tuple[int, int], cell: etree._Element) -> None:
    """Note what a cell holds."""
    text = workbook.text(cell)
    formula = next((one for one in cell if local(one) == "f"), None)
    if formula is not None:
        sheet.formulas[place] = formula.text or ""
    if isinstance(text, Broken):
        sheet.broken[place] = text.why
    elif text:
        sheet.texts[place] = text
    sheet.rows, sheet.columns = max(sheet.rows, place[0]), max(sheet.columns, place[1] + 1)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of the page: its address, text, formula, spans and what the map does there."""

    at: str
    text: str
    formula: str
    across: int = 1
    down: int = 1
    kind: str = ""
    said: str = ""


def page_of(sheet: SheetLook, marked: Mapping[tuple[int, int], tuple[str, str]]) -> list[list[ShownCell]]:
    """Return the rows of a sheet as they stand in a table of a page; ``marked`` says kind and words by place."""
    from_area = {
        (row, column): one
        for one in sheet.merges
        for row in range(one.first_row, min(one.last_row, SHOWN_ROWS) + 1)
        for column in range(one.first_column, min(one.last_column, SHOWN_COLUMNS - 1) + 1)
    }
    rows, width = min(sheet.rows, SHOWN_ROWS), min(sheet.columns, SHOWN_COLUMNS)
    return [
        [
            shown_cell(sheet, place, from_area.get(place), marked)
            for column in range(width)
            if first_of(place := (row, column), from_area.get((row, column)))
        ]
        for row in range(1, rows + 1)
    ]


def first_of(place: tuple[int, int], area: Merge | None) -> bool:
    """Tell whether a cell is seen: it lies in no merged area, or is the first of one."""
    return area is None or place == (area.first_row, area.first_column)


def shown_cell(
    sheet: SheetLook,
    place: tuple[int, int],
    area: Merge | None,
    marked: Mapping[tuple[int, int], tuple[str, str]],
) -> ShownCell:
    """Return one cell as the page shows it."""
    kind, said = marked.get(place, ("", ""))
    across = min(area.last_column, SHOWN_COLUMNS - 1) - area.first_column + 1 if area else 1
    down = min(area.last_row, SHOWN_ROWS) - area.first_row + 1 if area else 1
    at = f"{letter(place[1])}{place[0]}"
    return ShownCell(at, sheet.texts.get(place, ""), sheet.formulas.get(place, ""), across, down, kind, said)
