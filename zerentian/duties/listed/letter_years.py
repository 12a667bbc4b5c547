"""What a letter's term came to: each item beside its figure. Nothing here says whether that was good or bad."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from zerentian.duties.models import Letter, LetterItem
from zerentian.ledger.figures import compute_all, latest_size
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import Figure, FigureValue
from zerentian.ledger.rules.periods import Period
from zerentian.organization.models import Account
from zerentian.organization.shields import hidden_from


@dataclass(frozen=True, slots=True)
class Beside:
    """One item, its figure (None where it has no target), what that comes to, and the address behind the number."""

    item: LetterItem
    figure: Figure | None = None
    value: FigureValue | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """The items of one letter beside their figures, for whom and for which days, as of which seal."""

    rows: list[Beside]
    unit: str
    first: date
    last: date
    size: int


def year_of(letter: Letter, account: Account) -> Year:
    """Return each item of a letter beside the figure of the unit that took it on, over its term, as of now."""
    items = list(letter.newest.items.select_related("duty"))
    period = Period.parse(f"{letter.first}..{letter.last}")
    day = min(letter.last, account.today)
    path, size = letter.taker.path_on(day) or letter.taker.path, latest_size()
    codes = sorted({item.figure for item in items if item.figure in FIGURES})
    found: dict[str, Any] = {}
    if codes and letter.first <= account.today:
        values = compute_all(codes, unit=path, period=period, size=size, hidden=hidden_from(None))
        found = {one.figure.code: one for one in values}
    rows = [
        Beside(item, FIGURES.get(item.figure), found.get(item.figure), behind(item.figure, path, period))
        for item in items
    ]
    return Year(rows, letter.taker.name_on(day), letter.first, letter.last, size)


def behind(code: str, path: str, period: Period) -> str:
    """Return the address of what is behind a figure; empty for an item without one."""
    if not code:
        return ""
    try:
        return f"{reverse('figure', args=[code])}?{urlencode({'unit': path, 'period': period.code})}"
    except NoReverseMatch:
        return ""
