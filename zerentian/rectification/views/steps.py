"""One page for every step on a finding or on one of its measures."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.organization.punctuation import labelled
from zerentian.rectification.actions import measures
from zerentian.rectification.actions.assigning import set_term
from zerentian.rectification.actions.deeds import record_as_deed
from zerentian.rectification.forms import steps as forms
from zerentian.rectification.forms.findings import TermForm
from zerentian.rectification.models import Finding, Measure, RectificationTerm
from zerentian.rectification.models.labels import STEPS
from zerentian.rectification.rules.terms import Term
from zerentian.rectification.views.findings import visible_finding
from zerentian.rectification.views.moves import MOVES
from zerentian.rectification.views.taking import bound, refused_now, step_page

Done = Callable[[dict[str, Any]], object]


@allow("finding.handle", "finding.assign", "finding.verify", "finding.open")
@takes(limits.evidence)
def finding_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a finding; one that cannot be taken now leads back with the reason."""
    account, finding = actor(request), visible_finding(request, pk)
    move = MOVES.get(step)
    if move is None:
        raise Http404
    if not account.may(move.right, finding.path) or not move.is_open(step, finding, account):
        return refused_now(request, page_of(finding))
    form = bound(move.form, request, finding=finding, account=account)
    return taken(
        request,
        form,
        str(move.label),
        finding,
        lambda said: move.act(finding, said, account, now()),
        button=str(move.button),
    )


def page_of(finding: Finding) -> str:
    """Return the address of a finding."""
    return reverse("rectification:finding-detail", args=[finding.pk])


def taken(
    request: HttpRequest, form: forms.StepForm, label: str, finding: Finding, act: Done, *, button: str
) -> HttpResponse:
    """Show and take a step on a finding."""
    return step_page(request, form, label, finding, act, back=page_of(finding), button=button)


def visible_measure(request: HttpRequest, pk: int) -> Measure:
    """Return a measure under way that the account may read, else 404."""
    rows = Measure.objects.visible_to(actor(request)).open().select_related("finding")
    measure: Measure = get_object_or_404(rows, pk=pk)
    return measure


@allow("finding.handle")
@takes(limits.evidence)
def measure_done(request: HttpRequest, pk: int) -> HttpResponse:
    """State that a measure was carried out."""
    account, measure = actor(request), visible_measure(request, pk)
    form = bound(forms.CarryOutForm, request, finding=measure.finding, account=account)

    def act(said: dict[str, Any]) -> object:
        values = {name: said[name] for name in ("done_on", "result", "spent")}
        return measures.carry_out(measure, **values, uploads=said["evidence"], by=account, now=now())

    label, button = labelled(STEPS["measure_done"], measure), gettext("Record it as carried out")
    return taken(request, form, label, measure.finding, act, button=button)


@allow("finding.handle")
def measure_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a measure, with the reason."""
    account, measure = actor(request), visible_measure(request, pk)
    form = bound(forms.ReasonForm, request, finding=measure.finding, account=account)

    def act(said: dict[str, Any]) -> object:
        return measures.drop_measure(measure, reason=said["reason"], by=account, now=now())

    label, button = labelled(STEPS["measure_dropped"], measure), gettext("Drop this measure")
    return taken(request, form, label, measure.finding, act, button=button)


@allow("deed.record")
def measure_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a measure that was carried out as a deed for a duty."""
    account = actor(request)
    rows = Measure.objects.visible_to(account).select_related("finding", "responsible", "deed")
    measure = get_object_or_404(rows, pk=pk)
    return change_page(
        request,
        forms.DeedOfMeasureForm(sent(request), measure=measure, account=account),
        lambda said: record_as_deed(measure, serves=[said["duty"]], by=account, now=now()),
        title=labelled(STEPS["measure_done"], measure),
        button=gettext("Record it as a deed"),
        done=gettext("Recorded. It will be sealed within seconds."),
        back=page_of(measure.finding),
        intro=gettext("What was done, on which day, where and its files go along; it is said only once."),
    )


@allow("duty.manage")
def terms(request: HttpRequest) -> HttpResponse:
    """Show the terms of rectification that are set here, and set one."""
    account = actor(request)
    form = TermForm(request.POST if request.method == "POST" else None, account=account)
    if form.is_valid():
        said = form.cleaned_data
        try:
            set_term(**said | {"term": Term(said["term"])}, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Set. It holds for what is assigned from that day on."))
            return redirect("rectification:terms")
    rows = RectificationTerm.objects.allowed(account, "duty.manage").select_related("unit")
    context = {"form": form, "rows": rows.prefetch_related("unit__periods")}
    return form_page(request, "rectification/terms.html", form, context)
