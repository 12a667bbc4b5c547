"""The demand ledger on the screen: registered, sent, ended otherwise, and the month's sheet for the county."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zerentian.duties.forms.keeping import HandOverForm
from zerentian.exchange.actions import demands as actions
from zerentian.exchange.actions.months import MonthSheet, month_sheet, take_month
from zerentian.exchange.forms.demands import (
    CorrectedForm,
    DemandFilter,
    EndForm,
    MonthForm,
    NewForm,
    ReasonForm,
    SentForm,
    SeriesForm,
)
from zerentian.exchange.models import Demand, DemandSeries
from zerentian.exchange.models.demands import DemandQuerySet
from zerentian.exchange.rules.demands import Shape, State
from zerentian.exchange.views.county_forms import download
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account, Unit
from zerentian.organization.once import repeatable
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.organization.rules.places import row_key

PAGE = 100


@allow("form.view")
@require_safe
def demand_list(request: HttpRequest) -> HttpResponse:
    """List the demands the account may see, the soonest due first."""
    account, form = actor(request), DemandFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(Demand.objects.visible_to(account), wanted, account)
    series = DemandSeries.objects.visible_to(account).in_force()
    context = {
        "form": form,
        "rows": [(one, one.light(account.today)) for one in rows[:PAGE]],
        "narrowed": any(wanted.values()),
        "series": series.select_related("unit").prefetch_related("unit__periods")[:PAGE],
        "may_fill": account.may("form.fill"),
    }
    return render(request, "exchange/demand_list.html", context)


def narrowed(rows: DemandQuerySet, wanted: dict[str, Any], account: Account) -> DemandQuerySet:
    """Return the demands that the filter lets through."""
    state, moment = wanted.get("state", ""), now()
    sorts = {
        "": rows.open(),
        "all": rows,
        "overdue": rows.overdue(moment),
        "mine": rows.filter(pk__in=Demand.objects.waiting_for(account).order_by().values("pk")),
    }
    rows = sorts[state] if state in sorts else rows.filter(state=state)
    for name in ("asker", "listing"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    for word in wanted.get("q", "").split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(asked_by__icontains=word))
    rows = rows.select_related("unit", "post").prefetch_related("unit__periods")
    return (
        rows.order_by("due_at", "pk")
        if state in ("", "mine", "overdue")
        else rows.order_by("-received_at", "-pk")
    )


@allow("form.fill")
def demand_new(request: HttpRequest) -> HttpResponse:
    """Write down that a form was asked for."""
    account = actor(request)
    form = NewForm(sent(request), account=account, initial={"received_at": now()})
    if form.is_valid() and (twin := twin_of(form, account)):
        form.ask_again(twin)
    if form.is_valid():
        said = form.cleaned_data
        try:
            demand = actions.register_demand(
                form.asked(), received_at=said["received_at"], due_at=said["due_at"], by=account, now=now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Registered."))
            return redirect("exchange:demand-detail", demand.pk)
    return form_page(
        request, "exchange/demand_form.html", form, {"title": _("Register a demand"), "again": True}
    )


def twin_of(form: NewForm, account: Account) -> Demand | None:
    """Return the open demand that was registered already as it seems, unless the form says that it is another."""
    said = form.cleaned_data
    return None if said["again"] else actions.registered_already(form.asked(), said["due_at"], account)


def visible_demand(request: HttpRequest, pk: int) -> Demand:
    """Return a demand that the account may see, else 404."""
    rows = Demand.objects.visible_to(actor(request)).select_related(
        "unit", "post__unit", "form", "filling", "series"
    )
    demand: Demand = get_object_or_404(rows, pk=pk)
    return demand


@allow("form.view")
@require_safe
def demand_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a demand with its next step first."""
    account, demand = actor(request), visible_demand(request, pk)
    context = {
        "demand": demand,
        "light": demand.light(account.today),
        "may_fill": demand.is_open and account.may("form.fill", demand.unit),
        "may_fill_form": demand.form and account.may("form.fill", demand.form.unit),
        "entries": Entry.objects.about(demand.ref),
    }
    return render(request, "exchange/demand.html", context)


@allow("form.fill")
def demand_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Note when and how a form was sent."""
    account, demand = actor(request), visible_demand(request, pk)
    start = {"filling": row_key(request.GET.get("filling", ""))}
    form = SentForm(sent(request), demand=demand, account=account, moment=now(), initial=start)
    return change_page(
        request,
        form,
        lambda said: actions.send_demand(
            demand, **(said | {"shape": Shape(said["shape"])}), by=account, now=now()
        ),
        title=_("It was sent: %(what)s") % {"what": demand.title},
        button=_("Note it"),
        done=_("Noted as sent."),
        back=reverse("exchange:demand-detail", args=[demand.pk]),
        intro=_("Whoever fills is not counted: only what was asked, and how much of it was known already."),
    )


@allow("form.fill")
def demand_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Note why a form is not sent."""
    account, demand = actor(request), visible_demand(request, pk)
    return change_page(
        request,
        EndForm(sent(request)),
        lambda said: actions.end_demand(
            demand, outcome=State(said["outcome"]), reason=said["reason"], by=account, now=now()
        ),
        title=_("It is not sent: %(what)s") % {"what": demand.title},
        button=_("Note it"),
        done=_("Noted."),
        back=reverse("exchange:demand-detail", args=[demand.pk]),
    )


@allow("form.fill")
def demand_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """State a demand again, with the reason."""
    account, demand = actor(request), visible_demand(request, pk)
    names = ("title", "asked_by", "asker", "level", "way", "shape", "listing", "basis", "form", "post")
    start = {name: getattr(demand, name) for name in (*names, "received_at", "due_at")}
    form = CorrectedForm(sent(request), account=account, initial=start)
    return change_page(
        request,
        form,
        lambda said: actions.correct_demand(
            demand,
            form.asked(),
            received_at=said["received_at"],
            due_at=said["due_at"],
            reason=said["reason"],
            by=account,
            now=now(),
        ),
        title=_("Correct: %(what)s") % {"what": demand.title},
        button=_("Correct it"),
        done=_("Corrected."),
        back=reverse("exchange:demand-detail", args=[demand.pk]),
    )


@allow("form.fill")
def demand_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass a demand to another post."""
    account, demand = actor(request), visible_demand(request, pk)
    return change_page(
        request,
        HandOverForm(sent(request), account=account, right="form.fill", held=demand.post),
        lambda said: actions.hand_over_demand(demand, to=said["to"], by=account, now=now()),
        title=_("Hand over: %(what)s") % {"what": demand.title},
        button=_("Hand it over"),
        done=_("Handed over."),
        back=reverse("exchange:demand-list"),
    )


@allow("form.fill")
def series_new(request: HttpRequest) -> HttpResponse:
    """Write down that a form is asked for again and again."""
    account = actor(request)
    form = SeriesForm(sent(request), account=account, initial={"first": account.today})
    if form.is_valid():
        said = form.cleaned_data
        try:
            series = actions.begin_series(
                form.asked(),
                rule=form.rule(),
                due_hour=said["due_hour"],
                first=said["first"],
                by=account,
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Registered; it opens by itself each time."))
            return redirect("exchange:series-detail", series.pk)
    return form_page(request, "exchange/demand_form.html", form, {"title": _("Register a recurring demand")})


def visible_series(request: HttpRequest, pk: int) -> DemandSeries:
    """Return a recurring demand that the account may see, else 404."""
    rows = DemandSeries.objects.visible_to(actor(request)).select_related("unit", "post__unit", "form")
    series: DemandSeries = get_object_or_404(rows, pk=pk)
    return series


@allow("form.view")
@require_safe
def series_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a recurring demand with what it opened."""
    account, series = actor(request), visible_series(request, pk)
    demands = series.demands.order_by("-due_at")[:PAGE]
    context = {
        "series": series,
        "rows": [(one, one.light(account.today)) for one in demands],
        "form": ReasonForm(),
        "may_end": series.last is None and account.may("form.fill", series.unit),
        "entries": Entry.objects.about(series.ref),
    }
    return render(request, "exchange/demand_series.html", context)


@allow("form.fill")
@require_POST
def series_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a form is not asked for again any more."""
    series, form = visible_series(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.warning(request, gettext("Say why it ends."))
        return redirect("exchange:series-detail", series.pk)
    try:
        actions.end_series(series, reason=form.cleaned_data["reason"], by=actor(request), now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("Ended. What is open stays open."))
    return redirect("exchange:series-detail", series.pk)


def asked_month(request: HttpRequest, account: Account) -> tuple[MonthForm, MonthSheet | None]:
    """Return the form of a month's sheet, and the sheet it asks for."""
    units = Unit.objects.allowed(account, "form.view").order_by("code")
    start = {"month": f"{account.today:%Y-%m}", "unit": next((one.pk for one in units), None)}
    form = MonthForm(
        start | {name: request.GET[name] for name in start if request.GET.get(name)}, account=account
    )
    if not form.is_valid():
        return form, None
    said = form.cleaned_data
    return form, month_sheet(said["unit"], period=said["month"], account=account)


@allow("form.view")
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """Show what was asked for in a month, by department: the township's sheet for the county (减负)."""
    account = actor(request)
    form, sheet = asked_month(request, account)
    query = {name: request.GET[name] for name in ("month", "unit") if request.GET.get(name)}
    context = {"form": form, "sheet": sheet, "query": urlencode(query)}
    return render(request, "exchange/demand_month.html", context)


@never_cache
@allow("form.view")
@repeatable("the same sheet may be taken again: each time is an entry of its own")
@require_POST
def month_file(request: HttpRequest) -> HttpResponse:
    """Send the month's sheet as a spreadsheet, with an entry."""
    account = actor(request)
    form = MonthForm(request.POST, account=account)
    if not form.is_valid():
        messages.warning(request, gettext("Choose a unit and a period."))
        return redirect("exchange:demand-month")
    said = form.cleaned_data
    content = take_month(said["unit"], period=said["month"], by=account, now=now())
    return download(content, f"索表月报-{said['unit'].name}-{said['month'].code}.xlsx")
