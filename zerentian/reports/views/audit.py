"""The audit of an existing text: read, shown sentence by sentence, never kept."""

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from zerentian.ledger.clock import now
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent
from zerentian.reports.actions import write_outline
from zerentian.reports.forms.audit import AuditForm
from zerentian.reports.rules.audit import Audit, Kind
from zerentian.reports.rules.audit import audit as audit_text
from zerentian.reports.rules.audit.presentation import LABELS, outline_from, picture


@allow("report.audit")
@takes(limits.a_table)
def audit(request: HttpRequest) -> HttpResponse:
    """Take a report, show what each sentence does, or make a new outline of it."""
    account = actor(request)
    form = AuditForm(sent(request), request.FILES or None)
    if not form.is_valid():
        return form_page(request, "reports/audit_new.html", form)
    found = audit_text(form.cleaned_data["report"])
    if request.POST.get("step") == "outline":
        return make_outline(request, found, account)
    return render(request, "reports/audit.html", shown(found, request, form.cleaned_data["report"]))


def shown(found: Audit, request: HttpRequest, text: str) -> dict[str, object]:
    """Return what the result page shows; ``?kind=`` in the address narrows the sentences."""
    kind = request.GET.get("kind", "")
    english = get_language() == "en"
    names = {one.value: LABELS[one][1 if english else 0] for one in Kind}
    sentences = [
        (one, names[one.kind.value])
        for one in found.sentences
        if kind not in {*names, "declined"} or (one.declined if kind == "declined" else one.kind == kind)
    ]
    share = found.totals.share_with_evidence
    return {
        "text": text,
        "totals": found.totals,
        "share": None if share is None else round(share * 100),
        "kinds": [(one.value, names[one.value], found.totals.kinds[one]) for one in Kind],
        "kind": kind,
        "sentences": sentences,
        # The drawing holds no word of the report: only numbers and the names of kinds.
        "picture": mark_safe(picture(found)),
        "may_outline": actor(request).may("outline.edit"),
    }


def make_outline(request: HttpRequest, found: Audit, account: Account) -> HttpResponse:
    """Write a new outline whose acts and facts wait for their evidence, and go there."""
    text = outline_from(found)
    code = f"audit-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    write_outline(code=code, text=text, by=account, now=now())
    told = gettext("The outline %(code)s is made: acts and facts wait for their evidence.")
    messages.success(request, told % {"code": code})
    return redirect("reports:outline-edit", code)
