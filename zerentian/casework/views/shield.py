"""The shield on the screen: the gate of every page on a concern, contact data shown for a reason, looks overseen.

Who may not read a concern finds nothing; a look by whom it accuses is recorded.
"""

from dataclasses import dataclass

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
from zerentian.casework.models import Concern, Happening
from zerentian.casework.models.labels import REVEAL_PURPOSES
from zerentian.casework.models.shield import SHIELD_VERBS, accusing, overseen
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow, require
from zerentian.organization.models import Account
from zerentian.organization.once import repeatable

PAGE = 50
LOOKS = {
    "contact.revealed": _("Contact revealed"),
    "concern.refused": _("Look refused: the matter accuses who looked"),
}


def visible_concern(request: HttpRequest, key: str) -> Concern:
    """Return a concern that the account may read; else 404, and an entry when it accuses the account."""
    account = actor(request)
    rows = Concern.objects.select_related("unit", "lead", "category", "handler")
    concern: Concern | None = rows.visible_to(account).filter(key=key).first()
    if concern is None:
        accused = Concern.objects.filter(accusing(account), key=key).first()
        if accused is not None:
            actions.refuse_look(accused, by=account, now=now())
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
    form = RevealForm(request.POST or None, initial={"purpose": request.GET.get("purpose", "")})
    context = {"form": form, "concern": concern, "back": reverse("casework:concern-detail", args=[key])}
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
    return render(request, "casework/contact_ask.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at shielded data, taken or refused: who, when, at what, and the reason given."""

    entry: Entry
    number: str
    who: str
    what: str
    reason: str


@allow("contact.oversee")
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """List the looks at contact data and the refused ones, the newest first, for the supervisor alone."""
    account = actor(request)
    kind = request.GET.get("kind", "")
    verbs = [kind] if kind in LOOKS else list(LOOKS)
    entries = Entry.objects.filter(verb__in=verbs).filter(overseen(account)).order_by("-id")
    before = request.GET.get("before", "")
    if before.isdecimal():
        entries = entries.filter(pk__lt=before)
    page = list(entries.select_related("actor")[: PAGE + 1])
    context = {
        "looks": looks_of(page[:PAGE]),
        "kinds": LOOKS.items(),
        "kind": kind,
        "older": f"?kind={kind}&before={page[PAGE - 1].pk}" if len(page) > PAGE else "",
        "newer": f"?kind={kind}" if before else "",
    }
    return render(request, "casework/contact_looks.html", context)


def entries_of(concern: Concern, account: Account) -> QuerySet[Entry]:
    """Return a concern's entries; looks at it, and who is accused, only for who oversees looks."""
    entries: QuerySet[Entry] = Entry.objects.about(concern.ref)
    if account.may("contact.oversee", concern.unit):
        return entries
    return entries.exclude(verb__in=SHIELD_VERBS)


def happenings_of(concern: Concern, account: Account) -> QuerySet[Happening]:
    """Return what happened on a concern; who looked at the contact, and why, only for who oversees looks."""
    happened: QuerySet[Happening] = concern.happenings.select_related("by")
    return happened if account.may("contact.oversee", concern.unit) else happened.exclude(step="reveal")


def looks_of(entries: list[Entry]) -> list[Look]:
    """Return the looks behind entries, each with the concern's number and the reason given."""
    keys = {entry.subject.partition(":")[2] for entry in entries}
    concerns = {f"concern:{one.key}": one for one in Concern.objects.filter(key__in=keys)}
    said = {
        one.entry: one.words for one in Happening.objects.filter(entry__in=[entry.uuid for entry in entries])
    }
    return [
        Look(
            entry,
            concerns[entry.subject].number if entry.subject in concerns else "",
            entry.actor.name,
            str(REVEAL_PURPOSES.get(entry.fact.get("purpose", ""), LOOKS[entry.verb])),
            said.get(entry.uuid, ""),
        )
        for entry in entries
    ]
