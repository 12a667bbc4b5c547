"""What a room hangs on the page of a noun below, which knows nothing of it: links, at spots that the page names.

A page below shows what is offered at a spot (``{% offers "concern.side" concern as found %}``) and works without.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from zerentian.organization.models import Account


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words."""

    label: Any
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Links at a spot. ``links`` gets what stands at the spot (None where nothing does) and who looks.

    Whoever may not take a link does not get it: ``links`` yields only those that lead somewhere for the account
    (None: a visitor). ``title`` stands before them where it is given; the lowest rank comes first.
    """

    spot: str
    links: Callable[[Any, Account | None], Iterable[Link]]
    title: Any = ""
    rank: int = 50


@dataclass(frozen=True, slots=True)
class Offered:
    """The links of one offer, for one reader."""

    title: Any
    links: tuple[Link, ...]


OFFERS: defaultdict[str, list[Offer]] = defaultdict(list)


def offer(one: Offer) -> None:
    """Hang links on a spot of a page below; called when the program starts (``<room>/shown.py``)."""
    OFFERS[one.spot].append(one)


def offered(spot: str, what: Any, account: Account | None) -> list[Offered]:
    """Return what is offered at a spot, without the offers that have nothing for this reader."""
    found = [
        Offered(one.title, tuple(one.links(what, account)))
        for one in sorted(OFFERS.get(spot, ()), key=lambda one: one.rank)
    ]
    return [one for one in found if one.links]


def address_of(spot: str, what: Any) -> str:
    """Return where the first link of a spot leads a visitor, empty where none is offered."""
    return next((link.url for one in offered(spot, what, None) for link in one.links), "")
