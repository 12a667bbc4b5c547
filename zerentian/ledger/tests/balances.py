"""Asserts that what is printed side by side adds up: the parts of a whole, and the movements of a stock."""

from collections.abc import Iterable, Sequence

from zerentian.ledger.figures import compute_table
from zerentian.ledger.registry import BALANCES, SPLITS
from zerentian.ledger.rules.periods import Period


def assert_balanced(stocks: Iterable[str], units: Sequence[str], period: Period) -> None:
    """Assert that opening + in - out is the closing of each stock, at each unit."""
    for balance in (BALANCES[stock] for stock in stocks):
        now = compute_table(balance.codes, units=units, period=period)
        then = compute_table([balance.stock], units=units, period=period.eve)
        for unit in units:
            moved = [now[code, unit].value or 0 for code in (*balance.came, *balance.went)]
            opening, closing = then[balance.stock, unit].value or 0, now[balance.stock, unit].value
            assert balance.closing(opening, moved) == closing, (balance.stock, unit, opening, moved, closing)


def assert_whole(wholes: Iterable[str], units: Sequence[str], period: Period) -> None:
    """Assert that the parts of each whole add up to it, at each unit."""
    wanted = set(wholes)
    for split in (split for split in SPLITS.values() if split.of in wanted):
        found = compute_table((split.of, *split.parts), units=units, period=period)
        for unit in units:
            parts = [found[code, unit].value or 0 for code in split.parts]
            assert sum(parts) == found[split.of, unit].value, (
                split.of,
                unit,
                dict(zip(split.parts, parts, strict=True)),
            )
