"""The three lists on the screen; Word and Excel copies of them are made by the reports."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.listing.asked import Asked
from zerentian.organization.listing.page import frame
from zerentian.organization.lists import Look
from zerentian.rectification.listed import FINDINGS
from zerentian.rectification.lists import TITLES, SheetOf, list_of
from zerentian.rectification.models.findings import FindingQuerySet


@allow("finding.view")
@require_safe
def finding_lists(request: HttpRequest, which: str) -> HttpResponse:
    """Show one of the three lists, narrowed as the list of findings is."""
    if which not in TITLES:
        raise Http404
    asked = Asked(FINDINGS, request.GET, Look(actor(request), now()))
    sheet = asked_list(asked, which)
    context = frame(asked, None) | {
        "sheet": sheet,
        "rows": [tuple(zip(sheet.headings, row, strict=True)) for row in sheet.rows],
        "which": which,
        "lists": TITLES.items(),
        "query": asked.address() if asked.kept else "",
        "errors": asked.errors,
    }
    return render(request, "rectification/lists.html", context)


def asked_list(asked: Asked, which: str) -> SheetOf:
    """Return one of the three lists over the findings that an address asks for."""
    findings: FindingQuerySet = asked.rows()  # type: ignore[assignment]
    return list_of(which, findings)
