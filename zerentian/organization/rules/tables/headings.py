"""Finding the headings of a sheet: over several rows, under merged cells, below titles."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zerentian.organization.rules.tables.cells import Cells, Merge, Unreadable, letter

# Exports often put a title, a unit and a date above the headings.
SEARCHED_ROWS = 20
BETWEEN = "/"
# What tells a label and what is written behind it from a heading; 其中： and 按渠道分： are headings.
LABEL = re.compile(r"[:：]\s*\S|(?:单位|日期|时间|人|电话)(?:（[^（）]*）)?\s*[:：]\s*$")

# How many headings somebody recognises in a row; the row with the most is where the headings are.
Recognise = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading of each column, and the first and last row they stand in."""

    columns: Mapping[int, str]
    first: int
    last: int

    @property
    def names(self) -> tuple[str, ...]:
        """Return the headings from left to right."""
        return tuple(self.columns[column] for column in sorted(self.columns))


def find_headings(
    rows: Sequence[tuple[int, Cells]], merges: Iterable[Merge], recognise: Recognise
) -> Headings | None:
    """Return the headings among the first rows of a sheet; None where nothing stands there.

    A row of headings takes in the rows that merged cells bind it to: a heading over several columns and those
    under it become one each, "诉求人/电话". Titles across the whole table are none.
    """
    top = {number: cells for number, cells in rows if cells}
    if not top:
        return None
    width = max(max(cells) for cells in top.values()) + 1
    areas = [
        one
        for one in merges
        if one.first_row <= max(top)
        and not is_title(one, width)
        and not LABEL.search(top.get(one.first_row, {}).get(one.first_column, ""))
    ]
    best = max(top, key=lambda number: (recognise(headings_in(top, areas, number, number)), -number))
    first, last = block_around(best, top, areas)
    named = named_columns(top, areas, first, last)
    return Headings(named, first, last) if named else None


def is_title(area: Merge, width: int) -> bool:
    """Tell whether a merged area runs across the whole table."""
    return area.first_column == 0 and area.last_column >= width - 1 and area.last_column > 0


def headings_in(top: Mapping[int, Cells], areas: Sequence[Merge], first: int, last: int) -> list[str]:
    """Return the texts that would be headings were these their rows."""
    return list(named_columns(top, areas, first, last).values())


def block_around(best: int, top: Mapping[int, Cells], areas: Sequence[Merge]) -> tuple[int, int]:
    """Return the first and last row of the headings around the row that has most of them."""
    first = last = best
    while True:
        touching = [one for one in areas if one.first_row <= last and one.last_row >= first]
        low = min([first, *(one.first_row for one in touching)])
        high = max([last, *(one.last_row for one in touching)])
        if low - 1 in top and is_under(top, areas, low - 1, low):
            low -= 1
        if high + 1 in top and is_under(top, areas, high, high + 1):
            high += 1
        if (low, high) == (first, last) or high - low >= SEARCHED_ROWS:
            return first, last
        first, last = low, high


def is_under(top: Mapping[int, Cells], areas: Sequence[Merge], upper: int, lower: int) -> bool:
    """Tell whether a row holds nothing but what stands under the wide headings of the row above."""
    wide = {
        column
        for one in areas
        if one.first_row <= upper <= one.last_row and one.last_column > one.first_column
        for column in range(one.first_column, one.last_column + 1)
    }
    return bool(wide) and set(top.get(lower, {})) <= wide


def named_columns(top: Mapping[int, Cells], areas: Sequence[Merge], first: int, last: int) -> dict[int, str]:
    """Return the heading of each column: what stands over it in these rows, joined from above."""
    over: dict[int, list[str]] = {}
    for number in range(first, last + 1):
        cells = top.get(number, {})
        spread = dict(cells)
        for one in areas:
            if one.first_row == number and (text := cells.get(one.first_column)):
                spread |= dict.fromkeys(range(one.first_column, one.last_column + 1), text)
        for column, text in spread.items():
            said = " ".join(text.rstrip("*＊").split())
            if said and said not in over.get(column, []):
                over.setdefault(column, []).append(said)
    return {column: BETWEEN.join(parts) for column, parts in over.items()}


def plain(heading: str) -> str:
    """Return what stands lowest in a heading, as headings are compared: without blanks and case."""
    return "".join(heading.rpartition(BETWEEN)[2].split()).lower()


def check_once(headings: Headings) -> None:
    """Refuse a heading that stands over two columns: which of them is meant nobody can tell."""
    places: dict[str, list[int]] = {}
    for column, heading in sorted(headings.columns.items()):
        places.setdefault(heading, []).append(column)
    for heading, columns in places.items():
        if len(columns) > 1:
            letters = "、".join(map(letter, columns))
            raise Unreadable(
                f"表头“{heading}”出现了 {len(columns)} 次（{letters} 列），请改名或删去多余的一列再导入",
                f"the heading {heading} stands over {len(columns)} columns ({letters}): rename or delete one",
            )
