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

    The month that is running is taken as of the latest seal; of a month to come nothing is known: None, not 0. Nor is
    anything known of a month in which no record states what is summed up.
    """
    figure = figure_of(code)
    today = sealed_day(latest_size())
    last = until.replace(day=1)
    first = month_before(last, months - 1)
    _, known = figure.days(Period(first, date.max, ""), today)
    wanted = [figure.component] + ([figure.known, figure.base] if figure.known else [])
    totals, *told = (month_totals(component, unit, first, last, known, hidden) for component in wanted)
    listed = (month_before(last, n) for n in reversed(range(months)))
    return [
        (month, None if month > today or (told and told[1][month] and not told[0][month]) else totals[month])
        for month in listed
    ]


def month_totals(
    component: str, unit: str, first: date, last: date, known: date, hidden: Hidden
) -> Counter[date]:
    """Return what a component comes to in each month from the first to the last, up to the last day known."""
    rows = (
        MonthTotal.objects.filter(place__path=unit, component__code=component)
        .filter(month__gte=first, month__lte=last)
        .values("month")
        .annotate(total=Sum(F("amount")))
        .values_list("month", "total")
    )
    totals = Counter(dict(rows))
    ahead = Posting.objects.filter(component__code=component, place__in=subtree_paths(unit))
    if known < date.max:
        after = ahead.filter(day__gt=known, day__lte=month_end(known)).aggregate(sum=Sum("amount"))["sum"]
        totals[known.replace(day=1)] -= after or 0
    if hidden.conditions:
        totals.subtract(hidden_months(component, unit, first, known, hidden))
    return totals


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
