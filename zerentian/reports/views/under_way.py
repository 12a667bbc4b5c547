"""How far a report is that one has issued: told while it lasts, and with a way back when it was stopped."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account, Unit
from zerentian.organization.once import repeatable
from zerentian.reports.actions.under_way import forget, run_of
from zerentian.reports.models import Report
from zerentian.reports.rules.progress import NAMES, STEPS


@allow("report.issue", "outline.edit")
@repeatable("it forgets that a run was stopped, and records nothing")
def under_way(request: HttpRequest) -> HttpResponse:
    """Tell how far one's own report is, ``?began`` while its form is being sent; a form puts a stopped one away."""
    account = actor(request)
    if request.method == "POST":
        run = run_of(account)
        if run and not run[1]:
            forget(account)
        return redirect("reports:report-list")
    page = told_to(account, began="began" in request.GET, number=request.GET.get("number", ""))
    template = "reports/under_way_told.html" if getattr(request, "htmx", False) else "reports/under_way.html"
    return render(request, template, {**page, "whole": True})


def told_to(account: Account, *, began: bool = False, number: str = "") -> dict[str, Any]:
    """Return what an account is told of what it issues; ``number`` is the one it was told of last."""
    run = run_of(account)
    # While the form is being sent, what an earlier run left is not what it begins.
    progress, alive = run if run and (run[1] or not began) else (None, began)
    known = progress.number if progress else number
    return {
        "progress": progress,
        "alive": alive,
        "began": began,
        "known": known,
        "steps": [(NAMES[one], at) for at, one in enumerate(STEPS, 1)],
        "issued": Report.objects.visible_to(account).filter(number=known).first()
        if known and not alive
        else None,
        "unit": Unit.objects.filter(code=progress.unit.rpartition("/")[2]).first() if progress else None,
    }
