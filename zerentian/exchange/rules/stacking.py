"""Villages' files of one layout, stacked: where their rows begin and end, what stands in them, what is wrong with them.

The map says where the rows begin; they end at the foot, which is known by its words (合计, 填报人 …) or because it
stands below the prepared rows of the township's own form. Columns about persons are never taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from zerentian.exchange.rules.form_looks import SheetLook
from zerentian.exchange.rules.form_maps import COUNT, KEPT, PERSONAL, TAKEN, VILLAGE, Region
from zerentian.exchange.rules.form_puts import written_number
from zerentian.exchange.rules.form_suggestions import closed, is_personal
from zerentian.exchange.rules.form_words import FOOT, RUNNING, TOTALS, VILLAGES, bare
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import letter
from zerentian.organization.rules.tables.xlsx import column_index

# A label of a total is as short as this: 全乡合计; a longer text only speaks of one.
LONGEST_TOTAL = 8
MOST_TOLD = 20
WORD = re.compile(r"[^\W\d_]")
LABEL = re.compile("[:：]")


@dataclass(frozen=True, slots=True)
class VillageFile:
    """A village's file: what it is called, its digest, whose it is (code and name), its sheets."""

    name: str
    digest: str
    unit: str
    village: str
    sheets: Sequence[SheetLook]


@dataclass(frozen=True, slots=True)
class VillageRow:
    """One row of a village's file, by the letters of the columns that are taken."""

    file: VillageFile
    sheet: str
    row: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Stack:
    """The rows of all files in the order in which they were given, with what is to be told, and what is wrong."""

    rows: list[VillageRow] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    wrong: list[Words] = field(default_factory=list)


class NotStacked(NotAllowed):
    """Files that can't be stacked; ``wrong`` names file, sheet and row of each fault, all at once."""

    def __init__(self, wrong: Sequence[Words]) -> None:
        told = wrong[:MOST_TOLD]
        super().__init__("；".join(one.zh for one in told), "; ".join(one.en for one in told))
        self.wrong = told


def stack(files: Sequence[VillageFile], region: Region, own: SheetLook) -> Stack:
    """Return the rows of files for a region of the township's form, of which ``own`` is the sheet.

    NotStacked names every fault of every file: nothing is taken of the sound ones while another is faulty.
    """
    found = Stack()
    for file in files:
        Reading(file, region, own, found).run()
    if found.wrong:
        raise NotStacked(found.wrong)
    return found


def taken_columns(region: Region) -> list[str]:
    """Return the letters of the columns that villages' files fill."""
    return [one for one, what in region.columns.items() if what == TAKEN]


def is_total(text: str) -> bool:
    """Tell whether a text is the label of a total."""
    plain = bare(text)
    return len(plain) <= LONGEST_TOTAL and bool(TOTALS.search(plain)) and not any(map(str.isdigit, plain))


def is_total_row(sheet: SheetLook, row: int) -> bool:
    """Tell whether a row is one of totals: labelled so at its left, and otherwise without a word."""
    texts = sheet.texts_of(row)
    return any(map(is_total, texts[:2])) and not any(WORD.search(one) for one in texts if not is_total(one))


def totals_rows(region: Region, own: SheetLook) -> list[int]:
    """Return the rows of the form right above and below the prepared ones that are rows of totals."""
    box = region.box
    return [row for row in (box.first_row - 1, box.last_row + 1) if is_total_row(own, row)]


def summed_columns(region: Region, own: SheetLook) -> list[str]:
    """Return the taken columns over which the form has a formula in a row of totals: only numbers belong there."""
    rows = totals_rows(region, own)
    return [
        one for one in taken_columns(region) if any((row, column_index(one)) in own.formulas for row in rows)
    ]


def heading_of(sheet: SheetLook, row: int, column: int) -> str:
    """Return the heading above the first row of a column, without what is only for the eye."""
    return next((text for text in over(sheet, row, column) if WORD.search(text)), "")


def over(sheet: SheetLook, row: int, column: int) -> list[str]:
    """Return what stands above a row in a column up to its heading, from below; rows of totals are left out."""
    found: list[str] = []
    for one in range(row - 1, max(row - 12, 0), -1):
        text = "" if is_total_row(sheet, one) else bare(sheet.text(one, column))
        found += [text] if text else []
        if WORD.search(text):
            break
    return found


class Reading:
    """One village's file, read for one region."""

    def __init__(self, file: VillageFile, region: Region, own: SheetLook, found: Stack) -> None:
        self.file, self.region, self.own, self.found = file, region, own, found
        self.columns = taken_columns(region)
        self.first = region.box.first_row
        below = next(iter(own.texts_of(region.box.last_row + 1)), "")
        # Only a label is a foot: last month's rows may still stand below the prepared ones.
        self.foot = below if LABEL.search(below) else ""

    def run(self) -> None:
        """Add the rows of the file, and what is wrong with them."""
        sheet = self.sheet()
        if sheet is None or not self.has_same_headings(sheet):
            return
        rows, end = self.rows_in(sheet)
        summed = summed_columns(self.region, self.own)
        for row in rows:
            cells = {one: sheet.text(row, column_index(one)).strip() for one in self.columns}
            self.check_cells(sheet, row, cells, summed)
            self.found.rows.append(VillageRow(self.file, sheet.name, row, cells))
        if not rows:
            self.note(sheet, "没有数据行", "has no rows")
        if end:
            self.check_totals(sheet, rows, end)

    def sheet(self) -> SheetLook | None:
        """Return the sheet that is meant: of the region's name, or the only one that is not hidden."""
        named = next((one for one in self.file.sheets if one.name == self.region.sheet), None)
        shown = [one for one in self.file.sheets if not one.hidden]
        if named is None and len(shown) == 1:
            return shown[0]
        if named is None:
            self.found.wrong.append(
                Words(
                    f"{self.file.name}：没有工作表“{self.region.sheet}”，请按乡镇的表填写",
                    f"{self.file.name}: there is no sheet {self.region.sheet}: use the township's form",
                )
            )
        return named

    def has_same_headings(self, sheet: SheetLook) -> bool:
        """Tell whether the columns mean the same as in the township's form; else say which do not."""
        same = True
        for one in self.columns:
            # Numbers between heading and first row count too: a row of the file that lies above would be lost.
            theirs, ours = (
                "/".join(reversed(over(look, self.first, column_index(one)))) for look in (sheet, self.own)
            )
            if theirs != ours:
                same = False
                self.wrong(
                    sheet,
                    self.first - 1,
                    f"{one} 列表头是“{theirs}”，乡镇的表是“{ours}”：行从第 {self.first} 行开始，请按同一版式填写",
                    f"column {one} is headed {theirs or 'nothing'}, in the township's form {ours or 'nothing'}: rows"
                    f" begin in row {self.first}; use the same layout",
                )
        return same

    def rows_in(self, sheet: SheetLook) -> tuple[list[int], int]:
        """Return the rows that hold anything up to the foot, and the row of its total (0 for none)."""
        rows: list[int] = []
        for row in sheet.rows_with_words(self.first):
            texts = sheet.texts_of(row)
            if is_total_row(sheet, row):
                return rows, row
            if texts and (FOOT.search(closed(texts[0])) or (self.foot and texts[0].startswith(self.foot))):
                break
            places = [(row, column_index(one)) for one in self.columns]
            if any(sheet.text(*place).strip() or place in sheet.broken for place in places):
                rows.append(row)
        return rows, 0

    def check_cells(
        self, sheet: SheetLook, row: int, cells: Mapping[str, str], summed: Sequence[str]
    ) -> None:
        """Note what can't be read in a row, and texts in columns that the form adds up."""
        for one, text in cells.items():
            if why := sheet.broken.get((row, column_index(one))):
                self.wrong(sheet, row, f"{one} 列：{why.zh}", f"column {one}: {why.en}")
            elif text and one in summed and written_number(text) is None:
                self.wrong(
                    sheet,
                    row,
                    f"{one} 列要合计，“{text[:20]}”不是数字，请只写数字",
                    f"column {one} is added up, and {text[:20]} is no number: write the number alone",
                )

    def check_totals(self, sheet: SheetLook, rows: Sequence[int], end: int) -> None:
        """Tell where the total that stands in the file is not the sum of its rows."""
        for one in self.columns:
            column = column_index(one)
            said = written_number(sheet.text(end, column))
            total = sum((written_number(sheet.text(row, column)) or Decimal(0) for row in rows), Decimal(0))
            if said is not None and said != total:
                self.note(
                    sheet,
                    f"第 {end} 行 {one} 列合计写的是 {said}，逐行相加是 {total}，已按逐行的数",
                    f"row {end} says {said} as the total of column {one}; its rows come to {total}, which was taken",
                )

    def note(self, sheet: SheetLook, zh: str, en: str) -> None:
        """Note what is to be told of the file."""
        self.found.notes.append(
            Words(f"{self.file.name} {sheet.name} {zh}", f"{self.file.name} {sheet.name} {en}")
        )

    def wrong(self, sheet: SheetLook, row: int, zh: str, en: str) -> None:
        """Note a fault by file, sheet and row."""
        place = f"{self.file.name} {sheet.name}"
        self.found.wrong.append(Words(f"{place} 第 {row} 行：{zh}", f"{place} row {row}: {en}"))


def sums_of(stacked: Stack, region: Region, own: SheetLook) -> Iterator[tuple[int, str, Decimal]]:
    """Yield row, column and total for the cells of a total that the form leaves to be filled: no formula stands there,
    and every row has a number in the column or nothing."""
    for row in totals_rows(region, own):
        for one in taken_columns(region):
            said = [text for line in stacked.rows if (text := line.cells[one])]
            numbers = [found for text in said if (found := written_number(text)) is not None]
            place = (row, column_index(one))
            if said and len(numbers) == len(said) and place not in own.formulas and is_open(own, place):
                yield row, one, sum(numbers, Decimal(0))


def is_open(own: SheetLook, place: tuple[int, int]) -> bool:
    """Tell whether a cell of a total holds nothing or a number, and is seen itself."""
    text = own.texts.get(place, "")
    return own.shown_at(*place) == place and (not text or written_number(text) is not None)


def suggested_columns(region: Region, own: SheetLook) -> dict[str, str]:
    """Return what the columns of a stack seem to be, by their headings and the first prepared row."""
    box = region.box
    found = {}
    for column in range(box.first_column, box.last_column + 1):
        heading = heading_of(own, box.first_row, column)
        if (box.first_row, column) in own.formulas:
            found[letter(column)] = KEPT
        elif is_personal(heading):
            found[letter(column)] = PERSONAL
        elif heading in RUNNING:
            found[letter(column)] = COUNT
        else:
            found[letter(column)] = VILLAGE if heading in VILLAGES else TAKEN
    return found
