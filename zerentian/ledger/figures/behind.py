"""The entries behind a figure: all of them, a page of them, and those that changed it since."""

from collections.abc import Sequence

from django.db.models import QuerySet

from zerentian.ledger.figures.asked import figure_of, latest_size
from zerentian.ledger.figures.engine import Computation
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period


def entries_behind(
    code: str,
    *,
    unit: str,
    period: Period,
    size: int | None = None,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> QuerySet[Entry]:
    """Return the entries that make up a figure, newest first."""
    of = latest_size() if size is None else size
    return Computation(figure_of(code), unit, period, of, hidden=hidden, without=without).entries()


def page_behind(
    code: str,
    *,
    unit: str,
    period: Period,
    start: int = 0,
    length: int,
    size: int | None = None,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> list[Entry]:
    """Return a page of the entries that make up a figure, newest first; full pages, whatever is hidden."""
    of = latest_size() if size is None else size
    return Computation(figure_of(code), unit, period, of, hidden=hidden, without=without).page(start, length)


def changed_since(
    code: str,
    *,
    unit: str,
    period: Period,
    size: int,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> QuerySet[Entry]:
    """Return the entries sealed after tree size ``size`` that changed the figure, oldest first."""
    return Computation(figure_of(code), unit, period, size, hidden=hidden, without=without).changes()
