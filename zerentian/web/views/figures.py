"""Figures: their catalogue, and for each what it comes to and which entries it is made of."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.figures import (
    ORDERS,
    Ask,
    Hidden,
    Months,
    Trend,
    as_of,
    changed_since,
    compute,
    compute_all,
    movement_asked,
    movement_told,
    read_off,
    shares_behind,
)
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import Figure, FigureValue
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.access import allow, require
from zerentian.organization.actions.tables import Source, take_table
from zerentian.organization.listing.sheet import MOST, TYPES
from zerentian.organization.models import Unit
from zerentian.organization.once import repeatable
from zerentian.organization.rules.places import place as place_in
from zerentian.organization.shields import hidden_from
from zerentian.organization.subjects import SUBJECTS
from zerentian.organization.telling import tell
from zerentian.web.behind import headings, rows_of
from zerentian.web.charts import bars
from zerentian.web.forms import FigureFilter
from zerentian.web.visibility import reader, topmost_unit

PAGE = 50


class Scope:
    """Unit, period and seal of a page, from its address or sensible defaults."""

    def __init__(self, request: HttpRequest) -> None:
        self.form = FigureFilter(request.GET, account=reader(request))
        wanted = self.form.cleaned_data if self.form.is_valid() else {}
        account = self.account = reader(request)
        self.unit: str = wanted.get("unit") or topmost_unit(account)
        self.period = Period.parse(wanted.get("period") or str(local_day(now()).year))
        self.seal = as_of(wanted.get("size") or None)
        self.size = self.seal.size
        below = f"{self.unit}/"
        self.without = tuple(path for path in request.GET.getlist("without")[:200] if path.startswith(below))
        require(account, "figure.view", self.unit)

    @cached_property
    def hidden(self) -> Hidden:
        """Return what the values leave out: a value counts what its reader may open, and nothing else."""
        return hidden_from(self.account)

    def as_data(self) -> dict[str, object]:
        """Return the scope for a template."""
        unit = Unit.objects.filter(code=self.unit.rsplit("/", 1)[-1]).first()
        initial = {"unit": self.unit, "period": self.period.code, "size": self.size}
        return {
            "form": self.form if self.form.errors else FigureFilter(initial=initial, account=self.account),
            "unit": unit.name_on(self.period.last) if unit else self.unit,
            "period": self.period,
            "size": self.size,
            "query": urlencode({**initial, "without": self.without}, doseq=True),
            "seal": Seal.objects.filter(size=self.size).first(),
            "pending": self.hidden.shown(Entry.objects.pending()).count(),
        }


@allow("figure.view")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """List every figure with its value for a unit and a period."""
    scope = Scope(request)
    values = compute_all(
        sorted(FIGURES), unit=scope.unit, period=scope.period, size=scope.seal, hidden=scope.hidden
    )
    return render(request, "web/figures.html", {**scope.as_data(), "groups": grouped(values)})


def names_of(paths: tuple[str, ...]) -> list[str]:
    """Return the names of the units at some paths, in the order of their codes."""
    codes = [path.rpartition("/")[2] for path in paths]
    return [unit.name for unit in Unit.objects.filter(code__in=codes).order_by("code")]


def grouped(values: list[FigureValue]) -> list[dict[str, Any]]:
    """Return the values under headings, by what their codes begin with; heads of one title are one group."""
    titles = {head: title for subject in SUBJECTS.values() for head, title in subject.figures.items()}
    groups: dict[str, dict[str, Any]] = {}
    for value in values:
        head = value.figure.code.partition(".")[0]
        title = str(titles.get(head, head))
        groups.setdefault(title, {"code": head, "title": title, "values": []})["values"].append(value)
    return list(groups.values())


@allow("figure.view")
@require_safe
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Show one figure: value, definition, states, trend, the entries behind it and what changed since."""
    if code not in FIGURES:
        return render(request, "404.html", status=404)
    scope = Scope(request)
    wanted = {
        "unit": scope.unit,
        "period": scope.period,
        "size": scope.seal,
        "hidden": scope.hidden,
        "without": scope.without,
    }
    offset, order = place_in(request.GET.get("from", "")), order_in(request)
    behind = shares_behind(code, **wanted, order=order, start=offset, length=PAGE + 1)  # type: ignore[arg-type]
    data = scope.as_data()
    query = f"{data['query']}&order={order}"
    read = read_off(*asked_of(FIGURES[code], scope), size=scope.seal, hidden=scope.hidden)
    context = {
        **data,
        "value": read.values[0][0],
        "figure": FIGURES[code],
        "rows": list(rows_of(behind[:PAGE], FIGURES[code], scope.account)),
        "orders": orders(str(data["query"]), order),
        "taken_at": f"{reverse('figure-file', args=[code])}?{query}",
        "older": f"?{query}&from={offset + PAGE}" if len(behind) > PAGE else "",
        "newer": f"?{query}&from={max(offset - PAGE, 0)}" if offset else "",
        "changed": tell(changed_since(code, **wanted)[:PAGE], scope.account),  # type: ignore[arg-type]
        "chart": chart(FIGURES[code], read.months),
        "movement": movement_told(code, read.values[1:]) if read.values[1:] else None,
        "left_out": names_of(scope.without),
    }
    return render(request, "web/figure.html", context)


def order_in(request: HttpRequest) -> str:
    """Return the order that an address asks for, the newest first where it names none."""
    asked = request.GET.get("order", "")
    return asked if asked in ORDERS else ORDERS[0]


def orders(query: str, chosen: str) -> list[tuple[str, str, bool]]:
    """Return how the lines behind a number can be sorted: label, address, and whether they are now."""
    labels = (_("Newest first"), _("Oldest first"), _("By unit"), _("What adds most first"))
    return [
        (label, f"?{query}&order={one}", one == chosen) for one, label in zip(ORDERS, labels, strict=True)
    ]


@never_cache
@allow("figure.view")
@require_POST
@repeatable("the same lines may be taken again: each time is an export of its own")
def figure_file(request: HttpRequest, code: str) -> HttpResponse:
    """Send what is behind a number as a spreadsheet: the lines that its reader sees, in the order asked for."""
    form = request.POST.get("form", "xlsx")
    if code not in FIGURES or form not in TYPES:
        raise Http404(code)
    scope, figure = Scope(request), FIGURES[code]
    wanted: dict[str, Any] = {"unit": scope.unit, "period": scope.period, "size": scope.seal}
    wanted |= {"hidden": scope.hidden, "without": scope.without}
    shares = shares_behind(code, **wanted, order=order_in(request), length=MOST + 1)
    if len(shares) > MOST:
        messages.error(request, _("A file takes %(n)d rows at most: choose a shorter period.") % {"n": MOST})
        return redirect(f"{reverse('figure', args=[code])}?{request.GET.urlencode()}")
    lines = [headings(), *(row.cells for row in rows_of(shares, figure, scope.account))]
    value = compute(code, **wanted).text
    taken = f"{figure.label} {scope.period.label} {value} · {scope.account.name} {local_day(now())}"
    source, count = Source(subject=f"figure:{code}", right="figure.view", unit=scope.unit), len(shares)
    content = take_table(
        lines, form=form, taken=taken, source=source, count=count, by=scope.account, now=now()
    )
    name = content_disposition_header(True, f"{figure.label}-{scope.period.code}.{form}") or "attachment"
    return HttpResponse(content, content_type=TYPES[form], headers={"Content-Disposition": name})


def asked_of(figure: Figure, scope: Scope) -> tuple[list[Ask], list[Trend]]:
    """Return all that a figure's page asks: its value, how it moved if it is a stock, and as of now its months.

    Of what leaves units out neither is said; other measures than counts and sums have no months.
    """
    asks = [Ask([figure.code], scope.unit, scope.period, scope.without)]
    if scope.without:
        return asks, []
    asks += movement_asked(figure.code, unit=scope.unit, period=scope.period)
    if figure.measure not in ("count", "sum") or scope.size != scope.seal.latest:
        return asks, []
    # A month that has not come is no month without anything.
    return asks, [Trend(figure.code, scope.unit, 12, min(scope.period.last, local_day(now())))]


def chart(figure: Figure, months: Sequence[Months]) -> dict[str, object] | None:
    """Return the monthly trend of a figure with its table; None where it has none, or nothing in it."""
    rows = months[0] if months else []
    known = [(month, value) for month, value in rows if value is not None]
    if not any(value for _, value in known):
        return None
    labelled = [(f"{month:%Y-%m}", value) for month, value in known]
    return {"svg": mark_safe(bars(known, figure.label)), "rows": labelled}
