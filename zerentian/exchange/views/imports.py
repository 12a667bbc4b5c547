"""Importing concerns on the screen: the table is looked over with its errors in place, then brought in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from zerentian.exchange import uploads
from zerentian.exchange.actions.imported import Imported, SameRows
from zerentian.exchange.actions.imports import import_concerns, keep_source
from zerentian.exchange.forms.imports import ColumnsForm, FileForm, townships
from zerentian.exchange.models import ImportRun, ImportSource
from zerentian.exchange.rules.mapping import KEYS, ColumnMap, is_refused, recognised, wanted_of
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.tables.layout import SeveralSheets, read_table

MOST_ROWS = 20_000
RUNS = 20
ERRORS = 100


@never_cache
@allow("concern.import")
@takes(limits.a_table)
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a table; it is kept for a day at most, and looked over without writing anything."""
    account = actor(request)
    units = townships(account)
    form = FileForm(sent(request), request.FILES or None, units=units)
    if form.is_valid():
        data = form.cleaned_data
        unit, file = chosen_unit(units, data["unit"]), data["file"]
        source = data["source"] or file.name.rpartition(".")[0][:60]
        try:
            digest = uploads.keep(file)
            looked = look(digest, file.name, known_map(unit, source))
        except NotAllowed as error:
            form.add_error("file", str(error))
        else:
            start = {"unit": unit.code, "digest": digest, "name": file.name, "source": source}
            start["channel"] = (looked.map.defaults if looked.map else {}).get("channel", "transfer")
            return looked_over(request, start | looked.start(), units, looked, account)
    runs = ImportRun.objects.visible_to(account).select_related("by")[:RUNS]
    context = {"runs": runs}
    return form_page(request, "exchange/import_form.html", form, context)


@never_cache
@allow("concern.import")
def import_columns(request: HttpRequest) -> HttpResponse:
    """Look a kept table over again, with other columns or another sheet of it, or bring it in."""
    account, data = actor(request), request.POST
    units = townships(account)
    unit = next((one for one in units if one.code == data.get("unit")), None)
    kept = known_map(unit, data.get("source", "")) if unit else None
    sheet = data.get("sheet", "")
    try:
        looked = look(data.get("digest", ""), data.get("name", ""), kept, sheet)
    except NotAllowed as error:
        form = FileForm(units=units)
        context = {"runs": [], "gone": str(error)}
        return form_page(request, "exchange/import_form.html", form, context, refused=True)
    if sheet != data.get("read_sheet", sheet):
        return looked_over(request, data.dict() | looked.start(), units, looked, account)
    return looked_over(request, data, units, looked, account, step=data.get("import", ""))


@dataclass(frozen=True, slots=True)
class Looked:
    """A kept table as it was looked over: its sheets, the headings of the one that is read, the map it has."""

    sheet: str
    headings: Sequence[str]
    others: Sequence[tuple[str, bool]]
    map: ColumnMap | None
    several: str = ""

    def start(self) -> dict[str, str]:
        """Return what the form begins with: the sheet, and each column's heading."""
        there = set(self.headings)
        columns = (
            self.map.columns
            if self.map and self.map.columns and set(self.map.columns.values()) <= there
            else recognised(self.headings)
        )
        columns = {key: heading for key, heading in columns.items() if not is_refused(heading)}
        empty = {f"column_{key}": "" for key in KEYS}
        chosen = {f"column_{key}": heading for key, heading in columns.items()}
        return empty | chosen | {"sheet": self.sheet, "read_sheet": self.sheet}


def look(digest: str, name: str, kept: ColumnMap | None, sheet: str = "") -> Looked:
    """Look a kept table over: of several sheets that could be meant the first is shown, and the choice said."""
    several = ""
    with uploads.kept(digest) as stream:
        try:
            table = read_table(stream, name, wanted_of(kept), sheet=sheet)
        except SeveralSheets as asked:
            several = str(asked)
            table = read_table(stream, name, wanted_of(kept), sheet=asked.names[0])
    return Looked(table.sheet, table.headings, table.others, kept, several)


def looked_over(
    request: HttpRequest,
    data: Any,
    units: list[Unit],
    looked: Looked,
    account: Account,
    *,
    step: str = "",
) -> HttpResponse:
    """Show what a table would bring, or bring it (``all``, or ``rest`` without the rows that have an error)."""
    sheets = [(looked.sheet, False), *looked.others]
    form = ColumnsForm(data, units=units, headings=looked.headings, sheets=sheets)
    result: Imported | None = None
    if form.is_valid():
        chosen = form.cleaned_data
        unit = chosen_unit(units, chosen["unit"])
        columns = form.columns(known_map(unit, chosen["source"]))
        try:
            result = run(chosen, unit, columns, account, step)
        except NotAllowed as error:
            form.add_error(None, str(error))
    if result and result.written:
        uploads.drop(form.cleaned_data["digest"])
        return render(request, "exchange/import_done.html", {"result": result})
    errors = result.errors if result else []
    context: dict[str, Any] = {"result": result, "errors": errors[:ERRORS]}
    context |= {"more": len(errors) - ERRORS, "several": looked.several}
    return form_page(request, "exchange/import_columns.html", form, context, refused=bool(step))


def run(chosen: dict[str, Any], unit: Unit, columns: ColumnMap, account: Account, step: str) -> Imported:
    """Look over, or import, a kept table; the columns are kept for its source where that was asked for."""
    moment = now()
    with uploads.kept(chosen["digest"]) as stream:
        result = import_concerns(
            stream,
            name=chosen["name"],
            unit=unit,
            by=account,
            now=moment,
            columns=columns,
            source=chosen["source"],
            dry_run=not step,
            skip_bad=step == "rest",
            sheet=chosen["sheet"],
            same_rows=SameRows(chosen["same_rows"]),
            most_rows=MOST_ROWS,
        )
    if chosen["keep"] and result.written:
        keep_source(unit=unit, name=result.source, columns=columns, by=account, now=moment)
    return result


def known_map(unit: Unit, source: str) -> ColumnMap | None:
    """Return the map kept for a source, if any."""
    kept = ImportSource.objects.filter(unit=unit, name=source).first()
    return kept.map if kept else None


def chosen_unit(units: list[Unit], code: str) -> Unit:
    """Return the township of a code that the form offered."""
    return next(unit for unit in units if unit.code == code)
