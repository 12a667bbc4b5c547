"""What is behind a figure: all its entries, a page of them with what each adds, and those that changed it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum

from zerentian.ledger.figures.asked import AsOf, as_of, figure_of
from zerentian.ledger.figures.engine import Computation
from zerentian.ledger.figures.hidden import NOTHING, Hidden
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.contributions import contributions
from zerentian.ledger.rules.figures import STANDING
from zerentian.ledger.rules.periods import Period


def entries_behind(
    code: str,
    *,
    unit: str,
    period: Period,
    size: int | AsOf | None = None,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> QuerySet[Entry]:
    """Return the entries that make up a figure, newest first."""
    return asked(code, unit, period, as_of(size), hidden, without).entries()


def page_behind(
    code: str,
    *,
    unit: str,
    period: Period,
    start: int = 0,
    length: int,
    size: int | AsOf | None = None,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> list[Entry]:
    """Return a page of the entries that make up a figure, newest first; full pages, whatever is hidden."""
    return asked(code, unit, period, as_of(size), hidden, without).page(start, length)


def changed_since(
    code: str,
    *,
    unit: str,
    period: Period,
    size: int | AsOf,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> QuerySet[Entry]:
    """Return the entries sealed after tree size ``size`` that changed the figure, oldest first."""
    return asked(code, unit, period, as_of(size), hidden, without).changes()


def asked(
    code: str, unit: str, period: Period, seal: AsOf, hidden: Hidden, without: Sequence[str]
) -> Computation:
    """Return the computation of a figure as of a seal that was looked up."""
    return Computation(figure_of(code), unit, period, seal, hidden=hidden, without=without)


ORDERS = ("newest", "oldest", "unit", "most")


@dataclass(frozen=True, slots=True)
class Share:
    """What an entry adds to a figure: ``amount`` (None: it states none), ``base`` to what it is a share of.

    In a stock one entry, the latest, stands for its matter. ``late``: in a stock of what is overdue, for how many days.
    """

    entry: Entry
    amount: int | None
    base: int
    late: int


def shares_behind(
    code: str,
    *,
    unit: str,
    period: Period,
    order: str = "newest",
    start: int = 0,
    length: int,
    size: int | AsOf | None = None,
    hidden: Hidden = NOTHING,
    without: Sequence[str] = (),
) -> list[Share]:
    """Return a page of what makes up a figure, in one of ``ORDERS``; a stock by its matters, the rest by entries."""
    computation = asked(code, unit, period, as_of(size), hidden, without)
    measure = computation.figure.measure
    stock = computation.in_stock() if measure == "stock" else computation.ages() if measure == "age" else {}
    if measure in STANDING:
        found: QuerySet[Entry] = Entry.objects.filter(index__in=[at for _, at in stock.values()])
    elif order == "newest":
        page = computation.page(start, length)
        return [share_of(computation, entry) for entry in page]
    else:
        found = computation.entries()
    entries = ordered(found, order, computation)[start : start + length]
    return [share_of(computation, entry, stock.get(entry.subject)) for entry in entries]


def ordered(entries: QuerySet[Entry], order: str, computation: Computation) -> QuerySet[Entry]:
    """Return entries in one of ``ORDERS``."""
    if order == "oldest":
        return entries.order_by("occurred_on", "index")
    if order == "unit":
        return entries.order_by("unit", "-occurred_on", "-index")
    if order == "most":
        own = computation.postings(computation.keys_of({computation.figure.component})).filter(reversal=False)
        added = own.filter(index=OuterRef("index")).order_by().values("index").annotate(total=Sum("amount"))
        return entries.annotate(added=Subquery(added.values("total"))).order_by(
            F("added").desc(nulls_last=True), "-index"
        )
    return entries.order_by("-occurred_on", "-index")


def share_of(computation: Computation, entry: Entry, standing: tuple[int, int] | None = None) -> Share:
    """Return what one entry, or the matter that stands in a stock by it, adds to a figure."""
    figure, (first, last) = computation.figure, computation.days
    rows = [
        row
        for row in contributions(
            entry.declared.posts,
            unit=entry.unit,
            occurred_on=entry.occurred_on,
            facts=entry.fact,
            change=entry.change,
        )
        if first <= row.day <= last and within(row.unit, computation)
    ]
    own = [row for row in rows if row.component.partition("#")[0] == figure.component]
    median = figure.measure == "median"
    amount = sum(int(row.component.partition("#")[2]) if median else row.amount for row in own)
    base = sum(row.amount for row in rows if row.component == figure.base)
    known = not figure.known or any(row.component == figure.known for row in rows)
    late = days_late(entry, last) if standing and figure.component.endswith(".overdue") else 0
    return Share(entry, standing[0] if standing else amount if known else None, base, late)


def within(unit: str, computation: Computation) -> bool:
    """Tell whether a unit path is in a computation's scope."""
    return f"{unit}/".startswith(f"{computation.unit}/") and not any(
        f"{unit}/".startswith(f"{path}/") for path in computation.without
    )


def days_late(entry: Entry, last: date) -> int:
    """Return for how many days what an entry says was due had passed on the last day that counts."""
    due = entry.fact.get("due")
    return max((last - date.fromisoformat(due)).days, 0) if due else 0
