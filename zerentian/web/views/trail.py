"""The trail: entries, each with its chain, its proof and what it says, and the seals."""

import base64
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zerentian.ledger import proofs
from zerentian.ledger.keys import current_vkey
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.models.entries import EntryQuerySet
from zerentian.organization.access import allow
from zerentian.organization.telling import Telling, tell
from zerentian.organization.views.actors import named_entry
from zerentian.web.forms import TrailFilter
from zerentian.web.visibility import entries_for, reader

PAGE = 50


@allow("ledger.view")
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """List the entries the account may see, newest first."""
    form = TrailFilter(request.GET, account=reader(request))
    entries = filtered(entries_for(reader(request)), form)
    before = request.GET.get("before", "")
    if last := named_entry(before):
        entries = entries.filter(id__lt=last.id)
    page = list(entries.order_by("-id")[: PAGE + 1])
    older = f"?{urlencode(address(request) | {'before': page[PAGE - 1].uuid})}" if len(page) > PAGE else ""
    newer = f"?{urlencode(address(request))}" if before else ""
    context = {
        "form": form,
        "entries": tell(page[:PAGE], reader(request)),
        "older": older,
        "newer": newer,
        "pending": entries_for(reader(request)).pending().count(),
        "last": Seal.objects.order_by("-number").first(),
    }
    return render(request, "web/trail.html", context)


def filtered(entries: EntryQuerySet, form: TrailFilter) -> EntryQuerySet:
    """Apply the filters that are filled in."""
    if not form.is_valid():
        return entries
    wanted = form.cleaned_data
    if unit := wanted["unit"]:
        entries = entries.filter(Q(unit=unit) | Q(unit__startswith=f"{unit}/"))
    conditions = {
        "verb": wanted["verb"],
        "subject": wanted["subject"],
        "occurred_on__gte": wanted["since"],
        "occurred_on__lte": wanted["until"],
    }
    return entries.filter(**{name: value for name, value in conditions.items() if value})


def address(request: HttpRequest) -> dict[str, str]:
    """Return the filters of this address, without the place in the list."""
    return {name: str(value) for name, value in request.GET.items() if value and name != "before"}


@allow("ledger.view")
@require_safe
def entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one entry: what it says, what it replaces or was replaced by, and its proof."""
    visible = entries_for(reader(request))
    found = get_object_or_404(visible, uuid=uuid)
    chain = [other for other in visible.about(found.subject) if other.verb == found.verb]
    telling = Telling([found], reader(request))
    context = {
        "entry": found,
        "unit": telling.unit(found),
        "sentence": telling.sentence(found),
        "title": telling.title(found.subject),
        "facts": telling.facts(found),
        "chain": chain,
        "story": visible.about(found.subject),
        "replaces": visible.filter(uuid=found.replaces).first() if found.replaces else None,
        "replaced_by": visible.filter(replaces=found.uuid).first(),
        "because": visible.filter(uuid=found.because).first() if found.because else None,
        "seal": covering_seal(found),
    }
    return render(request, "web/entry.html", context)


def covering_seal(found: Entry) -> Seal | None:
    """Return the first seal that covers an entry, None while it is pending."""
    if found.index is None:
        return None
    return Seal.objects.filter(size__gt=found.index).order_by("number").first()


@allow("ledger.view")
@require_safe
def proof(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Return what a browser needs to check an entry by itself: bytes, audit path, checkpoint and key."""
    found = get_object_or_404(entries_for(reader(request)), uuid=uuid)
    last = Seal.objects.order_by("-number").first()
    if found.index is None or last is None:
        return JsonResponse({"pending": True})
    vkey = current_vkey(last.checkpoint.origin)
    return JsonResponse(
        {
            "pending": False,
            "canonical": base64.b64encode(found.leaf_content().canonical()).decode(),
            "index": found.index,
            "size": last.size,
            "path": [step.hex() for step in proofs.inclusion(found.index, last.size)],
            "note": last.note,
            "vkey": vkey.text(),
        }
    )


@allow("ledger.view")
@require_safe
def checkpoint(request: HttpRequest, number: int) -> HttpResponse:
    """Show a seal as a slip that can be printed, signed and kept outside the house."""
    seal = get_object_or_404(Seal, number=number)
    root = seal.root_hex
    context = {
        "seal": seal,
        "groups": [root[place : place + 4] for place in range(0, 64, 4)],
        "vkey": current_vkey(seal.checkpoint.origin),
        "origin": seal.checkpoint.origin,
        "previous": Seal.objects.filter(number=number - 1).first(),
    }
    return render(request, "web/checkpoint.html", context)
