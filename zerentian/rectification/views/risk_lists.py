"""The register of risk points on the screen; Word and Excel copies of it are made by the reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.rectification.forms.risks import RiskFilter
from zerentian.rectification.lists import SheetOf, register_of
from zerentian.rectification.models import RiskPoint
from zerentian.rectification.views.risks import narrowed


@allow("risk.view")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register, narrowed as the list of risk points is."""
    account = actor(request)
    form = RiskFilter(request.GET, account=account)
    sheet = asked_register(form, account)
    context = {
        "form": form,
        "sheet": sheet,
        "rows": [tuple(zip(sheet.headings, row, strict=True)) for row in sheet.rows],
        "query": request.GET.urlencode(),
    }
    return render(request, "rectification/risk_register.html", context)


def asked_register(form: RiskFilter, account: Account) -> SheetOf:
    """Return the register that the filter asks for."""
    return register_of(narrowed(RiskPoint.objects.visible_to(account), form, account))
