"""Concerns for programs: listed, told one by one with their replies, and brought in from a table.

The same visibility as everywhere. Contact data, names of staff and reports of wrongdoing are not for programs.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zerentian.casework import search
from zerentian.casework.listed import CONCERNS
from zerentian.casework.models import ClockRun, Concern, Reply
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.views.shield import entries_of, visible_concern
from zerentian.exchange.actions.imported import Imported, SameRows
from zerentian.exchange.actions.imports import import_concerns
from zerentian.exchange.forms.imports import TableForm, townships
from zerentian.exchange.rules.mapping import read_map
from zerentian.exchange.views.imports import MOST_ROWS
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.canonical import plain
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, takes
from zerentian.organization.api import (
    allow_key,
    described,
    narrowing,
    refused,
    refused_form,
    schemas_of,
    taken_by,
    told,
)
from zerentian.organization.listing.asked import Asked, narrowed
from zerentian.organization.lists import PAGE, Look
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.openapi import (
    TEXT,
    TRUTH,
    WHOLE,
    Operation,
    Taken,
    by_name,
    many,
    maybe,
    of,
)
from zerentian.organization.rules.tables.cells import Unreadable

# What of a concern stands in a list; the rest is told one by one.
LISTED = (
    "key",
    "number",
    "title",
    "kind",
    "channel",
    "state",
    "exit",
    "place",
    "received_at",
    "due",
    "answered_on",
    "closed_on",
    "confidential",
    "anonymous",
    "source",
    "source_number",
)
LONGEST_KEY = 16
CLOCK = ("purpose", "rule_id", "start", "due", "estimated", "stopped_on")
ENTRY = ("verb", "occurred_on", "recorded_at")
REPLY = ("round", "decision", *PARTS, "released_at", "told", "told_on", "alone", "imported")

IN_A_LIST = schemas_of(Concern, LISTED) | {
    "unit": TEXT,
    "lead": maybe(TEXT),
    "category": maybe(TEXT),
    "overdue": TRUTH,
    "page": TEXT,
    "data": TEXT,
}
ALONE = IN_A_LIST | {
    "text": TEXT,
    "answers": by_name(TEXT),
    "clocks": many(of(schemas_of(ClockRun, CLOCK))),
    "replies": many(of(schemas_of(Reply, REPLY) | {"alone": TRUTH})),
    "entries": many(of({"uuid": TEXT, "index": maybe(WHOLE)} | schemas_of(Entry, ENTRY))),
}
BROUGHT_IN = of(
    dict.fromkeys(
        ("rows", "created", "updated", "unchanged", "contacts", "repeated", "undated_replies", "kept"), WHOLE
    )
    | {
        "errors": many(of({"row": WHOLE, "column": TEXT, "message": TEXT})),
        "source": TEXT,
        "sheet": TEXT,
        "notes": many(TEXT),
        "written": TRUTH,
        "columns": by_name(TEXT),
        "refused_columns": many(TEXT),
        "ignored_columns": many(TEXT),
    }
)


@described(
    get=Operation(
        "诉求列表，新的在前，每次 50 件 · concerns, newest first, 50 at a time",
        of({"concerns": many(of(IN_A_LIST)), "next": maybe(TEXT)}),
        query={
            **narrowing(CONCERNS),
            "before": Taken(
                {**TEXT, "maxLength": LONGEST_KEY}, said="上一页最后一件的 key · the key of the last one"
            ),
        },
        refusals=(401, 403, 409, 422),
    )
)
@allow_key("desk.view")
@require_safe
def concern_rows(request: HttpRequest) -> HttpResponse:
    """List the concerns the account may see, narrowed as on the page; ``next`` is the address of older ones."""
    account = actor(request)
    asked = Asked(CONCERNS, request.GET, Look(account, now()))
    rows: Any = CONCERNS.fetch(narrowed(asked)).exclude(kind=Kind.WRONGDOING).select_related("unit")
    if asked.errors:
        return refused("; ".join(f"{one.name}: {one.said}" for one in asked.errors), 422)
    found = page_of(rows, asked.words, last_of(for_programs(account), request))
    query = request.GET.copy()
    if len(found) > PAGE:
        query["before"] = found[PAGE - 1].key
    older = f"{request.path}?{query.urlencode()}" if len(found) > PAGE else None
    return told({"concerns": [listed(concern) for concern in found[:PAGE]], "next": older})


def for_programs(account: Account) -> Any:
    """Return the concerns that may leave for a program: what the account sees, but for reports of wrongdoing."""
    return Concern.objects.visible_to(account).exclude(kind=Kind.WRONGDOING)


def last_of(visible: ConcernQuerySet, request: HttpRequest) -> Concern | None:
    """Return the last concern of the page before, which the address names by its random key, not by a number."""
    before = request.GET.get("before", "")[:LONGEST_KEY]
    last: Concern | None = visible.filter(key=before).first() if before else None
    return last


def page_of(rows: ConcernQuerySet, words: str, last: Concern | None) -> list[Concern]:
    """Return a page of concerns and one more, newest first: a program walks all of them, however many there are."""
    if words:
        return search.find(rows, words, before=last.pk if last else None, limit=PAGE + 1)
    if last:
        rows = rows.filter(
            Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, pk__lt=last.pk)
        )
    return list(rows.newest_first()[: PAGE + 1])


def listed(concern: Concern) -> dict[str, Any]:
    """Return a concern as it stands in a list; days and times in their ISO form, times in UTC."""
    data = values(concern, LISTED)
    data |= {"unit": concern.unit.code, "lead": concern.lead.code if concern.lead else None}
    data["category"] = concern.category.code if concern.category else None
    data["overdue"] = concern.is_overdue(now())
    data["page"] = reverse("casework:concern-detail", args=[concern.key])
    data["data"] = reverse("exchange-api:concern", args=[concern.key])
    return data


@described(
    get=Operation(
        "一件诉求 · one concern, with clocks, released replies, entries", of(ALONE), refusals=(401, 403, 404)
    )
)
@allow_key("desk.view")
@require_safe
def concern(request: HttpRequest, key: str) -> HttpResponse:
    """Tell one concern: its words, clocks, released replies, and the entries that stand for it."""
    account, found = actor(request), visible_concern(request, key)
    if found.kind == Kind.WRONGDOING:
        raise Http404(key)
    released = Reply.objects.filter(concern=found, released=True)
    entries = [
        {"uuid": str(entry.uuid), "index": entry.index} | values(entry, ENTRY)
        for entry in entries_of(found, account)
    ]
    data = listed(found) | {
        "text": found.words,
        "answers": found.answered,
        "clocks": [values(run, CLOCK) for run in found.clocks.all()],
        "replies": [values(reply, REPLY) for reply in released],
        "entries": entries,
    }
    return told(data)


def values(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    """Return attributes of a row as plain data."""
    return {name: plain(getattr(row, name)) for name in names}


@described(
    post=Operation(
        "导入一张表，再送一次不变 · bring a table in; sent again, it changes nothing",
        BROUGHT_IN,
        sent=taken_by(TableForm),
        refusals=(401, 403, 409, 422),
        also={422: BROUGHT_IN},
    )
)
@allow_key("concern.import")
@require_POST
@takes(limits.a_table)
def concern_import(request: HttpRequest) -> HttpResponse:
    """Bring a table in as the page and the command do; answers 422 when a row has an error."""
    account = actor(request)
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused_form(form)
    data = form.cleaned_data
    try:
        result = brought_in(data, township(account, data["unit"]), account)
    except Unreadable as error:
        return refused(str(error), 422)
    answer = told(result.as_data())
    answer.status_code = 422 if result.errors else 200
    return answer


def brought_in(data: Mapping[str, Any], unit: Unit, account: Account) -> Imported:
    """Import a table that was sent, with the map sent along or the one kept for its source."""
    file, table_map = data["file"], data["map"]
    return import_concerns(
        file,
        name=file.name,
        unit=unit,
        by=account,
        now=now(),
        columns=read_map(table_map.read()) if table_map else None,
        source=data["source"],
        dry_run=data["dry_run"],
        skip_bad=data["skip_bad"],
        sheet=data["sheet"],
        same_rows=SameRows(data["same_rows"]),
        most_rows=MOST_ROWS,
    )


def township(account: Account, code: str) -> Unit:
    """Return the township of a code into which the account may import, or the only one there is."""
    found = [unit for unit in townships(account) if code in ("", unit.code)]
    if len(found) != 1:
        raise NotAllowed("请用 unit 写明乡镇代码", "say which township with “unit”")
    return found[0]
