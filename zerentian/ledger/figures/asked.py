"""What is asked of a figure: which definition, which units, which seal, and so which days."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from zerentian.ledger.models import Place, Seal, SetAside
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import Days, Figure
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed

SUMMED = ("count", "sum", "stock", "ratio")


@dataclass(frozen=True, slots=True)
class AsOf:
    """The seal as of which figures are taken: its tree size, that of the latest one, and the day figures know of.

    What is asked again and again under it, whichever figure is meant, is looked up once and kept as long as it is held.
    """

    size: int
    latest: int
    today: date
    _places: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _later: list[dict[int, int]] = field(default_factory=list, init=False, repr=False, compare=False)

    def places(self, unit: str) -> list[int]:
        """Return the places at and under a unit path."""
        if unit not in self._places:
            self._places[unit] = subtree_paths(unit)
        return self._places[unit]

    @property
    def aside(self) -> QuerySet[SetAside]:
        """Return what was set aside and posted later, under the seal; asked of the database, however many they are."""
        return SetAside.objects.filter(posted_at__lt=self.size, entry__index__isnull=False)

    @property
    def later(self) -> dict[int, int]:
        """Return, for each position at which an entry was posted later, the position of that entry (rarely any).

        Asked first without the entries: SQLite would begin with those, and read the whole log.
        """
        if not self._later:
            known: dict[int, int] = {}
            if SetAside.objects.filter(posted_at__lt=self.size).exists():
                rows = self.aside.values_list("posted_at", "entry__index")
                known = {at: own for at, own in rows if at is not None and own is not None}
            self._later.append(known)
        return self._later[0]


def as_of(size: int | AsOf | None = None) -> AsOf:
    """Return the seal of a tree size, the latest where none is named; before the first figures know of any day.

    A page that asks much looks it up once and hands it on: whatever takes a size takes what was looked up as well.
    """
    if isinstance(size, AsOf):
        return size
    last = Seal.objects.order_by("-number").values_list("size", "sealed_at").first()
    latest = last[0] if last else 0
    if size is not None and size != latest:
        return AsOf(size, latest, sealed_day(size))
    return AsOf(latest, latest, local_day(last[1]) if last else date.max)


def latest_size() -> int:
    """Return the tree size of the latest seal, 0 before the first."""
    return Seal.objects.order_by("-number").values_list("size", flat=True).first() or 0


def sealed_day(size: int) -> date:
    """Return the day of the seal that covers a tree size: figures know of nothing later. Before the first, any day."""
    seals = Seal.objects.filter(size__gte=size).order_by("number")
    sealed_at = seals.values_list("sealed_at", flat=True).first()
    return date.max if sealed_at is None else local_day(sealed_at)


def figure_of(code: str) -> Figure:
    """Return a declared figure; NotAllowed names what to do when there is none of that code."""
    if code not in FIGURES:
        raise NotAllowed(
            f"没有指标 {code}，可用的见指标目录", f"there is no figure {code}: see the list of figures"
        )
    return FIGURES[code]


def subtree_paths(unit: str) -> list[int]:
    """Return the places at and under a unit path."""
    places = Place.objects.filter(Q(path=unit) | Q(path__startswith=f"{unit}/"))
    return list(places.values_list("pk", flat=True))


def within_any(path: str, units: Iterable[str]) -> bool:
    """Tell whether a path is at or under one of some others."""
    return any(f"{path}/".startswith(f"{unit}/") for unit in units)


def outermost(unit: str, without: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that are left out of a unit, sorted: only those below it, and none below another.

    Month totals of what is left out are taken away from those of the unit; a path given twice, a place below one that
    is left out already, or one of another unit would be taken away from what does not hold it.
    """
    found: list[str] = []
    for path in sorted({path for path in without if path.startswith(f"{unit}/")}, key=lambda one: f"{one}/"):
        if not (found and path.startswith(f"{found[-1]}/")):
            found.append(path)
    return tuple(sorted(found))


def components_by_days(figures: Iterable[Figure], period: Period, today: date) -> dict[Days, set[str]]:
    """Return which components are summed over which days; a median's stand for all their buckets, by a "#"."""
    wanted: defaultdict[Days, set[str]] = defaultdict(set)
    for figure in figures:
        if figure.measure in SUMMED:
            wanted[figure.days(period, today)] |= figure.components
        elif figure.measure == "median":
            wanted[figure.days(period, today)].add(f"{figure.component}#")
    return wanted
