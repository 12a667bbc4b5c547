"""Contributions: what an entry adds to the figures. Reads verb, unit, occurred_on, facts and change only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from zerentian.ledger.rules.verbs import Post


class Contribution(NamedTuple):
    """An amount of a component, at a unit, on a day."""

    component: str
    unit: str
    day: date
    amount: int


OCCURRED: tuple[tuple[str, int], ...] = (("occurred_on", 0),)


class Posts:
    """A verb's posts, with those that match remembered for each set of values their conditions read."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self.posts = tuple(posts)
        self.names = sorted({name for post in self.posts for name in post.when})
        self.known: dict[tuple[object, ...], tuple[Post, ...]] = {}

    def matching(self, facts: Mapping[str, object]) -> tuple[Post, ...]:
        """Return the posts whose conditions the facts meet."""
        # Only what the facts say may be the key: an absent fact is not one that is None.
        key = tuple(facts.get(name, self) for name in self.names)
        if key not in self.known:
            self.known[key] = tuple(post for post in self.posts if matches(post.when, facts))
        return self.known[key]


def contributions(
    posts: Iterable[Post], *, unit: str, occurred_on: date, facts: Mapping[str, object], change: str = ""
) -> list[Contribution]:
    """Return what an entry contributes, one row per component, unit and day; a voided entry nothing."""
    return contributed(
        Posts(posts).matching(facts), unit=unit, occurred_on=occurred_on, facts=facts, change=change
    )


def contributed(
    matching: Iterable[Post], *, unit: str, occurred_on: date, facts: Mapping[str, object], change: str = ""
) -> list[Contribution]:
    """Return what an entry contributes by the posts that match its facts."""
    if change == "voided":
        return []
    found = [contribution(post, unit, occurred_on, facts) for post in matching]
    rows = [row for row in found if row is not None and row.amount]
    if len({row[:3] for row in rows}) == len(rows):
        return rows
    total: Counter[tuple[str, str, date]] = Counter()
    for row in rows:
        total[row[:3]] += row.amount
    return [Contribution(*key, amount) for key, amount in total.items() if amount]


def matches(when: Mapping[str, object], facts: Mapping[str, object]) -> bool:
    """Tell whether every named fact is present and has (one of) the wanted value(s)."""
    for name, wanted in when.items():
        if name not in facts:
            return False
        value = facts[name]
        if value not in wanted if isinstance(wanted, tuple | list) else value != wanted:
            return False
    return True


def contribution(
    post: Post, unit: str, occurred_on: date, facts: Mapping[str, object]
) -> Contribution | None:
    """Return what one post makes of an entry, or None when a fact it needs is missing."""
    amount = post.amount if isinstance(post.amount, int) else facts.get(post.amount)
    place = unit if post.unit == "unit" else facts.get(post.unit)
    day = posting_day(post.day, occurred_on, facts)
    bucket = facts.get(post.bucket) if post.bucket else 0
    if not isinstance(amount, int) or not isinstance(place, str) or day is None or bucket is None:
        return None
    component = f"{post.component}#{bucket}" if post.bucket else post.component
    return Contribution(component, place, day, post.sign * amount)


def posting_day(
    parts: tuple[tuple[str, int], ...], occurred_on: date, facts: Mapping[str, object]
) -> date | None:
    """Return the latest of the named days with their offsets; None when one is missing."""
    if parts == OCCURRED:
        return occurred_on
    days = []
    for name, offset in parts:
        value = occurred_on if name == "occurred_on" else facts.get(name)
        if value is None:
            return None
        day = date.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(day, date):
            return None
        days.append(day + timedelta(days=offset) if offset else day)
    return max(days)
