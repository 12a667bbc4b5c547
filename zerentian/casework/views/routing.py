"""The township's rules of dispatch on a page: what proposes whom, one more, one fewer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from zerentian.casework import actions
from zerentian.casework.forms.concerns import townships_of
from zerentian.casework.forms.routing import RoutingForm
from zerentian.casework.models import Routing
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import form_page, sent


@allow("concern.category")
def routing_list(request: HttpRequest) -> HttpResponse:
    """List the rules in use, and take one more."""
    account = actor(request)
    unit = townships_of(account)[0]
    form = RoutingForm(sent(request), unit=unit, account=account)
    if form.is_valid():
        try:
            actions.keep_routing(unit=unit, **form.cleaned_data, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The rule is kept."))
            return redirect("casework:routing-list")
    rules = Routing.objects.in_use().filter(unit=unit).select_related("category", "place_unit", "office")
    beside = rules.prefetch_related("place_unit__periods", "office__periods")
    return form_page(request, "casework/routing_list.html", form, {"rules": beside, "unit": unit})


@allow("concern.category")
@require_POST
def routing_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a rule."""
    account = actor(request)
    routing = get_object_or_404(Routing, pk=pk, unit__in=townships_of(account))
    try:
        actions.end_routing(routing, by=account, now=now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The rule has ended."))
    return redirect("casework:routing-list")
