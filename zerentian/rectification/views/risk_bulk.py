"""A register of risk points on the screen: looked over, then brought in."""

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
from zerentian.rectification.actions.risk_bulk import (
    BroughtPoints,
    Register,
    import_points,
    look_over_register,
)
from zerentian.rectification.forms.risk_bulk import CheckedRegisterForm, ChosenRegisterForm

SHOWN = 100


@never_cache
@allow("risk.keep")
@takes(limits.a_table)
def risk_import(request: HttpRequest) -> HttpResponse:
    """Choose a register and look it over; what was looked over comes back and is brought in."""
    account = actor(request)
    if "content" in request.POST:
        checked = CheckedRegisterForm(request.POST, account=account)
        if checked.is_valid():
            said = checked.cleaned_data
            return brought_in(request, handed_over(said, said["content"], said["filename"]))
    posted = request.method == "POST"
    form = ChosenRegisterForm(
        request.POST if posted else None, request.FILES if posted else None, account=account
    )
    context: dict[str, Any] = {}
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            brought = look_over_register(
                handed_over(form.cleaned_data, content, file.name), by=account, now=now()
            )
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
        else:
            context = looked_over(form, brought, content, file.name)
    return form_page(request, "rectification/risk_import.html", form, context)


def handed_over(said: dict[str, Any], content: bytes, name: str) -> Register:
    """Return the register as the form describes it."""
    return Register(content, name, said["unit"], said["document"].strip(), said["sheet"])


def looked_over(
    form: ChosenRegisterForm, brought: BroughtPoints, content: bytes, name: str
) -> dict[str, Any]:
    """Return what the page shows of a register that was looked over, and what brings it in."""
    kept = {field: form.data.get(field, "") for field in ("unit", "document", "sheet")}
    kept |= {"filename": name, "content": base64.b64encode(content).decode()}
    return {
        "brought": brought,
        "lines": brought.new[:SHOWN],
        "problems": brought.problems[:SHOWN],
        "kept": kept.items(),
    }


def brought_in(request: HttpRequest, handed: Register) -> HttpResponse:
    """Bring a register in, and say what it brought."""
    try:
        brought = import_points(handed, by=actor(request), now=now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("risks:risk-import")
    told = {"new": len(brought.registered), "known": brought.known}
    messages.success(
        request, gettext("Brought in: %(new)d risk points; %(known)d stood here already.") % told
    )
    return redirect("risks:risk-list")
