"""The register of risk points on the screen; Word and Excel copies of it are made by the reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.listing.asked import Asked
from zerentian.organization.listing.page import frame
from zerentian.organization.lists import Look
from zerentian.rectification.listed import RISKS
from zerentian.rectification.lists import SheetOf, register_of
from zerentian.rectification.models.risks import RiskPointQuerySet


@allow("risk.view")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register, narrowed as the list of risk points is."""
    asked = Asked(RISKS, request.GET, Look(actor(request), now()))
    sheet = asked_register(asked)
    context = frame(asked, None) | {
        "sheet": sheet,
        "rows": [tuple(zip(sheet.headings, row, strict=True)) for row in sheet.rows],
        "query": asked.address() if asked.kept else "",
        "errors": asked.errors,
    }
    return render(request, "rectification/risk_register.html", context)


def asked_register(asked: Asked) -> SheetOf:
    """Return the register over the points that an address asks for."""
    points: RiskPointQuerySet = asked.rows()  # type: ignore[assignment]
    return register_of(points)
