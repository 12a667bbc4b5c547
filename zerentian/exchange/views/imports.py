"""Importing concerns on the screen: the table is looked over with its errors in place, then brought in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from zerentian.exchange import uploads
from zerentian.exchange.actions.imports import Imported, import_concerns, keep_source
from zerentian.exchange.forms.imports import ColumnsForm, FileForm, townships
from zerentian.exchange.models import ImportRun, ImportSource
from zerentian.exchange.rules.mapping import ColumnMap, recognised
from zerentian.exchange.rules.sheets import read_table
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.sheets import Unreadable

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
    sent = request.method == "POST"
    form = FileForm(request.POST if sent else None, request.FILES if sent else None, units=units)
    if form.is_valid():
        data = form.cleaned_data
        unit, file = chosen_unit(units, data["unit"]), data["file"]
        try:
            digest = uploads.keep(file)
            headings = headings_of(digest, file.name)
        except (NotAllowed, Unreadable) as error:
            form.add_error("file", str(error))
        else:
            source = data["source"] or file.name.rpartition(".")[0][:60]
            kept = known_map(unit, source)
            columns = (
                kept.columns if kept and set(kept.columns.values()) <= set(headings) else recognised(headings)
            )
            start = {"unit": unit.code, "digest": digest, "name": file.name, "source": source}
            start |= {f"column_{key}": heading for key, heading in columns.items()}
            start["channel"] = (kept.defaults if kept else {}).get("channel", "transfer")
            return looked_over(request, start, units, headings, account)
    runs = ImportRun.objects.visible_to(account).select_related("by")[:RUNS]
    context = {"form": form, "runs": runs}
    return render(request, "exchange/import_form.html", context, status=422 if form.errors else 200)


@never_cache
@allow("concern.import")
def import_columns(request: HttpRequest) -> HttpResponse:
    """Look a kept table over again with other columns, or bring it in."""
    account, data = actor(request), request.POST
    units = townships(account)
    try:
        headings = headings_of(data.get("digest", ""), data.get("name", ""))
    except (NotAllowed, Unreadable) as error:
        form = FileForm(units=units)
        context = {"form": form, "runs": [], "gone": str(error)}
        return render(request, "exchange/import_form.html", context, status=422)
    return looked_over(request, data, units, headings, account, step=data.get("import", ""))


def looked_over(
    request: HttpRequest,
    data: Any,
    units: list[Unit],
    headings: list[str],
    account: Account,
    *,
    step: str = "",
) -> HttpResponse:
    """Show what a table would bring, or bring it (``all``, or ``rest`` without the rows that have an error)."""
    form = ColumnsForm(data, units=units, headings=headings)
    result: Imported | None = None
    if form.is_valid():
        chosen = form.cleaned_data
        unit = chosen_unit(units, chosen["unit"])
        columns = form.columns(known_map(unit, chosen["source"]))
        try:
            result = run(chosen, unit, columns, account, step)
        except (NotAllowed, Unreadable) as error:
            form.add_error(None, str(error))
    if result and result.written:
        uploads.drop(form.cleaned_data["digest"])
        return render(request, "exchange/import_done.html", {"result": result})
    errors = result.errors if result else []
    context = {"form": form, "result": result, "errors": errors[:ERRORS], "more": len(errors) - ERRORS}
    return render(
        request, "exchange/import_columns.html", context, status=422 if form.errors or step else 200
    )


def run(chosen: dict[str, Any], unit: Unit, columns: ColumnMap, account: Account, step: str) -> Imported:
    """Look over, or import, a kept table; the columns are kept for its source where that was asked for."""
    moment = now()
    with uploads.kept(chosen["digest"]) as stream:
        if read_table(stream, chosen["name"]).total > MOST_ROWS:
            raise NotAllowed(
                f"超过 {MOST_ROWS} 行，请用命令 zerentian import concerns 导入"
                f" · more than {MOST_ROWS} rows: use the command zerentian import concerns"
            )
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
        )
    if chosen["keep"] and result.written:
        keep_source(unit=unit, name=result.source, columns=columns, by=account, now=moment)
    return result


def headings_of(digest: str, name: str) -> list[str]:
    """Return the headings of a kept table."""
    with uploads.kept(digest) as stream:
        return list(read_table(stream, name).headings)


def known_map(unit: Unit, source: str) -> ColumnMap | None:
    """Return the map kept for a source, if any."""
    kept = ImportSource.objects.filter(unit=unit, name=source).first()
    return kept.map if kept else None


def chosen_unit(units: list[Unit], code: str) -> Unit:
    """Return the township of a code that the form offered."""
    return next(unit for unit in units if unit.code == code)
