"""Who answers for what (一岗双责): posts by areas of work on a day, and what is amiss in it. Posts, never people."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEADS, HANDLES, ASSISTS = "leads", "handles", "assists"
USUAL_DAYS = 90
CHOICES_OF_DAYS = (30, 60, 90, 180, 365)


class Fault(StrEnum):
    """What may be amiss, the gravest first."""

    UNLED = "unled"
    UNHANDLED = "unhandled"
    OWNERLESS = "ownerless"
    STRAY = "stray"
    LED_TWICE = "led_twice"
    TWICE = "twice"
    WITHOUT_DUTY = "without_duty"
    UNTOUCHED = "untouched"
    WITHOUT_AREA = "without_area"


@dataclass(frozen=True, slots=True)
class Charge:
    """A post answers for an area in one part; areas and posts are keys."""

    area: int
    post: int
    part: str


@dataclass(frozen=True, slots=True)
class Borne:
    """A duty as a post bears it on the day. ``item`` is its item on the function list, ``touched`` the day of its last
    deed by then, else the day it began."""

    key: int
    title: str
    item: int | None
    area: int
    post: int
    unit: int
    touched: date


@dataclass(frozen=True, slots=True)
class Found:
    """One thing amiss: in which area, with which post, about which duties; ``days`` since the duty was touched."""

    fault: Fault
    area: int | None = None
    posts: tuple[int, ...] = ()
    duties: tuple[int, ...] = ()
    days: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """How things stand on a day: the areas in use, the posts there are, which of them somebody holds."""

    areas: Sequence[int]
    posts: Sequence[int]
    held: Collection[int]
    charges: Sequence[Charge]
    borne: Sequence[Borne]
    on: date


def faults(day: Day, *, untouched: int = USUAL_DAYS) -> list[Found]:
    """Return what is amiss on a day, the gravest first; a duty counts as untouched after so many days."""
    found = [*in_areas(day), *in_duties(day, untouched), *in_posts(day)]
    order = list(Fault)
    return sorted(found, key=lambda one: (order.index(one.fault), -one.days))


def in_areas(day: Day) -> Iterator[Found]:
    """Yield the areas that no post leads or handles, that several lead, and in which nothing is owed."""
    parts: dict[tuple[int, str], list[int]] = {
        (area, part): [] for area in day.areas for part in (LEADS, HANDLES)
    }
    for one in day.charges:
        parts.setdefault((one.area, one.part), []).append(one.post)
    owed = Counter(one.area for one in day.borne)
    for area in day.areas:
        leading = parts[area, LEADS]
        if not leading:
            yield Found(Fault.UNLED, area)
        if not parts[area, HANDLES]:
            yield Found(Fault.UNHANDLED, area)
        if len(leading) > 1:
            yield Found(Fault.LED_TWICE, area, tuple(leading))
        if not owed[area]:
            yield Found(Fault.WITHOUT_DUTY, area)


def in_duties(day: Day, untouched: int) -> Iterator[Found]:
    """Yield the duties without an owner, outside their post's areas, borne twice, and long untouched."""
    answered = {(one.area, one.post) for one in day.charges}
    stray: dict[tuple[int, int], list[int]] = {}
    for one in day.borne:
        if one.post not in day.held:
            yield Found(Fault.OWNERLESS, one.area, (one.post,), (one.key,))
        if one.area in day.areas and (one.area, one.post) not in answered:
            stray.setdefault((one.area, one.post), []).append(one.key)
        days = (day.on - one.touched).days
        if days >= untouched:
            yield Found(Fault.UNTOUCHED, one.area, (one.post,), (one.key,), days)
    for (area, post), keys in stray.items():
        yield Found(Fault.STRAY, area, (post,), tuple(keys))
    yield from twice(day.borne)


def twice(borne: Iterable[Borne]) -> Iterator[Found]:
    """Yield the duties that a unit bears twice: of the same title, or of one item of the list at several posts."""
    groups: dict[tuple[int, str], list[Borne]] = {}
    for one in borne:
        groups.setdefault((one.unit, spoken(one.title)), []).append(one)
        if one.item is not None:
            groups.setdefault((one.unit, f"#{one.item}"), []).append(one)
    told: set[tuple[int, ...]] = set()
    for (_unit, name), some in groups.items():
        posts = tuple(dict.fromkeys(one.post for one in some))
        keys = tuple(sorted({one.key for one in some}))
        several = len(posts) > 1 if name.startswith("#") else len(keys) > 1
        if several and keys not in told:
            told.add(keys)
            yield Found(Fault.TWICE, some[0].area, posts, keys)


def in_posts(day: Day) -> Iterator[Found]:
    """Yield the posts that somebody holds and that answer for no area."""
    answering = {one.post for one in day.charges}
    for post in day.posts:
        if post in day.held and post not in answering:
            yield Found(Fault.WITHOUT_AREA, posts=(post,))


def spoken(title: str) -> str:
    """Return a title as it is compared: without blanks, signs and case."""
    return re.sub(r"[\W_]+", "", title).lower()


def by_cell(day: Day) -> Mapping[tuple[int, int], tuple[str, int]]:
    """Return for each area and post its part (empty for none) and how many duties it bears there."""
    parts = {(one.area, one.post): one.part for one in day.charges}
    owed = Counter((one.area, one.post) for one in day.borne)
    return {key: (parts.get(key, ""), owed[key]) for key in parts.keys() | owed.keys()}


def post_on(moves: Sequence[tuple[date, str]], day: date) -> str:
    """Return which post bore a duty at the end of a day, by its hand-overs (day, code of the post that gave it up).

    Empty where it has borne it since: the hand-overs are in their order.
    """
    return next((code for moved_on, code in moves if moved_on > day), "")
