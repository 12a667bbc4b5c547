"""A form of delimited text, filled: the fields get their values, every other byte of the file stays as it was."""

from collections.abc import Sequence

from zerentian.exchange.rules.csv_text import SHEET, CsvText, read_csv
from zerentian.exchange.rules.form_maps import box_of
from zerentian.exchange.rules.form_puts import (
    Block,
    FormFilled,
    Put,
    Value,
    in_turn,
    inserted,
    row_after,
    words_of,
    written_text,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Merge, letter

# Kinds of values that are digits and no text: a minus before them is no formula.
DIGITS = ("number", "share")


def csv_filled(content: bytes, puts: Sequence[Put], blocks: Sequence[Block]) -> FormFilled:
    """Fill a delimited text.

    A field that a spreadsheet would reckon is left, and said; rows are never inserted beside such fields, for their
    references would then mean other rows.
    """
    text, result, added = read_csv(content), FormFilled(blocks=[0] * len(blocks)), []
    for place, box in in_turn(blocks):
        count = fill_block(text, blocks[place], box, result)
        added.append((SHEET, box_of(blocks[place].area).last_row, count))
    for place, block in enumerate(blocks):
        result.blocks[place] = row_after(SHEET, box_of(block.area).first_row, added)
    for put in puts:
        row = row_after(SHEET, put.row, added)
        at = f"{letter(put.column)}{row}"
        result.puts.append(at)
        if not write(text, row, put.column, put.value):
            result.kept.append((put.sheet, at))
    result.content = text.content()
    return result


def fill_block(text: CsvText, block: Block, box: Merge, result: FormFilled) -> int:
    """Write the rows of a list; return how many were inserted between what stood there."""
    prepared = box.last_row - box.first_row + 1
    missing = max(len(block.rows) - prepared, 0) if box.last_row < len(text.lines) else 0
    if missing:
        insert(text, box, missing)
        result.notes.append(inserted(SHEET, prepared, box.last_row, missing))
    for row, values in enumerate(block.rows, box.first_row):
        for column, value in values.items():
            write(text, row, column, value)
    columns = {column for values in block.rows for column in values}
    columns = columns or set(range(box.first_column, box.last_column + 1))
    for row in range(box.first_row + len(block.rows), min(box.last_row, len(text.lines)) + 1):
        for column in columns:
            if text.raw(row, column):
                write(text, row, column, Value("none"))
    return missing


def insert(text: CsvText, box: Merge, missing: int) -> None:
    """Insert rows after the prepared ones, empty and quoted as the first of them is."""
    if text.has_formulas():
        raise NotAllowed(
            f"CSV 里有公式，插入行会使公式指错行：请在第 {box.last_row} 行之后先空出 {missing} 行，或改用 .xlsx 模板",
            f"the CSV holds formulas, which inserted rows would turn to other rows: leave {missing} more rows free"
            f" after row {box.last_row}, or use an .xlsx form",
        )
    model = ['""' if one.startswith('"') else "" for one in text.lines[box.first_row - 1].fields]
    for _ in range(missing):
        text.insert(box.last_row, list(model))


def write(text: CsvText, row: int, column: int, value: Value) -> bool:
    """Write a value into a field; return whether it was: a formula is left."""
    if text.is_formula(row, column):
        return False
    said = words_of(value)
    said = said if value.kind in DIGITS else written_text(said)
    if said or text.raw(row, column):
        text.write(row, column, said)
    return True
