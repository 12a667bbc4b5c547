"""How a noun is shown, declared once: every page that is of no single noun follows from it.

A room writes ``<room>/shown.py`` and calls ``register`` there, once for each kind of subject its entries speak of
(what stands before the colon of a reference such as ``deed:17``); all such modules are imported when the program
starts. The rooms above and beside read ``SUBJECTS`` and name no noun.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse

from zerentian.ledger.models import Entry
from zerentian.organization import deadlines, filing, handover, lists, shields
from zerentian.organization.deadlines import Reckoned
from zerentian.organization.desk import Group, Lights, Start
from zerentian.organization.due_days import DueDays
from zerentian.organization.filing import Filed
from zerentian.organization.handover import HandOver
from zerentian.organization.lists import ListOf
from zerentian.organization.models import Account
from zerentian.organization.overviews import Overview
from zerentian.organization.records import Records
from zerentian.organization.shields import Shield

# A value as it stood on a day: units and posts are told by the name they bore then.
Dated = tuple[str, date]
Read = Callable[[Collection[Dated]], Mapping[Dated, str]]
Titles = Callable[[Account, Collection[str]], Mapping[str, str]]
Tail = Callable[[Entry], str]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the navigation: its label, its URL's name and the right it needs; the lowest rank stands first.

    ``key`` is the letter that leads there after a "g" on the keyboard.
    """

    label: Any
    name: str
    right: str
    rank: int
    first: bool = False
    args: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """What the search index keeps of a row: its title, everything that is searched, its unit's path and its day."""

    title: str
    body: str
    unit: str
    day: date


@dataclass(frozen=True, slots=True)
class Search:
    """How a noun is found, by which of its texts, under which right. Never people.

    ``key`` is the field that stands in its references after the colon; a row without a text is not found.
    """

    label: Any
    right: str
    model: type[Model]
    text: Callable[[Any], Text | None]
    rank: int
    key: str = "pk"


@dataclass(frozen=True, slots=True)
class Found:
    """Something found by an index of its own: its reference, title, standing in words, unit's name and day."""

    ref: str
    title: str
    state: Any
    unit: str
    day: date | datetime


@dataclass(frozen=True, slots=True)
class Finder:
    """The search of a noun that has an index of its own, which ``follow`` brings up to what is sealed.

    ``find`` returns at most so many of those that an account may see, newest first; ``check`` and ``find`` raise
    NotAllowed for what may not be searched. ``all`` is the name of the URL that lists everything found.
    """

    label: Any
    one: Any
    all: str
    every: Any
    find: Callable[[str, Account, int], Sequence[Found]]
    check: Callable[[str], None]
    follow: Callable[[], int]


def always(now: datetime, last: datetime | None) -> bool:
    """Tell that a chore is done every time."""
    return True


@dataclass(frozen=True, slots=True)
class Chore:
    """What the worker does for a noun by the clock, about once a minute when it is due.

    ``due`` is asked with the present moment and the moment when this worker last did it (None: never yet).
    ``asks_others``: it waits for other machines, and has a thread of its own, so that a slow one of theirs delays
    nothing of ours.
    """

    name: str
    label: Any
    work: Callable[[datetime], None]
    due: Callable[[datetime, datetime | None], bool] = always
    asks_others: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that a keeper watches: how it stands in words, what to do when it is bad, numbers for monitoring."""

    label: Any
    bad: bool
    said: str
    remedy: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step of an instance's first hour: what is done and why, on which page, under which right, whether it is done.

    The lowest rank comes first; once the last is done nobody is led any more. ``done`` returns rows: that there are
    any says it is done.
    """

    title: Any
    why: Any
    button: Any
    name: str
    right: str
    rank: int
    done: Callable[[], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a fact is called, and how its value is told: by a list of codes, by what it names, or as it is.

    ``read`` looks many values up at once. ``refers``: the value is the reference of another subject.
    """

    label: Any
    codes: Mapping[Any, Any] | None = None
    read: Read | None = None
    refers: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """What an entry of a verb says, as a sentence without its full stop.

    ``text`` has holes: ``%(unit)s``, ``%(what)s`` (the subject's title, for whoever may see it) and the facts the
    verb needs; ``tails`` are clauses that follow where they say something. ``daily``: it is told on the desk.
    ``facts`` are told otherwise here than elsewhere with this subject. ``tells`` is the right of those whom it
    concerns: whoever holds it over the entry's unit, and did not do it, finds it among what has changed.
    """

    text: Any
    tails: tuple[Tail, ...] = ()
    daily: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)
    tells: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One noun. What is ``None`` it has not: each is said, so that nothing is forgotten.

    ``one`` is what it is called where its title is not for the reader. ``page`` is the name of the URL of its page,
    or a function from the keys after the colon to the address. ``titles`` returns the titles of those subjects that
    an account may see, by their keys. ``said`` has a sentence for every verb of the noun, ``facts`` the words of
    their facts. ``hand_over`` says what of it is open for posts and units, and how that passes on; ``shield`` from
    whom it is hidden; ``reckons`` which stored deadlines follow a new holiday notice.

    ``places`` stand in the navigation and ``starts`` on the desk, with what is ``waiting`` for an account (so many
    lines of each sort) and the ``lights`` over the units it leads. ``search`` or ``finder`` say how it is found,
    ``figures`` under which heading its figures stand, by what their codes begin with, and ``overview`` the page on
    which it stands in figures. ``chores`` are done by the worker, ``watched`` is looked at by keepers, ``begins`` is
    done once in an empty instance, and ``first_steps`` lead the people through its first hour. ``lists`` are the lists
    in which it stands, ``due_days`` its days in the calendar, ``records`` its rows as a list of fields, with which the
    forms of other offices are filled. ``filed`` says what of it goes to the archive.
    """

    kind: str
    one: Any
    page: str | Callable[[str], str] | None
    titles: Titles | None
    hand_over: HandOver | None
    said: Mapping[str, Sentence] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    shield: Shield | None = None
    reckons: Reckoned | None = None
    places: Sequence[Place] = ()
    starts: Sequence[Start] = ()
    waiting: Callable[[Account, datetime, int], Iterable[Group]] | None = None
    lights: Callable[[Account, datetime], Iterable[Lights]] | None = None
    search: Search | None = None
    finder: Finder | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    overview: Overview | None = None
    chores: Sequence[Chore] = ()
    watched: Callable[[], Watched] | None = None
    begins: Callable[[], None] | None = None
    first_steps: Sequence[FirstStep] = ()
    lists: Sequence[ListOf] = ()
    due_days: Sequence[DueDays] = ()
    records: Records | None = None
    filed: Filed | None = None


class DeclaredTwice(ValueError):
    """Two rooms declare the same noun or verb: a mistake in the program."""


SUBJECTS: dict[str, Subject] = {}
SAID: dict[str, Subject] = {}
SHARED: dict[str, Fact] = {}


def register(subject: Subject) -> None:
    """Declare a noun; DeclaredTwice when its kind or one of its verbs is taken by another declaration."""
    if subject.kind in SUBJECTS:
        raise DeclaredTwice(f"the subject {subject.kind} is declared twice")
    SUBJECTS[subject.kind] = subject
    if subject.hand_over:
        handover.register(subject.hand_over)
    if subject.shield:
        shields.register(subject.shield)
    if subject.reckons:
        deadlines.register(subject.reckons)
    for listed in subject.lists:
        lists.register(listed)
    if subject.filed:
        filing.register(subject.kind, subject.filed)
    for verb in subject.said:
        if SAID.setdefault(verb, subject) is not subject:
            raise DeclaredTwice(f"the verb {verb} is told by {SAID[verb].kind} and by {subject.kind}")


def share(facts: Mapping[str, Fact]) -> None:
    """Declare what facts are called wherever no noun calls them otherwise."""
    for name, fact in facts.items():
        if SHARED.setdefault(name, fact) is not fact:
            raise DeclaredTwice(f"the fact {name} is declared twice")


def fact_of(verb: str, name: str) -> Fact | None:
    """Return how a fact of a verb is told; None when no room says it."""
    subject = SAID.get(verb)
    if subject is None:
        return SHARED.get(name)
    return subject.said[verb].facts.get(name) or subject.facts.get(name) or SHARED.get(name)


def daily_verbs() -> list[str]:
    """Return the verbs that are told on the desk: what people do day by day."""
    return sorted(verb for verb, subject in SAID.items() if subject.said[verb].daily)


def telling_verbs() -> dict[str, list[str]]:
    """Return the verbs that tell somebody something, by the right of those whom they concern."""
    found: dict[str, list[str]] = {}
    for verb, subject in sorted(SAID.items()):
        if right := subject.said[verb].tells:
            found.setdefault(right, []).append(verb)
    return found


def page_of(ref: str) -> str:
    """Return the address of a subject's own page by its reference, empty when it has none."""
    kind, _, key = ref.partition(":")
    subject = SUBJECTS.get(kind)
    if subject is None or subject.page is None:
        return ""
    if callable(subject.page):
        return subject.page(key)
    try:
        return reverse(subject.page, args=[key])
    except NoReverseMatch:
        return ""
