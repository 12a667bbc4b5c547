"""Contributions: what an entry adds to the figures. Reads verb, unit, occurred_on, facts and change only.

Whatever an entry says, these functions return what it adds up to or raise ``Unpostable``: the sealer sets such an
entry aside and goes on.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from zerentian.ledger.rules.verbs import CODE, Post

Facts = Mapping[str, object]

# A trillion: no office counts as much, and nine million such entries add up within the database's whole numbers.
MAX_AMOUNT = 10**12
PLAIN = frozenset({str, int, bool})


class Unpostable(ValueError):
    """An entry that cannot be posted; ``reason`` is facts, day, amount, unit, verb or replaces."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Contribution(NamedTuple):
    """An amount of a component, at a unit, on a day."""

    component: str
    unit: str
    day: date
    amount: int


OCCURRED: tuple[tuple[str, int], ...] = (("occurred_on", 0),)

DayOf = Callable[[date, Facts], date | None]
Made = Callable[[str, date, Facts], Contribution | None]


def facts_of(text: str) -> dict[str, object]:
    """Return an entry's facts from their text; Unpostable when they are no flat JSON object."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unpostable("facts") from error
    if type(facts) is not dict or not PLAIN.issuperset(map(type, facts.values())):
        raise Unpostable("facts")
    return facts


class Posts:
    """A verb's posts, compiled, with those that match remembered for each set of values their conditions read."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self.posts = tuple(posts)
        self.made = {id(post): compiled(post) for post in self.posts}
        self.names = sorted({name for post in self.posts for name in post.when})
        self.known: dict[tuple[object, ...], tuple[tuple[Made, ...], bool]] = {}

    def matching(self, facts: Facts) -> tuple[tuple[Made, ...], bool]:
        """Return the posts whose conditions the facts meet, and whether two of them could give the same row."""
        # Only what the facts say may be the key: an absent fact is not one that is None, and 1 is not true.
        key = tuple((type(value := facts.get(name, self)), value) for name in self.names)
        if key not in self.known:
            found = [post for post in self.posts if matches(post.when, facts)]
            doubles = len({post.component for post in found}) < len(found)
            self.known[key] = tuple(self.made[id(post)] for post in found), doubles
        return self.known[key]

    def contributions(self, unit: str, occurred_on: date, facts: Facts) -> list[Contribution]:
        """Return what an entry with these facts contributes, one row per component, unit and day."""
        made, doubles = self.matching(facts)
        rows = [row for make in made if (row := make(unit, occurred_on, facts)) is not None]
        return merged(rows) if doubles else rows


def contributions(
    posts: Iterable[Post], *, unit: str, occurred_on: date, facts: Facts, change: str = ""
) -> list[Contribution]:
    """Return what an entry contributes, one row per component, unit and day; a voided entry nothing.

    Raises Unpostable when a day, an amount or a unit cannot stand in the journal.
    """
    return [] if change == "voided" else Posts(posts).contributions(unit, occurred_on, facts)


def merged(rows: list[Contribution]) -> list[Contribution]:
    """Return the rows with those of the same component, unit and day added up."""
    if len({row[:3] for row in rows}) == len(rows):
        return rows
    total: Counter[tuple[str, str, date]] = Counter()
    for row in rows:
        total[row[:3]] += row.amount
    return [Contribution(*key, amount) for key, amount in total.items() if amount]


def matches(when: Facts, facts: Facts) -> bool:
    """Tell whether every named fact is present and has (one of) the wanted value(s)."""
    for name, wanted in when.items():
        if name not in facts:
            return False
        value = facts[name]
        if value not in wanted if isinstance(wanted, tuple | list) else value != wanted:
            return False
    return True


def compiled(post: Post) -> Made:
    """Return the function that makes one post's contribution, or None when a fact it needs is missing.

    What the post says is looked at once, not again for each of a million entries.
    """
    day_of = compiled_day(post.day)
    component, sign, named, fixed = post.component, post.sign, post.amount, None
    if isinstance(named, int):
        fixed = sign * named
    own_place, place_fact, bucket, given = post.unit == "unit", post.unit, post.bucket, post.given

    def make(unit: str, occurred_on: date, facts: Facts) -> Contribution | None:
        if given and given not in facts:
            return None
        amount = fixed if fixed is not None else stated_amount(facts.get(str(named)), sign)
        place = unit if own_place else stated_place(facts.get(place_fact))
        if not amount or place is None:
            return None
        code = f"{component}#{stated_bucket(facts[bucket])}" if bucket and bucket in facts else component
        day = day_of(occurred_on, facts) if not bucket or bucket in facts else None
        return None if day is None else Contribution(code, place, day, amount)

    return make


def stated_amount(value: object, sign: int) -> int | None:
    """Return the signed amount that a fact states, None when it states none; Unpostable when it is out of range."""
    if not isinstance(value, int):
        return None
    if abs(value) > MAX_AMOUNT:
        raise Unpostable("amount")
    return sign * value


def stated_place(value: object) -> str | None:
    """Return the unit path that a fact states, None when it states none; Unpostable when it is no path."""
    if not isinstance(value, str):
        return None
    if not CODE.match(value):
        raise Unpostable("unit")
    return value


def stated_bucket(value: object) -> int:
    """Return the whole number that a fact states; Unpostable when it is none, or out of range."""
    if not isinstance(value, int) or abs(value) > MAX_AMOUNT:
        raise Unpostable("amount")
    return value


def compiled_day(parts: tuple[tuple[str, int], ...]) -> DayOf:
    """Return the function that gives the latest of the named days with their offsets."""
    if parts == OCCURRED:
        return lambda occurred_on, facts: occurred_on
    if len(parts) == 1 and parts[0][0] != "occurred_on":
        name, offset = parts[0]
        return lambda occurred_on, facts: stated_day(facts.get(name), offset)
    return lambda occurred_on, facts: latest_day(parts, occurred_on, facts)


def latest_day(parts: tuple[tuple[str, int], ...], occurred_on: date, facts: Facts) -> date | None:
    """Return the latest of the named days with their offsets; None when one is missing."""
    latest = None
    for name, offset in parts:
        day = stated_day(occurred_on if name == "occurred_on" else facts.get(name), offset)
        if day is None:
            return None
        latest = day if latest is None or day > latest else latest
    return latest


def stated_day(value: object, offset: int) -> date | None:
    """Return a stated day some days on, None when none is stated; Unpostable when no calendar holds it."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(day, date):
            raise Unpostable("day")
        return day + timedelta(days=offset) if offset else day
    except (OverflowError, ValueError) as error:
        raise Unpostable("day") from error
