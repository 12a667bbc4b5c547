"""What is asked of a figure: which definition, which units, which seal, and so which days."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from zerentian.ledger.models import Place, Seal
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import Days, Figure
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed

SUMMED = ("count", "sum", "stock", "ratio")


def latest_size() -> int:
    """Return the tree size of the latest seal, 0 before the first."""
    return Seal.objects.order_by("-number").values_list("size", flat=True).first() or 0


def sealed_day(size: int) -> date:
    """Return the day of the seal that covers a tree size: figures know of nothing later. Before the first, any day."""
    seals = Seal.objects.filter(size__gte=size).order_by("number")
    sealed_at = seals.values_list("sealed_at", flat=True).first()
    return date.max if sealed_at is None else local_day(sealed_at)


def figure_of(code: str) -> Figure:
    """Return a declared figure; NotAllowed names what to do when there is none of that code."""
    if code not in FIGURES:
        raise NotAllowed(
            f"没有指标 {code}，可用的见指标目录", f"there is no figure {code}: see the list of figures"
        )
    return FIGURES[code]


def subtree_paths(unit: str) -> list[int]:
    """Return the places at and under a unit path."""
    places = Place.objects.filter(Q(path=unit) | Q(path__startswith=f"{unit}/"))
    return list(places.values_list("pk", flat=True))


def components_by_days(figures: Iterable[Figure], period: Period, today: date) -> dict[Days, set[str]]:
    """Return which components are summed over which days, so that figures of the same days share a query."""
    wanted: defaultdict[Days, set[str]] = defaultdict(set)
    for figure in figures:
        if figure.measure in SUMMED:
            wanted[figure.days(period, today)] |= figure.components
    return wanted
