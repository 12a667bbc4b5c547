"""Webhooks on the screen: one's own addresses, the key shown once, every message and how it went."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zerentian.exchange.actions.sending import still_told
from zerentian.exchange.actions.webhooks import end_endpoint, open_endpoint, renew_secret, resend, send_test
from zerentian.exchange.forms.webhooks import AgainForm, EndpointForm
from zerentian.exchange.models import Delivery, Endpoint
from zerentian.exchange.models.webhooks import EndpointQuerySet
from zerentian.exchange.views.webhooks_described import CALLED
from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.api import calls
from zerentian.organization.forms.accounts import ConfirmForm
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, made_page, sent
from zerentian.organization.rules.places import place
from zerentian.organization.subjects import page_of
from zerentian.organization.telling import verb_words

PAGE = 50
USUAL_DAYS = 180


def shown_to(account: Account) -> EndpointQuerySet:
    """Return the endpoints of an account, all of them to the security officer."""
    rows = Endpoint.objects.select_related("account")
    return rows if account.may("security.unlock") else rows.filter(account=account)


@calls(moved=CALLED)
@allow("key.make", "security.unlock")
@require_safe
def webhook_list(request: HttpRequest) -> HttpResponse:
    """List the addresses that are told, with what waits and what did not arrive."""
    account = actor(request)
    rows = [
        (one, one.deliveries.waiting().count(), one.deliveries.given_up().count())
        for one in shown_to(account)[:PAGE]
    ]
    context = {"rows": rows, "today": account.today, "on": settings.WEBHOOKS, "may": account.may("key.make")}
    return render(request, "exchange/webhook_list.html", context)


@never_cache
@sensitive_post_parameters("password")
@allow("key.make")
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Open an address; the key that signs is shown on the answer, once."""
    account = actor(request)
    form = EndpointForm(sent(request), initial={"last": account.today + timedelta(days=USUAL_DAYS)})
    page = {
        "title": _("New webhook"),
        "button": pgettext("webhook", "Open it"),
        "back": reverse("exchange:webhook-list"),
        "intro": _(
            "It is told number, state and a link of what you may see: no names, no words, nothing hidden."
        ),
    }
    return made_page(
        request,
        form,
        lambda said: open_endpoint(**said, by=account, now=now()),
        lambda made: render(request, "exchange/webhook_made.html", {"made": made}),
        page=page,
    )


@never_cache
@sensitive_post_parameters("password")
@allow("key.make")
def webhook_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Make another key for an address."""
    account = actor(request)
    endpoint = get_object_or_404(Endpoint.objects.filter(account=account), pk=pk)
    page = {
        "title": _("New key for “%(label)s”") % {"label": endpoint.label},
        "button": _("Make the key"),
        "back": reverse("exchange:webhook-detail", args=[pk]),
        "intro": _(
            "What is sent from then on is signed with the new key; the old one signs nothing any more."
        ),
    }
    return made_page(
        request,
        AgainForm(sent(request)),
        lambda said: renew_secret(endpoint, **said, by=account, now=now()),
        lambda made: render(request, "exchange/webhook_made.html", {"made": made}),
        page=page,
    )


@allow("key.make", "security.unlock")
@require_safe
def webhook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an address with its messages, the newest first."""
    account = actor(request)
    endpoint = get_object_or_404(shown_to(account), pk=pk)
    page = place(request.GET.get("page", ""), 1)
    found = list(endpoint.deliveries.all()[(page - 1) * PAGE : page * PAGE + 1])
    own, told = endpoint.account_id == account.pk, still_told(endpoint, found[:PAGE])
    context = {
        "endpoint": endpoint,
        "own": own and endpoint.ended_at is None,
        "over": endpoint.last < account.today,
        "rows": [(one, verb_words(one.verb), page_of(one.subject) if own else "") for one in told],
        "older": f"?page={page + 1}" if len(found) > PAGE else "",
        "newer": f"?page={page - 1}" if page > 1 else "",
        "on": settings.WEBHOOKS,
        "entries": Entry.objects.about(endpoint.ref),
    }
    return render(request, "exchange/webhook.html", context)


@allow("account.own")
def webhook_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an own address, or as security officer anybody's."""
    account = actor(request)
    endpoint = get_object_or_404(shown_to(account), pk=pk)
    return change_page(
        request,
        ConfirmForm(sent(request)),
        lambda said: end_endpoint(endpoint, by=account, now=now()),
        title=_("End the webhook “%(label)s”") % {"label": endpoint.label},
        intro=_("From that moment on nothing is sent to it, what waits included. It never begins again."),
        button=pgettext("webhook", "End it"),
        done=_("The webhook has ended."),
        back=reverse("exchange:webhook-list"),
    )


@allow("key.make")
@require_POST
def webhook_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that says nothing."""
    account = actor(request)
    endpoint = get_object_or_404(Endpoint.objects.filter(account=account), pk=pk)
    try:
        send_test(endpoint, by=account, now=now(), machine_now=machine_now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The test is on its way: reload in a minute or two."))
    return redirect("exchange:webhook-detail", pk)


@allow("key.make")
@require_POST
def webhook_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message once more."""
    account = actor(request)
    rows = Delivery.objects.filter(endpoint__account=account).select_related("endpoint")
    delivery = get_object_or_404(rows, pk=pk)
    try:
        resend(delivery, by=account, now=now(), machine_now=machine_now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("It is on its way again: reload in a minute or two."))
    return redirect("exchange:webhook-detail", delivery.endpoint_id)
