"""How residents' concerns stand: flow, clocks, rates; every number a figure with its entries. No ranking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.ledger.clock import now
from zerentian.ledger.figures import compute_all, compute_table, trend
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.access import allow
from zerentian.organization.models import Unit
from zerentian.organization.telling import in_english
from zerentian.web.charts import pairs
from zerentian.web.views.figures import Scope

SOON_DAYS = 3
FLOW = ("concerns.received", "concerns.answered", "concerns.exited", "concerns.referred", "concerns.closed")
STOCK = ("concerns.open", "concerns.overdue", "concerns.queued", "reviews.overdue")
RATES = ("answers.on_time_share", "callbacks.solved_share", "callbacks.satisfied_share")
EXCLUDED = (
    "callbacks.made",
    "callbacks.contacted.yes",
    "callbacks.contacted.no_answer",
    "callbacks.contacted.refused",
    "concerns.reopened",
    "answers.alone",
)
CUTS = (
    ("kind", tuple(f"concerns.kind.{kind}" for kind in Kind)),
    ("group", tuple(f"concerns.group.{group}" for group in Group)),
    ("channel", tuple(f"concerns.channel.{channel}" for channel in Channel)),
)
OF_UNIT = (
    "concerns.dispatched",
    "concerns.answered",
    "concerns.open",
    "concerns.overdue",
    "answers.on_time_share",
)


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to tell concerns apart: its heading, and (label, value, percent of the largest) of each part."""

    title: str
    rows: Sequence[tuple[str, FigureValue, int]]


@allow("figure.view")
@require_safe
def concern_numbers(request: HttpRequest) -> HttpResponse:
    """Show how concerns stand in a unit and a period: on the screen, and as the sheet of a week to print."""
    scope = Scope(request)
    codes = [
        *FLOW,
        *STOCK,
        *RATES,
        *EXCLUDED,
        "answers.median_days",
        *(code for _, cut in CUTS for code in cut),
    ]
    found = compute_all(codes, unit=scope.unit, period=scope.period, size=scope.size, hidden=scope.hidden)
    values = dict(zip(codes, found, strict=True))
    context = {
        **scope.as_data(),
        "weeks": weeks(local_day(now())),
        "chosen_unit": scope.unit,
        "flow": [values[code] for code in FLOW],
        "stock": [values[code] for code in STOCK],
        "soon": due_soon(scope),
        "soon_days": SOON_DAYS,
        "rates": [values[code] for code in RATES],
        "median": values["answers.median_days"],
        "excluded": [values[code] for code in EXCLUDED],
        "cuts": list(cuts(values)),
        "units": by_unit(scope),
        "unit_figures": [FIGURES[code] for code in OF_UNIT],
        "chart": flow_chart(scope),
    }
    return render(request, "web/concern_numbers.html", context)


def weeks(today: date) -> list[tuple[str, str]]:
    """Return this week and the last, Monday to Sunday, as (label, period's code)."""
    monday = today - timedelta(days=today.weekday())
    spans = ((_("This week"), monday), (_("Last week"), monday - timedelta(days=7)))
    return [(label, f"{first}..{first + timedelta(days=6)}") for label, first in spans]


def due_soon(scope: Scope) -> FigureValue:
    """Return how many answers fall due from today on within a few days: the amber ones."""
    today = local_day(now())
    period = Period.parse(f"{today}..{today + timedelta(days=SOON_DAYS)}")
    return compute_all(["answers.due"], unit=scope.unit, period=period, size=scope.size, hidden=scope.hidden)[
        0
    ]


def cuts(values: dict[str, FigureValue]) -> Iterable[Cut]:
    """Yield what was received by kind, field and channel, the empty ones left out."""
    titles = {"kind": _("By kind"), "group": _("By field"), "channel": _("By channel")}
    for name, codes in CUTS:
        filled = [values[code] for code in codes if values[code].value]
        most = max((value.value or 0 for value in filled), default=0) or 1
        yield Cut(
            titles[name], [(label_of(value), value, 100 * (value.value or 0) // most) for value in filled]
        )


def label_of(value: FigureValue) -> str:
    """Return what tells a cut's figure from its neighbours: the part of its label after the colon."""
    label = value.figure.label_en if in_english() else value.figure.label
    return label.replace(": ", "：").rpartition("：")[2]


def by_unit(scope: Scope) -> list[tuple[Unit, list[FigureValue]]]:
    """Return the figures of the units below, in the order of the tree: this is no ranking."""
    day = min(scope.period.last, local_day(now()))
    depth = scope.unit.count("/") + 1
    units = [unit for unit in Unit.objects.on(day) if is_child(unit.path_on(day), scope.unit, depth)]
    paths = {unit.path_on(day): unit for unit in units}
    found = compute_table(
        OF_UNIT, units=list(paths), period=scope.period, size=scope.size, hidden=scope.hidden
    )
    rows = [(unit, [found[code, path] for code in OF_UNIT]) for path, unit in paths.items()]
    return [(unit, values) for unit, values in rows if any(value.value for value in values)]


def is_child(path: str, parent: str, depth: int) -> bool:
    """Tell whether a path lies directly below another."""
    return path.startswith(f"{parent}/") and path.count("/") == depth


def flow_chart(scope: Scope) -> dict[str, object] | None:
    """Return the picture of what came in and what was answered in each of twelve months, with its table."""
    came, went = (
        trend(code, unit=scope.unit, months=12, until=scope.period.last, hidden=scope.hidden)
        for code in ("concerns.received", "concerns.answered")
    )
    rows = [(month, arrived, left) for (month, arrived), (_month, left) in zip(came, went, strict=True)]
    if not any(arrived or left for _, arrived, left in rows):
        return None
    words = (_("Received"), _("Answered"))
    labelled = [
        (f"{month:%Y-%m}", f"{words[0]} {arrived}，{words[1]} {left}") for month, arrived, left in rows
    ]
    return {"svg": mark_safe(pairs(rows, _("Received and answered by month"), words)), "rows": labelled}
