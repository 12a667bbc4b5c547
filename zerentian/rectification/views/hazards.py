"""A geological hazard point on the screen: how people are warned, readings, transfers; one small form for each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, sent
from zerentian.organization.punctuation import labelled, listed
from zerentian.organization.telling import day_words
from zerentian.rectification.actions import hazards as actions
from zerentian.rectification.actions.households import keep_household, remove_household
from zerentian.rectification.forms import hazards as forms
from zerentian.rectification.forms.risks import PointForm
from zerentian.rectification.models import CountySignal, HazardSheet, RiskPoint, Transfer
from zerentian.rectification.models.hazards import households_on
from zerentian.rectification.models.risk_labels import COLOUR_LABELS
from zerentian.rectification.models.risk_terms import signal_at
from zerentian.rectification.rules.hazards import UNDER_WAY, ReadingKind, TransferState
from zerentian.rectification.rules.risks import Colour
from zerentian.rectification.views.risks import visible_point

Act = Callable[[RiskPoint, Any, Account, datetime], object]


def geological(request: HttpRequest, pk: int) -> RiskPoint:
    """Return a geological hazard point that the account may read, else 404."""
    point = visible_point(request, pk)
    if not point.is_geological:
        raise Http404
    return point


@allow("risk.view")
@require_safe
def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how people at a point are warned and led away, its readings and transfers: counts, no names."""
    account, point = actor(request), geological(request, pk)
    sheet = HazardSheet.objects.filter(point=point).select_related(
        "town_post__unit", "warning_post__unit", "shelter_post__unit"
    )
    households, people = households_on(point)
    may_keep = account.may("risk.keep", point.path) and point.is_kept
    may_names = account.may("household.keep", point.path) and point.is_kept
    found = sheet.first()
    context = {
        "point": point,
        "sheet": found,
        "households": households,
        "people": people,
        "stale": point.threatened.stale().count(),
        "missing": missing_of(found),
        "signals": CountySignal.objects.at(point.path).standing(),
        "threatened": list(point.threatened.kept()) if may_names else [],
        "readings": point.readings.all()[:20],
        "transfers": point.transfers.select_related("ordered_by_post__unit", "signal"),
        "may_keep": may_keep,
        "may_patrol": account.may("risk.patrol", point.path) and point.is_kept,
        "may_names": may_names,
        "under_way": point.transfers.under_way().first(),
    }
    return render(request, "rectification/hazard.html", context)


def missing_of(sheet: HazardSheet | None) -> str:
    """Return which fields that a card needs are empty, by their names on the form."""
    names = forms.SheetOfHazardForm.base_fields
    return listed(str(names[name].label) for name in sheet.missing) if sheet else ""


def read(point: RiskPoint, form: Any, by: Account, at: datetime) -> object:
    """Enter a reading."""
    said = form.cleaned_data
    clock = said["clock"].strftime("%H:%M") if said["clock"] else ""
    return actions.take_reading(
        point,
        kind=ReadingKind(said["kind"]),
        tenths=said["amount"],
        hours=said["hours"],
        read_on=said["read_on"],
        clock=clock,
        by=by,
        now=at,
    )


def under_way(point: RiskPoint) -> Transfer:
    """Return the transfer from which people have not returned, else 404."""
    found: Transfer = get_object_or_404(point.transfers.under_way().select_related("point"))
    return found


def count(point: RiskPoint, form: Any, by: Account, at: datetime) -> object:
    """Count everybody."""
    said = {name: form.cleaned_data[name] for name in ("checked_empty", "words", "counted_at")}
    return actions.count_transfer(under_way(point), counted=form.counted(), **said, by=by, now=at)


# In which states of the transfer under way a thing may be entered; what is not named may be entered at any time.
WHILE: Mapping[str, tuple[TransferState | None, ...]] = {
    "transfer": (None,),
    "count": UNDER_WAY,
    "call-off": (TransferState.ORDERED,),
    "return": (TransferState.COUNTED,),
}


def is_open(what: str, point: RiskPoint) -> bool:
    """Tell whether a thing may be entered now: a roll call needs a transfer, a second transfer the return of the
    first, a return the county's lifting."""
    standing = point.transfers.under_way().first()
    if what == "return" and signal_at(point.path):
        return False
    return what not in WHILE or (TransferState(standing.state) if standing else None) in WHILE[what]


# What may be entered at a point: its title, right, form and action.
ENTERED: Mapping[str, tuple[Any, str, type[PointForm], Act]] = {
    "sheet": (
        _("How people are warned and led away"),
        "risk.keep",
        forms.SheetOfHazardForm,
        lambda point, form, by, at: actions.keep_sheet(point, values=form.cleaned_data, by=by, now=at),
    ),
    "household": (
        _("Write down a threatened household"),
        "household.keep",
        forms.HouseholdForm,
        lambda point, form, by, at: keep_household(
            point, told=form.told(), size=form.cleaned_data["size"], by=by, now=at
        ),
    ),
    "reading": (_("Enter a reading"), "risk.patrol", forms.ReadingForm, read),
    "transfer": (
        _("Order a transfer"),
        "risk.keep",
        forms.TransferForm,
        lambda point, form, by, at: actions.order_transfer(point, **form.cleaned_data, by=by, now=at),
    ),
    "count": (_("Roll call"), "risk.patrol", forms.CountForm, count),
    "return": (
        _("People return"),
        "risk.patrol",
        forms.ReturnForm,
        lambda point, form, by, at: actions.return_transfer(
            under_way(point), returned_at=form.cleaned_data["returned_at"], by=by, now=at
        ),
    ),
    "call-off": (
        _("Call the transfer off"),
        "risk.keep",
        forms.CallOffForm,
        lambda point, form, by, at: actions.call_off_transfer(
            under_way(point), reason=form.cleaned_data["reason"], by=by, now=at
        ),
    ),
}


@never_cache
@allow("risk.keep", "risk.patrol", "household.keep")
def hazard_enter(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Enter one thing at a geological hazard point."""
    account, point = actor(request), geological(request, pk)
    if what not in ENTERED:
        raise Http404
    label, right, kind, act = ENTERED[what]
    if not account.may(right, point.path) or not point.is_kept or not is_open(what, point):
        messages.warning(
            request, gettext("This step can't be taken now, or not by you: see where it stands.")
        )
        return redirect("risks:hazard", point.pk)
    form = kind(sent(request), point=point, account=account)

    def done(_said: dict[str, Any]) -> None:
        made = act(point, form, account, now())
        if colour := getattr(made, "proposed", ""):
            told = {"colour": COLOUR_LABELS[Colour(colour)]}
            messages.warning(
                request,
                gettext("The local table reaches %(colour)s: ask the county, and make ready to move people.")
                % told,
            )

    return change_page(
        request,
        form,
        done,
        title=labelled(label, point.title),
        button=gettext("Keep it") if what == "sheet" else str(label),
        done=gettext("Done and recorded."),
        back=reverse("risks:hazard", args=[point.pk]),
        intro=intro_of(what, point),
    )


def intro_of(what: str, point: RiskPoint) -> str:
    """Return what is said above a form."""
    if what == "household":
        return gettext(
            "Kept encrypted, read for a stated reason alone, erased when the point is written off."
        )
    if what == "call-off":
        return gettext(
            "For an order by mistake, before anybody left. It stays to be seen and counts no more."
        )
    standing = point.transfers.under_way().first()
    if what == "count" and standing:
        told = {"households": standing.households, "people": standing.people}
        return (
            gettext("To be moved: %(households)d households, %(people)d people. Nobody may be left out.")
            % told
        )
    return ""


@allow("risk.patrol")
def reading_void(request: HttpRequest, pk: int, reading: int) -> HttpResponse:
    """Take a reading back, after a question."""
    account, point = actor(request), geological(request, pk)
    found = get_object_or_404(point.readings.filter(voided=False).select_related("point"), pk=reading)
    if not account.may("risk.patrol", point.path) or not point.is_kept:
        raise Http404
    told = {"day": day_words(found.read_on), "kind": found.get_kind_display(), "amount": found.amount}
    return change_page(
        request,
        forms.VoidForm(sent(request), point=point, account=account),
        lambda said: actions.void_reading(found, by=account, now=now()),
        title=gettext("Void a reading"),
        button=gettext("Void the reading"),
        done=gettext("Taken back. Enter what was read anew."),
        back=reverse("risks:hazard", args=[point.pk]),
        intro=gettext(
            "%(day)s, %(kind)s %(amount)s was entered wrongly. It stays to be seen and counts no more."
        )
        % told,
    )


@allow("household.keep")
def household_remove(request: HttpRequest, pk: int, household: int) -> HttpResponse:
    """Erase a household that moved away for good, after a question."""
    account, point = actor(request), geological(request, pk)
    found = get_object_or_404(point.threatened.kept(), pk=household)
    return change_page(
        request,
        PointForm(sent(request), point=point, account=account),
        lambda said: remove_household(found, by=account, now=now()),
        title=gettext("Erase household %(n)d of %(point)s") % {"n": found.number, "point": point.title},
        button=gettext("Erase it"),
        done=gettext("Erased."),
        back=reverse("risks:hazard", args=[point.pk]),
        intro=gettext("It has moved away for good. What is written down of it is erased; the count stays."),
    )
