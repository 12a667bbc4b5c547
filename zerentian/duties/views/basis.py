"""What duties rest on: basis documents, and the township's published function list."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.duties import actions
from zerentian.duties.forms.basis import FunctionsForm
from zerentian.duties.listed import BASES
from zerentian.duties.models import Basis, Duty, FunctionItem
from zerentian.evidence.models import File
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.listing.page import list_page
from zerentian.organization.pages import form_page, sent


@allow("duty.view")
@require_safe
def basis_list(request: HttpRequest) -> HttpResponse:
    """List the basis documents the account may see, the newest first."""
    return list_page(request, BASES)


@allow("duty.view")
@require_safe
def basis_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one document and the duties that rest on it."""
    account = actor(request)
    document = get_object_or_404(Basis.objects.visible_to(account).select_related("unit"), pk=pk)
    context = {
        "document": document,
        "duties": Duty.objects.visible_to(account)
        .filter(basis=document)
        .select_related("area")
        .prefetch_related("unit__periods"),
        "files": File.objects.visible_to(account).filter(pk=document.file_id),
        "entries": Entry.objects.about(document.ref),
        "may_manage": account.may("duty.manage", document.unit),
    }
    return render(request, "duties/basis_detail.html", context)


@allow("duty.view")
@require_safe
def function_list(request: HttpRequest) -> HttpResponse:
    """Show the function list, with how many duties in force rest on each item, and those off the list."""
    account = actor(request)
    in_force = Count("duties", filter=Q(duties__last=None))
    context = {
        "items": FunctionItem.objects.visible_to(account).annotate(duty_count=in_force),
        "off_list": Duty.objects.visible_to(account).in_force().off_list().select_related("area"),
        "may_import": account.may("duty.manage"),
    }
    return render(request, "duties/function_list.html", context)


@allow("duty.manage")
@takes(limits.a_table)
def function_import(request: HttpRequest) -> HttpResponse:
    """Import the function list from a spreadsheet; refused as a whole when any row has a problem."""
    account = actor(request)
    form = FunctionsForm(sent(request), request.FILES or None, account=account)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            changes = actions.import_functions(
                unit=form.cleaned_data["unit"], content=file.read(), name=file.name, by=account, now=now()
            )
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
        else:
            for note in changes.notes:
                messages.info(request, str(note))
            told = {"new": len(changes.new), "changed": len(changes.changed), "same": changes.unchanged}
            messages.success(
                request, gettext("Imported: %(new)d new, %(changed)d changed, %(same)d unchanged.") % told
            )
            return redirect("duties:function-list")
    return form_page(request, "duties/function_import.html", form)
