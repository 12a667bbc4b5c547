"""How a stock came from what it was to what it is: opening, what came in, what went out, closing."""

from collections.abc import Sequence
from dataclasses import dataclass

from zerentian.ledger.figures.engine import compute, compute_all
from zerentian.ledger.figures.hidden import NOTHING, Hidden
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


def movement_of(
    stock: str, *, unit: str, period: Period, size: int | None = None, hidden: Hidden = NOTHING
) -> Movement:
    """Return how a stock moved in a period, as of a seal."""
    balance = BALANCES[stock]
    opening = compute(stock, unit=unit, period=period.eve, size=size, hidden=hidden)
    closing, *moved = compute_all(balance.codes, unit=unit, period=period, size=size, hidden=hidden)
    cut = len(balance.came)
    return Movement(opening, moved[:cut], moved[cut:], closing)
