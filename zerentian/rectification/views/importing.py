"""Bringing in an inspection's list on the screen: looked over with its errors in place, then brought in."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.pages import form_page
from zerentian.rectification.actions.importing import Brought, ListOf, import_findings, look_over
from zerentian.rectification.forms.importing import CheckedForm, ChosenForm
from zerentian.rectification.rules.findings import Source

SHOWN = 100


@never_cache
@allow("finding.open")
@takes(limits.a_table)
def finding_import(request: HttpRequest) -> HttpResponse:
    """Choose a list and look it over; what was looked over comes back and is brought in."""
    account, moment = actor(request), now()
    if "content" in request.POST:
        checked = CheckedForm(request.POST, account=account)
        if checked.is_valid():
            handed = handed_over(
                checked.cleaned_data, checked.cleaned_data["content"], checked.cleaned_data["filename"]
            )
            return brought_in(request, handed)
    sent = request.method == "POST"
    form = ChosenForm(request.POST if sent else None, request.FILES if sent else None, account=account)
    context: dict[str, Any] = {"form": form}
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        handed = handed_over(form.cleaned_data, content, file.name)
        try:
            brought = look_over(handed, by=account, now=moment)
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
        else:
            context |= looked_over(form, brought, content, file.name)
    return form_page(request, "rectification/finding_import.html", form, context)


def handed_over(said: dict[str, Any], content: bytes, name: str) -> ListOf:
    """Return the list as the form describes it."""
    return ListOf(
        content,
        name,
        said["unit"],
        said["document"].strip(),
        said["found_on"],
        Source(said["source"]),
        said["sheet"],
    )


def looked_over(form: ChosenForm, brought: Brought, content: bytes, name: str) -> dict[str, Any]:
    """Return what the page shows of a list that was looked over, and what brings it in."""
    kept = {field: form.data.get(field, "") for field in ("unit", "document", "found_on", "source", "sheet")}
    kept |= {"filename": name, "content": base64.b64encode(content).decode()}
    return {
        "brought": brought,
        "lines": brought.new[:SHOWN],
        "problems": brought.problems[:SHOWN],
        "kept": kept.items(),
    }


def brought_in(request: HttpRequest, handed: ListOf) -> HttpResponse:
    """Bring a list in, and say what it brought."""
    try:
        brought = import_findings(handed, by=actor(request), now=now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("rectification:finding-import")
    told = {"new": len(brought.opened), "known": brought.known}
    messages.success(
        request,
        gettext("Brought in: %(new)d findings; %(known)d had come before. Now put somebody in charge.")
        % told,
    )
    return redirect("rectification:finding-list")
