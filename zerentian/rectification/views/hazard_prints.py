"""What is printed of geological hazard points: cards in three copies, route sheet, roll call, duty roster."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import form_page, sent
from zerentian.rectification.actions.hazards import drop_shift, set_shift
from zerentian.rectification.actions.households import print_cards, reveal_households
from zerentian.rectification.cards import CardPaper, escape_cards, route_sheet, way_back, work_card
from zerentian.rectification.forms.hazards import LookForm, PrintForm, ShiftForm
from zerentian.rectification.hazard_tables import TablePaper, roll_call
from zerentian.rectification.models import DutyShift, RiskPoint
from zerentian.rectification.models.hazards import on_duty
from zerentian.rectification.rules.hazards import Card
from zerentian.rectification.views.hazards import geological

Shown = Callable[[list[CardPaper], RiskPoint], HttpResponse]


@never_cache
@allow("risk.patrol", "household.keep")
def cards(request: HttpRequest, pk: int, card: str) -> HttpResponse:
    """Print the cards of a point, three copies each; those with names for a stated reason, which is recorded."""

    def shown(papers: list[CardPaper], point: RiskPoint) -> HttpResponse:
        context = {"papers": papers, "point": point, "card": card}
        return render(request, "rectification/cards.html", context)

    return cards_page(request, pk, card, shown)


def cards_page(request: HttpRequest, pk: int, card: str, shown: Shown) -> HttpResponse:
    """Ask why cards are printed, then give them to ``shown``: as a page here, as a file in a room above."""
    account, point = actor(request), geological(request, pk)
    if card not in tuple(Card):
        raise Http404
    if not account.may("household.keep" if card == Card.ESCAPE else "risk.patrol", point.path):
        raise Http404
    form = PrintForm(sent(request), point=point, account=account)
    if form.is_bound and form.is_valid():
        try:
            told = print_cards(
                point, card=Card(card), reason=form.cleaned_data["reason"], by=account, now=now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            papers = escape_cards(point, told) if card == Card.ESCAPE else [work_card(point)]
            return shown(papers, point)
    return form_page(
        request,
        "rectification/hazard_print.html",
        form,
        {"point": point, "asked": (point, card), "what": card},
    )


@never_cache
@allow("household.keep")
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a point's households, also as the roll call of a transfer, for a stated reason."""

    def shown(paper: TablePaper, point: RiskPoint) -> HttpResponse:
        context = {"paper": paper, "point": point, "reason": request.POST["reason"]}
        return render(request, "rectification/roll_call.html", context)

    return look_page(request, pk, shown)


def look_page(
    request: HttpRequest, pk: int, shown: Callable[[TablePaper, RiskPoint], HttpResponse]
) -> HttpResponse:
    """Ask why households are looked at, then give the roll call to ``shown``: a page here, a file in a room above."""
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
            return shown(roll_call(point, told, point.transfers.under_way().first()), point)
    context = {"point": point, "asked": (point, "roll"), "what": "look"}
    return form_page(request, "rectification/hazard_print.html", form, context)


@allow("risk.view")
@require_safe
def route(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the route sheet of a point, to be hung up: no names."""
    point = geological(request, pk)
    context = {"point": point, "paper": route_sheet(point), "foot": way_back()}
    return render(request, "rectification/route_sheet.html", context)


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
    context = {"shifts": on_duty(account), "may_keep": may_keep}
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
