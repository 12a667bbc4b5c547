"""The township's rules of dispatch on a page: what proposes whom, one more, one fewer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from zerentian.casework import actions
from zerentian.casework.forms.routing import RoutingForm
from zerentian.casework.models import Routing
from zerentian.casework.views.templates import township, townships
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Unit
from zerentian.organization.pages import form_page, sent


@allow("concern.category")
def routing_list(request: HttpRequest) -> HttpResponse:
    """List the rules in use of a township, and take one more."""
    account, unit = actor(request), township(request)
    form = RoutingForm(sent(request), unit=unit, account=account)
    if form.is_valid():
        try:
            actions.keep_routing(unit=unit, **form.cleaned_data, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The rule is kept."))
            return to_list(unit)
    rules = Routing.objects.in_use().filter(unit=unit).select_related("category", "place_unit", "office")
    beside = rules.prefetch_related("place_unit__periods", "office__periods")
    context = {"rules": beside, "unit": unit, "units": townships(account)}
    return form_page(request, "casework/routing_list.html", form, context)


def to_list(unit: Unit) -> HttpResponse:
    """Return the way to a township's rules."""
    return redirect(f"{reverse('casework:routing-list')}?unit={unit.code}")


@allow("concern.category")
@require_POST
def routing_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a rule."""
    account = actor(request)
    routing = get_object_or_404(Routing, pk=pk, unit__in=townships(account))
    try:
        actions.end_routing(routing, by=account, now=now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The rule has ended."))
    return to_list(routing.unit)
