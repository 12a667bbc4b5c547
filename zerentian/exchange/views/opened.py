"""Open figures: the office's page that opens and closes them; the public's page, CSV and JSON."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.exchange.actions.opened import RIGHT, close_figure, half_years, names_of, open_figure, told_of
from zerentian.exchange.forms.opened import OpenForm
from zerentian.exchange.models import OpenedFigure
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.access import actor, allow, public
from zerentian.organization.api import described
from zerentian.organization.forms.accounts import ConfirmForm
from zerentian.organization.models import Unit
from zerentian.organization.pages import change_page, sent
from zerentian.organization.punctuation import in_english
from zerentian.organization.rules.openapi import JSON, PAGE, TEXT, Operation, Taken, many, of

HEADINGS = ("figure", "label", "definition", "unit", "name", "period", "value")


@allow("figure.view")
@require_safe
def opened_list(request: HttpRequest) -> HttpResponse:
    """List the figures that are open, and what can be done with each."""
    account = actor(request)
    rows = (
        OpenedFigure.objects.visible_to(account)
        .standing()
        .select_related("unit")
        .prefetch_related("unit__periods")
    )
    english = in_english()
    context = {
        "rows": [(one, one.label_in(english), account.may(RIGHT, one.unit)) for one in rows],
        "may_open": account.may(RIGHT),
    }
    return render(request, "exchange/opened_list.html", context)


@allow("notice.release")
def opened_new(request: HttpRequest) -> HttpResponse:
    """Open a figure."""
    account = actor(request)
    return change_page(
        request,
        OpenForm(sent(request), account=account),
        lambda said: open_figure(said["unit"], code=said["code"], by=account, now=now()),
        title=_("Open a figure to the public"),
        intro=_(
            "It stands on the public page for the half-years that are over, with small numbers left out."
        ),
        button=_("Open the figure"),
        done=_("The figure is open."),
        back=reverse("exchange:opened-list"),
    )


@allow("notice.release")
def opened_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a figure."""
    account = actor(request)
    found = get_object_or_404(
        OpenedFigure.objects.visible_to(account).standing().select_related("unit"), pk=pk
    )
    return change_page(
        request,
        ConfirmForm(sent(request)),
        lambda said: close_figure(found, by=account, now=now()),
        title=_("Close “%(figure)s” to the public") % {"figure": found.label_in(in_english())},
        intro=_("It stands on the public page no more; what people took along stays with them."),
        button=_("Close the figure"),
        done=_("The figure is closed."),
        back=reverse("exchange:opened-list"),
    )


def asked(request: HttpRequest) -> tuple[list[Unit], Unit | None, list[Period], Period | None]:
    """Return the townships with open figures and which is meant, the half-years that are over and which is meant."""
    open_units = OpenedFigure.objects.standing().values("unit")
    units = list(Unit.objects.filter(pk__in=open_units).prefetch_related("periods").order_by("code"))
    code, wanted = request.GET.get("unit", ""), request.GET.get("period", "")
    periods = half_years(local_day(now()))
    unit = next((one for one in units if one.code == code), units[0] if units and not code else None)
    period = next((one for one in periods if one.code == wanted), periods[0] if not wanted else None)
    if (code and unit is None) or period is None:
        raise Http404
    return units, unit, periods, period


@public
@require_safe
def open_figures(request: HttpRequest) -> HttpResponse:
    """Show a township's open figures for a half-year to whoever likes."""
    units, unit, periods, period = asked(request)
    names = names_of(unit, period.last) if unit and period else {}
    english = in_english()
    told = told_of(unit, period) if unit and period else []
    context = {
        "units": units,
        "unit": unit,
        "periods": periods,
        "period": period,
        "names": names,
        "rows": [
            (
                one.figure.label_en if english else one.figure.label,
                one.figure.definition_en if english else one.figure.definition,
                one.whole,
                [(name, one.units.get(code, "")) for code, name in names.items()],
            )
            for one in told
        ],
        "query": f"?unit={unit.code}&period={period.code}" if unit and period else "",
    }
    return render(request, "exchange/open_figures.html", context)


@described(
    get=Operation(
        "公开指标 · open figures of a half-year; an empty value is one that is left out",
        of({"figures": many(of(dict.fromkeys(HEADINGS, TEXT)))}),
        query={
            "unit": Taken(said="乡镇代码 · the township's code; without it the first"),
            "period": Taken(said="半年，如 2026H1 · a half-year that is over; without it the last"),
        },
        refusals=(404,),
        refused=TEXT,
        keyed=False,
        endings=("json", "csv"),
        kinds=(JSON, "text/csv"),
        refused_kinds=(PAGE,),
    )
)
@public
@require_safe
def open_figures_file(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the same out as CSV or JSON, a row for each figure and unit; an empty value is one that is left out."""
    _units, unit, _periods, period = asked(request)
    rows: list[dict[str, str]] = []
    if unit and period:
        names = names_of(unit, period.last)
        for one in told_of(unit, period):
            head = {"figure": one.figure.code, "label": one.figure.label, "definition": one.figure.definition}
            whole = {
                "unit": unit.code,
                "name": unit.name_on(period.last),
                "period": period.code,
                "value": one.whole,
            }
            rows.append(head | whole)
            for code, name in names.items():
                own = {"unit": code or f"{unit.code}*", "name": name if code else f"{name}（本级）"}
                rows.append(head | own | {"period": period.code, "value": one.units.get(code, "")})
    if form == "json":
        return JsonResponse({"figures": rows}, json_dumps_params={"ensure_ascii": False})
    if form != "csv":
        raise Http404
    table = io.StringIO()
    written = csv.DictWriter(table, HEADINGS)
    written.writeheader()
    written.writerows(rows)
    headers = {"Content-Disposition": 'attachment; filename="open-figures.csv"'}
    return HttpResponse("\ufeff" + table.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
