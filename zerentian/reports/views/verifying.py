"""The public page on which anyone verifies a report."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zerentian.organization import limits
from zerentian.organization.access import public, takes
from zerentian.reports.checking import Outcome, outcome_of
from zerentian.reports.forms.reports import VerifyForm


@public
@takes(limits.a_visitors_files)
def verify(request: HttpRequest) -> HttpResponse:
    """Take a file and say in words whether it holds; nothing that is sent here is kept."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    outcome: Outcome | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        name = request.FILES["file"].name or "report"  # type: ignore[union-attr]
        note = given["checkpoint"].replace("\r\n", "\n").strip("\n")
        outcome = outcome_of(given["file"], name, given["vkey"].strip(), f"{note}\n" if note else "")
    return render(request, "reports/verify.html", {"form": form, "outcome": outcome})
