"""Figures for programs, the same values as on the page; and the description of all addresses for programs."""

import re
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver
from django.views.decorators.http import require_safe

from zerentian import __version__
from zerentian.ledger.figures import compute_all
from zerentian.ledger.registry import FIGURES
from zerentian.organization.access import public, walk
from zerentian.organization.api import allow_key, described, refused_form, taken_by, told
from zerentian.organization.rules.openapi import (
    TEXT,
    WHOLE,
    Called,
    Operation,
    by_name,
    document,
    many,
    maybe,
    of,
)
from zerentian.web.forms import FigureFilter
from zerentian.web.views.figures import Scope

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
VALUE = of(
    dict.fromkeys(("figure", "label", "unit", "period", "text"), TEXT)
    | dict.fromkeys(("value", "numerator", "denominator"), maybe(WHOLE))
    | dict.fromkeys(("as_of", "late", "corrected", "imported"), WHOLE)
    | {"last": maybe(TEXT), "states": by_name(WHOLE)}
)


@described(
    get=Operation(
        "全部指标 · every figure with its value, for a unit and a period, as of a seal",
        of({"figures": many(VALUE)}),
        query=taken_by(FigureFilter),
        refusals=(401, 403, 409, 422),
    )
)
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


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Describe every address for programs, in OpenAPI 3.1."""
    return told(description())


def description() -> dict[str, Any]:
    """Return the document, made of what the views declare."""
    paths: dict[str, dict[str, tuple[Operation, Sequence[str]]]] = {}
    calls: dict[str, Called] = {}
    for route, _, view in walk(get_resolver().url_patterns):
        calls |= getattr(view, "calls", {})
        operations: dict[str, Operation] = getattr(view, "operations", {})
        if operations:
            places = PLACE.findall(route)
            path = "/" + PLACE.sub(r"{\1}", route)
            paths[path] = {method: (one, places) for method, one in operations.items()}
    return document("责任田 · Zerentian", __version__, paths, calls)
