"""Importing units, posts and people: first checked and shown, then imported."""

import base64

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.actions.imports import Imported, import_organization
from zerentian.organization.forms.calendar import CheckedRosterForm, RosterForm
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.roster import known_columns, read_roster
from zerentian.organization.rules.sheets import Problem, read_sheets
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.organization.template import roster_template
from zerentian.organization.views.calendar import XLSX


@never_cache
@allow("organization.manage")
@takes(limits.a_table)
def import_roster(request: HttpRequest) -> HttpResponse:
    """Check a spreadsheet and show what would change; the second step imports the same bytes."""
    by = actor(request)
    checked = CheckedRosterForm(request.POST) if "content" in request.POST else None
    if checked and checked.is_valid():
        data = checked.cleaned_data
        result = run(data["content"], data["filename"], by, dry_run=False)
        return render(request, "organization/import_done.html", {"result": result})
    form = RosterForm(sent(request), request.FILES or None)
    context: dict[str, object] = {"form": form, "checked": checked}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        context["result"] = run(content, file.name, by, dry_run=True)
        again = {"filename": file.name, "content": base64.b64encode(content).decode()}
        context["checked"] = CheckedRosterForm(initial=again)
    return form_page(request, "organization/import.html", form, context)


def run(content: bytes, filename: str, by: Account, *, dry_run: bool) -> Imported:
    """Import, or check, the bytes of a spreadsheet; one that can't be read is a problem like any other."""
    try:
        roster = read_roster(read_sheets(content, filename, known_columns))
    except Unreadable as error:
        return Imported(problems=[Problem(filename, 0, "", str(error))])
    return import_organization(roster, by=by, now=now(), dry_run=dry_run)


@require_safe
@allow("organization.manage")
def import_template(request: HttpRequest) -> HttpResponse:
    """Download the empty spreadsheet."""
    headers = {"Content-Disposition": 'attachment; filename="organization.xlsx"'}
    return HttpResponse(roster_template(), content_type=XLSX, headers=headers)
