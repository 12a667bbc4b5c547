"""Somebody's form, filled in its own XML: values at their places, every other part of the file byte for byte."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from zerentian.exchange.rules.csv_filling import csv_filled
from zerentian.exchange.rules.csv_text import is_csv
from zerentian.exchange.rules.elsewhere import (
    asking_anew,
    is_read_elsewhere,
    outdated,
    packed_again,
    reckoned_anew,
)
from zerentian.exchange.rules.form_maps import area_of, box_of
from zerentian.exchange.rules.form_puts import (
    Block,
    Differing,
    FormFilled,
    Put,
    Value,
    in_turn,
    inserted,
    row_after,
    shown,
    words_of,
    written_text,
)
from zerentian.exchange.rules.form_sums import Sums
from zerentian.exchange.rules.inserting import insert_rows
from zerentian.exchange.rules.references import Insertion
from zerentian.exchange.rules.sheet_xml import SheetXml, wrapping_styles
from zerentian.ledger.foreign import read_apart
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Merge, letter
from zerentian.organization.rules.tables.displayed import ZERO_1900, ZERO_1904
from zerentian.organization.rules.tables.xlsx import Workbook

BUILT_IN_PERCENT = ("9", "10")
HUNDRED = Decimal(100)


def fill_form(content: bytes, puts: Sequence[Put], blocks: Sequence[Block]) -> FormFilled:
    """Fill a form given as bytes. Filled in a child process; NotAllowed where it can't come out right."""
    return read_apart(filled, content, list(puts), list(blocks))


def filled(content: bytes, puts: Sequence[Put], blocks: Sequence[Block]) -> FormFilled:
    """Fill a form, in this process."""
    if is_csv(content):
        return csv_filled(content, puts, blocks)
    result = FormFilled(content, blocks=[0] * len(blocks))
    added: list[tuple[str, int, int]] = []
    for place, box in in_turn(blocks):
        block = blocks[place]
        count = BlockFilling(result, block, box).run()
        added.append((block.sheet, box_of(block.area).last_row, count))
        result.blocks[place] = box_of(block.area).first_row
    for place in range(len(blocks)):
        result.blocks[place] = row_after(blocks[place].sheet, result.blocks[place], added)
    moved = [Put(one.sheet, row_after(one.sheet, one.row, added), one.column, one.value) for one in puts]
    PutFilling(result, moved).run()
    sheets = dict.fromkeys([*(block.sheet for block in blocks), *(put.sheet for put in puts)])
    result.notes += outdated(Workbook(io.BytesIO(content)), sheets)
    return result


class Opened:
    """A form that is being filled: its workbook and one of its sheets."""

    def __init__(self, content: bytes, name: str) -> None:
        self.workbook = Workbook(io.BytesIO(content))
        self.part = next((part for one, part, _ in self.workbook.sheets() if one == name), "")
        if not self.part:
            raise NotAllowed(
                f"模板里没有工作表“{name}”，请重新标注", f"the form has no sheet {name}: map it anew"
            )
        self.name, self.sheet = name, SheetXml(self.workbook.package.tree(self.part))
        self.styles = Styles(self.workbook)
        self.changed: dict[str, bytes] = {}

    def write(self, row: int, column: int, value: Value) -> bool:
        """Write a value; a formula there is left. Return whether it was written."""
        if self.sheet.is_formula(row, column):
            return False
        style = self.sheet.style(row, column)
        digits = self.styles.digits(value, style, zero_1904=self.workbook.zero_1904)
        if digits is not None:
            self.sheet.write_number(row, column, digits, style)
            return True
        text = written_text(words_of(value))
        if "\n" in text:
            style = self.styles.wrapped.get(style, style)
        if self.styles.wraps_text(style):
            self.sheet.make_room(row, column, text)
        self.sheet.write(row, column, text, style)
        return True

    def content(self) -> bytes:
        """Return the file with this sheet as it is now; other parts as they were, or as inserted rows left them."""
        self.sheet.forget_results()
        changed = self.changed | {self.part: self.sheet.content()}
        if is_read_elsewhere(self.workbook, self.part, self.name):
            main = self.workbook.part
            changed |= reckoned_anew(self.workbook, self.part, changed)
            changed[main] = asking_anew(changed.get(main) or self.workbook.package.read(main))
        return packed_again(self.workbook, changed)


class Styles:
    """What the cell styles of a file make of values."""

    def __init__(self, workbook: Workbook) -> None:
        part = workbook.related("styles")
        self.codes: list[str] = []
        self.wraps: Sequence[bool] = []
        self.wrapped: Mapping[int, int] = {}
        self.moments = [shape.moment for shape in workbook.shapes]
        if part:
            tree = workbook.package.tree(part)
            own = {one.get("numFmtId"): one.get("formatCode", "") for one in tree.iter("{*}numFmt")}
            formats = [xf for held in tree.iter("{*}cellXfs") for xf in held.iter("{*}xf")]
            self.codes = [own.get(one.get("numFmtId"), one.get("numFmtId", "0")) for one in formats]
            self.wraps, self.wrapped = wrapping_styles(tree)

    def wraps_text(self, style: int) -> bool:
        """Tell whether a style wraps its text."""
        return style < len(self.wraps) and self.wraps[style]

    def is_percent(self, style: int) -> bool:
        """Tell whether a style shows a share of one as per cent."""
        code = self.codes[style] if style < len(self.codes) else ""
        return code in BUILT_IN_PERCENT or "%" in re.sub(r'"[^"]*"', "", code)

    def is_moment(self, style: int) -> bool:
        """Tell whether a style shows a number as a day."""
        return style < len(self.moments) and self.moments[style]

    def digits(self, value: Value, style: int, *, zero_1904: bool) -> str | None:
        """Return a value as the digits of a number; None for what stands there as text, or empty."""
        if value.kind == "number":
            return value.text
        if value.kind == "share":
            share = Decimal(value.text)
            return f"{(share / HUNDRED).normalize():f}" if self.is_percent(style) else value.text
        if value.kind == "day" and value.text and not value.form and self.is_moment(style):
            return str(serial_of(date.fromisoformat(value.text), zero_1904=zero_1904))
        return None


def serial_of(day: date, *, zero_1904: bool) -> int:
    """Return the number by which a spreadsheet keeps a day."""
    return (day - (ZERO_1904 if zero_1904 else ZERO_1900).date()).days


class BlockFilling:
    """One list put into its prepared rows."""

    def __init__(self, result: FormFilled, block: Block, box: Merge) -> None:
        self.result, self.block, self.box = result, block, box
        self.form = Opened(result.content, block.sheet)

    def run(self) -> int:
        """Write the rows; return how many were inserted."""
        prepared = self.box.last_row - self.box.first_row + 1
        missing = max(len(self.block.rows) - prepared, 0)
        if missing:
            self.insert(prepared, missing)
        model = self.form.sheet.model_row(self.box.first_row)
        for row, values in enumerate(self.block.rows, self.box.first_row):
            if row > self.box.first_row:
                self.form.sheet.make_like(model, row)
            if self.form.sheet.show(row):
                self.result.notes.append(shown(self.block.sheet, row))
            for column, value in values.items():
                self.write(row, column, value)
        self.empty_rest(prepared)
        if self.block.rows:
            self.form.sheet.reach(self.box.first_row, self.box.first_row + len(self.block.rows) - 1)
        self.result.content = self.form.content()
        return missing

    def insert(self, prepared: int, missing: int) -> None:
        """Insert rows after the prepared ones; what stands below moves down."""
        last = self.box.last_row
        insertion = Insertion(self.block.sheet, self.box.first_row, last, missing)
        self.form.sheet, self.form.changed = insert_rows(
            self.form.workbook, self.form.part, self.form.sheet, insertion
        )
        self.result.notes.append(inserted(self.block.sheet, prepared, last, missing))

    def write(self, row: int, column: int, value: Value) -> None:
        """Write one value where it is seen; a cell merged with one above keeps what that says."""
        place = self.form.sheet.shown_at(row, column)
        if place[0] == row:
            self.form.write(row, place[1], value)

    def empty_rest(self, prepared: int) -> None:
        """Empty the prepared rows that got nothing this time: they may hold what was there last time."""
        columns = {column for values in self.block.rows for column in values} or set(self.columns())
        for row in range(self.box.first_row + len(self.block.rows), self.box.first_row + prepared):
            for column in columns:
                if not self.form.sheet.is_empty(row, column):
                    self.write(row, column, Value("none"))

    def columns(self) -> range:
        """Return the columns of the area."""
        return range(self.box.first_column, self.box.last_column + 1)


class PutFilling:
    """Single values put into their cells, sheet by sheet."""

    def __init__(self, result: FormFilled, puts: Sequence[Put]) -> None:
        self.result, self.puts = result, puts

    def run(self) -> None:
        """Write the values, and compare the formulas that stand where a figure of ours would."""
        self.result.puts = [f"{letter(one.column)}{one.row}" for one in self.puts]
        for name in dict.fromkeys(one.sheet for one in self.puts):
            form = Opened(self.result.content, name)
            left = [
                put
                for put in self.puts
                if put.sheet == name and not form.write(*form.sheet.shown_at(put.row, put.column), put.value)
            ]
            self.compare(form, left)
            self.result.content = form.content()

    def compare(self, form: Opened, left: Iterable[Put]) -> None:
        """Note the formulas that were kept, and those that come to something else than our figure."""
        sums = Sums(form.sheet)
        for put in left:
            at = area_of(Merge(put.row, put.row, put.column, put.column))
            self.result.kept.append((put.sheet, at))
            theirs = sums.value(put.row, put.column)
            if put.value.kind == "number" and theirs is not None and theirs != Decimal(put.value.text):
                self.result.differing.append(
                    Differing(put.sheet, at, put.value.text, f"{theirs.normalize():f}")
                )
