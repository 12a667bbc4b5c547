"""What a sheet's own formulas come to after it was filled, where they are sums and plain arithmetic.

For comparing a total of the form with our own figure; a formula of any other kind is not compared. Reads references of
the same sheet only, and never writes.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation

from lxml import etree
from openpyxl.formula.tokenizer import Token

from zerentian.exchange.rules.form_maps import AREA, box_of
from zerentian.exchange.rules.formulas import UnreadFormula, tokens_of
from zerentian.exchange.rules.sheet_xml import SheetXml
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Merge
from zerentian.organization.rules.tables.parts import local

DEEPEST = 30
MOST_CELLS_SUMMED = 100_000
PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}
APPLY: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
}


class NotReckoned(Exception):
    """A formula that is more than sums and arithmetic."""


class Sums:
    """The values of one sheet's cells."""

    def __init__(self, sheet: SheetXml) -> None:
        self.sheet = sheet

    def value(self, row: int, column: int) -> Decimal | None:
        """Return what a cell comes to as a number; None for a formula that is not reckoned here."""
        try:
            return self.at(row, column, 0)
        except (NotReckoned, UnreadFormula, ArithmeticError):
            return None

    def at(self, row: int, column: int, depth: int) -> Decimal:
        """Return the number of a cell; texts and empty cells are 0, as sums take them."""
        cell = self.sheet.cells.get((row, column))
        if cell is None:
            return Decimal(0)
        formula = next((one for one in cell if local(one) == "f"), None)
        if formula is not None:
            if depth > DEEPEST or not formula.text or formula.get("t", "normal") != "normal":
                raise NotReckoned
            return self.reckoned(formula.text, depth + 1)
        return stored(cell)

    def reckoned(self, formula: str, depth: int) -> Decimal:
        """Return what a formula comes to."""
        tokens = [one for one in tokens_of(formula) if one.type != Token.WSPACE]
        value, rest = self.expression(tokens, 0, depth)
        if rest:
            raise NotReckoned
        return value

    def expression(self, tokens: Sequence[Token], least: int, depth: int) -> tuple[Decimal, Sequence[Token]]:
        """Return the value of what tokens begin with, and the tokens after it."""
        value, tokens = self.operand(tokens, depth)
        while tokens and tokens[0].type == Token.OP_IN and PRECEDENCE.get(tokens[0].value, 0) > least:
            sign = tokens[0].value
            other, tokens = self.expression(tokens[1:], PRECEDENCE[sign], depth)
            value = APPLY[sign](value, other)
        return value, tokens

    def operand(self, tokens: Sequence[Token], depth: int) -> tuple[Decimal, Sequence[Token]]:
        """Return a number, a cell, a bracket or a sum, and the tokens after it."""
        if not tokens:
            raise NotReckoned
        token, rest = tokens[0], tokens[1:]
        if token.type == Token.OP_PRE and token.value in "+-":
            value, rest = self.operand(rest, depth)
            return (-value if token.value == "-" else value), rest
        if token.type == Token.OPERAND:
            return self.single(token, depth), rest
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            value, rest = self.expression(rest, 0, depth)
            if not rest or rest[0].subtype != Token.CLOSE:
                raise NotReckoned
            return value, rest[1:]
        if token.type == Token.FUNC and token.value.upper() == "SUM(":
            return self.summed(rest, depth)
        raise NotReckoned

    def single(self, token: Token, depth: int) -> Decimal:
        """Return a number, or the cell of a reference."""
        if token.subtype == Token.NUMBER:
            return number(token.value)
        if token.subtype == Token.RANGE and AREA.fullmatch(token.value.replace("$", "")):
            box = area(token.value)
            if (box.first_row, box.first_column) == (box.last_row, box.last_column):
                return self.at(box.first_row, box.first_column, depth)
        raise NotReckoned

    def summed(self, tokens: Sequence[Token], depth: int) -> tuple[Decimal, Sequence[Token]]:
        """Return the sum of what stands up to the closing bracket, and the tokens after it."""
        total = Decimal(0)
        while tokens:
            if tokens[0].type == Token.FUNC and tokens[0].subtype == Token.CLOSE:
                return total, tokens[1:]
            if tokens[0].type == Token.SEP:
                tokens = tokens[1:]
                continue
            if tokens[0].subtype == Token.RANGE and ":" in tokens[0].value:
                total += self.range(tokens[0].value, depth)
                tokens = tokens[1:]
                continue
            value, tokens = self.expression(tokens, 0, depth)
            total += value
        raise NotReckoned

    def range(self, reference: str, depth: int) -> Decimal:
        """Return the sum of an area of the sheet."""
        if not AREA.fullmatch(reference.replace("$", "")):
            raise NotReckoned
        box = area(reference)
        rows = range(box.first_row, box.last_row + 1)
        columns = range(box.first_column, box.last_column + 1)
        if len(rows) * len(columns) > MOST_CELLS_SUMMED:
            raise NotReckoned
        return sum((self.at(row, column, depth) for row in rows for column in columns), Decimal(0))


def area(reference: str) -> Merge:
    """Return an area; NotReckoned for one that no sheet has."""
    try:
        return box_of(reference)
    except NotAllowed as outside:
        raise NotReckoned from outside


def number(digits: str) -> Decimal:
    """Return a number by its digits; NotReckoned for what is none."""
    try:
        found = Decimal(digits)
    except InvalidOperation as error:
        raise NotReckoned from error
    if not found.is_finite():
        raise NotReckoned
    return found


def stored(cell: etree._Element) -> Decimal:
    """Return the number that a cell holds; a text counts as 0."""
    value = next((one.text for one in cell if local(one) == "v"), None)
    return number(value) if value and cell.get("t", "n") == "n" else Decimal(0)
