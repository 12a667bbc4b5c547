"""Search over what the person may see."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zerentian.casework import search as concerns
from zerentian.casework.models import Concern
from zerentian.casework.models.labels import STATES
from zerentian.casework.rules.concerns import State
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import allow
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.places import place as place_in
from zerentian.organization.subjects import page_of
from zerentian.web.models import Findable
from zerentian.web.search import BY_KIND
from zerentian.web.visibility import reader

PAGE = 30
FIRST_CONCERNS = 5
LONGEST = 60


@allow("desk.view")
def search(request: HttpRequest) -> HttpResponse:
    """Show what holds all the words, newest first, the newest concerns above; ``kind`` narrows it."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    kind = request.GET.get("kind", "")
    place = place_in(request.GET.get("from", ""))
    account = reader(request)
    try:
        asked = concerns_on(words, account) if not kind and not place else []
        if kind or place:
            # What is refused on the first page is not found on the second.
            concerns.check_no_person(words)
    except NotAllowed as refusal:
        return render(
            request, "web/search.html", {"words": "", "refused": refusal, "kinds": BY_KIND.values()}
        )
    found = Findable.objects.visible_to(account).about(words)
    if kind in BY_KIND:
        found = found.filter(kind=kind)
    rows = list(found[place : place + PAGE + 1])
    names = unit_names(rows)
    address = {"q": words, "kind": kind}
    context = {
        "words": words,
        "kind": kind,
        "kinds": BY_KIND.values(),
        "concerns": [(one, STATES[State(one.state)]) for one in asked[:FIRST_CONCERNS]],
        "more_concerns": urlencode({"q": words}) if len(asked) > FIRST_CONCERNS else "",
        "found": [
            {
                "row": row,
                "label": BY_KIND[row.kind].label,
                "url": page_of(row.subject),
                "unit": names.get(row.unit, ""),
            }
            for row in rows[:PAGE]
        ],
        "older": f"?{urlencode(address | {'from': place + PAGE})}" if len(rows) > PAGE else "",
        "newer": f"?{urlencode(address | {'from': max(place - PAGE, 0)})}" if place else "",
    }
    return render(request, "web/search.html", context)


def concerns_on(words: str, account: Account) -> list[Concern]:
    """Return the newest concerns with the words, one more than is shown; raises NotAllowed on a person's number."""
    if not words:
        return []
    visible = Concern.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    return concerns.find(visible, words, limit=FIRST_CONCERNS + 1)


def unit_names(rows: list[Findable]) -> dict[str, str]:
    """Return the units' present names by the paths of some rows."""
    codes = {row.unit: row.unit.rsplit("/", 1)[-1] for row in rows}
    units = Unit.objects.filter(code__in=codes.values()).prefetch_related("periods")
    by_code = {unit.code: unit.name for unit in units}
    return {path: by_code.get(code, code) for path, code in codes.items()}
