"""The months of a figure: what a chart draws."""

from collections import Counter
from datetime import date

from django.db.models import F, Sum

from zerentian.ledger.figures.engine import figure_of, subtree_paths
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.models import MonthTotal, Posting


def trend(
    code: str, *, unit: str, months: int, until: date, hidden: Hidden = NOTHING
) -> list[tuple[date, int]]:
    """Return a count's or sum's monthly values over the months up to ``until``, oldest first."""
    figure = figure_of(code)
    last = until.replace(day=1)
    first = month_before(last, months - 1)
    rows = (
        MonthTotal.objects.filter(place__path=unit, component__code=figure.component)
        .filter(month__gte=first, month__lte=last)
        .values("month")
        .annotate(total=Sum(F("amount")))
        .values_list("month", "total")
    )
    totals = Counter(dict(rows))
    if hidden.conditions:
        totals.subtract(hidden_months(figure.component, unit, first, hidden))
    return [(month, totals[month]) for month in (month_before(last, n) for n in reversed(range(months)))]


def hidden_months(component: str, unit: str, first: date, hidden: Hidden) -> Counter[date]:
    """Return what hidden entries post in each month from ``first`` on."""
    postings = Posting.objects.filter(
        component__code=component, place__in=subtree_paths(unit), day__gte=first
    )
    months: Counter[date] = Counter()
    for day, amount in hidden.of(postings).order_by().values_list("day").annotate(total=Sum("amount")):
        months[day.replace(day=1)] += amount
    return months


def month_before(month: date, count: int) -> date:
    """Return the first day of the month ``count`` months earlier."""
    serial = month.year * 12 + month.month - 1 - count
    return date(serial // 12, serial % 12 + 1, 1)
