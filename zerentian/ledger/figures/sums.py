"""What components come to, for many units and spans of days at once: one question of each table, however much is asked.

A page of figures asks for values, for a table by unit, for twelve months and for a balance. Asked one by one these were
a hundred questions, in each of which what is hidden was looked for anew. Here the days are cut at every first day and
after every last one; the database adds up what lies between two cuts, and each span is the sum of its parts. The
statements are written by hand: they hold no name that a reader gave, and building them takes no time.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from zerentian.ledger.figures.asked import AsOf, within_any
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.models import Component, MonthTotal, Place, Posting
from zerentian.ledger.rules.figures import Days
from zerentian.ledger.rules.periods import ONE_DAY, in_whole_months, month_end


class Scope(NamedTuple):
    """A unit path with all under it, without some paths below it and all under these."""

    unit: str
    without: tuple[str, ...] = ()


class Wanted(NamedTuple):
    """Components to be summed over a scope and some days; a code that ends in "#" stands for all its buckets.

    ``apart`` from what else is asked of the scope: few components over many spans, such as twelve months.
    """

    scope: Scope
    days: Days
    components: frozenset[str]
    apart: bool = False


Sums = Mapping[tuple[str, Days], Counter[int]]
"""Amounts by packed state, of a component in some days."""

NOT_ONE: Sums = {}


class Group(NamedTuple):
    """Scopes of which the same components are asked, by their keys; ``days`` are the spans asked of each."""

    components: dict[int, str]
    days: Mapping[Scope, set[Days]]
    read: Mapping[Days, frozenset[int]]


class Span(NamedTuple):
    """Days of which a table is asked, and the span that was wanted; ``weight`` -1 where they are taken from it."""

    first: date
    last: date
    days: Days
    weight: int = 1


@dataclass(frozen=True)
class Part:
    """What one statement adds up of a group: a table, its column of the day, which places, which spans of days.

    ``places`` are the scopes to which each place counts, with 1, or against which, with -1.
    """

    group: Group
    table: str
    day: str
    places: Mapping[int, Sequence[tuple[Scope, int]]]
    spans: Sequence[Span]
    more: str = ""
    params: tuple[Any, ...] = ()

    @property
    def component(self) -> str:
        """Return the column of the component, as it stands in a condition."""
        return "+component_id" if self.table == POSTINGS_AWAY[0] else "component_id"

    @property
    def keys(self) -> frozenset[int]:
        """Return the keys of the components that are read of its spans."""
        return frozenset[int]().union(*(self.group.read[span.days] for span in self.spans))

    @cached_property
    def cuts(self) -> list[date]:
        """Return the days with which a new part of the time begins."""
        after = {span.last + ONE_DAY for span in self.spans if span.last < date.max}
        return sorted({span.first for span in self.spans} | after)

    @cached_property
    def counted(self) -> dict[tuple[int, int], list[tuple[Scope, Days, int]]]:
        """Return to which scopes and spans a sum counts, by its place and by how many cuts lie before its days."""
        found: defaultdict[tuple[int, int], list[tuple[Scope, Days, int]]] = defaultdict(list)
        for span in self.spans:
            until = len(self.cuts) if span.last == date.max else bisect_left(self.cuts, span.last + ONE_DAY)
            for cut in range(bisect_left(self.cuts, span.first) + 1, until + 1):
                for place, held in self.places.items():
                    found[place, cut] += [
                        (scope, span.days, weight * span.weight)
                        for scope, weight in held
                        if span.days in self.group.days[scope]
                    ]
        return dict(found)


def sums_of(wanted: Iterable[Wanted], as_of: AsOf, hidden: Hidden) -> dict[Scope, Sums]:
    """Return what was asked for, by scope: of what no entry posts there is nothing.

    Under the latest seal whole months come from their totals; under an older one everything comes from postings. What
    is hidden is taken away.
    """
    groups = grouped(list(wanted))
    places = places_under({scope.unit for group in groups for scope in group.days})
    plain = [part for group in groups for part in plain_parts(group, places, as_of)]
    away = (
        [part for group in groups for part in hidden_parts(group, places, as_of)] if hidden.conditions else []
    )
    found: defaultdict[tuple[int, Scope], defaultdict[tuple[str, Days], Counter[int]]]
    found = defaultdict(lambda: defaultdict(Counter))
    for sign, rows in ((1, rows_of(plain)), (-1, rows_of(away, hidden))):
        for part, (key, state, amount, place, cut) in rows:
            code = part.group.components[key]
            for scope, days, weight in part.counted.get((place, cut), ()):
                if key not in part.group.read[days]:
                    continue
                found[id(part.group), scope][code, days][state] += sign * weight * int(amount)
    # What is asked apart may be asked beside it as well: it is the same, and not to be added.
    sums: defaultdict[Scope, dict[tuple[str, Days], Counter[int]]] = defaultdict(dict)
    for (_group, scope), some in found.items():
        sums[scope].update(some)
    return dict(sums)


def grouped(wanted: Sequence[Wanted]) -> list[Group]:
    """Return what is wanted, the scopes of which the same components are asked together."""
    codes: defaultdict[tuple[Scope, bool], set[str]] = defaultdict(set)
    days: defaultdict[tuple[Scope, bool], defaultdict[Days, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in wanted:
        codes[one.scope, one.apart] |= one.components
        days[one.scope, one.apart][one.days] |= one.components
    keys = keys_of({code for some in codes.values() for code in some})
    together: defaultdict[tuple[frozenset[str], bool], list[Scope]] = defaultdict(list)
    for (scope, apart), some in codes.items():
        together[frozenset(some), apart].append(scope)
    found = []
    for (wholly, apart), scopes in together.items():
        read: defaultdict[Days, set[int]] = defaultdict(set)
        for scope in scopes:
            for span, names in days[scope, apart].items():
                read[span] |= {pk for name in names for pk, _code in keys[name]}
        found.append(
            Group(
                {pk: code for name in wholly for pk, code in keys[name]},
                {scope: set(days[scope, apart]) for scope in scopes},
                {span: frozenset(read_of) for span, read_of in read.items()},
            )
        )
    return found


def keys_of(codes: set[str]) -> Mapping[str, list[tuple[int, str]]]:
    """Return the keys and codes of the components that each code stands for: itself, or the buckets it begins."""
    condition = Q(code__in=[code for code in codes if not code.endswith("#")])
    for code in codes:
        condition |= Q(code__startswith=code) if code.endswith("#") else Q()
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, code in Component.objects.filter(condition).values_list("pk", "code") if codes else ():
        head, hash_, _bucket = code.partition("#")
        found[f"{head}{hash_}"].append((pk, code))
    return found


def places_under(units: set[str]) -> dict[str, int]:
    """Return the keys of the places at and under some units, by their paths."""
    condition = Q(pk__in=[])
    for unit in units:
        if not within_any(unit, units - {unit}):
            condition |= Q(path=unit) | Q(path__startswith=f"{unit}/")
    return dict(Place.objects.filter(condition).values_list("path", "pk"))


def plain_parts(group: Group, places: dict[str, int], as_of: AsOf) -> Iterator[Part]:
    """Yield what adds up everything: month totals and the days left over, under an older seal postings alone."""
    wanted = sorted({days for some in group.days.values() for days in some})
    held, under, params = places_of(group, places), '"index" < %s', (as_of.size,)
    if as_of.size < as_of.latest:
        yield Part(group, *POSTINGS, held, [Span(*days, days) for days in wanted], under, params)
        return
    months, rest = [], []
    for days in wanted:
        whole, left = in_whole_months(*days)
        months += [Span(*whole, days)] if whole else []
        for one in left:
            month, other = shorter_way(*one)
            months += [Span(month, month, days)] if month else []
            rest += [Span(*other, days, -1 if month else 1)] if other else []
    if months:
        yield Part(group, *TOTALS, totals_of(group, places), months)
    # A statement for each: of the last days of the month that runs, what is due on them is asked apart from the rest.
    for span in rest:
        yield Part(group, *POSTINGS, held, [span], under, params)


def shorter_way(first: date, last: date) -> tuple[date | None, Days | None]:
    """Return how days within a month are summed up: by its total without the days before or after them, if those are
    fewer; else by themselves, and no month."""
    begin, end = first.replace(day=1), month_end(first)
    if first == begin and last <= end and end - last < last - first:
        return begin, (last + ONE_DAY, end) if last < end else None
    if begin < first and last == end and first - begin <= last - first:
        return begin, (begin, first - ONE_DAY)
    return None, (first, last)


def hidden_parts(group: Group, places: dict[str, int], as_of: AsOf) -> Iterator[Part]:
    """Yield what adds up the postings of hidden entries."""
    wanted = sorted({days for some in group.days.values() for days in some})
    spans, more = [Span(*days, days) for days in wanted], '"index" = away.at AND "index" < %s'
    yield Part(group, *POSTINGS_AWAY, places_of(group, places), spans, more, (as_of.size,))


TOTALS = (MonthTotal._meta.db_table, "month")
POSTINGS = (Posting._meta.db_table, "day")
# SQLite reads first what stands left of CROSS JOIN: little is hidden. Each posting is found by its position; the plus
# before the component keeps SQLite from reading all postings of a component and place for each hidden entry instead.
POSTINGS_AWAY = (f"away CROSS JOIN {Posting._meta.db_table}", "day")


def places_of(group: Group, places: dict[str, int]) -> dict[int, list[tuple[Scope, int]]]:
    """Return which scopes each place counts towards."""
    return {
        pk: held
        for path, pk in places.items()
        if (
            held := [
                (scope, 1)
                for scope in group.days
                if within_any(path, (scope.unit,)) and not within_any(path, scope.without)
            ]
        )
    }


def totals_of(group: Group, places: dict[str, int]) -> dict[int, list[tuple[Scope, int]]]:
    """Return of which places the month totals, which hold all below, count towards each scope, and which against it."""
    found: defaultdict[int, list[tuple[Scope, int]]] = defaultdict(list)
    for scope in group.days:
        for path, weight in ((scope.unit, 1), *((path, -1) for path in scope.without)):
            if path in places:
                found[places[path]].append((scope, weight))
    return dict(found)


Row = tuple[int, int, int, int, int]
AWAY = "WITH away(at) AS MATERIALIZED ({}) "


def rows_of(parts: Sequence[Part], hidden: Hidden = NOTHING) -> Iterator[tuple[Part, Row]]:
    """Yield the sums that some parts ask for, in one question: (component, state, amount, place, cuts before).

    ``hidden`` is what they call ``away``; it is looked for once.
    """
    asked = [part for part in parts if part.keys and part.places]
    if not asked:
        return
    head, params = "", []
    if hidden.conditions:
        positions, given = hidden.written_positions()
        head, params = AWAY.format(positions), [*given]
    texts = []
    for number, part in enumerate(asked):
        text, some = statement(number, part)
        texts.append(text)
        params += some
    with connection.cursor() as cursor:
        cursor.execute(head + " UNION ALL ".join(texts), params)
        for number, key, state, amount, place, cut in cursor.fetchall():
            yield asked[number], (key, state, amount, place, cut)


def statement(number: int, part: Part) -> tuple[str, list[Any]]:
    """Return the statement of one part with its parameters; keys of rows are written into it."""
    told = connection.ops.adapt_datefield_value
    when = " ".join(f'WHEN "{part.day}" < %s THEN {at}' for at, _ in enumerate(part.cuts))
    # One scope needs no telling apart of its places, but for totals of which some are taken away.
    one = len(part.group.days) == 1 and part.table != TOTALS[0]
    place, by = (str(next(iter(part.places))), "2, 3, 6") if one else ("place_id", "2, 3, 5, 6")
    sql = (
        f"SELECT {number}, component_id, state, SUM(amount), {place}, CASE {when} ELSE {len(part.cuts)} END"
        f" FROM {part.table} WHERE {part.component} IN ({listed(part.keys)})"
        f' AND place_id IN ({listed(part.places)}) AND "{part.day}" >= %s AND "{part.day}" <= %s'
        f"{f' AND {part.more}' if part.more else ''} GROUP BY {by}"
    )
    first, last = min(span.first for span in part.spans), max(span.last for span in part.spans)
    return sql, [*map(told, part.cuts), told(first), told(last), *part.params]


def listed(keys: Iterable[int]) -> str:
    """Return keys of rows as a list in a statement."""
    return ",".join(map(str, keys))
