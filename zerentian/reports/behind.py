"""The entries behind many figures at once: a query for each unit and period, not one for each figure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.sql.constants import MULTI

from zerentian.ledger.figures import NOTHING, Hidden, entries_behind
from zerentian.ledger.figures.asked import as_of, sealed_day
from zerentian.ledger.figures.engine import Computation
from zerentian.ledger.models import Component, Entry, Posting
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import CUMULATIVE, Days
from zerentian.ledger.rules.periods import Period

CHUNK = 5_000  # rows


class Request(NamedTuple):
    """A figure for a unit path and a period."""

    code: str
    unit: str
    period: Period
    without: tuple[str, ...] = ()


def populations(requests: Iterable[Request], size: int, hidden: Hidden = NOTHING) -> dict[Request, list[int]]:
    """Return the ascending positions of the entries that contribute to each figure, as of a seal; none hidden."""
    groups: defaultdict[tuple[str, Days, tuple[str, ...]], list[Request]] = defaultdict(list)
    today = sealed_day(size)
    found: dict[Request, list[int]] = {}
    for request in dict.fromkeys(requests):
        if FIGURES[request.code].measure in CUMULATIVE:
            behind = entries_behind(
                request.code,
                unit=request.unit,
                period=request.period,
                size=size,
                hidden=hidden,
                without=request.without,
            )
            indexes = behind.order_by("index").values_list("index", flat=True)
            found[request] = [index for index in indexes if index is not None]
        else:
            days = FIGURES[request.code].days(request.period, today)
            groups[request.unit, days, request.without].append(request)
    for group in groups.values():
        found |= group_populations(group, size, hidden)
    return found


def group_populations(group: list[Request], size: int, hidden: Hidden) -> dict[Request, list[int]]:
    """Return the positions for figures that share unit and days."""
    components = components_of(group)
    keys = [key for wanted in components.values() for key in wanted]
    first = group[0]
    computation = Computation(
        FIGURES[first.code], first.unit, first.period, as_of(size), without=first.without
    )
    scope = computation.scope(keys)
    postings = hidden.without(Posting.objects.filter(scope, index__lt=size, reversal=False))
    later = computation.seal.later
    own = Q(index__in=postings.values("index"))
    if later:
        own |= Q(index__in=computation.seal.aside.values("entry__index"))
    replaced = set(Entry.objects.filter(own, replaced_at__lt=size).order_by().values_list("index", flat=True))
    posted: defaultdict[int, set[int]] = defaultdict(set)
    rows = rows_of(postings.order_by().values_list("component_id", "index"))
    for component, run in groupby(rows, itemgetter(0)):
        posted[component].update(map(itemgetter(1), run))
    if later:
        posted = defaultdict(set, {key: {later.get(at, at) for at in own} for key, own in posted.items()})
    found: dict[tuple[int, ...], list[int]] = {}  # many figures read the same components
    for wanted in map(tuple, components.values()):
        found[wanted] = found.get(wanted) or sorted(set().union(*(posted[key] for key in wanted)) - replaced)
    return {request: found[tuple(wanted)] for request, wanted in components.items()}


def rows_of(query: "QuerySet[Any, Any]") -> Iterator[tuple[int, ...]]:
    """Yield the rows of a query of whole numbers as the database gives them: hundreds of thousands, read in bulk."""
    compiler = query.query.get_compiler(query.db)
    return chain.from_iterable(compiler.execute_sql(MULTI, chunk_size=CHUNK) or ())


def components_of(group: list[Request]) -> dict[Request, list[int]]:
    """Return the keys of the components each figure reads, buckets included."""
    codes = dict(Component.objects.values_list("code", "pk"))
    wanted = {request: FIGURES[request.code].components for request in group}
    return {
        request: [pk for code, pk in codes.items() if code.split("#")[0] in names]
        for request, names in wanted.items()
    }
