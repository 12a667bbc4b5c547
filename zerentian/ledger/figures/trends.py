"""The months of a figure: what a chart draws."""

from collections import Counter
from datetime import date

from django.db.models import F, Sum

from zerentian.ledger.figures.asked import figure_of, latest_size, sealed_day, subtree_paths
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.models import MonthTotal, Posting
from zerentian.ledger.rules.periods import Period, month_end


def trend(
    code: str, *, unit: str, months: int, until: date, hidden: Hidden = NOTHING
) -> list[tuple[date, int | None]]:
    """Return a count's or sum's monthly values over the months up to ``until``, oldest first.

    The month that is running is taken as of the latest seal; of a month to come nothing is known: None, not 0.
    """
    figure = figure_of(code)
    today = sealed_day(latest_size())
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
    ahead = Posting.objects.filter(component__code=figure.component, place__in=subtree_paths(unit))
    _, known = figure.days(Period(first, date.max, ""), today)
    if known < date.max:
        after = ahead.filter(day__gt=known, day__lte=month_end(known)).aggregate(sum=Sum("amount"))["sum"]
        totals[known.replace(day=1)] -= after or 0
    if hidden.conditions:
        totals.subtract(hidden_months(figure.component, unit, first, known, hidden))
    listed = (month_before(last, n) for n in reversed(range(months)))
    return [(month, totals[month] if month <= today else None) for month in listed]


def hidden_months(component: str, unit: str, first: date, last: date, hidden: Hidden) -> Counter[date]:
    """Return what hidden entries post in each month from the first day to the last."""
    postings = Posting.objects.filter(
        component__code=component, place__in=subtree_paths(unit), day__gte=first, day__lte=last
    )
    months: Counter[date] = Counter()
    for day, amount in hidden.of(postings).order_by().values_list("day").annotate(total=Sum("amount")):
        months[day.replace(day=1)] += amount
    return months


def month_before(month: date, count: int) -> date:
    """Return the first day of the month ``count`` months earlier."""
    serial = month.year * 12 + month.month - 1 - count
    return date(serial // 12, serial % 12 + 1, 1)
