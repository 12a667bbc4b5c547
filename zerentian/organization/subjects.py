"""How a noun is shown, declared once: every page that is of no single noun follows from it.

A room writes ``<room>/shown.py`` and calls ``register`` there, once for each kind of subject its entries speak of
(what stands before the colon of a reference such as ``deed:17``); all such modules are imported when the program
starts. The rooms above and beside read ``SUBJECTS`` and name no noun.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from zerentian.ledger.models import Entry
from zerentian.organization.models import Account

# A value as it stood on a day: units and posts are told by the name they bore then.
Dated = tuple[str, date]
Read = Callable[[Collection[Dated]], Mapping[Dated, str]]
Titles = Callable[[Account, Collection[str]], Mapping[str, str]]
Tail = Callable[[Entry], str]


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
    ``facts`` are told otherwise here than elsewhere with this subject.
    """

    text: Any
    tails: tuple[Tail, ...] = ()
    daily: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One noun. What is ``None`` it has not: each is said, so that nothing is forgotten.

    ``one`` is what it is called where its title is not for the reader. ``page`` is the name of the URL of its page,
    or a function from the keys after the colon to the address. ``titles`` returns the titles of those subjects that
    an account may see, by their keys. ``said`` has a sentence for every verb of the noun, ``facts`` the words of
    their facts.
    """

    kind: str
    one: Any
    page: str | Callable[[str], str] | None
    titles: Titles | None
    said: Mapping[str, Sentence] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)


class DeclaredTwice(ValueError):
    """Two rooms declare the same noun or verb: a mistake in the program."""


SUBJECTS: dict[str, Subject] = {}
SAID: dict[str, Subject] = {}
SHARED: dict[str, Fact] = {}


def register(subject: Subject) -> None:
    """Declare a noun; DeclaredTwice when its kind or one of its verbs is taken by another declaration."""
    if SUBJECTS.setdefault(subject.kind, subject) is not subject:
        raise DeclaredTwice(f"the subject {subject.kind} is declared twice")
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
