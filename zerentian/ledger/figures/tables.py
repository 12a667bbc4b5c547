"""Many figures for many units at once: as many queries as for one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Q, Sum

from zerentian.ledger.figures.asked import components_by_days, figure_of, latest_size, sealed_day
from zerentian.ledger.figures.engine import Computation
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.models import Component, MonthTotal, Place, Posting
from zerentian.ledger.rules.figures import Days, Figure, FigureValue
from zerentian.ledger.rules.periods import Period, in_whole_months

Table = dict[tuple[str, str], FigureValue]
Sums = defaultdict[str, defaultdict[tuple[str, Days], Counter[int]]]


def compute_table(
    codes: Iterable[str],
    *,
    units: Sequence[str],
    period: Period,
    size: int | None = None,
    hidden: Hidden = NOTHING,
) -> Table:
    """Return the values of figures for several unit paths, by (code, unit); each as ``compute`` gives it."""
    figures = [figure_of(code) for code in dict.fromkeys(codes)]
    latest = latest_size()
    of = latest if size is None else size
    today = sealed_day(of)
    wanted = components_by_days(figures, period, today)
    sums = sums_by_unit(wanted, units, of, latest, hidden)
    return {
        (figure.code, unit): Computation(figure, unit, period, of, latest, sums[unit], hidden, today).value()
        for unit in units
        for figure in figures
    }


def sums_by_unit(
    wanted: Mapping[Days, set[str]],
    units: Sequence[str],
    size: int,
    latest: int,
    hidden: Hidden,
) -> Sums:
    """Return amounts by unit, (component, days) and packed state."""
    found: Sums = defaultdict(lambda: defaultdict(Counter))
    for days, codes in wanted.items():
        components = dict(Component.objects.filter(code__in=codes).values_list("pk", "code"))
        keys = list(components)
        rows = totalled(keys, units, days, size) if size == latest else posted(keys, units, [days], size)
        for unit, component, state, amount in rows:
            found[unit][components[component], days][state] += amount
        for unit, component, state, amount in (
            posted(keys, units, [days], size, hidden) if hidden.conditions else ()
        ):
            found[unit][components[component], days][state] -= amount
    return found


Rows = Iterator[tuple[str, int, int, int]]


def totalled(components: list[int], units: Sequence[str], days: Days, size: int) -> Rows:
    """Yield (unit, component, state, amount): whole months from their totals, the days left over from postings."""
    whole, rest = in_whole_months(*days)
    if rest:
        yield from posted(components, units, rest, size)
    if whole:
        totals = MonthTotal.objects.filter(
            place__path__in=list(units),
            component__in=components,
            month__gte=whole[0],
            month__lte=whole[1],
        )
        rows = totals.order_by().values_list("place__path", "component", "state")
        yield from rows.annotate(total=Sum("amount"))


def posted(
    components: list[int],
    units: Sequence[str],
    spans: Sequence[Days],
    size: int,
    hidden: Hidden = NOTHING,
) -> Rows:
    """Yield (unit, component, state, amount) from the postings of spans of days, under a seal; of hidden entries
    alone where any are named."""
    above = units_above(units)
    days = Q(pk__in=[])
    for first, last in spans:
        days |= Q(day__gte=first, day__lte=last)
    postings = Posting.objects.filter(days, component__in=components, place__in=list(above), index__lt=size)
    if hidden.conditions:
        postings = hidden.of(postings)
    rows = postings.order_by().values_list("place", "component", "state").annotate(total=Sum("amount"))
    for place, component, state, amount in rows:
        for unit in above[place]:
            yield unit, component, state, amount


def units_above(units: Sequence[str]) -> dict[int, list[str]]:
    """Return, for every place at or under one of the units, the units it counts towards."""
    condition = Q(pk__in=[])
    for unit in units:
        condition |= Q(path=unit) | Q(path__startswith=f"{unit}/")
    places = Place.objects.filter(condition).values_list("pk", "path")
    return {pk: [unit for unit in units if f"{path}/".startswith(f"{unit}/")] for pk, path in places}


def changed_counts(
    codes: Iterable[str], *, unit: str, period: Period, size: int, hidden: Hidden = NOTHING
) -> Counter[str]:
    """Return, by figure, how many entries sealed after tree size ``size`` changed it for a unit and a period."""
    figures = [figure_of(code) for code in dict.fromkeys(codes)]
    keys = components_read(figures)
    places, today = list(units_above([unit])), sealed_day(latest_size())
    postings = hidden.without(Posting.objects.filter(place__in=places, index__gte=size))
    groups: defaultdict[Days, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.days(period, today)].append(figure)
    counts: Counter[str] = Counter()
    for (first, last), group in groups.items():
        wanted = {pk for figure in group for pk in keys[figure.code]}
        rows = postings.filter(component__in=wanted, day__gte=first, day__lte=last)
        entries: defaultdict[int, set[int]] = defaultdict(set)
        for component, index in rows.order_by().values_list("component_id", "index").distinct():
            entries[component].add(index)
        for figure in group:
            counts[figure.code] = len(set().union(*(entries[pk] for pk in keys[figure.code])))
    return counts


def components_read(figures: Iterable[Figure]) -> dict[str, list[int]]:
    """Return the keys of the components each figure reads, buckets included."""
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for pk, code in Component.objects.values_list("pk", "code"):
        by_name[code.partition("#")[0]].append(pk)
    return {
        figure.code: [pk for component in sorted(figure.components) for pk in by_name[component]]
        for figure in figures
    }
