"""What a place lays down about risk points, on one page; each thing is added with its own small form."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, sent
from zerentian.rectification.actions import risk_terms as actions
from zerentian.rectification.actions.county_signals import Issued, lift_signal, relay_signal
from zerentian.rectification.actions.hazards import set_rain_table
from zerentian.rectification.forms import risk_terms as forms
from zerentian.rectification.forms.hazards import RainForm
from zerentian.rectification.models import Checklist, CountySignal, PatrolRule, RainTable, RiskKind, RiskScale
from zerentian.rectification.rules.risks import Colour, Family

Act = Callable[[dict[str, Any], Account, datetime], object]
Form = Callable[..., django_forms.Form]
MOST_SIGNALS = 200


def frequency(said: dict[str, Any], by: Account, at: datetime) -> object:
    """Set how often is patrolled."""
    names = ("kind", "level", "state", "first", "last", "signal")
    when = actions.When(**{name: said[name] for name in names})
    rest = {name: said[name] for name in ("unit", "hours", "since", "basis")}
    return actions.set_patrol_rule(when=when, **rest, by=by, now=at)


def checklist(said: dict[str, Any], by: Account, at: datetime) -> object:
    """Lay down a checklist, one item a line."""
    return actions.set_checklist(**said | {"items": said["items"].splitlines()}, by=by, now=at)


def kind(said: dict[str, Any], by: Account, at: datetime) -> object:
    """Add a kind, or say anew what it is."""
    return actions.keep_kind(**said | {"family": Family(said["family"])}, by=by, now=at)


def signal(said: dict[str, Any], by: Account, at: datetime) -> object:
    """Relay a signal of the county."""
    names = ("issuer", "number", "issued_at", "text")
    issued = Issued(**{name: said[name] for name in names}, colour=Colour(said["colour"]))
    return relay_signal(issued, unit=said["unit"], by=by, now=at)


# What may be laid down: its title, right, form and action.
LAID_DOWN: Mapping[str, tuple[Any, str, Form, Act]] = {
    "kind": (_("Add or change a kind"), "duty.manage", forms.KindForm, kind),
    "scale": (
        _("Set the scale of levels"),
        "duty.manage",
        forms.ScaleForm,
        lambda said, by, at: actions.set_scale(**said, by=by, now=at),
    ),
    "frequency": (_("Set how often is patrolled"), "duty.manage", forms.FrequencyForm, frequency),
    "checklist": (_("Lay down a checklist"), "duty.manage", forms.ChecklistForm, checklist),
    "rain": (
        _("Set the rain table"),
        "duty.manage",
        RainForm,
        lambda said, by, at: set_rain_table(**said, by=by, now=at),
    ),
    "signal": (_("Relay a signal of the county"), "risk.keep", forms.SignalForm, signal),
}


@allow("risk.view")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show kinds, scale, frequencies, checklists and signals, and where each is added."""
    account = actor(request)
    context = {
        "kinds": RiskKind.objects.visible_to(account)
        .select_related("unit")
        .prefetch_related("unit__periods"),
        "scales": RiskScale.objects.visible_to(account).select_related("unit"),
        "frequencies": PatrolRule.objects.visible_to(account).select_related("kind", "point__kind", "unit"),
        "checklists": Checklist.objects.visible_to(account).select_related("kind"),
        "rains": RainTable.objects.visible_to(account),
        "signals": relayed(account),
        "adds": [
            (what, label) for what, (label, right, _form, _act) in LAID_DOWN.items() if account.may(right)
        ],
        "may_rule": account.may("duty.manage"),
        "may_relay": account.may("risk.keep"),
    }
    return render(request, "rectification/risk_rules.html", context)


def relayed(account: Account) -> list[tuple[CountySignal, list[str]]]:
    """Return the county's signals, the newest first: each once, with the names of the units it was relayed to."""
    rows = CountySignal.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    found: dict[tuple[object, ...], tuple[CountySignal, list[str]]] = {}
    for one in rows[:MOST_SIGNALS]:
        told = (one.issuer, one.number, one.issued_at, one.lifted_at, one.lifted_number)
        found.setdefault(told, (one, []))[1].append(one.unit.name)
    return list(found.values())[:30]


@allow("duty.manage", "risk.keep")
def rule_new(request: HttpRequest, what: str) -> HttpResponse:
    """Lay one thing down."""
    account = actor(request)
    if what not in LAID_DOWN or not account.may(LAID_DOWN[what][1]):
        raise Http404
    label, _right, kind_of_form, act = LAID_DOWN[what]
    form = kind_of_form(sent(request), account=account)
    return change_page(
        request,
        form,
        lambda said: act(said, account, now()),
        title=str(label),
        button=gettext("Relay it") if what == "signal" else gettext("Set"),
        done=gettext("Relayed. Patrols are reckoned by it from now on.")
        if what == "signal"
        else gettext("Set. Patrols are reckoned by it from now on."),
        back=reverse("risks:rules"),
    )


@allow("duty.manage")
@require_POST
def usual_kinds(request: HttpRequest) -> HttpResponse:
    """Take over the usual kinds, by one press, at the township that the account leads."""
    account = actor(request)
    form = forms.UsualKindsForm(account=account)
    unit = form.fields["unit"].initial
    if unit is None:
        raise Http404
    taken = actions.take_usual_kinds(unit=unit, by=account, now=now())
    messages.success(request, gettext("%(n)d kinds were taken over.") % {"n": len(taken)})
    return redirect("risks:rules")


@allow("risk.keep")
def signal_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Relay that the county lifted a signal."""
    account = actor(request)
    rows = CountySignal.objects.visible_to(account).standing()
    standing = get_object_or_404(rows, pk=pk)
    return change_page(
        request,
        forms.LiftForm(sent(request)),
        lambda said: lift_signal(standing, **said, by=account, now=now()),
        title=gettext("The county lifted %(signal)s") % {"signal": standing},
        button=gettext("Relay the lifting"),
        done=gettext("Relayed."),
        back=reverse("risks:rules"),
    )
