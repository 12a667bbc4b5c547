"""Deeds on the screen: listed, recorded, read as a story, corrected, verified."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.duties import actions
from zerentian.duties.forms.deeds import (
    CorrectionForm,
    DeedForm,
    EvidenceForm,
    ReasonForm,
    copied_from,
    initial_of,
)
from zerentian.duties.listed import DEEDS
from zerentian.duties.models import Deed, Occurrence
from zerentian.duties.rules.deeds import DeedKind
from zerentian.evidence.actions import Beside, Received, decided_pairs, deposit, laid_beside
from zerentian.evidence.models import File
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.places import row_key

# How many earlier deeds are compared with one: 12 ms at a hundred characters each.
LOOKED_AT = 500


def visible_deed(request: HttpRequest, pk: int) -> Deed:
    """Return a deed the account may see; else 404."""
    deeds = Deed.objects.visible_to(actor(request)).select_related(
        "unit", "done_by", "recorded_by", "verified_by"
    )
    deed: Deed = get_object_or_404(deeds, pk=pk)
    return deed


@allow("deed.view")
@require_safe
def deed_list(request: HttpRequest) -> HttpResponse:
    """List the deeds the account may see, the latest day first."""
    return list_page(request, DEEDS)


@allow("deed.record")
@takes(limits.evidence)
def deed_new(request: HttpRequest) -> HttpResponse:
    """Record a deed; ``?duty=`` and ``?occurrence=`` come from the desk, ``?copy=`` from another deed."""
    account = actor(request)
    if request.method != "POST":
        form = DeedForm(account=account, today=account.today, initial=begun(request, account))
        return form_page(request, "duties/deed_form.html", form)
    form = DeedForm(request.POST, request.FILES, account=account, today=account.today)
    if form.is_valid():
        try:
            deed = record(request, account, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Recorded. It will be sealed within seconds."))
            return redirect("duties:deed-detail", deed.pk)
    return form_page(request, "duties/deed_form.html", form)


def begun(request: HttpRequest, account: Account) -> dict[str, object]:
    """Return what the form begins with: what a copied deed hands on, and the duty named in the address."""
    initial: dict[str, object] = {}
    copied = row_key(request.GET.get("copy", ""))
    if copied:
        initial |= copied_from(get_object_or_404(Deed.objects.visible_to(account), pk=copied))
    if row_key(request.GET.get("duty", "")):
        initial["duty"] = request.GET["duty"]
    return initial


def record(request: HttpRequest, account: Account, form: DeedForm) -> Deed:
    """Deposit the files and record the deed, in one transaction."""
    said, moment = form.cleaned_data, now()
    named = row_key(request.GET.get("occurrence", ""))
    occurrences = Occurrence.objects.filter(pk=named, duty__in=form.serves)
    with transaction.atomic():
        deed: Deed = actions.record_deed(
            what=said["what"],
            occurred_on=said["occurred_on"],
            serves=form.serves,
            unit=said["unit"],
            by=account,
            now=moment,
            kind=DeedKind(said["kind"]),
            occurrences=list(occurrences),
            place=said["place"],
            people=said["people"],
            files=deposited(request, said["evidence"], account, said["unit"]),
        )
    return deed


def deposited(request: HttpRequest, received: list[Received], account: Account, unit: Unit) -> list[File]:
    """Deposit what was received; say which files were there before, when and from where."""
    moment, files = now(), []
    for one in received:
        file = deposit(one, by=account, now=moment, unit=unit)
        files.append(file)
        if earlier := file.deposits_before(moment).filter(unit__in=Unit.objects.visible_to(account)).first():
            messages.warning(
                request,
                gettext("%(name)s: the same file was deposited on %(day)s by %(unit)s.")
                % {
                    "name": one.name,
                    "day": local_day(earlier.deposited_at),
                    "unit": earlier.unit.name if earlier.unit else "",
                },
            )
    return list({file.pk: file for file in files}.values())


@allow("deed.view")
@require_safe
def deed_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a deed as its story: what, when, for which duties, on which evidence, and every change."""
    account, deed = actor(request), visible_deed(request, pk)
    standing = deed.uses.filter(withdrawn_at=None).values("file")
    verifies = may_verify(deed, account)
    mine = account.may("deed.record", deed.unit) and not deed.withdrawn
    alike = told_before(deed, account) if verifies else []
    context = {
        "deed": deed,
        "head": deed.head,
        "services": deed.services.filter(dropped=False).select_related("duty__area", "occurrence"),
        "files": File.objects.visible_to(account).filter(pk__in=standing).order_by("pk"),
        "changes": deed.changes.select_related("by").exclude(reason=""),
        "entries": Entry.objects.about(deed.ref),
        "may_change": mine,
        "may_verify": verifies,
        "alike": alike,
        "pairs": decided_pairs(deed.ref, alike, account),
    }
    return render(request, "duties/deed_detail.html", context)


def told_before(deed: Deed, account: Account) -> list[Beside]:
    """Return the earlier deeds that the account may see and whose text this one nearly repeats.

    Reckoned while the page is made, for who verifies; nothing is kept until a person decides.
    """
    earlier = Deed.objects.visible_to(account).told_before(deed)[:LOOKED_AT]
    return laid_beside(account, deed.ref, deed.what, earlier.values_list("pk", "what"))


def may_verify(deed: Deed, account: Account) -> bool:
    """Tell whether the account is another person with the right, and the deed still waits for one."""
    involved = {deed.done_by_id, deed.recorded_by_id}
    waits = deed.verified_by_id is None and not deed.withdrawn
    return waits and account.pk not in involved and account.may("deed.verify", deed.unit)


@allow("deed.record")
@takes(limits.evidence)
def deed_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a deed, with the reason; a page that has grown old is refused."""
    account, deed = actor(request), visible_deed(request, pk)
    if request.method != "POST":
        form = CorrectionForm(account=account, today=account.today, initial=initial_of(deed))
        return form_page(request, "duties/deed_correct.html", form, {"deed": deed})
    form = CorrectionForm(request.POST, account=account, today=account.today)
    if form.is_valid():
        said = form.cleaned_data
        fields = ("reason", "what", "occurred_on", "place", "people", "expected")
        try:
            actions.correct_deed(
                deed,
                serves=form.serves,
                kind=DeedKind(said["kind"]),
                by=account,
                now=now(),
                **{name: said[name] for name in fields},
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Corrected. What it said before stays readable."))
            return redirect("duties:deed-detail", deed.pk)
    return form_page(request, "duties/deed_correct.html", form, {"deed": deed})


@allow("deed.record")
def deed_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a deed that should not stand, with the reason."""
    deed = visible_deed(request, pk)
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            actions.withdraw_deed(deed, reason=form.cleaned_data["reason"], by=actor(request), now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Withdrawn. The record and the reason stay readable."))
            return redirect("duties:deed-detail", deed.pk)
    return form_page(request, "duties/deed_withdraw.html", form, {"deed": deed})


@allow("deed.record")
@takes(limits.evidence)
def deed_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a deed rest on more files."""
    account, deed = actor(request), visible_deed(request, pk)
    form = EvidenceForm(sent(request), request.FILES or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                files = deposited(request, form.cleaned_data["evidence"], account, deed.unit)
                actions.add_evidence(deed, files=files, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Evidence added."))
            return redirect("duties:deed-detail", deed.pk)
    return form_page(request, "duties/deed_evidence.html", form, {"deed": deed})


@allow("deed.verify")
@require_POST
def deed_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a deed as another person."""
    deed = visible_deed(request, pk)
    actions.verify_deed(deed, by=actor(request), now=now())
    messages.success(request, gettext("Verified."))
    return redirect("duties:deed-detail", deed.pk)
