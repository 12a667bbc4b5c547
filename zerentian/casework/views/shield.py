"""The shield on the screen: the gate of every page on a concern, contact data shown for a reason, looks overseen.

Who may not read a concern finds nothing, as if there were none; that they looked stands in the access log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from zerentian.casework import actions
from zerentian.casework.forms.shield import RevealForm
from zerentian.casework.models import Concern, Happening, RefusedLook
from zerentian.casework.models.labels import REVEAL_PURPOSES
from zerentian.casework.models.shield import SHIELD_VERBS, overseen
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow, require
from zerentian.organization.models import Account
from zerentian.organization.once import repeatable
from zerentian.organization.pages import form_page, sent
from zerentian.organization.shields import hidden_from

PAGE = 50
REFUSED = "concern.refused"
LOOKS = {
    "contact.revealed": _("Contact revealed"),
    REFUSED: _("Look refused: not for who looked"),
}


def visible_concern(request: HttpRequest, key: str) -> Concern:
    """Return a concern that the account may read; else 404, and a line in the access log.

    What is refused and what does not exist take the same queries and give the same answer.
    """
    account = actor(request)
    rows = Concern.objects.select_related("unit", "lead", "category", "handler")
    concern: Concern | None = rows.visible_to(account).filter(key=key).first()
    if concern is None:
        actions.refuse_look(key, by=account, now=now())
        raise Http404(key)
    return concern


@allow("contact.reveal")
@never_cache
@sensitive_variables("name", "phone", "address")
@repeatable("every look is an entry of its own")
def contact(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for purpose and reason; then show name, phone and address once, with who looked and when."""
    account, concern = actor(request), visible_concern(request, key)
    require(account, "contact.reveal", concern.unit)
    form = RevealForm(sent(request), initial={"purpose": request.GET.get("purpose", "")})
    context = {"concern": concern, "back": reverse("casework:concern-detail", args=[key])}
    if form.is_valid():
        moment = now()
        try:
            name, phone, address = actions.reveal_contact(
                concern,
                purpose=form.cleaned_data["purpose"],
                reason=form.cleaned_data["reason"],
                by=account,
                now=moment,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            shown = {"name": name, "phone": phone, "address": address, "viewer": account, "at": moment}
            return render(request, "casework/contact_shown.html", context | shown)
    return form_page(request, "casework/contact_ask.html", form, context)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at shielded data, taken or refused: who, when, at what, the reason given, and the entry if any."""

    at: datetime
    number: str
    who: str
    what: str
    reason: str
    entry: Entry | None


@allow("contact.oversee")
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """List the looks at contact data and the refused ones, the newest first, for the supervisor alone."""
    account = actor(request)
    kind = request.GET.get("kind", "")
    verbs = [kind] if kind in LOOKS else list(LOOKS)
    looked = Entry.objects.filter(verb__in=verbs).filter(overseen(account))
    # Whoever oversees looks may be accused as well: nothing of such a matter is for them.
    entries = hidden_from(account).shown(looked).order_by("-id")
    refused = RefusedLook.objects.overseen_by(account) if REFUSED in verbs else RefusedLook.objects.none()
    if before := moment_of(request.GET.get("before", "")):
        entries, refused = entries.filter(recorded_at__lt=before), refused.filter(at__lt=before)
    found = [
        *refused_of(list(refused.select_related("by")[: PAGE + 1])),
        *looks_of(list(entries.select_related("actor")[: PAGE + 1])),
    ]
    page = sorted(found, key=lambda look: look.at, reverse=True)
    last = page[PAGE - 1].at.isoformat() if len(page) > PAGE else ""
    context = {
        "looks": page[:PAGE],
        "kinds": LOOKS.items(),
        "kind": kind,
        "older": f"?{urlencode({'kind': kind, 'before': last})}" if last else "",
        "newer": f"?kind={kind}" if before else "",
    }
    return render(request, "casework/contact_looks.html", context)


def moment_of(text: str) -> datetime | None:
    """Return the moment a page begins before, None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def entries_of(concern: Concern, account: Account) -> QuerySet[Entry]:
    """Return a concern's entries; looks at it, and who is accused, only for who oversees looks."""
    entries: QuerySet[Entry] = Entry.objects.about(concern.ref)
    if account.may("contact.oversee", concern.unit):
        return entries
    return entries.exclude(verb__in=SHIELD_VERBS)


def happenings_of(concern: Concern, account: Account) -> list[Happening]:
    """Return what happened on a concern; who looked at the contact, and why, only for who oversees looks."""
    oversees = account.may("contact.oversee", concern.unit)
    return [one for one in concern.happenings.all() if oversees or one.step != "reveal"]


def looks_of(entries: list[Entry]) -> list[Look]:
    """Return the looks behind entries, each with the concern's number and the reason given."""
    numbers = numbers_of(entry.subject.partition(":")[2] for entry in entries)
    said = {
        one.entry: one.words for one in Happening.objects.filter(entry__in=[entry.uuid for entry in entries])
    }
    return [
        Look(
            entry.recorded_at,
            numbers.get(entry.subject.partition(":")[2], ""),
            entry.actor.name,
            str(REVEAL_PURPOSES.get(entry.fact.get("purpose", ""), LOOKS[entry.verb])),
            said.get(entry.uuid, ""),
            entry,
        )
        for entry in entries
    ]


def refused_of(lines: list[RefusedLook]) -> list[Look]:
    """Return the lines of the access log as looks."""
    numbers = numbers_of(line.key for line in lines)
    return [
        Look(line.at, numbers.get(line.key, ""), line.by.name, str(LOOKS[REFUSED]), "", None)
        for line in lines
    ]


def numbers_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the numbers of concerns by their random keys."""
    return {one.key: one.number for one in Concern.objects.filter(key__in=list(keys))}
