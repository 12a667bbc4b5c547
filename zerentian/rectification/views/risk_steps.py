"""One page for every step on a risk point or on one of its control measures."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page
from zerentian.rectification.actions import risk_controls
from zerentian.rectification.forms import risks as forms
from zerentian.rectification.models import RiskControl, RiskPoint
from zerentian.rectification.models.risk_labels import RISK_STEPS
from zerentian.rectification.views.risk_moves import MOVES
from zerentian.rectification.views.risks import visible_point

Done = Callable[[dict[str, Any]], object]


@allow("risk.keep", "risk.judge")
@takes(limits.evidence)
def risk_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a risk point; one that cannot be taken now leads back with the reason."""
    account, point = actor(request), visible_point(request, pk)
    move = MOVES.get(step)
    if move is None:
        raise Http404
    if not move.is_open(step, point, account):
        messages.warning(
            request, gettext("This step can't be taken now, or not by you: see where it stands.")
        )
        return redirect("risks:risk-detail", point.pk)
    form = bound(move.form, request, point, account)
    return step_page(
        request, form, str(move.label), point, lambda said: move.act(point, said, account, now())
    )


def bound(
    kind: type[forms.PointForm], request: HttpRequest, point: RiskPoint, account: Account
) -> forms.PointForm:
    """Return a step's form, with what was sent."""
    if request.method != "POST":
        return kind(point=point, account=account)
    return kind(request.POST, request.FILES, point=point, account=account)


def step_page(
    request: HttpRequest, form: django_forms.Form, label: str, point: RiskPoint, act: Done
) -> HttpResponse:
    """Show the form of a step; act when it is whole and go back; a refusal is said on the form."""
    if form.is_bound and seen(point) != request.POST.get("seen", seen(point)):
        form.add_error(None, gettext("Somebody did something on it meanwhile: read it, then send again."))
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Done and recorded."))
            return redirect("risks:risk-detail", point.pk)
    context = {"form": form, "point": point, "label": label, "seen": seen(point)}
    return form_page(request, "rectification/risk_step.html", form, context)


def seen(point: RiskPoint) -> str:
    """Return what an open page has seen of a point: the last thing done on it."""
    last = point.story.order_by("-pk").values_list("pk", flat=True).first()
    return str(last or "")


def visible_control(request: HttpRequest, pk: int) -> RiskControl:
    """Return a control measure under way that the account may read, else 404."""
    rows = RiskControl.objects.visible_to(actor(request)).open().select_related("point__unit", "point__kind")
    control: RiskControl = get_object_or_404(rows, pk=pk)
    return control


@allow("risk.patrol")
@takes(limits.evidence)
def control_done(request: HttpRequest, pk: int) -> HttpResponse:
    """State that a control measure was carried out."""
    account, control = actor(request), visible_control(request, pk)
    form = bound(forms.ControlDoneForm, request, control.point, account)

    def act(said: dict[str, Any]) -> object:
        values = {"done_on": said["done_on"], "result": said["result"], "uploads": said["evidence"]}
        return risk_controls.finish_control(control, **values, by=account, now=now())

    return step_page(request, form, f"{RISK_STEPS['control_done']}：{control}", control.point, act)


@allow("risk.keep")
def control_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a control measure, with the reason."""
    account, control = actor(request), visible_control(request, pk)
    form = bound(forms.ReasonOfPointForm, request, control.point, account)

    def act(said: dict[str, Any]) -> object:
        return risk_controls.drop_control(control, reason=said["reason"], by=account, now=now())

    return step_page(request, form, f"{RISK_STEPS['control_dropped']}：{control}", control.point, act)
