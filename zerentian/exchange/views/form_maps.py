"""Mapping a form on the screen: its sheet as a table, a cell chosen by clicking it or by naming it."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from zerentian.exchange.actions.county_forms import clear_region, map_form, map_region
from zerentian.exchange.actions.form_vocabulary import units_named, vocabulary
from zerentian.exchange.forms.form_maps import REGION_FORMS, ClearForm, PlaceForm
from zerentian.exchange.forms.regions import KINDS, PARTS, SPANS, RegionForm, columns_of, rows_of
from zerentian.exchange.models import CountyForm
from zerentian.exchange.rules.form_looks import SheetLook, look_at, page_of
from zerentian.exchange.rules.form_maps import Kind, Region, Said, area_of, box_of, touch
from zerentian.exchange.rules.form_suggestions import Suggesting, Vocabulary, near_heading, suggest
from zerentian.exchange.rules.stacking import suggested_columns, taken_columns
from zerentian.exchange.views.county_forms import visible_form
from zerentian.ledger.clock import now
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.punctuation import bracketed, in_english, listed
from zerentian.organization.rules.tables.cells import Merge, letter
from zerentian.organization.rules.tables.xlsx import column_index
from zerentian.organization.subjects import SUBJECTS

# How many figures of a region are named in the list of a sheet's map.
MOST_NAMED = 4


@allow("form.fill")
def form_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a form's sheet with its map; ``?at=`` chooses a cell, ``&kind=`` what goes there."""
    account, kept = actor(request), visible_form(request, pk)
    sheets = look_at(kept.newest.sheet)
    sheet = next((one for one in sheets if one.name == request.GET.get("sheet")), sheets[0])
    place, region_form, refused = chosen_place(request), None, ""
    if place and place.is_valid():
        try:
            region_form = region_form_of(request, place.cleaned_data, sheet, kept, account)
            if region_form.is_valid():
                map_region(kept, region=region_form.region(), by=account, now=now())
                messages.success(request, gettext("Mapped."))
                return redirect(address(kept, sheet.name))
        except NotAllowed as refusal:
            refused = str(refusal)
    shown = place or PlaceForm(initial={"area": "", "kind": Kind.CELL})
    context = map_context(kept, sheets, sheet) | {
        "form": shown,
        "region_form": region_form,
        "refused": refused,
    }
    beside = [region_form] if region_form else []
    return form_page(request, "exchange/form_map.html", shown, context, beside=beside, refused=bool(refused))


def chosen_place(request: HttpRequest) -> PlaceForm | None:
    """Return which cells are meant by the address; None where none are."""
    if "area" in request.GET:
        return PlaceForm(request.GET)
    if request.method == "POST":
        return PlaceForm({})
    at = request.GET.get("at", "")[:20]
    return PlaceForm(initial={"area": at, "kind": Kind.CELL}) if at else None


def region_form_of(
    request: HttpRequest, place: dict[str, Any], sheet: SheetLook, kept: CountyForm, account: Account
) -> RegionForm:
    """Return the form in which the details of a region are chosen, beginning with what is mapped or suggested."""
    kind, area = Kind(place["kind"]), area_of(box_of(place["area"]))
    words = words_for(kept.unit, account)
    start = begun(kept, sheet, kind, area, place["records"], words)
    units = Unit.objects.under(kept.unit, account.today).exclude(pk=kept.unit_id).prefetch_related("periods")
    headings = Suggesting(sheet, words).columns or {}
    named = {
        name: headings.get(column) or near_heading(sheet, start.box.first_row, column)
        for column, name in enumerate(columns_of(start), start.box.first_column)
    }
    named |= {
        str(row): label for row in rows_of(start) if (label := sheet.label_of(row, start.box.first_column))
    }
    return REGION_FORMS.get(kind, RegionForm)(
        sent(request),
        sheet=sheet.name,
        kind=kind,
        area=area,
        start=start,
        units=list(units.order_by("code")),
        named=named,
    )


def begun(
    kept: CountyForm, sheet: SheetLook, kind: Kind, area: str, records: str, words: Vocabulary
) -> Region:
    """Return what a region begins with: what is mapped there, else what its headings suggest, else nothing."""
    own = kept.map.listed if kept.map else ()
    for one in [*own, *Suggesting(sheet, words).regions()]:
        fits = one.sheet == sheet.name and one.kind is kind and touch(one.box, box_of(area))
        if fits and (kind is not Kind.ROWS or not records or one.records == records):
            return Region(
                **{name: getattr(one, name) for name in Region.__dataclass_fields__} | {"area": area}
            )
    if kind is Kind.STACK:
        region = Region(sheet.name, kind, area)
        return replace(region, columns=suggested_columns(region, sheet))
    list_kind = records or next((name for name, one in SUBJECTS.items() if one.records), "")
    return Region(sheet.name, kind, area, records=list_kind if kind is Kind.ROWS else "")


def words_for(unit: Unit, account: Account) -> Vocabulary:
    """Return the words by which the headings of a unit's forms are known."""
    return vocabulary(units_named(unit, account))


def map_context(kept: CountyForm, sheets: list[SheetLook], sheet: SheetLook) -> dict[str, Any]:
    """Return what the page shows of the sheet and its map."""
    regions = [one for one in (kept.map.listed if kept.map else ()) if one.sheet == sheet.name]
    marked: dict[tuple[int, int], tuple[str, str]] = {}
    for region in regions:
        marked |= marks_of(region, sheet)
    return {
        "kept": kept,
        "sheets": [(one, one.name == sheet.name) for one in sheets],
        "sheet": sheet,
        "letters": [letter(one) for one in range(min(sheet.columns, 52))],
        "table": page_of(sheet, marked),
        "regions": [(one, KINDS[one.kind], said_words(one)) for one in regions],
        "where": address(kept, sheet.name),
    }


def marks_of(region: Region, sheet: SheetLook) -> dict[tuple[int, int], tuple[str, str]]:
    """Return kind and words of the cells of a region."""
    box, words = region.box, said_words(region)
    rows = range(box.first_row, min(box.last_row, sheet.rows + 1) + 1)
    columns = range(box.first_column, min(box.last_column, sheet.columns) + 1)
    return {(row, column): (str(region.kind), words) for row in rows for column in columns}


def figure_words(said: Said) -> str:
    """Return which figure a cell says, and what of it where that is not the plain value of the period."""
    figure = FIGURES[said.figure]
    more = [
        *([PARTS[said.part]] if said.part else []),
        *([SPANS[said.span]] if said.span else []),
        *([f"÷{said.divisor}"] if said.divisor > 1 else []),
    ]
    name = figure.label_en if in_english() else figure.label
    return f"{name}{bracketed(listed(more))}"


def said_words(region: Region) -> str:
    """Return in a few words what goes into a region."""
    if region.kind is Kind.ROWS and (found := SUBJECTS.get(region.records)) and found.records:
        return str(found.records.label)
    if region.kind is Kind.STACK:
        return listed(taken_columns(region))
    if region.said.text:
        return region.said.text
    across = [one for _, one in sorted(region.across.items(), key=lambda pair: column_index(pair[0]))]
    named = [figure_words(one) for one in (region.said, *across) if one.figure in FIGURES]
    first = listed(named[:MOST_NAMED])
    more = {"names": first, "count": len(named)}
    return gettext("%(names)s … %(count)d in all") % more if len(named) > MOST_NAMED else first


def address(kept: CountyForm, sheet: str) -> str:
    """Return the address of a sheet's map."""
    return f"{reverse('exchange:form-map', args=[kept.pk])}?{urlencode({'sheet': sheet})}"


@allow("form.fill")
@require_POST
def form_suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the headings suggest as the map, where nothing is mapped yet; it is then looked over by a person."""
    account, kept = actor(request), visible_form(request, pk)
    sheets = look_at(kept.newest.sheet)
    own = list(kept.map.listed) if kept.map else []
    taken: list[tuple[str, Merge]] = [(one.sheet, one.box) for one in own]
    fresh = [
        one
        for one in suggest(sheets, words_for(kept.unit, account))
        if not any(name == one.sheet and touch(box, one.box) for name, box in taken)
    ]
    try:
        map_form(kept, regions=[*own, *fresh], by=account, now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        found = gettext("%(count)d regions were suggested by the headings. Look them over.")
        none = gettext("The headings suggest nothing more: choose a cell and say what goes there.")
        messages.success(request, found % {"count": len(fresh)} if fresh else none)
    return redirect("exchange:form-map", kept.pk)


@allow("form.fill")
@require_POST
def form_unmap(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a region out of a form's map."""
    kept, form = visible_form(request, pk), ClearForm(request.POST)
    if form.is_valid():
        try:
            sheet = sheet_named(kept, form.cleaned_data["sheet"])
            clear_region(kept, sheet=sheet, area=form.cleaned_data["area"], by=actor(request), now=now())
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("Taken out of the map."))
    return redirect(address(kept, form.data.get("sheet", "")))


def sheet_named(kept: CountyForm, said: str) -> str:
    """Return the mapped sheet of a name as a form's field reads it: a sheet's own name may begin or end with blanks."""
    mapped = kept.map.listed if kept.map else ()
    return next((one.sheet for one in mapped if plain(one.sheet, lines=False).strip() == said), said)
