"""The three lists on the screen; Word and Excel copies of them are made by the reports."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.rectification.forms.findings import FindingFilter
from zerentian.rectification.lists import TITLES, SheetOf, list_of
from zerentian.rectification.models import Finding
from zerentian.rectification.views.findings import narrowed


@allow("finding.view")
@require_safe
def finding_lists(request: HttpRequest, which: str) -> HttpResponse:
    """Show one of the three lists, narrowed as the list of findings is."""
    if which not in TITLES:
        raise Http404
    account = actor(request)
    form = FindingFilter(request.GET, account=account)
    sheet = asked_list(form, which, account)
    context = {
        "form": form,
        "sheet": sheet,
        "rows": [tuple(zip(sheet.headings, row, strict=True)) for row in sheet.rows],
        "which": which,
        "lists": TITLES.items(),
        "query": request.GET.urlencode(),
    }
    return render(request, "rectification/lists.html", context)


def asked_list(form: FindingFilter, which: str, account: Account) -> SheetOf:
    """Return the list that the filter asks for."""
    wanted = form.cleaned_data if form.is_valid() else {}
    return list_of(which, narrowed(Finding.objects.visible_to(account), wanted, account))
