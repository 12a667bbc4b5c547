"""An inspector's page. The day it was last open is kept in the reader's browser alone: no visit is recorded."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.figures import latest_size
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import actor, allow
from zerentian.reports.inspection import (
    RIGHT,
    figures,
    new_reports,
    objected,
    quarters,
    to_recheck,
    townships,
)
from zerentian.reports.views.reports import unit_name
from zerentian.reports.views.samples import figure_label, unit_label

COOKIE = "inspected"
KEPT_DAYS = 400
FIRST_DAYS = 30  # so far back a browser looks that was never here


@allow(RIGHT)
@require_safe
def inspection(request: HttpRequest) -> HttpResponse:
    """Show the townships side by side in the order of their codes, samples, objections, and reports since last time."""
    account, today = actor(request), local_day(now())
    since, asked = last_visit(request, today), request.GET.get("period", "")
    offered = list(quarters(today))
    period = next((one for one in offered if one.code == asked), offered[0])
    context = {
        "period": period,
        "periods": offered,
        "columns": figures(),
        "rows": townships(account, period, today),
        "size": latest_size(),
        "samples": [
            (one, unit_label(one.unit, one), figure_label(one.figure)) for one in to_recheck(account)
        ],
        "cards": objected(account),
        "since": since,
        "reports": [(one, unit_name(one.unit, one)) for one in new_reports(account, since)],
    }
    response = render(request, "reports/inspection.html", context)
    response.set_signed_cookie(
        COOKIE,
        f"{today} {since}",
        salt=f"reports.{COOKIE}.{account.pk}",
        max_age=KEPT_DAYS * 24 * 60 * 60,
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def last_visit(request: HttpRequest, today: date) -> date:
    """Return the day on which this account last had the page open in this browser, before today."""
    told = request.get_signed_cookie(COOKIE, default="", salt=f"reports.{COOKIE}.{actor(request).pk}") or ""
    days = [date.fromisoformat(one) for one in told.split()]
    if len(days) != 2:
        return today - timedelta(days=FIRST_DAYS)
    return days[1] if days[0] == today else days[0]
