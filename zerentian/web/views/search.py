"""Search over what the person may see."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import allow
from zerentian.organization.desk import url_of
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.places import place as place_in
from zerentian.organization.subjects import page_of
from zerentian.web.models import Findable
from zerentian.web.search import finders, sources
from zerentian.web.visibility import reader

PAGE = 30
FIRST = 5
LONGEST = 60


@allow("desk.view")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what holds all the words, newest first, above it what has an index of its own; ``kind`` narrows it."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    kind = request.GET.get("kind", "")
    place = place_in(request.GET.get("from", ""))
    account = reader(request)
    kinds = [{"kind": one, "label": source.label} for one, source in sources().items()]
    try:
        own = found_apart(words, account, first=not kind and not place)
    except NotAllowed as refusal:
        return render(request, "web/search.html", {"words": "", "refused": refusal, "kinds": kinds})
    found = Findable.objects.visible_to(account).about(words)
    if kind in sources():
        found = found.filter(kind=kind)
    rows = list(found[place : place + PAGE + 1])
    address = {"q": words, "kind": kind}
    context = {
        "words": words,
        "kind": kind,
        "kinds": kinds,
        "searched": searched_words(),
        "own": own,
        "found": told(rows[:PAGE]),
        "older": f"?{urlencode(address | {'from': place + PAGE})}" if len(rows) > PAGE else "",
        "newer": f"?{urlencode(address | {'from': max(place - PAGE, 0)})}" if place else "",
    }
    return render(request, "web/search.html", context)


def searched_words() -> str:
    """Return what is searched, in words."""
    labels = [*(finder.label for finder in finders()), *(source.label for source in sources().values())]
    return pgettext("between two of a list", ", ").join(str(label) for label in labels)


def found_apart(words: str, account: Account, *, first: bool) -> list[dict[str, Any]]:
    """Return what nouns with an index of their own find; raises NotAllowed for what may not be searched.

    What is refused on the first page is not found on the second either.
    """
    found = []
    for finder in finders():
        if not first:
            finder.check(words)
        elif words and (rows := finder.find(words, account, FIRST + 1)):
            more = f"{url_of(finder.all)}?{urlencode({'q': words})}" if len(rows) > FIRST else ""
            found.append(
                {"finder": finder, "rows": [(row, page_of(row.ref)) for row in rows[:FIRST]], "more": more}
            )
    return found


def told(rows: list[Findable]) -> list[dict[str, Any]]:
    """Return some rows with their kind, page and unit in words."""
    names, kinds = unit_names(rows), sources()
    return [
        {
            "row": row,
            "label": kinds[row.kind].label,
            "url": page_of(row.subject),
            "unit": names.get(row.unit, ""),
        }
        for row in rows
    ]


def unit_names(rows: list[Findable]) -> dict[str, str]:
    """Return the units' present names by the paths of some rows."""
    codes = {row.unit: row.unit.rsplit("/", 1)[-1] for row in rows}
    units = Unit.objects.filter(code__in=codes.values()).prefetch_related("periods")
    by_code = {unit.code: unit.name for unit in units}
    return {path: by_code.get(code, code) for path, code in codes.items()}
