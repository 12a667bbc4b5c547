"""Which figures add up to which: the parts of a whole, and what came in and went out of a stock."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Split:
    """A figure and the parts into which it is told apart: together they are the whole, for any unit and period.

    What is not told apart yet (未甄别) is a part like any other.
    """

    of: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """A stock and the figures by which it moves: opening + ``came`` - ``went`` = closing, for any unit and period.

    The last of ``came`` is what other units passed on less what was passed on to them: nought for a whole township.
    """

    stock: str
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every figure of the balance, the stock first."""
        return (self.stock, *self.came, *self.went)

    def closing(self, opening: int, moved: Iterable[int]) -> int:
        """Return what the stock comes to by the movements, in the order of ``came`` and ``went``."""
        signs = [1] * len(self.came) + [-1] * len(self.went)
        return opening + sum(sign * amount for sign, amount in zip(signs, moved, strict=True))
