"""How a stock came from what it was to what it is: opening, what came in, what went out, closing."""

from collections.abc import Sequence
from dataclasses import dataclass

from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.figures.reading import Ask, read_off
from zerentian.ledger.registry import BALANCES
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Movement:
    """A stock's opening on the eve of a period, what moved it, and its closing."""

    opening: FigureValue
    came: Sequence[FigureValue]
    went: Sequence[FigureValue]
    closing: FigureValue

    @property
    def is_empty(self) -> bool:
        """Tell whether there was nothing, and nothing happened."""
        return not any(value.value for value in (self.opening, *self.came, *self.went, self.closing))


def movement_asked(stock: str, *, unit: str, period: Period) -> list[Ask]:
    """Return what must be asked to say how a stock moved in a period; nothing of a stock that has no balance."""
    if stock not in BALANCES:
        return []
    return [Ask([stock], unit, period.eve), Ask(BALANCES[stock].codes, unit, period)]


def movement_told(stock: str, values: Sequence[Sequence[FigureValue]]) -> Movement:
    """Return how a stock moved, from the answers to what ``movement_asked`` asks."""
    (opening,), (closing, *moved) = values
    cut = len(BALANCES[stock].came)
    return Movement(opening, moved[:cut], moved[cut:], closing)


def movement_of(
    stock: str, *, unit: str, period: Period, size: int | None = None, hidden: Hidden = NOTHING
) -> Movement:
    """Return how a stock moved in a period, as of a seal."""
    asked = movement_asked(stock, unit=unit, period=period)
    return movement_told(stock, read_off(asked, size=size, hidden=hidden).values)
