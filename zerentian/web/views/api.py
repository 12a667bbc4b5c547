"""Figures for programs: the same values, for the same units, as on the page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zerentian.ledger.figures import compute_all
from zerentian.ledger.registry import FIGURES
from zerentian.organization.api import allow_key, refused_form, told
from zerentian.web.views.figures import Scope


@allow_key("figure.view")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Tell every figure's value for a unit and a period, as of a seal."""
    scope = Scope(request)
    if scope.form.errors:
        return refused_form(scope.form)
    values = compute_all(
        sorted(FIGURES), unit=scope.unit, period=scope.period, size=scope.size, hidden=scope.hidden
    )
    return told({"figures": [value.as_data() for value in values]})
