"""What is printed of geological hazard points: cards in three copies, route sheet, roll call, duty roster."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import form_page, sent
from zerentian.rectification.actions.hazards import drop_shift, set_shift
from zerentian.rectification.actions.households import print_cards, reveal_households
from zerentian.rectification.forms.hazards import LookForm, PrintForm, ShiftForm
from zerentian.rectification.models import DutyShift, HazardSheet
from zerentian.rectification.rules.hazards import COPIES, Card
from zerentian.rectification.views.hazards import geological

COPY_WORDS = (_("for the household"), _("for the village"), _("for the issuing office"))
MEMBERS = 8


@never_cache
@allow("risk.patrol", "household.keep")
def cards(request: HttpRequest, pk: int, card: str) -> HttpResponse:
    """Print the cards of a point, three copies each; those with names for a stated reason, which is recorded."""
    account, point = actor(request), geological(request, pk)
    if card not in tuple(Card):
        raise Http404
    if not account.may("household.keep" if card == Card.ESCAPE else "risk.patrol", point.path):
        raise Http404
    form = PrintForm(sent(request), point=point, account=account)
    context: dict[str, Any] = {"point": point, "card": card}
    if form.is_bound and form.is_valid():
        try:
            told = print_cards(
                point, card=Card(card), reason=form.cleaned_data["reason"], by=account, now=now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            shown = [(row, one, lines_of(one.members)) for row, one in told]
            context |= {"shown": shown, "copies": COPY_WORDS[:COPIES], "sheet": sheet_of(point)}
            return render(request, f"rectification/card_{card}.html", context)
    return form_page(request, "rectification/hazard_print.html", form, context | {"what": card})


def lines_of(members: str) -> list[str]:
    """Return all members one a line, and blanks up to the eight that a card has at least."""
    found = [line.strip() for line in members.splitlines() if line.strip()]
    return found + [""] * (MEMBERS - len(found))


def sheet_of(point: Any) -> HazardSheet | None:
    """Return how people at a point are warned, None where it was never set."""
    rows = HazardSheet.objects.select_related("town_post__unit", "warning_post__unit", "shelter_post__unit")
    return rows.filter(point=point).first()


@never_cache
@allow("household.keep")
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a point's households, also as the roll call of a transfer, for a stated reason."""
    account, point = actor(request), geological(request, pk)
    if not account.may("household.keep", point.path):
        raise Http404
    form = LookForm(sent(request), point=point, account=account)
    if form.is_bound and form.is_valid():
        try:
            told = reveal_households(point, **form.cleaned_data, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            transfer = point.transfers.under_way().first()
            context = {
                "point": point,
                "told": told,
                "transfer": transfer,
                "reason": form.cleaned_data["reason"],
            }
            return render(request, "rectification/roll_call.html", context)
    return form_page(request, "rectification/hazard_print.html", form, {"point": point, "what": "look"})


@allow("risk.view")
@require_safe
def route(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the route sheet of a point, to be hung up: no names."""
    point = geological(request, pk)
    return render(request, "rectification/route_sheet.html", {"point": point, "sheet": sheet_of(point)})


@allow("risk.view")
def duty_roster(request: HttpRequest) -> HttpResponse:
    """Show which posts are on duty from today on, to be printed; and put posts on duty."""
    account = actor(request)
    form = ShiftForm(sent(request), account=account)
    may_keep = account.may("risk.keep")
    if may_keep and form.is_bound and form.is_valid():
        try:
            set_shift(**form.cleaned_data, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Done and recorded."))
            return redirect("risks:duty-roster")
    rows = DutyShift.objects.filter(dropped=False, last__gte=account.today)
    rows = rows.filter(unit__in=account.unit_keys("risk.view"))
    shifts = rows.select_related("unit", "responsible__unit", "responsible_leader__unit")
    context = {"shifts": shifts[:400], "may_keep": may_keep}
    return form_page(request, "rectification/duty_roster.html", form, context)


@allow("risk.keep")
@require_POST
def shift_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift out of the roster."""
    account = actor(request)
    rows = DutyShift.objects.filter(dropped=False, unit__in=account.unit_keys("risk.keep"))
    try:
        drop_shift(get_object_or_404(rows, pk=pk), by=account, now=now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("risks:duty-roster")
