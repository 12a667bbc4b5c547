"""What a spreadsheet's formulas and areas refer to once rows were inserted under its prepared ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token

from zerentian.exchange.rules.formulas import UnreadFormula, tokens_of
from zerentian.ledger.rules.refusals import NotAllowed

MOST_ROWS = 1_048_576
CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
SINGLE = re.compile(rf"{CELL}(?:#)?", re.IGNORECASE)
RANGE = re.compile(rf"({CELL}|\$?\d{{1,7}}):({CELL}|\$?\d{{1,7}})", re.IGNORECASE)
ROW = re.compile(r"(\$?)(\d+)(?=#?$)")
FIXED = re.compile(r"\$\d+$")


@dataclass(frozen=True, slots=True)
class Insertion:
    """Rows put in after the last of a sheet's prepared rows; rows count from 1.

    What stands below moves down. An area or range that covers the prepared rows down to the last one covers the new
    ones too, as if they had been inserted among them by hand.
    """

    sheet: str
    first: int
    last: int
    count: int

    def row(self, row: int) -> int:
        """Return where a row stands afterwards."""
        return row + self.count if row > self.last else row

    def rows(self, first: int, last: int, *, reaches: bool = True) -> tuple[int, int]:
        """Return where a range of rows stands afterwards; ``reaches`` unless it ends at its own row on purpose."""
        covers = last == self.last and (first < self.last or self.first == self.last)
        after = last + self.count if covers and reaches else self.row(last)
        return self.row(first), min(after, MOST_ROWS)

    def holds(self, row: int) -> bool:
        """Tell whether a row is one of the prepared ones."""
        return self.first <= row <= self.last

    def refused(self, zh: str, en: str) -> NotAllowed:
        """Return the refusal to insert, with what a person does instead."""
        return NotAllowed(
            f"“{self.sheet}”要在第 {self.last} 行之后插入 {self.count} 行，但{zh}："
            f"请先在表格软件中在模板里插入 {self.count} 行，再填写",
            f"{self.count} rows would have to be inserted after row {self.last} of {self.sheet}, but {en}: insert"
            f" {self.count} rows into the template in a spreadsheet program first",
        )


@dataclass(frozen=True, slots=True)
class Extension(Insertion):
    """Rows written under the last one that is used, where nothing stands below: nothing moves.

    A range that covers the first of them and ends at the last one used, or in the empty rows below it, reaches the
    last one written: what sums them up, draws them or names them means all of them.
    """

    def row(self, row: int) -> int:
        """Return a row as it is."""
        return row

    def rows(self, first: int, last: int, *, reaches: bool = True) -> tuple[int, int]:
        """Return where a range of rows ends afterwards."""
        written = self.last + self.count
        covers = first <= self.first and self.last <= last < written
        return first, written if covers and reaches else last


def area_after(area: str, insertion: Insertion) -> str:
    """Return areas such as ``G5:G9 A1`` afterwards."""
    return " ".join(reference_after(one, insertion) for one in area.split())


def reference_after(reference: str, insertion: Insertion, *, within: bool = False) -> str:
    """Return a reference to cells of the sheet afterwards; a column, a name or what else has no row as it is.

    ``within`` a prepared row a range that ends at a relative row means that very row (a running sum, a row's own
    sum); only one fixed by a ``$`` reaches the new rows.
    """
    if (found := RANGE.fullmatch(reference)) is not None:
        reaches = not within or FIXED.search(found[2]) is not None
        first, last = insertion.rows(row_in(found[1]), row_in(found[2]), reaches=reaches)
        return f"{at_row(found[1], first)}:{at_row(found[2], last)}"
    return at_row(reference, insertion.row(row_in(reference))) if SINGLE.fullmatch(reference) else reference


def row_in(cell: str) -> int:
    """Return the row that the name of a cell, or of a row, says: its digits."""
    return int(re.sub(r"\D", "", cell))


def at_row(reference: str, row: int) -> str:
    """Return a reference to one cell, or to one row, with another row."""
    return ROW.sub(lambda found: f"{found[1]}{row}", reference)


def formula_after(formula: str, insertion: Insertion, *, own: bool, within: bool = False) -> str:
    """Return a formula (without its ``=``) afterwards.

    ``own``: it stands on the sheet itself, so that a reference without a sheet's name means this sheet.
    """
    if not any(sign.isdigit() for sign in formula):
        return formula
    try:
        tokens = tokens_of(formula)
    except UnreadFormula as error:
        raise insertion.refused(
            f"公式“{formula[:40]}”读不懂", f"the formula {formula[:40]} can't be read"
        ) from error
    if any(one.type == Token.FUNC and ":" in one.value for one in tokens):
        raise insertion.refused(
            f"公式“{formula[:40]}”的区域由函数算出", f"a range in {formula[:40]} is reckoned by a function"
        )
    return "".join(
        operand_after(one.value, insertion, own, within) if is_reference(one) else one.value for one in tokens
    )


def is_reference(token: Token) -> bool:
    """Tell whether a part of a formula refers to cells."""
    return bool(token.type == Token.OPERAND and token.subtype == Token.RANGE)


def operand_after(operand: str, insertion: Insertion, own: bool, within: bool) -> str:
    """Return one reference of a formula afterwards, with the sheet's name where it has one."""
    sheet, mark, reference = operand.rpartition("!")
    if not mark:
        return reference_after(operand, insertion, within=within) if own else operand
    names = named(sheet)
    if insertion.sheet.casefold() not in (one.casefold() for one in names):
        return operand
    if len(names) > 1 or "!" in sheet:
        raise insertion.refused(
            f"公式中的“{operand[:40]}”跨几个工作表", f"{operand[:40]} in a formula spans several sheets"
        )
    return f"{sheet}!{reference_after(reference, insertion, within=within)}"


def named(sheet: str) -> list[str]:
    """Return the sheets that stand before the ``!`` of a reference; none of another workbook is ours."""
    inner = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return [part.strip("'") for part in re.split(r"[:!]", inner)]


def names_sheet(text: str, sheet: str) -> bool:
    """Tell whether a text of formulas can name the sheet at all: what is asked before it is read closely."""
    return sheet.casefold() in text.casefold() or sheet.replace("'", "''").casefold() in text.casefold()


ENTITIES: Mapping[str, str] = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    """Return a formula as it stands between two tags."""
    return re.sub("[&<>]", lambda found: ENTITIES[found[0]], text)
