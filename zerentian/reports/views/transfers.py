"""Transfers to the archive on the screen: drawn up, taken along with their slip, received or withdrawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, sent
from zerentian.reports.actions import transfers as acts
from zerentian.reports.forms import transfers as forms
from zerentian.reports.items import Item, items_to_transfer, kinds_to_transfer
from zerentian.reports.models import Transfer
from zerentian.reports.packing import slip
from zerentian.reports.rules.transfers import OURS, TransferState
from zerentian.reports.transfer_slips import rows_of
from zerentian.reports.views.letters import TYPES
from zerentian.reports.views.letters import sent as sent_file

PAGE = 100
MADE = (TransferState.PACKED, TransferState.RECEIVED)
Act = Callable[[Transfer, Mapping[str, Any], Account, datetime], object]


@dataclass(frozen=True, slots=True)
class TransferStep:
    """One step of a transfer: its label, what it means, the states it is taken from, its form and action."""

    label: Any
    intro: Any
    states: tuple[TransferState, ...]
    act: Act
    form: type[django_forms.Form]
    done: Any


STEPS: Mapping[str, TransferStep] = {
    "receive": TransferStep(
        _("The archive has received it"),
        _(
            "From then on the package is kept by the archive; the copy that waits here is deleted, the cases stay."
        ),
        (TransferState.PACKED,),
        lambda row, said, by, at: acts.receive_transfer(row, **said, by=by, now=at),
        forms.ReceivedForm,
        _("Recorded."),
    ),
    "withdraw": TransferStep(
        _("Withdraw the transfer"),
        _("It stays readable with the reason; its cases may go with another."),
        OURS,
        lambda row, said, by, at: acts.withdraw_transfer(row, reason=said["reason"], by=by, now=at),
        forms.WithdrawnForm,
        _("Withdrawn."),
    ),
}


def visible_transfer(request: HttpRequest, pk: int) -> Transfer:
    """Return a transfer that the account may see, else 404."""
    rows = Transfer.objects.visible_to(actor(request)).select_related("unit", "asked_by")
    transfer: Transfer = get_object_or_404(rows, pk=pk)
    return transfer


@allow("archive.transfer")
@require_safe
def transfer_list(request: HttpRequest) -> HttpResponse:
    """List the transfers of the units the account may see, the newest first."""
    rows = (
        Transfer.objects.visible_to(actor(request)).select_related("unit").prefetch_related("unit__periods")
    )
    return render(request, "reports/transfer_list.html", {"rows": rows[:PAGE]})


@allow("archive.transfer")
def transfer_new(request: HttpRequest) -> HttpResponse:
    """Draw up a transfer; the background work packs it within a minute or two."""
    account = actor(request)
    return change_page(
        request,
        forms.TransferForm(
            sent(request),
            account=account,
            initial={name: request.GET[name] for name in ("unit", "period") if name in request.GET},
        ),
        lambda said: acts.ask_transfer(**said, by=account, now=now()),
        back=reverse("reports:transfer-list"),
        title=gettext("Draw up a transfer to the archive"),
        intro=gettext(
            "What was closed in the period and lies in no other transfer. What accuses somebody of the office is left "
            "out: who receives such matters hands them over."
        ),
        button=gettext("Draw it up"),
        done=gettext("Drawn up; it is packed in the background, which takes a minute or more."),
    )


@allow("archive.transfer")
@require_safe
def transfer_ready(request: HttpRequest) -> HttpResponse:
    """List what waits to be handed over of a unit and a period, and how long each file is kept."""
    account = actor(request)
    form = forms.ReadyForm(request.GET or None, account=account)
    items: list[Item] | None = None
    if form.is_bound and form.is_valid():
        unit, period = form.cleaned_data["unit"], form.cleaned_data["period"]
        items = items_to_transfer(unit, period.first, period.last, account, [*kinds_to_transfer()])
    context = {
        "form": form,
        "items": items,
        "query": urlencode({name: request.GET.get(name, "") for name in ("unit", "period")}),
    }
    return render(request, "reports/transfer_ready.html", context)


@allow("archive.transfer")
def transfer_class(request: HttpRequest) -> HttpResponse:
    """Decide how long the file of a matter is kept, before it is packed."""
    account = actor(request)
    chosen = forms.ReadyForm(request.GET, account=account)
    if not chosen.is_valid():
        raise Http404("unit, period")
    unit, period = chosen.cleaned_data["unit"], chosen.cleaned_data["period"]
    items = items_to_transfer(unit, period.first, period.last, account, [*kinds_to_transfer()])
    item = next((one for one in items if one.ref == request.GET.get("ref")), None)
    if item is None:
        raise Http404("ref")
    query = urlencode({"unit": request.GET["unit"], "period": request.GET["period"]})
    return change_page(
        request,
        forms.ClassForm(sent(request), initial={"retention": item.retention}),
        lambda said: acts.set_class(item.ref, unit=unit, period=period, **said, by=account, now=now()),
        back=f"{reverse('reports:transfer-ready')}?{query}",
        title=gettext("How long a file is kept"),
        intro=item.told.title,
        button=gettext("Decide it"),
        done=gettext("Recorded; it stands on the cover and in the catalogue."),
    )


@allow("archive.transfer")
@require_safe
def transfer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a transfer: its package and slip, the cases in it, what may be done next."""
    account, transfer = actor(request), visible_transfer(request, pk)
    may = account.may("archive.transfer", transfer.path)
    context = {
        "transfer": transfer,
        "pieces": rows_of(transfer),
        "made": transfer.state in MADE,
        "kept": transfer.state == TransferState.PACKED and acts.package_of(transfer).exists(),
        "steps": [(code, step) for code, step in STEPS.items() if may and transfer.state in step.states],
        "entries": Entry.objects.about(transfer.ref),
    }
    return render(request, "reports/transfer_detail.html", context)


@allow("archive.transfer")
def transfer_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a transfer."""
    account, transfer = actor(request), visible_transfer(request, pk)
    if step not in STEPS:
        raise Http404(step)
    taken = STEPS[step]
    return change_page(
        request,
        taken.form(sent(request)),
        lambda said: taken.act(transfer, said, account, now()),
        back=reverse("reports:transfer-detail", args=[pk]),
        title=taken.label,
        intro=taken.intro,
        button=taken.label,
        done=taken.done,
    )


@allow("archive.transfer")
@require_safe
@never_cache
def transfer_package(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the package that waits for the archive."""
    transfer = visible_transfer(request, pk)
    path = acts.package_of(transfer)
    if transfer.state != TransferState.PACKED or not path.exists():
        raise Http404(transfer.number)
    answer = FileResponse(open(path, "rb"), as_attachment=True, filename=transfer.file_name)  # noqa: SIM115
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@allow("archive.transfer")
@require_safe
@never_cache
def transfer_slip(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Print the slip that both sides sign."""
    account, transfer = actor(request), visible_transfer(request, pk)
    if form not in ("docx", "pdf") or transfer.state not in MADE:
        raise Http404(form)
    files = slip(transfer, forms=(form,), by=account, now=now())
    return sent_file(files[form], TYPES[form], f"{transfer.number}-slip.{form}", shown=False)
