"""Filling a form on the screen: typed cells beside what was typed last time, villages' files looked over first."""

import io
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from zerentian.exchange import uploads
from zerentian.exchange.actions.fillings import fill_form, newest_of, typed_before
from zerentian.exchange.actions.form_values import hand_cells
from zerentian.exchange.actions.stacks import (
    MOST_FILES,
    AskedTwice,
    looked_over,
    looks_of,
    stacks_in,
    village_file,
    village_of,
)
from zerentian.exchange.forms.county_forms import FillForm, ReadFile, VillageFilesForm
from zerentian.exchange.models import CountyForm, FormFilling, FormMap
from zerentian.exchange.rules.form_looks import look_at
from zerentian.exchange.rules.form_maps import Kind, period_meant
from zerentian.exchange.rules.form_suggestions import near_heading
from zerentian.exchange.rules.stacking import NotStacked, VillageFile
from zerentian.exchange.views.county_forms import asked_by, named_demand, visible_form
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account, Unit
from zerentian.organization.once import repeatable
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.places import row_key


@allow("form.fill")
@repeatable("a form may be filled again as it is: each filling is one of its own")
def form_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill a form for a period; what the records do not know is typed beside what was typed last time."""
    account, kept = actor(request), visible_form(request, pk)
    if request.method != "POST" and stacks_in(kept.map):
        return redirect(f"{reverse('exchange:form-stack', args=[kept.pk])}?{request.GET.urlencode()}")
    form = begun(request, kept, account, read_before(request))
    if form.is_valid():
        try:
            filling = filled(kept, form, account)
        except NotStacked as refusal:
            for one in refusal.wrong:
                form.add_error(None, str(one))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            form.seen_by_now(newest_of(kept))
            if isinstance(refusal, AskedTwice):
                form.ask_again()
        else:
            messages.success(request, gettext("Filled. Check it below, then take the file."))
            demand = named_demand(request, account)
            return redirect(f"{reverse('exchange:filling', args=[filling.pk])}{asked_by(demand)}")
    return fill_page(request, kept, form, account)


def begun(request: HttpRequest, kept: CountyForm, account: Account, read: Sequence[ReadFile]) -> FillForm:
    """Return the form in which the period is said, what is typed, and whose each file is."""
    demand = named_demand(request, account)
    meant = period_meant(demand.span, demand.due) if demand else ""
    start = {"period": request.GET.get("period", "")[:30] or meant, "seen": newest_of(kept)}
    unit = row_key(request.POST.get("unit", "")) or kept.unit_id
    data = None if request.FILES else sent(request)
    typed = typed_cells(kept, unit, account)
    return FillForm(data, account=account, own=kept.unit, typed=typed, read=read, initial=start)


def fill_page(request: HttpRequest, kept: CountyForm, form: FillForm, account: Account) -> HttpResponse:
    """Show the form with which a form is filled."""
    context = {"kept": kept, "map": kept.map, "demand": named_demand(request, account)}
    return form_page(request, "exchange/form_fill.html", form, context)


def filled(kept: CountyForm, form: FillForm, account: Account) -> FormFilling:
    """Fill a form with what was said; the villages' files are let go once they are stacked."""
    said = form.cleaned_data
    filling = fill_form(
        kept,
        period=said["period"],
        unit=said["unit"],
        hand=form.typed(),
        seen=form.was_seen(),
        villages=[kept_file(*one) for one in form.villages()],
        again=bool(said.get("again")),
        by=account,
        now=now(),
    )
    for one in form.read:
        uploads.drop(one.digest)
    return filling


def kept_file(digest: str, name: str, unit: Unit) -> VillageFile:
    """Return a village's file that was sent a step before; NotAllowed when it is gone."""
    with uploads.kept(digest) as stream:
        return village_file(name=name, content=stream.read(), unit=unit)


def read_before(request: HttpRequest) -> list[ReadFile]:
    """Return the files that were sent a step before, by what the form says of them."""
    data = request.POST
    places = [one for one in range(MOST_FILES + 1) if f"digest_{one}" in data]
    return [
        ReadFile(data[f"digest_{one}"][:64], data.get(f"name_{one}", "")[:200], None, "") for one in places
    ]


@never_cache
@allow("form.fill")
@takes(limits.a_table)
def form_stack(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the villages' files for one form, all at once, and say of each whose it seems to be and what it brings."""
    account, kept = actor(request), visible_form(request, pk)
    form = VillageFilesForm(sent(request), request.FILES or None)
    mapped = kept.map
    if mapped is None or not stacks_in(mapped):
        return redirect("exchange:form-fill", kept.pk)
    if form.is_valid():
        read = []
        for file in form.cleaned_data["tables"]:
            try:
                read.append(read_file(mapped, kept, file.name, file.read(), account))
            except NotAllowed as refusal:
                form.add_error("tables", str(refusal))
        if not form.errors:
            return fill_page(request, kept, begun(request, kept, account, read), account)
    context = {"kept": kept, "map": mapped, "demand": named_demand(request, account)}
    return form_page(request, "exchange/form_stack.html", form, context)


def read_file(mapped: FormMap, kept: CountyForm, name: str, content: bytes, account: Account) -> ReadFile:
    """Look one file over and keep it for the next step."""
    units = Unit.objects.under(kept.unit, account.today).exclude(pk=kept.unit_id)
    sheets = looks_of(name, content)
    first = min((one.box.first_row for one in stacks_in(mapped)), default=1)
    village = village_of(name, sheets, units.prefetch_related("periods"), first)
    file = village_file(name=name, content=content, unit=village or kept.unit, sheets=sheets)
    said = str(looked_over(mapped, file))
    return ReadFile(uploads.keep(io.BytesIO(content)), name[-200:], village, said)


def typed_cells(kept: CountyForm, unit: int, account: Account) -> list[tuple[str, str, str]]:
    """Return key, heading and the unit's last value of the cells that are typed."""
    mapped = kept.map
    hand = [one for one in mapped.listed if one.kind is Kind.HAND] if mapped else []
    if not mapped or not hand:
        return []
    sheets = {one.name: one for one in look_at(mapped.file.sheet)}
    before = typed_before(kept, unit=unit, account=account)
    return [
        (key, near_heading(sheets[region.sheet], row, column), before.get(key, ""))
        for region in hand
        for key, row, column in hand_cells(region)
    ]
