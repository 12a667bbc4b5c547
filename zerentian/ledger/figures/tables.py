"""Many figures for many units at once: as many queries as for one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from zerentian.ledger.figures.asked import figure_of, latest_size, sealed_day
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.figures.reading import Ask, read_off
from zerentian.ledger.models import Component, Place, Posting
from zerentian.ledger.rules.figures import Days, Figure, FigureValue
from zerentian.ledger.rules.periods import Period

Table = dict[tuple[str, str], FigureValue]


def compute_table(
    codes: Iterable[str],
    *,
    units: Sequence[str],
    period: Period,
    size: int | None = None,
    hidden: Hidden = NOTHING,
) -> Table:
    """Return the values of figures for several unit paths, by (code, unit); each as ``compute`` gives it."""
    asked = list(dict.fromkeys(codes))
    read = read_off([Ask(asked, unit, period) for unit in units], size=size, hidden=hidden)
    return {
        (value.figure.code, unit): value
        for unit, values in zip(units, read.values, strict=True)
        for value in values
    }


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
