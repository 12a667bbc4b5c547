"""One page for every step on a risk point or on one of its control measures."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from zerentian.ledger.clock import now
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.punctuation import labelled
from zerentian.rectification.actions import risk_controls
from zerentian.rectification.forms import risks as forms
from zerentian.rectification.models import RiskControl, RiskPoint
from zerentian.rectification.models.risk_labels import RISK_STEPS
from zerentian.rectification.views.risk_moves import MOVES
from zerentian.rectification.views.risks import visible_point
from zerentian.rectification.views.taking import bound, refused_now, step_page

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
        return refused_now(request, page_of(point))
    form = bound(move.form, request, point=point, account=account)
    return taken(request, form, str(move.label), point, lambda said: move.act(point, said, account, now()))


def page_of(point: RiskPoint) -> str:
    """Return the address of a point."""
    return reverse("risks:risk-detail", args=[point.pk])


def taken(
    request: HttpRequest, form: forms.PointForm, label: str, point: RiskPoint, act: Done, *, button: str = ""
) -> HttpResponse:
    """Show and take a step on a point."""
    return step_page(request, form, label, point, act, back=page_of(point), button=button)


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
    form = bound(forms.ControlDoneForm, request, point=control.point, account=account)

    def act(said: dict[str, Any]) -> object:
        values = {"done_on": said["done_on"], "result": said["result"], "uploads": said["evidence"]}
        return risk_controls.finish_control(control, **values, by=account, now=now())

    label, button = labelled(RISK_STEPS["control_done"], control), gettext("Record it as carried out")
    return taken(request, form, label, control.point, act, button=button)


@allow("risk.keep")
def control_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a control measure, with the reason."""
    account, control = actor(request), visible_control(request, pk)
    form = bound(forms.ReasonOfPointForm, request, point=control.point, account=account)

    def act(said: dict[str, Any]) -> object:
        return risk_controls.drop_control(control, reason=said["reason"], by=account, now=now())

    label, button = labelled(RISK_STEPS["control_dropped"], control), gettext("Drop this measure")
    return taken(request, form, label, control.point, act, button=button)
