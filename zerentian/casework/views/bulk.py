"""Several concerns dispatched in one go: chosen, looked over, confirmed; each with its own entry."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from zerentian.casework import actions
from zerentian.casework.actions.dispatches import accused_paths
from zerentian.casework.forms.concerns import BulkDispatchForm, set_choice
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import State, Step, step
from zerentian.casework.rules.dispatches import check_not_accused, check_on_the_list
from zerentian.duties.models import FunctionItem
from zerentian.duties.rules.functions import FunctionKind
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Unit
from zerentian.organization.pages import form_page
from zerentian.organization.rules.rights import Kind as UnitKind

MOST = 100


@allow("concern.dispatch")
@require_POST
def dispatch_many(request: HttpRequest) -> HttpResponse:
    """Dispatch the chosen concerns to one unit: first a preview with what stands against each, then the deed."""
    account = actor(request)
    chosen = request.POST.getlist("concern")[:MOST]
    rows = Concern.objects.visible_to(account).allowed(account, "concern.dispatch").filter(key__in=chosen)
    concerns = list(rows.select_related("unit", "lead").newest_first())
    if not concerns:
        messages.error(request, gettext("Choose the concerns to dispatch first."))
        return redirect("casework:concern-list")
    form = BulkDispatchForm(request.POST if "unit" in request.POST else None)
    units = Unit.objects.under(concerns[0].unit, account.today).exclude(pk=concerns[0].unit_id)
    set_choice(form, "unit", units.prefetch_related("periods"))
    set_choice(form, "function", FunctionItem.objects.filter(unit=concerns[0].unit))
    given = form.cleaned_data if form.is_valid() else {}
    looked = [(one, objection(one, given)) for one in concerns]
    if given and "confirm" in request.POST:
        return dispatched(request, concerns, given)
    context = {"looked": looked, "ready": bool(given)}
    return form_page(request, "casework/concern_bulk.html", form, context)


def objection(concern: Concern, given: dict[str, Any]) -> str:
    """Return what stands against dispatching a concern as chosen; empty when nothing does."""
    try:
        step(State(concern.state), Step.DISPATCH)
        if given:
            function = given["function"]
            check_on_the_list(UnitKind(given["unit"].kind), FunctionKind(function.kind) if function else None)
            check_not_accused(given["unit"].path, accused_paths(concern))
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def dispatched(request: HttpRequest, concerns: Sequence[Concern], given: dict[str, Any]) -> HttpResponse:
    """Dispatch each; say how many went, and name those that did not with the reason."""
    gone = 0
    for concern in concerns:
        try:
            actions.dispatch_concern(
                concern,
                unit=given["unit"],
                function=given["function"],
                instructions=given["instructions"],
                by=actor(request),
                now=now(),
            )
        except NotAllowed as refusal:
            messages.warning(request, f"{concern.number}：{refusal}")
        else:
            gone += 1
    if gone:
        said = ngettext("%(n)d concern was dispatched.", "%(n)d concerns were dispatched.", gone) % {
            "n": gone
        }
        messages.success(request, said)
    return redirect("casework:concern-list")
