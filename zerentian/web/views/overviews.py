"""How nouns stand in figures: flow, clocks, rates; every number leads to its entries. No ranking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.figures import Ask, Months, Trend, movement_asked, movement_told, read_off
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import allow
from zerentian.organization.models import Unit
from zerentian.organization.overviews import InAndOut, Overview
from zerentian.organization.punctuation import COMMA, in_english, sign
from zerentian.organization.subjects import SUBJECTS
from zerentian.web.charts import pairs
from zerentian.web.views.figures import Scope


@dataclass(frozen=True, slots=True)
class Parts:
    """One way to tell matters apart: its heading, and (label, value, percent of the largest) of each part."""

    title: Any
    rows: Sequence[tuple[str, FigureValue, int]]


@allow("figure.view")
@require_safe
def overview(request: HttpRequest, name: str) -> HttpResponse:
    """Show how a noun stands in a unit and a period: on the screen, and as the sheet of a week to print."""
    one = next((one for one in overviews() if one.name == name), None)
    if one is None:
        return render(request, "404.html", status=404)
    scope = Scope(request)
    units = units_below(scope)
    asks, trends = asked_of(one, scope, list(units))
    read = read_off(asks, trends, size=scope.seal, hidden=scope.hidden)
    values = dict(zip(one.codes, read.values[0], strict=True))
    context = {
        **scope.as_data(),
        "overview": one,
        "weeks": weeks(local_day(now())),
        "chosen_unit": scope.unit,
        "flow": [values[code] for code in one.flow],
        "stock": [values[code] for code in one.stock],
        "soon": one.soon.count(scope.account, scope.unit, local_day(now()), one.soon.days),
        "soon_url": one.soon.url,
        "soon_words": str(one.soon.label) % {"n": one.soon.days},
        "rates": [values[code] for code in one.rates],
        "apart": [values[code] for code in one.apart],
        "cuts": list(parts(one, values)),
        "units": by_unit(list(units.values()), read.values[1 : len(units) + 3]),
        "unit_figures": [FIGURES[code] for code in one.of_unit],
        "chart": picture(one.picture, read.months),
        "movement": movement_told(one.balance, read.values[len(units) + 3 :]) if one.balance else None,
    }
    return render(request, "web/overview.html", context)


def overviews() -> list[Overview]:
    """Return the pages of figures that nouns declare."""
    return [subject.overview for subject in SUBJECTS.values() if subject.overview]


def weeks(today: date) -> list[tuple[str, str]]:
    """Return this week and the last, Monday to Sunday, as (label, period's code)."""
    monday = today - timedelta(days=today.weekday())
    spans = ((_("This week"), monday), (_("Last week"), monday - timedelta(days=7)))
    return [(label, f"{first}..{first + timedelta(days=6)}") for label, first in spans]


def parts(one: Overview, values: Mapping[str, FigureValue]) -> Iterable[Parts]:
    """Yield the cuts with their parts; a part without anything is left out, and so is a cut without parts."""
    for cut in one.cuts:
        filled = [(values[code], number) for code in cut.codes if (number := values[code].value)]
        if filled:
            most = max(number for _value, number in filled)
            yield Parts(
                cut.title, [(label_of(value), value, 100 * number // most) for value, number in filled]
            )


def label_of(value: FigureValue) -> str:
    """Return what tells a cut's figure from its neighbours: the part of its label after the colon."""
    label = value.figure.label_en if in_english() else value.figure.label
    return label.replace(": ", "：").rpartition("：")[2]


def asked_of(one: Overview, scope: Scope, paths: Sequence[str]) -> tuple[list[Ask], list[Trend]]:
    """Return all that the page asks of figures: its values, the table by unit, how a stock moved, and twelve months.

    The table's last two rows are what no unit below holds, and the whole.
    """
    unit, period = scope.unit, scope.period
    asks = [Ask(one.codes, unit, period), *(Ask(one.of_unit, path, period) for path in paths)]
    asks += [Ask(one.of_unit, unit, period, paths), Ask(one.of_unit, unit, period)]
    if one.balance:
        asks += movement_asked(one.balance, unit=unit, period=period)
    until = min(period.last, local_day(now()))
    return asks, [Trend(code, unit, 12, until) for _words, code in (one.picture.came, one.picture.went)]


def units_below(scope: Scope) -> dict[str, str]:
    """Return the names of the units directly below, by their paths, in the order of the tree."""
    day = min(scope.period.last, local_day(now()))
    depth = scope.unit.count("/") + 1
    paths = ((unit.path_on(day), unit) for unit in Unit.objects.on(day))
    return {path: unit.name for path, unit in paths if is_child(path, scope.unit, depth)}


def by_unit(names: Sequence[str], values: Sequence[list[FigureValue]]) -> list[tuple[str, list[FigureValue]]]:
    """Return the figures of the units below, in the order of the tree: this is no ranking. Then what no such unit
    holds, and the whole: the rows add up."""
    *below, rest, whole = values
    rows = [(name, row) for name, row in zip(names, below, strict=True) if any(one.value for one in row)]
    if not rows:
        return []
    rows += [(_("The unit itself and others"), rest)] if any(one.value for one in rest) else []
    return [*rows, (_("Total"), whole)]


def is_child(path: str, parent: str, depth: int) -> bool:
    """Tell whether a path lies directly below another."""
    return path.startswith(f"{parent}/") and path.count("/") == depth


def picture(drawn: InAndOut, months: Sequence[Months]) -> dict[str, object] | None:
    """Return the picture of what came in and what went out in each of twelve months, with its table."""
    (came_words, _came), (went_words, _went) = drawn.came, drawn.went
    came, went = months
    rows = [
        (month, arrived, left)
        for (month, arrived), (_month, left) in zip(came, went, strict=True)
        if arrived is not None and left is not None
    ]
    if not any(arrived or left for _, arrived, left in rows):
        return None
    words = (str(came_words), str(went_words))
    labelled = [
        (f"{month:%Y-%m}", f"{words[0]} {arrived}{sign(COMMA)}{words[1]} {left}")
        for month, arrived, left in rows
    ]
    return {"svg": mark_safe(pairs(rows, str(drawn.title), words)), "rows": labelled}
