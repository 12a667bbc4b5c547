"""Lawful erasure on the screen: asked for on a file's page, decided by a second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.evidence import actions
from zerentian.evidence.forms import DecisionForm, ErasureForm
from zerentian.evidence.models import Erasure
from zerentian.evidence.views.files import reader, visible_file
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import allow
from zerentian.organization.pages import form_page, sent

PAGE = 50


@allow("evidence.erase", "evidence.erase_approve")
@require_safe
def erasure_list(request: HttpRequest) -> HttpResponse:
    """List the requests the account may see, those that wait first."""
    account = reader(request)
    erasures = Erasure.objects.visible_to(account).select_related("file", "asked_by", "decided_by")
    context = {
        "waiting": erasures.filter(state="asked")[:PAGE],
        "decided": erasures.exclude(state="asked")[:PAGE],
        "may_decide": account.may("evidence.erase_approve"),
    }
    return render(request, "evidence/erasure_list.html", context)


@allow("evidence.erase")
def ask(request: HttpRequest, sha256: str) -> HttpResponse:
    """Ask that a file be erased."""
    file = visible_file(request, sha256)
    form = ErasureForm(sent(request))
    if form.is_valid():
        try:
            actions.ask_erasure(file, by=reader(request), now=now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Asked for. Another person must approve before the file goes."))
            return redirect("evidence:file-detail", sha256)
    return form_page(request, "evidence/erasure_ask.html", form, {"file": file})


@allow("evidence.erase", "evidence.erase_approve")
def decide(request: HttpRequest, mark: int) -> HttpResponse:
    """Show a request; a second person approves it or refuses it with a reason."""
    account = reader(request)
    erasures = Erasure.objects.visible_to(account).select_related("file", "asked_by", "decided_by")
    erasure = get_object_or_404(erasures, mark=mark)
    form = DecisionForm(sent(request))
    if form.is_valid():
        step = actions.erase if request.POST.get("decision") == "approve" else actions.refuse_erasure
        try:
            step(erasure, by=account, now=now(), answer=form.cleaned_data["answer"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Decided and recorded."))
            return redirect("evidence:file-detail", erasure.file.sha256)
    may_decide = (
        erasure.state == "asked"
        and account.may("evidence.erase_approve")
        and erasure.asked_by_id != account.pk
    )
    context = {"erasure": erasure, "may_decide": may_decide}
    return form_page(request, "evidence/erasure.html", form, context)
