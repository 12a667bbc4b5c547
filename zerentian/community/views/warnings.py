"""Relayed warnings on the screen: brought in, relayed, and villages called one by one, on a phone in the rain."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.community.actions.warnings import (
    confirm_own,
    contact_next,
    corrected,
    read_warning,
    relay_warning,
    set_call_term,
    try_village,
)
from zerentian.community.forms.warnings import MessageForm, RelayForm, TermForm, TryForm
from zerentian.community.models import Call, CallTerm, RelayedWarning
from zerentian.community.models.labels_of_warnings import CHANNELS
from zerentian.community.rules.warnings import Called, Channel
from zerentian.community.views.notices import PAGE, page_number
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.organization.rules.places import row_key


@allow("notice.view")
@require_safe
def warning_list(request: HttpRequest) -> HttpResponse:
    """List the relayed warnings, the current ones first."""
    account, moment, page = actor(request), now(), page_number(request)
    rows = RelayedWarning.objects.visible_to(account).select_related("unit").order_by("-expires_at", "-pk")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "rows": [
            (one, one.state == "standing" and one.expires_at > moment, tally(one)) for one in found[:PAGE]
        ],
        "may_relay": account.may("warning.relay"),
        "may_set": account.may("duty.manage"),
        "older": f"?page={page + 1}" if len(found) > PAGE else "",
        "newer": f"?page={page - 1}" if page > 1 else "",
    }
    return render(request, "community/warning_list.html", context)


def tally(warning: RelayedWarning) -> tuple[int, int]:
    """Return how many villages confirmed, of how many called."""
    states = list(warning.calls.values_list("state", flat=True))
    return states.count(Called.CONFIRMED), len(states)


@allow("warning.relay")
@takes(limits.a_table)
def warning_new(request: HttpRequest) -> HttpResponse:
    """Take a message, show what was recognised, and relay it once a person has checked that."""
    account = actor(request)
    first = MessageForm(sent(request), request.FILES or None, account=account)
    if not (first.is_bound and first.is_valid()):
        return form_page(request, "community/warning_new.html", first)
    said, moment = first.cleaned_data, now()
    try:
        alert = read_warning(said["original"], now=moment)
    except NotAllowed as refusal:
        first.add_error("original", str(refusal))
        return form_page(request, "community/warning_new.html", first, refused=True)
    checking = "issuer" in request.POST
    form = RelayForm(request.POST if checking else None, alert=alert, unit=said["unit"], now=moment)
    if form.is_bound and form.is_valid():
        try:
            warning = relayed(form, said["unit"], account, moment)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Relayed. Now every village is called until it confirms."))
            return redirect("community:calls", warning.pk)
    form.fields["original"].initial = said["original"]
    context = {"unit": said["unit"], "identifier": alert.identifier, "original": said["original"]}
    return form_page(request, "community/warning_check.html", form, context)


def relayed(form: RelayForm, unit: Unit, account: Account, moment: datetime) -> RelayedWarning:
    """Relay the message as the person has checked it."""
    said = form.cleaned_data
    return relay_warning(
        corrected(form.alert, **form.said),
        original=said["original"],
        unit=unit,
        villages=list(said["villages"]),
        minutes=said["minutes"],
        retry_minutes=said["retry_minutes"],
        replaces=said["replaces"],
        by=account,
        now=moment,
    )


def visible_warning(request: HttpRequest, pk: int) -> RelayedWarning:
    """Return a warning that the account may read, else 404."""
    rows = RelayedWarning.objects.visible_to(actor(request)).select_related("unit", "replaces", "relayed_by")
    found: RelayedWarning = get_object_or_404(rows, pk=pk)
    return found


@allow("notice.view")
@require_safe
def warning_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a warning with its original, what took its place, and how the villages were called."""
    warning = visible_warning(request, pk)
    calls = warning.calls.select_related("unit").prefetch_related("unit__periods", "tries__post")
    context = {
        "warning": warning,
        "expired": warning.expires_at <= now(),
        "calls": calls,
        "tally": tally(warning),
        "later": warning.replaced_by.all(),
        "entries": Entry.objects.about(warning.ref),
    }
    return render(request, "community/warning_detail.html", context)


@allow("warning.relay", "notice.tell")
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """Work through the villages: whom to call next, answered or not, one press each."""
    account, warning = actor(request), visible_warning(request, pk)
    if request.method == "POST":
        return called(request, warning, account)
    moment = now()
    rows = warning.calls.select_related("unit", "warning").prefetch_related("unit__periods", "tries__post")
    cards = [card(one, account, moment) for one in rows]
    context = {
        "warning": warning,
        "cards": sorted(cards, key=lambda one: (one["call"].state != Called.OPEN, one["call"].due_at)),
        "tally": tally(warning),
        "channels": [(code, label) for code, label in CHANNELS.items() if code != Channel.PAGE],
    }
    return render(request, "community/calls.html", context)


def card(call: Call, account: Account, moment: datetime) -> dict[str, Any]:
    """Return what the page shows of one village: whom to call, when next, what the account may press."""
    is_open = call.state == Called.OPEN
    return {
        "call": call,
        "contact": contact_next(call, local_day(moment)) if is_open else None,
        "late": is_open and call.due_at < moment,
        "wait": is_open and call.next_at > moment,
        "may_call": is_open and account.may("warning.relay", call.warning.path),
        "may_confirm": is_open and call.unit_id in {one.pk for one in account.units_on(account.today)},
    }


def called(request: HttpRequest, warning: RelayedWarning, account: Account) -> HttpResponse:
    """Record a try, or the village's own word, and lead back to the page."""
    try:
        if "own" in request.POST:
            own = get_object_or_404(warning.calls, pk=row_key(request.POST["own"]))
            confirm_own(own, by=account, now=now())
        else:
            tried(TryForm(request.POST, warning=warning), account)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("Recorded."))
    return redirect("community:calls", warning.pk)


def tried(form: TryForm, account: Account) -> None:
    """Record a try as the form says; NotAllowed for a form that says nothing of it."""
    if not form.is_valid():
        raise NotAllowed(
            "请选择打给哪个岗位、有没有应答", "say which post was called, and whether it answered"
        )
    said = form.cleaned_data
    try_village(
        said["call"],
        post=said["post"],
        channel=Channel(said["channel"]),
        answered=said["answered"] == "yes",
        by=account,
        now=now(),
    )


@allow("duty.manage")
def call_terms(request: HttpRequest) -> HttpResponse:
    """Set the minutes of calls as a document of the place says, and list those that were set."""
    account = actor(request)
    return change_page(
        request,
        TermForm(sent(request), account=account),
        lambda said: set_call_term(**said, by=account, now=now()),
        back=reverse("community:call-terms"),
        title=gettext("Minutes of calls"),
        intro=gettext("How long a village has to confirm is a rule of the place, with its document."),
        button=gettext("Set the minutes"),
        done=gettext("Recorded."),
        template="community/call_terms.html",
        context={
            "rows": CallTerm.objects.filter(unit__in=Unit.objects.visible_to(account)).select_related("unit")
        },
    )
