"""The table of figures by the units right below: it adds up to what the report says of the whole."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from zerentian.ledger.registry import BALANCES, FIGURES
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.organization.models import Unit
from zerentian.reports.rules.document import Run, Table
from zerentian.reports.rules.sentences import HEADED

ADDS_UP = ("count", "sum", "stock")
NONE = "—"
OWN = "本级"
WHOLE = "合计"

Value = Callable[[str, str, Period], FigureValue]
Paths = tuple[str, ...]
Cell = Callable[[str, str, Paths], Run]


def table_by_unit(
    codes: Sequence[str], path: str, period: Period, below: Sequence[Unit], cell: Cell, value: Value
) -> Table:
    """Return a row for each unit right below that has anything to tell, then what is the unit's own, then the whole.
    What is its own is a statement like any other, in which the units below are left out; the whole stands beside it.

    ``cell`` prints a figure of a unit, ``value`` tells it. Nought is printed as a dash, without a statement.
    """
    day = period.last
    rows = []
    for unit, name in zip(below, names_of(below, day), strict=True):
        own = unit.path_on(day)
        if any(value(code, own, period).value or value(code, own, period).denominator for code in codes):
            rows.append(
                (
                    (Run(name),),
                    *((_said(value(code, own, period), code, own, cell),) for code in codes),
                )
            )
    rest = [
        left(value(code, path, period), [value(code, one.path_on(day), period) for one in below])
        for code in codes
    ]
    told = list(zip(codes, rest, strict=True))
    if any(rest):
        # Where no unit below has anything, what is its own is the whole, and is told as such.
        paths = tuple(unit.path_on(day) for unit in below) if rows else ()
        rows.append(
            ((Run(OWN),), *((cell(code, path, paths) if there else Run(NONE),) for code, there in told))
        )
    if len(rows) > 1:
        whole = (
            cell(code, path, ()) if there else _said(value(code, path, period), code, path, cell)
            for code, there in told
        )
        rows.append(((Run(WHOLE),), *((run,) for run in whole)))
    return Table(
        "分单位情况（“—”表示没有）",
        ("单位", *(HEADED.get(code, FIGURES[code].label) for code in codes)),
        tuple(rows),
    )


def names_of(units: Sequence[Unit], day: date) -> list[str]:
    """Return the names of units that stand beside each other; of several that are called the same each has its code."""
    names = [unit.name_on(day) for unit in units]
    borne = Counter(names)
    return [
        f"{name}（{unit.code}）" if borne[name] > 1 else name for unit, name in zip(units, names, strict=True)
    ]


def left(whole: FigureValue, parts: Sequence[FigureValue]) -> str:
    """Return what of a whole none of the units below accounts for, empty where nothing is left or nothing adds up.

    Of a share it is what is counted at all: what of it is in the share stands in the cell.
    """
    if whole.figure.measure == "ratio":
        base = (whole.denominator or 0) - sum(one.denominator or 0 for one in parts)
        return f"{base}" if base > 0 else ""
    if whole.figure.measure not in ADDS_UP or whole.value is None or any(one.value is None for one in parts):
        return ""
    rest = whole.value - sum(one.value or 0 for one in parts)
    return f"{rest}{whole.figure.unit_of_measure}" if rest else ""


def _said(value: FigureValue, code: str, path: str, cell: Cell) -> Run:
    """Return a value as a cell prints it; a dash for nought, and for a share of nothing."""
    nought = not value.denominator if value.figure.measure == "ratio" else value.value == 0
    return Run(NONE) if nought else cell(code, path, ())


def balance_table(
    stock: str, period: Period, of: Callable[..., dict[str, Any]], run: Callable[[dict[str, Any]], Run]
) -> Iterator[Table]:
    """Yield how a stock came from its opening to its closing; what nothing moved by is left out.

    ``of`` states a figure of the report's unit, of the report's period unless another is named.
    """
    balance, label = BALANCES[stock], FIGURES[stock].label
    moved = [("加", of(code)) for code in balance.came] + [("减", of(code)) for code in balance.went]
    told = [(sign, statement) for sign, statement in moved if statement["value"]]
    opening, closing = of(stock, period=period.eve), of(stock)
    if not (told or opening["value"] or closing["value"]):
        return
    rows = [
        (f"期初{label}（{chinese_day(period.eve.last)}）", opening),
        *((f"{sign}：{FIGURES[statement['figure']].label}", statement) for sign, statement in told),
        (f"期末{label}", closing),
    ]
    cells = tuple(((Run(words),), (run(statement),)) for words, statement in rows)
    yield Table(f"{label}增减情况", ("项目", "数量"), cells)
