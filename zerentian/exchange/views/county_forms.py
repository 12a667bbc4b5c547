"""Forms of other offices on the screen: kept, filled, and what every filled cell rests on."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zerentian.exchange.actions.county_forms import keep_form, retire_form
from zerentian.exchange.actions.fillings import (
    check_sheet,
    differences,
    earlier,
)
from zerentian.exchange.forms.county_forms import FormFileForm
from zerentian.exchange.models import CountyForm, Demand, FormFilling, FormMap
from zerentian.exchange.rules.form_kinds import MEDIA_TYPES, suffix_of
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.desk import url_of
from zerentian.organization.models import Account
from zerentian.organization.once import repeatable
from zerentian.organization.pages import form_page, sent
from zerentian.organization.punctuation import in_english
from zerentian.organization.rules.places import row_key
from zerentian.organization.subjects import SUBJECTS, page_of

PAGE = 100
MOST_CELLS_SHOWN = 600
OLD = "application/vnd.ms-excel"
# No charset of a .csv: the bytes are the asker's, in the asker's encoding.
TYPES = {**MEDIA_TYPES, "csv": "text/csv"}
KINDS: Mapping[str, Any] = {
    "figure": _("figure"),
    "text": _("text"),
    "field": _("record"),
    "count": _("running number"),
    "unknown": _("unknown, left empty"),
    "empty": _("not in the record, left empty"),
    "hand": _("typed by hand"),
    "village": _("from a village's file"),
    "sum": _("the villages' rows added up"),
    "hand_open": _("by hand, still empty"),
    "never": _("about persons: not filled"),
    "keep": _("left as it was"),
}


@allow("form.view")
@require_safe
def form_list(request: HttpRequest) -> HttpResponse:
    """List the forms that other offices want."""
    account = actor(request)
    seen = FormFilling.objects.visible_to(account).filter(form=OuterRef("pk")).order_by("-pk")
    version = FormMap.objects.filter(form=OuterRef("pk")).order_by("-version").values("version")
    rows = CountyForm.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    rows = rows.annotate(mapped=Subquery(version[:1]), filled=Subquery(seen.values("pk")[:1]))
    retired = request.GET.get("state") == "retired"
    found = list((rows.exclude(retired_on=None) if retired else rows.in_use())[:PAGE])
    last = FormFilling.objects.in_bulk([one.filled for one in found if one.filled])
    context = {
        "rows": [(one, last.get(one.filled)) for one in found],
        "retired": retired,
        "may_fill": account.may("form.fill"),
    }
    return render(request, "exchange/form_list.html", context)


@allow("form.fill")
@takes(limits.a_table)
def form_new(request: HttpRequest) -> HttpResponse:
    """Keep a form: its file as it was sent; then it is mapped."""
    account = actor(request)
    form = FormFileForm(sent(request), request.FILES or None, account=account)
    if form.is_valid():
        said = form.cleaned_data
        file = said["file"]
        try:
            kept = keep_form(
                unit=said["unit"],
                name=said["name"],
                asked_by=said["asked_by"],
                file_name=file.name,
                content=file.read(),
                by=account,
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, gettext("Kept byte for byte. Now say what goes where."))
            return redirect("exchange:form-map", kept.pk)
    return form_page(request, "exchange/form_new.html", form)


def visible_form(request: HttpRequest, pk: int) -> CountyForm:
    """Return a form that the account may see, else 404."""
    form: CountyForm = get_object_or_404(CountyForm.objects.visible_to(actor(request)), pk=pk)
    return form


@allow("form.view")
@require_safe
def form_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a form: its file, its map, its fillings."""
    account, form = actor(request), visible_form(request, pk)
    fillings = FormFilling.objects.visible_to(account).filter(form=form).select_related("unit", "by")
    context = {
        "form": form,
        "files": form.files.order_by("-number"),
        "map": form.map,
        "fillings": fillings.prefetch_related("unit__periods")[:PAGE],
        "demands": Demand.objects.visible_to(account).filter(form=form)[:PAGE],
        "may_fill": account.may("form.fill", form.unit),
        "entries": Entry.objects.about(form.ref),
    }
    return render(request, "exchange/form_detail.html", context)


@never_cache
@allow("form.view")
@require_safe
def form_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Send a form's file as its asker sent it."""
    file = get_object_or_404(visible_form(request, pk).files, number=number)
    return download(bytes(file.content), file.name)


@allow("form.fill")
@require_POST
def form_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that nobody asks for a form any more."""
    form = visible_form(request, pk)
    try:
        retire_form(form, by=actor(request), now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("Retired. Its fillings stay readable."))
    return redirect("exchange:form-detail", form.pk)


def named_demand(request: HttpRequest, account: Account) -> Demand | None:
    """Return the open demand named in the address, if the account may see it."""
    key = row_key(request.GET.get("demand", ""))
    found: Demand | None = Demand.objects.visible_to(account).open().filter(pk=key).first() if key else None
    return found


def asked_by(demand: Demand | None) -> str:
    """Return what an address says of the demand that is being answered."""
    return f"?demand={demand.pk}" if demand else ""


def visible_filling(request: HttpRequest, pk: int) -> FormFilling:
    """Return a filling that the account may see, else 404."""
    rows = FormFilling.objects.visible_to(actor(request)).select_related("form", "map__file", "unit", "by")
    filling: FormFilling = get_object_or_404(rows, pk=pk)
    return filling


@allow("form.view")
@require_safe
def filling_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a filling: what is to be checked first, then what every cell rests on."""
    account, filling = actor(request), visible_filling(request, pk)
    cells = filling.listed
    notes = json.loads(filling.told)
    context = {
        "filling": filling,
        "notes": [one["en"] if in_english() else one["zh"] for one in notes],
        "open": [
            one for one in map(shown, cells) if one["kind"] in ("unknown", "empty", "hand_open", "never")
        ],
        "cells": [shown(one) for one in cells[:MOST_CELLS_SHOWN]],
        "more": max(len(cells) - MOST_CELLS_SHOWN, 0),
        "differences": differences(filling, account),
        "earlier": earlier(filling, account),
        "demand": named_demand(request, account),
        "may_fill": account.may("form.fill", filling.unit),
        "entries": Entry.objects.about(filling.ref),
    }
    return render(request, "exchange/filling.html", context)


def shown(cell: dict[str, Any]) -> dict[str, Any]:
    """Return what a cell rests on, in words, with where that can be looked at."""
    label, where = source_of(cell)
    return cell | {"words": KINDS.get(cell["kind"], cell["kind"]), "label": label, "url": where}


def source_of(cell: dict[str, Any]) -> tuple[str, str]:
    """Return what a cell's figure or field is called, and the address of what is behind it."""
    code = cell.get("code", "")
    if figure := FIGURES.get(code):
        label = figure.label_en if in_english() else figure.label
        query = {"unit": cell.get("path", ""), "period": cell.get("period", "")}
        where = url_of("figure", code)
        return label, f"{where}?{urlencode(query)}" if where and "path" in cell else ""
    if "from" in cell:
        return cell["from"], ""
    if "ref" in cell:
        kind, _dot, name = code.partition(".")
        records = (found := SUBJECTS.get(kind)) and found.records
        label = str(records.fields[name].label) if records and name in records.fields else name
        return label, page_of(cell["ref"])
    return "", ""


@never_cache
@allow("form.view")
@require_safe
def filling_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a filled form."""
    filling = visible_filling(request, pk)
    name, content = filling.map.file.name.rpartition(".")[0] or filling.form.name, bytes(filling.content)
    return download(content, f"{name}-{filling.period}.{suffix_of(content)}")


@never_cache
@allow("form.view")
@require_POST
@repeatable("the same table may be taken again: each time is an export of its own")
def filling_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the sheet on which every filled cell says what it rests on (核对表)."""
    filling = visible_filling(request, pk)
    sheet = check_sheet(filling, by=actor(request), now=now())
    return download(sheet, f"{filling.form.name}-{filling.period}-核对表.xlsx")


def download(content: bytes, name: str) -> HttpResponse:
    """Return a file to be saved."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    kind = TYPES.get(name.lower().rpartition(".")[2], OLD)
    return HttpResponse(content, content_type=kind, headers=headers)
