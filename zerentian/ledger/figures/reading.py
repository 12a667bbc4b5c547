"""Reading figures off: however many, for however many units and periods, what they are made of is asked for once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zerentian.ledger.figures.asked import AsOf, as_of, components_by_days, figure_of, outermost
from zerentian.ledger.figures.engine import Computation
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.figures.sums import NOT_ONE, Scope, Sums, Wanted, sums_of
from zerentian.ledger.figures.trends import Months, Trend
from zerentian.ledger.rules.figures import Figure, FigureValue
from zerentian.ledger.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Ask:
    """Figures by their codes, for a unit and a period; what stands at or under ``without`` does not count."""

    codes: Sequence[str]
    unit: str
    period: Period
    without: Sequence[str] = ()

    @property
    def scope(self) -> Scope:
        """Return what they are summed over."""
        return Scope(self.unit, outermost(self.unit, self.without))

    @property
    def figures(self) -> list[Figure]:
        """Return the figures; NotAllowed for a code that is none's."""
        return [figure_of(code) for code in self.codes]

    def wanted(self, today: date) -> Iterator[Wanted]:
        """Yield what must be summed up."""
        for days, components in components_by_days(self.figures, self.period, today).items():
            yield Wanted(self.scope, days, frozenset(components))

    def values(self, sums: Sums, seal: AsOf, hidden: Hidden) -> list[FigureValue]:
        """Return the values, from what was summed up."""
        return [
            Computation(figure, self.unit, self.period, seal, sums, hidden, self.without).value()
            for figure in self.figures
        ]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read off: the values of each ask, and the months of each trend."""

    values: list[list[FigureValue]]
    months: list[Months]


def read_off(
    asks: Sequence[Ask],
    trends: Sequence[Trend] = (),
    *,
    size: int | AsOf | None = None,
    hidden: Hidden = NOTHING,
) -> Read:
    """Return figures and trends as of a seal's tree size, the latest by default; the same number of questions for all.

    What is hidden from the reader they are made for counts in nothing.
    """
    if not [*(figure_of(one.code) for one in trends), *(figure for ask in asks for figure in ask.figures)]:
        return Read([[] for _ in asks], [])
    seal = as_of(size)
    wanted = [one for ask in asks for one in ask.wanted(seal.today)]
    wanted += [one for drawn in trends for one in drawn.wanted(seal.today)]
    sums = sums_of(wanted, seal, hidden) if wanted else {}
    return Read(
        [ask.values(sums.get(ask.scope, NOT_ONE), seal, hidden) for ask in asks],
        [one.drawn(sums.get(one.scope, NOT_ONE), seal.today) for one in trends],
    )


def compute(
    code: str,
    *,
    unit: str,
    period: Period,
    size: int | AsOf | None = None,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> FigureValue:
    """Return a figure's value for a unit (with all under it) and a period, as of a seal's tree size.

    What is hidden from the reader it is made for counts in nothing; nor does what stands at or under the paths
    ``without``: so is said what no row of a table by units holds.
    """
    return compute_all([code], unit=unit, period=period, size=size, hidden=hidden, without=without)[0]


def compute_all(
    codes: Iterable[str],
    *,
    unit: str,
    period: Period,
    size: int | AsOf | None = None,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> list[FigureValue]:
    """Return the values of several figures, as ``compute`` does for one."""
    asked = Ask(list(codes), unit, period, without)
    return read_off([asked], size=size, hidden=hidden).values[0]


def trend(code: str, *, unit: str, months: int, until: date, hidden: Hidden = NOTHING) -> Months:
    """Return a count's or sum's monthly values over the months up to ``until``, oldest first: see ``Trend``."""
    return read_off([], [Trend(code, unit, months, until)], hidden=hidden).months[0]
