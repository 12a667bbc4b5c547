"""Where things stand on the page of GB/T 9704-2012, the same for Word and PDF."""

import re
from math import ceil

from zerentian.ledger.rules.periods import chinese_day
from zerentian.reports.rules.document import Block, Document, Paragraph, Table, closing, is_closing, text_of
from zerentian.reports.rules.titles import width

MASTHEAD_TOP = 99.2  # points: 35 mm between the top of the text area and 发文机关标志
FULL_WIDTH = 442.0  # points: 156 mm
WIDEST, PADDING = 14, 1.1  # a cell of Word has margins of 10.8 points in all
SHORT = 224  # characters: eight lines
HALF = 308  # eleven lines, half a page
SHORT_TABLE, SHORT_LINES = 12, 26  # rows of a table that stands on one page, and lines in them
KEPT = 3  # rows of a longer one that stay together at its ends
HIGH = 18  # lines of those rows: half a page
NAME = 8  # characters of a cell, such as 应急管理办公室, that stays on one line where there is room
WORDS = re.compile(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+")  # what no line may break


def masthead(document: Document) -> str:
    """Return 发文机关标志 as proposed: over a letter the organ's name, over minutes whose they are."""
    if document.minutes_of:
        return f"{document.minutes_of}纪要"
    if document.form == "briefing":
        return "工作简报"
    return f"{document.unit_name}文件" if document.form == "report" else document.unit_name


def masthead_size(document: Document) -> float:
    """Return the size of 发文机关标志 in points, so that it fills at most nine tenths of the line."""
    return min(54.0, int(FULL_WIDTH * 0.9 / max(width(masthead(document)), 1)))


def closing_indents(document: Document) -> tuple[float, ...]:
    """Return how many characters 署名 and 成文日期 stand from the right: the day four, the name over its middle."""
    if not (lines := closing(document)):
        return ()
    name, day = (width(line.text) for line in lines)
    return max(4 + (day - name) / 2, 0), 4.0


def list_indents(place: int, count: int) -> tuple[float, float]:
    """Return left and hanging indent, in characters, of a line of 附件说明."""
    if count == 1:
        return 5, 3
    return 6, (4 if place == 0 else 1)


def last_words(document: Document) -> int:
    """Return how many blocks at the end stand with 署名, which is never alone on a page: the last paragraph.

    Where that only closes the report (特此报告。) it is no more company than none: the one before it comes along.
    """
    if not document.blocks or not is_short_paragraph(document.blocks[-1], SHORT):
        return 0
    *before, last = document.blocks
    return 1 + int(is_closing(last) and bool(before) and is_short_paragraph(before[-1], HALF))


def is_short_paragraph(block: Block, most: int) -> bool:
    """Tell whether a block is a paragraph of at most so many characters."""
    return isinstance(block, Paragraph) and width(text_of(block.runs)) <= most


def imprint(document: Document) -> tuple[str, str]:
    """Return 印发机关 and 印发日期 as proposed."""
    return document.unit_name, f"{chinese_day(document.closing_day)}印发"


def copies_asked(document: Document) -> str:
    """Return what Word asks a person to fill in where 版记 names nobody yet: 抄送, 分送, or all of them."""
    if document.form == "briefing":
        return "报：〔上级机关〕　送：〔有关单位〕　发：〔下级单位〕"
    what, whom = ("分送", "分送单位") if document.minutes_of else ("抄送", "抄送机关")
    return f"{what}：〔请填写{whom}，没有则删去本行〕"


def table_size(table: Table) -> float:
    """Return the size of a table's words: 小四 (12 pt), or 五号 (10.5 pt) where it would be crowded."""
    return 12.0 if sum(wanted for _, wanted in column_widths(table)) * 12 <= FULL_WIDTH else 10.5


def stays_with_next(table: Table) -> list[bool]:
    """Return for each row, the header's first, whether it stays on the page of the row below it.

    A short table is not torn; of a longer one no row stands alone before the page is turned or after.
    """
    last, short = len(table.rows), is_short(table)
    return [row < last and (short or row < KEPT or row > last - KEPT) for row in range(last + 1)]


def is_short(table: Table) -> bool:
    """Tell whether a table has few rows, none so high that together they would fill a page and leave another empty."""
    return len(table.rows) <= SHORT_TABLE and lines_in(table) <= SHORT_LINES


def kept_at_end(table: Table) -> int:
    """Return how many rows at the end of a longer table stay together on a page; none that are too high for that."""
    return 0 if is_short(table) or lines_in(table, KEPT) > HIGH else KEPT


def lines_in(table: Table, last: int = 0) -> int:
    """Return how many lines the rows of a table have, or its ``last`` ones, where words wrap in columns this wide."""
    room = FULL_WIDTH / table_size(table)
    widths = [max(share * room - PADDING, 1) for share in column_shares(table)]
    rows = cells_of(table)[-last:] if last else cells_of(table)
    return sum(max(ceil(width(cell) / wide) for cell, wide in zip(row, widths, strict=True)) for row in rows)


def column_shares(table: Table) -> list[float]:
    """Return each column's share of the width: its longest word whole, the rest by what its cells want.

    The name of a row stays whole as well where all have room.

    Where there is room for all they want, what is over goes to the columns whose longest cell still breaks.
    """
    widths, full = column_widths(table, names=True), FULL_WIDTH / table_size(table)
    if sum(need for need, _ in widths) > full:
        widths = column_widths(table)
    needed, wanted = (sum(column) for column in zip(*widths, strict=True))
    if wanted < full:
        shares = widened([want for _, want in widths], longest_cells(table), full - wanted)
    else:
        rest = (full - needed) / (wanted - needed) if wanted > needed else 0
        shares = [need + (want - need) * max(rest, 0) for need, want in widths]
    return [share / sum(shares) for share in shares]


def widened(wanted: list[float], longest: list[float], over: float) -> list[float]:
    """Return the widths of columns that share what is over by how much their longest cells lack; all alike for none."""
    lacking = [max(cell - want, 0) for cell, want in zip(longest, wanted, strict=True)]
    if not any(lacking):
        return wanted
    given = min(over, sum(lacking))
    return [want + given * lack / sum(lacking) for want, lack in zip(wanted, lacking, strict=True)]


def longest_cells(table: Table) -> list[float]:
    """Return how many characters the longest cell of each column has, with its margins."""
    return [max(map(width, column)) + PADDING + 1 for column in zip(*cells_of(table), strict=True)]


def cells_of(table: Table) -> list[list[str]]:
    """Return the texts of a table row by row, its header first."""
    return [list(table.header), *([text_of(cell) for cell in row] for row in table.rows)]


def unbroken(cell: str, names: bool) -> list[str]:
    """Return the parts of a cell that no line should break: its words, with ``names`` all of it where it is short."""
    return [cell] if names and width(cell) <= NAME else WORDS.findall(cell) or [""]


def column_widths(table: Table, *, names: bool = False) -> list[tuple[float, float]]:
    """Return what each column needs for its longest word and wants for its longest cell, in characters.

    With ``names`` the first needs its short cells whole: whose row it is.
    """
    return [
        (
            max(max(map(width, unbroken(cell, names and place == 0))) for cell in column) + PADDING,
            min(max(map(width, column)), WIDEST) + PADDING + 1,
        )
        for place, column in enumerate(zip(*cells_of(table), strict=True))
    ]
