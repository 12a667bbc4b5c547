"""The figure engine: sums of postings for a unit, a period and a seal, and the entries behind them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from django.db.models import Q, QuerySet

from zerentian.ledger.figures.asked import AsOf, outermost, sealed_day
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.figures.sums import NOT_ONE, Sums
from zerentian.ledger.models import Component, Entry, Posting
from zerentian.ledger.rules import states
from zerentian.ledger.rules.figures import STANDING, Days, Figure, FigureValue, median_of, permille
from zerentian.ledger.rules.periods import Period

FLOWS = ("count", "sum", "ratio", "median", "distinct")


class Computation:
    """One figure for one unit, period and seal; ``known`` holds what was summed up beforehand."""

    def __init__(
        self,
        figure: Figure,
        unit: str,
        period: Period,
        seal: AsOf,
        known: Sums = NOT_ONE,
        hidden: Hidden = NOTHING,
        without: Sequence[str] = (),
    ) -> None:
        self.figure, self.unit, self.period = figure, unit, period
        self.seal, self.size = seal, seal.size
        self.known, self.hidden, self.without = known, hidden, outermost(unit, without)
        self.days = figure.days(period, seal.today)

    @cached_property
    def places(self) -> list[int]:
        """Return the places in scope."""
        left_out = {place for path in self.without for place in self.seal.places(path)}
        return [place for place in self.seal.places(self.unit) if place not in left_out]

    def value(self) -> FigureValue:
        """Return the value by the figure's measure."""
        by_measure = {
            "count": self.total,
            "sum": self.total,
            "stock": self.stock,
            "ratio": self.ratio,
            "median": self.median,
            "level": self.level,
            "distinct": self.distinct,
            "age": self.age,
        }
        return by_measure[self.figure.measure]()

    def total(self) -> FigureValue:
        """Return the sum of the component's postings in the period; unknown where no record states any."""
        by_state = self.sums(self.figure.component)
        amount = sum(by_state.values())
        if not self.figure.known:
            return self.stated(amount, by_state)
        known, whole = (sum(self.sums(name).values()) for name in (self.figure.known, self.figure.base))
        return self.stated(None if whole and not known else amount, by_state, known, whole)

    def stock(self) -> FigureValue:
        """Return the sum of all postings up to the last day."""
        return self.made(sum(self.sums(self.figure.component).values()))

    def ratio(self) -> FigureValue:
        """Return numerator to denominator in tenths of a percent; unknown without a denominator."""
        by_state = self.sums(self.figure.component)
        part, whole = sum(by_state.values()), sum(self.sums(self.figure.base).values())
        share = permille(part, whole) if whole else None
        return self.stated(share, by_state, numerator=part, denominator=whole)

    def median(self) -> FigureValue:
        """Return the lower median of the bucketed component."""
        prefix = f"{self.figure.component}#"
        histogram = {
            int(code.removeprefix(prefix)): sum(amounts.values())
            for (code, days), amounts in self.known.items()
            if days == self.days and code.startswith(prefix)
        }
        return self.made(median_of(histogram))

    def level(self) -> FigureValue:
        """Return the sum over units of the latest stated value on or before the last day."""
        rows = self.effective_postings().order_by("day", "index")
        latest = dict(rows.values_list("place_id", "amount"))
        return self.made(sum(latest.values()) if latest else None)

    def distinct(self) -> FigureValue:
        """Return the number of different subjects with an effective entry in the period."""
        return self.made(self.entries().values("subject").distinct().count())

    def age(self) -> FigureValue:
        """Return for how many days what stands in the stock has stood there, the lower median; unknown for nothing."""
        return self.made(median_of(Counter(days for days, _ in self.ages().values())))

    def made(self, value: int | None) -> FigureValue:
        """Return a value that has no states of its own."""
        return FigureValue(
            self.figure,
            self.unit,
            self.period.code,
            self.size,
            value,
            last=self.days[1],
            without=self.without,
        )

    def stated(
        self,
        value: int | None,
        by_state: Counter[int],
        numerator: int | None = None,
        denominator: int | None = None,
    ) -> FigureValue:
        """Return a value with the states of the entries that make it up."""
        proof: Counter[str] = Counter(dict.fromkeys(("verified", "evidenced", "recorded"), 0))
        time: Counter[str] = Counter()
        for state, amount in by_state.items():
            proof[states.proof_word(state)] += amount
            time[states.time_word(state)] += amount
        corrected = sum(amount for state, amount in by_state.items() if state & states.CORRECTED)
        return FigureValue(
            self.figure,
            self.unit,
            self.period.code,
            self.size,
            value,
            numerator,
            denominator,
            dict(proof),
            time["late"],
            time["imported"],
            corrected,
            self.days[1],
            self.without,
        )

    def sums(self, component: str) -> Counter[int]:
        """Return amounts by packed state."""
        return self.known.get((component, self.days), Counter())

    def posted(self, components: list[int], first: date, last: date) -> QuerySet[Posting]:
        """Return the postings of components in some days, under the seal."""
        return Posting.objects.filter(
            component__in=components,
            place__in=self.places,
            day__gte=first,
            day__lte=last,
            index__lt=self.size,
        )

    def scope(self, components: Iterable[int], days: Days | None = None) -> Q:
        """Return the condition of the figure's postings, whatever the seal."""
        first, last = days or self.days
        condition = Q(day__lte=last, component__in=list(components), place__in=self.places)
        return condition if first == date.min else condition & Q(day__gte=first)

    def postings(self, components: Iterable[int], days: Days | None = None) -> QuerySet[Posting]:
        """Return the postings of components in scope, under the seal, of what is not hidden."""
        scope = self.scope(components, days)
        return self.hidden.without(Posting.objects.filter(scope, index__lt=self.size))

    @cached_property
    def component_keys(self) -> list[int]:
        """Return the keys of every component the figure reads, buckets included."""
        return self.keys_of(self.figure.components)

    def keys_of(self, names: Iterable[str]) -> list[int]:
        """Return the keys of some components by their codes, and of the figure's own buckets."""
        wanted = Q(code__in=names) | Q(code__startswith=f"{self.figure.component}#")
        return list(Component.objects.filter(wanted).values_list("pk", flat=True))

    def effective_postings(self) -> QuerySet[Posting]:
        """Return the postings of entries that stood as of the seal."""
        effective = Entry.objects.effective(self.size).filter(index__isnull=False)
        found = self.postings(self.component_keys)
        found = found.filter(reversal=False, index__in=effective.values("index"))
        if not self.seal.later:
            return found
        gone = self.seal.aside.exclude(entry__index__in=effective.values("index"))
        return found.exclude(index__in=gone.values("posted_at"))

    def entries(self) -> QuerySet[Entry]:
        """Return the effective entries behind the figure, newest first; of a stock, those still in it."""
        found = self.postings(self.component_keys).filter(reversal=False)
        indexes = found.values("index")
        of = Q(index__in=indexes)
        if self.seal.later:
            posted = self.seal.aside.filter(posted_at__in=indexes)
            of = (of & ~Q(index__in=self.seal.aside.values("posted_at"))) | Q(
                index__in=posted.values("entry__index")
            )
        entries = Entry.objects.effective(self.size).filter(of)
        if self.figure.measure in STANDING:
            entries = entries.filter(subject__in=list(self.in_stock()))
        return entries.order_by("-occurred_on", "-index")

    def page(self, start: int, length: int) -> list[Entry]:
        """Return entries behind the figure from the ``start``-th on, newest first.

        Those of a flow are found day by day from the last one back, so that a page takes no longer in a large
        log; their day is the one on which the figure counts them.
        """
        if self.figure.measure not in FLOWS:
            return list(self.entries()[start : start + length])
        return list(islice(self.newest(start + length), start, start + length))

    def newest(self, count: int) -> Iterator[Entry]:
        """Yield the entries behind a flow, newest first; ``count`` are asked for at a time."""
        components, seen = self.component_keys, set[int]()
        for first, last in self.windows():
            # The window's days alone: beside the period's, SQLite would read the whole period by its index.
            window = self.hidden.without(self.posted(components, first, last))
            window = window.filter(reversal=False).order_by("-day", "-index")
            yield from self.standing(window.values_list("index", flat=True), count, seen)

    def windows(self) -> Iterator[tuple[date, date]]:
        """Yield spans of days back from the last: a day, 10, 100 …, for where one held too little."""
        (begin, last), days = self.days, 1
        while last >= begin:
            first = max(begin, last - timedelta(days=days - 1))
            yield first, last
            last, days = first - timedelta(days=1), days * 10

    def standing(self, window: "QuerySet[Posting, int]", count: int, seen: set[int]) -> Iterator[Entry]:
        """Yield the entries in a window, each once, that were not replaced as of the seal."""
        start, found = 0, list(window[:count])
        while found:
            own = (self.seal.later.get(index, index) for index in found)
            fresh = [index for index in dict.fromkeys(own) if index not in seen]
            for part in chunks(fresh, 500):
                entries = Entry.objects.in_bulk(part, field_name="index")
                yield from (entries[index] for index in part if self.stands(entries[index]))
            seen |= set(fresh)
            start += count
            found = list(window[start : start + count]) if len(found) == count else []

    def stands(self, entry: Entry) -> bool:
        """Tell whether an entry was not replaced as of the seal."""
        return entry.replaced_at is None or entry.replaced_at >= self.size

    def in_stock(self) -> dict[str, tuple[int, int]]:
        """Return the subjects whose contributions do not cancel out: what they come to, and their latest entry."""
        return {
            subject: (sum(by_day.values()), latest)
            for subject, (by_day, latest) in self.standing_by_day().items()
        }

    def ages(self) -> dict[str, tuple[int, int]]:
        """Return of each subject in the stock since how many days it came in, and its latest entry.

        What left and came back stands since it first came in; what another unit handed over, since then.
        """
        return {
            subject: ((self.days[1] - min(day for day, amount in by_day.items() if amount > 0)).days, latest)
            for subject, (by_day, latest) in self.standing_by_day().items()
            if sum(by_day.values()) > 0
        }

    def standing_by_day(self) -> dict[str, tuple[Counter[date], int]]:
        """Return the subjects whose contributions do not cancel out, with those of each day and their latest entry."""
        net: defaultdict[str, Counter[date]] = defaultdict(Counter)
        latest: dict[str, int] = {}
        amounts: defaultdict[int, Counter[date]] = defaultdict(Counter)
        for position, day, amount in self.postings(self.component_keys).values_list("index", "day", "amount"):
            amounts[self.seal.later.get(position, position)][day] += amount
        for chunk in chunks(list(amounts), 500):
            entries = Entry.objects.filter(index__in=chunk).in_bulk(field_name="index")
            for position, entry in entries.items():
                net[entry.subject].update(amounts[position])
                if self.stands(entry):
                    latest[entry.subject] = max(position, latest.get(entry.subject, position))
        return {
            subject: (by_day, latest[subject])
            for subject, by_day in net.items()
            if sum(by_day.values()) and subject in latest
        }

    def changes(self) -> QuerySet[Entry]:
        """Return the entries sealed after the seal that changed what the figure is now, oldest first."""
        if self.size >= self.seal.latest:
            return Entry.objects.none()
        scope = self.scope(self.component_keys, self.figure.days(self.period, sealed_day(self.seal.latest)))
        postings = self.hidden.without(Posting.objects.filter(scope, index__gte=self.size))
        return Entry.objects.filter(index__in=postings.values("index")).order_by("index")


def chunks(items: list[int], length: int) -> Iterable[list[int]]:
    """Yield the items in lists of at most ``length``."""
    for start in range(0, len(items), length):
        yield items[start : start + length]
