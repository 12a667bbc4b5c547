"""The journal: entries' contributions as postings, and the month totals beside them."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from zerentian.ledger import bulk
from zerentian.ledger.models import Component, Entry, MonthTotal, Place, Posting
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.contributions import Contribution, Posts, contributed, contributions
from zerentian.ledger.rules.states import state_of

CHUNK = 500


class Postable(Protocol):
    """What the journal reads of an entry; ``facts`` is canonical text."""

    @property
    def id(self) -> int: ...
    @property
    def verb(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def occurred_on(self) -> date: ...
    @property
    def facts(self) -> str: ...
    @property
    def change(self) -> str: ...
    @property
    def replaces(self) -> Any: ...


class Journal:
    """Collects a batch's postings and totals, then writes them at once."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, date, int, int, int, bool]] = []
        self.totals: defaultdict[tuple[str, int, date, int], int] = defaultdict(int)
        self.posts: dict[str, Posts] = {}
        self.components = dict(Component.objects.values_list("code", "pk"))
        self.places = dict(Place.objects.values_list("path", "pk"))
        self.lines: dict[str, list[int]] = {}

    def post(self, entries: Sequence[Postable], first: int) -> None:
        """Post entries that take the positions ``first``, ``first + 1`` …, and set what they replace."""
        replacing = [entry.replaces for entry in entries if entry.replaces]
        old = {entry.uuid: entry for entry in replaced_entries(replacing)}
        replaced = []
        for index, entry in enumerate(entries, first):
            if entry.replaces:
                replaced.append((index, old[entry.replaces].id))
                self.add(old[entry.replaces], index, reversal=True)
            self.add(entry, index)
        bulk.set_replaced(replaced)

    def add(self, entry: Postable, index: int, *, reversal: bool = False) -> None:
        """Add an entry's contributions at a position; a reversal takes them back."""
        verb = VERBS.get(entry.verb)
        if verb is None or not verb.posts:
            return
        if entry.verb not in self.posts:
            self.posts[entry.verb] = Posts(verb.posts)
        facts = json.loads(entry.facts)
        state = state_of(facts, entry.change)
        matching = self.posts[entry.verb].matching(facts)
        for row in contributed(
            matching, unit=entry.unit, occurred_on=entry.occurred_on, facts=facts, change=entry.change
        ):
            self.add_row(row, index, state, reversal)

    def add_row(self, row: Contribution, index: int, state: int, reversal: bool) -> None:
        """Add one contribution to the postings and to the totals of its unit."""
        code, unit, day, amount = row
        if reversal:
            amount = -amount
        component = self.components.get(code) or self.component(code)
        place = self.places.get(unit) or self.place(unit)
        self.rows.append((component, place, day, index, amount, state, reversal))
        self.totals[unit, component, day, state] += amount

    def component(self, code: str) -> int:
        """Return the key of a new component."""
        self.components[code] = Component.objects.create(code=code).pk
        return self.components[code]

    def line(self, path: str) -> list[int]:
        """Return the keys of a unit path's ancestors and itself, made on first use."""
        if path not in self.lines:
            parts = path.split("/")
            self.lines[path] = [self.place("/".join(parts[: depth + 1])) for depth in range(len(parts))]
        return self.lines[path]

    def place(self, path: str) -> int:
        """Return the key of one path, made on first use."""
        if path not in self.places:
            self.places[path] = Place.objects.create(path=path).pk
        return self.places[path]

    def write(self) -> None:
        """Write postings and totals."""
        # In the order of their index: the pages it touches lie side by side.
        self.rows.sort()
        bulk.insert_postings(self.rows)
        bulk.add_to_totals((*key, amount) for key, amount in self.month_totals().items() if amount)

    def month_totals(self) -> Counter[tuple[int, int, date, int]]:
        """Return the totals by place, component, month and state, of each unit and all above it."""
        months: Counter[tuple[int, int, date, int]] = Counter()
        for (unit, component, day, state), amount in self.totals.items():
            month = day.replace(day=1)
            for place in self.line(unit):
                months[place, component, month, state] += amount
        return months


def replaced_entries(uuids: Sequence[Any]) -> Iterator[Entry]:
    """Return entries by uuid, a few hundred at a time."""
    for start in range(0, len(uuids), CHUNK):
        yield from Entry.objects.filter(uuid__in=uuids[start : start + CHUNK])


def rebuild_postings(progress: Callable[[int], object] | None = None) -> int:
    """Write postings and month totals anew from the sealed entries; return the number of entries read.

    Runs in the caller's transaction. Needed after a verb's posts have changed.
    """
    Posting.objects.all().delete()
    MonthTotal.objects.all().delete()
    journal, count = Rebuilt(), 0
    for entry in Entry.objects.filter(index__isnull=False).order_by("index").iterator(CHUNK):
        journal.read(entry)
        count += 1
        if progress:
            progress(1)
    journal.write()
    return count


class Rebuilt(Journal):
    """A journal that reads entries which have their positions already."""

    def read(self, entry: Entry) -> None:
        """Post an entry at its own position, and its reversal at that of what replaced it."""
        assert entry.index is not None
        self.add(entry, entry.index)
        if entry.replaced_at is not None:
            self.add(entry, entry.replaced_at, reversal=True)


def recount(entries: Iterable[Entry]) -> Counter[tuple[str, str, date, int]]:
    """Return amounts by (component, unit path, day, state) of effective entries, without any posting."""
    total: Counter[tuple[str, str, date, int]] = Counter()
    for entry in entries:
        for row in contributions(
            entry.declared.posts,
            unit=entry.unit,
            occurred_on=entry.occurred_on,
            facts=entry.fact,
            change=entry.change,
        ):
            total[row.component, row.unit, row.day, entry.state] += row.amount
    return +total
