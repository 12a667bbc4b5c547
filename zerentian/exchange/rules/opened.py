"""Open figures: which cells of a table of units are not told, so that no small number can be read or worked out.

A cell that counts one or two things could point to people. It is left out, and with it as many others as are needed
for nobody to work it out from the sum: the choice looks at the numbers alone and is the same every time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zerentian.ledger.rules.figures import Figure, ratio_text

FEWEST = 3
OPEN_MEASURES = ("count", "sum", "stock", "ratio")
# What is counted of these is hidden from somebody of the office: in public they would be told wrongly, as none.
NEVER = ("concerns.kind.complaint", "concerns.kind.wrongdoing")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a figure comes to in one unit: its parts, which add up over units. One number, or what a ratio is made of:
    those that are so, and those that are not."""

    parts: tuple[int, ...]

    @property
    def is_small(self) -> bool:
        """Tell whether a part could point to people."""
        return any(0 < part < FEWEST for part in self.parts)

    @property
    def size(self) -> int:
        """Return how much it counts."""
        return sum(self.parts)


def may_be_open(figure: Figure) -> bool:
    """Tell whether a figure may be opened: what leaders do in person, medians and levels may not."""
    person = figure.code.startswith("personal.")
    return figure.measure in OPEN_MEASURES and not person and figure.code not in NEVER


def left_out(cells: Sequence[Cell]) -> set[int] | None:
    """Return the places of the cells that are not told, so that their sum may be; None when that may not be either.

    The cells are all there are: together they are the sum. What is left out together must count enough that nobody
    knows one of them: two cells at least, and of every part none at all or two more than there are cells.
    """
    if any(part < 0 for cell in cells for part in cell.parts):
        return None
    out = {place for place, cell in enumerate(cells) if cell.is_small}
    others = sorted((cell.size, place) for place, cell in enumerate(cells) if place not in out and cell.size)
    while out and not is_safe([cells[place] for place in out]):
        if not others:
            return None
        out.add(others.pop(0)[1])
    return out


def is_safe(hidden: Sequence[Cell]) -> bool:
    """Tell whether cells that are left out can be told together, as whoever subtracts the others from the sum would."""
    sums = [sum(parts) for parts in zip(*(cell.parts for cell in hidden), strict=True)]
    return len(hidden) > 1 and all(one == 0 or one >= len(hidden) + 2 for one in sums)


def told(figure: Figure, cell: Cell) -> str:
    """Return a cell as it is printed."""
    if figure.measure == "ratio":
        return ratio_text(cell.parts[0], cell.size)
    return f"{cell.parts[0]}{figure.unit_of_measure}"


def table_of(figure: Figure, cells: Mapping[str, Cell]) -> tuple[str, dict[str, str]]:
    """Return the sum and each unit's cell as they are told; empty for what is left out."""
    whole = Cell(tuple(sum(parts) for parts in zip(*(cell.parts for cell in cells.values()), strict=True)))
    out = left_out(list(cells.values()))
    if out is None or whole.is_small:
        return "", dict.fromkeys(cells, "")
    return told(figure, whole), {
        name: "" if place in out else told(figure, cell) for place, (name, cell) in enumerate(cells.items())
    }
