"""The page on which a noun stands in figures: flow, clocks, rates, cuts, units below. Never a ranking.

A noun's declaration names the figures by their codes; ``web`` computes and shows them alike for every noun, for a unit
and a period, on the screen and as a sheet to print.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to tell a noun's matters apart: its heading, and the figure of each part."""

    title: Any
    codes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Soon:
    """What is open and falls due from today on within so many days, with its words (``%(n)d`` days).

    A count of the rows that its list at ``url`` shows: asked by account, unit path, day and number of days. No figure
    knows of days to come.
    """

    count: Callable[[Any, str, date, int], int]
    url: str
    days: int
    label: Any


@dataclass(frozen=True, slots=True)
class InAndOut:
    """The picture of twelve months: its heading, and label and figure of what came in and of what went out."""

    title: Any
    came: tuple[Any, str]
    went: tuple[Any, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A noun in figures. ``name`` stands in its address, ``rank`` in the navigation.

    Each of ``flow``, ``stock``, ``rates`` and ``apart`` is a row of figures under its heading; ``late`` is the stock
    that is red when it is not nought; ``apart`` are what the rates leave out, and ``apart_note`` says why.
    ``of_unit`` are the columns of the table of the units below; ``balance`` is the stock of which is shown how it came
    to what it is.
    """

    name: str
    title: Any
    rank: int
    flow: Sequence[str]
    stock: Sequence[str]
    late: str
    soon: Soon
    rates: Sequence[str]
    rates_title: Any
    apart: Sequence[str]
    apart_note: Any
    cuts: Sequence[Cut]
    of_unit: Sequence[str]
    picture: InAndOut
    balance: str = ""

    @property
    def codes(self) -> list[str]:
        """Return the codes of every figure of the page but those of the units below."""
        parts = (self.flow, self.stock, self.rates, self.apart, *(cut.codes for cut in self.cuts))
        return [code for part in parts for code in part]
