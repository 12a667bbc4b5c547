"""The duties board: what falls due, by urgency, and one duty with its occurrences and deeds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.duties import actions
from zerentian.duties.forms.board import ExcuseForm
from zerentian.duties.forms.duties import DutyForm
from zerentian.duties.listed import DUTIES
from zerentian.duties.models import Deed, Duty, Occurrence, Threshold
from zerentian.duties.rules.functions import Asked, Level
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.listing.page import list_page
from zerentian.organization.pages import form_page, sent

RECENT = 20


@allow("duty.view")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show every duty in force that the account may see, the most urgent first."""
    spans = Occurrence.objects.visible_to(actor(request))
    counts = (spans.overdue(now()).count(), spans.due_soon(now()).count(), spans.open().count())
    return list_page(request, DUTIES, template="duties/board.html", context={"spans": counts})


@allow("duty.view")
@require_safe
def duty_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one duty: on what it rests, when it falls due, what was done for it."""
    account = actor(request)
    duties = Duty.objects.visible_to(account).select_related("area", "post", "unit", "basis", "item")
    duty = get_object_or_404(duties, pk=pk)
    amber = Threshold.objects.in_force()[duty.cadence]
    occurrences = list(duty.occurrences.order_by("-due")[:RECENT])
    context = {
        "duty": duty,
        "occurrences": [(one, one.light(account.today, amber)) for one in occurrences],
        "deeds": Deed.objects.visible_to(account)
        .filter(services__duty=duty, services__dropped=False)
        .standing()
        .select_related("unit")
        .prefetch_related("unit__periods")[:RECENT],
        "entries": Entry.objects.about(duty.ref),
        "may_record": account.may("deed.record", duty.unit),
        "may_manage": account.may("duty.manage", duty.unit),
    }
    return render(request, "duties/duty_detail.html", context)


@allow("duty.view")
@require_safe
def occurrence_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the duty an occurrence belongs to."""
    occurrence = get_object_or_404(Occurrence.objects.visible_to(actor(request)), pk=pk)
    return redirect("duties:duty-detail", occurrence.duty_id)


@allow("duty.manage")
def occurrence_excuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Excuse an occurrence, with the reason: it is neither fulfilled nor overdue."""
    account = actor(request)
    occurrence = get_object_or_404(Occurrence.objects.visible_to(account).select_related("duty"), pk=pk)
    form = ExcuseForm(sent(request))
    if form.is_valid():
        try:
            actions.excuse_occurrence(occurrence, reason=form.cleaned_data["reason"], by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Excused, with the reason kept."))
            return redirect("duties:duty-detail", occurrence.duty_id)
    return form_page(request, "duties/occurrence_excuse.html", form, {"occurrence": occurrence})


@allow("duty.manage")
def duty_new(request: HttpRequest) -> HttpResponse:
    """Put a duty on a post, on its basis."""
    account = actor(request)
    form = DutyForm(sent(request), account=account, today=account.today)
    if form.is_valid():
        said = form.cleaned_data
        try:
            duty = actions.adopt_duty(
                rule=form.rule,
                demanded_by=Level(said["demanded_by"]) if said["demanded_by"] else None,
                asks=Asked(said["asks"]),
                by=account,
                now=now(),
                **{name: said[name] for name in ("title", "area", "post", "item", "basis")},
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The duty is in force."))
            return redirect("duties:duty-detail", duty.pk)
    return form_page(request, "duties/duty_form.html", form)


@allow("duty.manage")
def duty_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Retire a duty, with the reason; its story stays."""
    account = actor(request)
    duty = get_object_or_404(Duty.objects.visible_to(account), pk=pk)
    form = ExcuseForm(sent(request))
    if form.is_valid():
        try:
            actions.retire_duty(duty, reason=form.cleaned_data["reason"], by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The duty is retired."))
            return redirect("duties:duty-detail", duty.pk)
    return form_page(request, "duties/duty_retire.html", form, {"duty": duty})
