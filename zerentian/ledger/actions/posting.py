"""The journal: entries' contributions as postings, and the month totals beside them.

An entry that cannot be posted (``Unpostable``) is set aside: it is sealed like any other, counts in no figure, and
is named in ``SetAside`` until a ``ledger.posted`` entry posts it at its own position.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from zerentian.ledger import bulk
from zerentian.ledger.models import Component, Entry, Instance, MonthTotal, Place, Posting, SetAside
from zerentian.ledger.registry import VERBS, posts_digest
from zerentian.ledger.rules.contributions import Contribution, Posts, Unpostable, contributions, facts_of
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.states import state_of

CHUNK = 500
READ_AT_ONCE = 20_000
MONTHS_AT_ONCE = 100_000
POSTED = "ledger.posted"


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
        self.months: Counter[tuple[int, int, date, int]] = Counter()
        self.posts: dict[str, Posts] = {}
        self.components = dict(Component.objects.values_list("code", "pk"))
        self.places = dict(Place.objects.values_list("path", "pk"))
        self.lines: dict[str, list[int]] = {}
        # By the entry's id: where an entry that was set aside was posted at last, None while it waits.
        self.aside: dict[int, int | None] = dict(SetAside.objects.values_list("entry_id", "posted_at"))
        self.new_aside: dict[int, str] = {}

    def post(self, entries: Sequence[Postable], first: int) -> None:
        """Post entries that take the positions ``first``, ``first + 1`` …, and set what they replace."""
        replacing = [entry.replaces for entry in entries if entry.replaces]
        old = {entry.uuid: entry for entry in replaced_entries(replacing)}
        replaced = []
        for index, entry in enumerate(entries, first):
            if entry.replaces:
                before = old.get(entry.replaces)
                if before is None or before.index is None or before.replaced_at or before.index >= index:
                    self.set_aside(entry, "replaces")
                    continue
                replaced.append((index, before.id))
                if not self.waits(before):
                    self.add(before, index, reversal=True)
            self.add(entry, index)
            if entry.verb == POSTED:
                self.post_again(entry, index)
        bulk.set_replaced(replaced)

    def waits(self, entry: Postable) -> bool:
        """Tell whether an entry was set aside and is not posted."""
        return entry.id in self.aside and self.aside[entry.id] is None

    def set_aside(self, entry: Postable, reason: str) -> None:
        """Leave an entry out of the figures until it can be posted."""
        self.aside[entry.id] = None
        self.new_aside[entry.id] = reason

    def post_again(self, entry: Postable, index: int) -> None:
        """Post the entry that a ``ledger.posted`` entry names, at the position of the latter."""
        uuid = named_entry(entry.facts)
        named = Entry.objects.filter(uuid=uuid).first() if uuid else None
        if named is None or named.replaced_at is not None or not self.waits(named):
            return
        self.add(named, index)
        if named.id not in self.new_aside:
            self.aside[named.id] = index
            SetAside.objects.filter(entry=named).update(posted_at=index)

    def add(self, entry: Postable, index: int, *, reversal: bool = False) -> None:
        """Add an entry's contributions at a position, or set it aside; a reversal takes back what was posted."""
        try:
            rows, state = self.contributions(entry)
        except Unpostable as problem:
            if reversal:
                self.take_back(entry, index)
            else:
                self.set_aside(entry, problem.reason)
            return
        for row in rows:
            self.add_row(row, index, state, reversal)

    def contributions(self, entry: Postable) -> tuple[list[Contribution], int]:
        """Return an entry's contributions and its packed state; Unpostable when it cannot be posted."""
        posts = self.posts.get(entry.verb)
        if posts is None:
            verb = VERBS.get(entry.verb)
            if verb is None:
                raise Unpostable("verb")
            posts = self.posts[entry.verb] = Posts(verb.posts)
        if not posts.posts or entry.change == "voided":
            return [], 0
        facts = facts_of(entry.facts)
        rows = posts.contributions(entry.unit, entry.occurred_on, facts)
        return rows, state_of(facts, entry.change) if rows else 0

    def take_back(self, entry: Postable, index: int) -> None:
        """Reverse what an entry once posted and can no longer be reckoned anew, from its own postings."""
        at = self.aside.get(entry.id) or Entry.objects.values_list("index", flat=True).get(pk=entry.id)
        if at is None:
            return
        self.write_rows()
        posted = Posting.objects.filter(index=at, reversal=False).select_related("component", "place")
        for row in posted:
            made = Contribution(row.component.code, row.place.path, row.day, row.amount)
            self.add_row(made, index, row.state, True)

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
        """Write what was collected: postings, totals, and which entries were set aside."""
        self.write_rows()
        self.write_months()
        SetAside.objects.bulk_create(
            [SetAside(entry_id=pk, reason=reason) for pk, reason in self.new_aside.items()],
            ignore_conflicts=True,
        )
        self.new_aside.clear()

    def write_some(self) -> None:
        """Write the postings collected so far, and the totals when they have become many: memory stays bounded."""
        self.write_rows()
        if len(self.months) > MONTHS_AT_ONCE:
            self.write_months()

    def write_rows(self) -> None:
        """Write the postings collected so far."""
        # In the order of their index: the pages it touches lie side by side.
        self.rows.sort()
        bulk.insert_postings(self.rows)
        self.rows.clear()
        self.total_months()

    def write_months(self) -> None:
        """Add the totals collected so far to the month totals."""
        bulk.add_to_totals((*key, amount) for key, amount in self.months.items() if amount)
        self.months.clear()

    def total_months(self) -> None:
        """Bring the amounts together by place, component, month and state, of each unit and all above it."""
        for (unit, component, day, state), amount in self.totals.items():
            month = day.replace(day=1)
            for place in self.line(unit):
                self.months[place, component, month, state] += amount
        self.totals.clear()


def named_entry(facts: str) -> UUID | None:
    """Return the uuid that a ``ledger.posted`` entry names; None when it names none."""
    try:
        return UUID(hex=str(facts_of(facts).get("entry", "")))
    except ValueError:
        return None


def replaced_entries(uuids: Sequence[Any]) -> Iterator[Entry]:
    """Return entries by uuid, a few hundred at a time."""
    for start in range(0, len(uuids), CHUNK):
        yield from Entry.objects.filter(uuid__in=uuids[start : start + CHUNK])


def rebuild_postings(progress: Callable[[int], object] | None = None) -> int:
    """Write postings and month totals anew from the sealed entries; return the number of entries read.

    Runs in the caller's transaction, as the only one that seals: a seal made meanwhile would be posted twice, or not at
    all. Needed after a verb's posts have changed (``bring_postings``). NotAllowed while somebody seals.
    """
    if not bulk.try_lock():
        raise NotAllowed("正在封存，请稍后再重建", "entries are being sealed just now: rebuild in a moment")
    Posting.objects.all().delete()
    MonthTotal.objects.all().delete()
    journal, count = Rebuilt(), 0
    for entry in Entry.objects.filter(index__isnull=False).order_by("index").iterator(CHUNK):
        journal.read(entry)
        count += 1
        if count % READ_AT_ONCE == 0:
            journal.write_some()
        if progress:
            progress(1)
    journal.write()
    Instance.objects.update(posted_by=posts_digest())
    return count


def refuse_other_posts() -> None:
    """Refuse to post by other rules than those by which the journal was written: half of it would count otherwise."""
    if Instance.objects.exclude(posted_by=posts_digest()).exists():
        raise NotAllowed(
            "分录是另一版本的程序写的，不能接着封存：先运行 zerentian migrate（它按本版重建分录）",
            "another version wrote the postings: run `zerentian migrate`, which writes them anew, and seal then",
        )


@transaction.atomic
def bring_postings() -> int:
    """Write the journal anew if it was written by a version whose verbs add up to something else; return how many
    entries were read.

    What a sealed verb meant it goes on meaning; a later version may count more of what it says.
    """
    digest = posts_digest()
    return rebuild_postings() if Instance.objects.exclude(posted_by=digest).exists() else 0


class Rebuilt(Journal):
    """A journal that reads entries which have their positions already."""

    def read(self, entry: Entry) -> None:
        """Post an entry at its own position, or where it was posted later, and its reversal at that of what
        replaced it. What waits goes on waiting: posted at its own position it would move values of earlier seals."""
        index = self.aside.get(entry.id, entry.index)
        if index is None or (entry.replaced_at is not None and entry.replaced_at < index):
            return
        self.add(entry, index)
        if self.waits(entry):
            SetAside.objects.filter(entry=entry).update(posted_at=None)
        elif entry.replaced_at is not None:
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
