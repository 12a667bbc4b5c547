"""What goes into the cells of a form, and what came of it, whatever kind of file the form is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zerentian.exchange.rules.form_maps import day_text
from zerentian.ledger.rules.words import Words


@dataclass(frozen=True, slots=True)
class Value:
    """What is written: a ``text``, a ``number`` or a ``share`` (per cent) by its digits, a ``day``; ``none`` empties.

    ``form`` is how a day is written where the cell is not formatted as one.
    """

    kind: str
    text: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Put:
    """A value at a place: rows from 1, columns from 0."""

    sheet: str
    row: int
    column: int
    value: Value


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of values under each other, by column, in the prepared rows of an area; rows are inserted where they are
    too few."""

    sheet: str
    area: str
    rows: Sequence[Mapping[int, Value]]


@dataclass(frozen=True, slots=True)
class Differing:
    """A cell whose own formula comes to something else than our figure."""

    sheet: str
    at: str
    ours: str
    theirs: str


@dataclass(slots=True)
class FormFilled:
    """A filled form: its bytes, where each put and each row of each block came to stand, what is to be told."""

    content: bytes = b""
    puts: list[str] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)


def row_after(sheet: str, row: int, added: Iterable[tuple[str, int, int]]) -> int:
    """Return where a row stands after rows were inserted below others of the same sheet."""
    return row + sum(count for name, last, count in added if name == sheet and last < row)


def words_of(value: Value) -> str:
    """Return a value as a text."""
    if value.kind == "day" and value.text:
        return day_text(date.fromisoformat(value.text), value.form)
    return "" if value.kind == "none" else value.text


def inserted(sheet: str, prepared: int, last: int, missing: int) -> Words:
    """Return what is told of rows that were inserted."""
    return Words(
        f"工作表“{sheet}”只备有 {prepared} 行，已在第 {last} 行之后插入 {missing} 行，下面的内容顺次下移",
        f"the sheet {sheet} had {prepared} rows prepared: {missing} were inserted after row {last}, and what stands"
        " below moved down",
    )
