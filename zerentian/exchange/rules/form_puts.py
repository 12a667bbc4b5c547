"""What goes into the cells of a form, and what came of it, whatever kind of file the form is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from zerentian.exchange.rules.form_maps import box_of, day_text
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import Merge
from zerentian.organization.rules.tables.leaving import neutral

# A number as people write it: signs of thousands where they belong, and not 1,2,3 (three groups) or 1e5.
WRITTEN = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|[+-]?\.\d+")
HARMLESS = re.compile(r"[^\w(（]*|[+\-＋－]\d+(?:\.\d+)?\s*(?:[%％‰]|[\u4e00-\u9fff]{1,6})?")
WIDE = str.maketrans("０１２３４５６７８９．，＋－−", "0123456789.,+--")


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


def written_number(text: str) -> Decimal | None:
    """Return the number that somebody wrote, also in full-width signs; None for a text."""
    plain = text.translate(WIDE).strip()
    return Decimal(plain.replace(",", "")) if plain.isascii() and WRITTEN.fullmatch(plain) else None


def written_text(text: str) -> str:
    """Return a text as it goes into a cell: what a spreadsheet would run gets a quote in front.

    A dash that stands for nothing, or a number with its sign and unit, is no formula to any program; there the quote
    would only be seen.
    """
    cell = neutral(text)
    bare = cell if text.startswith("'") else cell.removeprefix("'")
    return bare if HARMLESS.fullmatch(bare) else cell


def row_after(sheet: str, row: int, added: Iterable[tuple[str, int, int]]) -> int:
    """Return where a row stands after rows were inserted below others of the same sheet."""
    return row + sum(count for name, last, count in added if name == sheet and last < row)


def in_turn(blocks: Sequence[Block]) -> Iterator[tuple[int, Merge]]:
    """Yield which list is filled next, and its rows: from below upwards, so that inserted rows move none still to come.

    Of lists side by side in the same rows the longest is first; the others then have the rows that it inserted.
    NotAllowed where rows inserted for one list would stand among those of another.
    """
    boxes = [box_of(one.area) for one in blocks]
    reached: dict[tuple[str, int, int], int] = {}
    for place in sorted(range(len(blocks)), key=lambda one: (-boxes[one].first_row, -len(blocks[one].rows))):
        block, box = blocks[place], boxes[place]
        for other, beside in zip(blocks, boxes, strict=True):
            if other.sheet == block.sheet and would_tear(block, box, beside):
                raise torn(block, other, len(block.rows) - (box.last_row - box.first_row + 1))
        rows = (block.sheet, box.first_row, box.last_row)
        last = reached.get(rows, box.last_row)
        reached[rows] = max(last, box.first_row + len(block.rows) - 1)
        yield place, replace(box, last_row=last)


def would_tear(block: Block, box: Merge, beside: Merge) -> bool:
    """Return whether a list grows by rows that would stand among those of another, which is not in the same rows."""
    same = (box.first_row, box.last_row) == (beside.first_row, beside.last_row)
    meets = beside.first_row <= box.last_row <= beside.last_row
    return not same and meets and len(block.rows) > box.last_row - box.first_row + 1


def torn(block: Block, other: Block, missing: int) -> NotAllowed:
    """Return why a list can not grow beside another, and the way out."""
    return NotAllowed(
        f"工作表“{block.sheet}”的清单 {block.area} 还差 {missing} 行，旁边的清单 {other.area} 会被插入的行拆开："
        f"请先在表格软件中在模板里插入 {missing} 行，再重新标注",
        f"the list {block.area} on the sheet {block.sheet} lacks {missing} rows, and rows inserted for it would tear"
        f" the list {other.area} beside it: insert {missing} rows in a spreadsheet program and map it anew",
    )


def words_of(value: Value) -> str:
    """Return a value as a text."""
    if value.kind == "day" and value.text:
        return day_text(date.fromisoformat(value.text), value.form)
    return "" if value.kind == "none" else value.text


def shown(sheet: str, row: int) -> Words:
    """Say that a row which was hidden got something, and is seen now."""
    return Words(
        f"“{sheet}”第 {row} 行原来是隐藏的，已显示", f"row {row} of {sheet} was hidden and is shown now"
    )


def inserted(sheet: str, prepared: int, last: int, missing: int) -> Words:
    """Return what is told of rows that were inserted."""
    return Words(
        f"工作表“{sheet}”只备有 {prepared} 行，已在第 {last} 行之后插入 {missing} 行，下面的内容顺次下移",
        f"the sheet {sheet} had {prepared} rows prepared: {missing} were inserted after row {last}, and what stands"
        " below moved down",
    )
