"""Findings on the screen: listed, opened, and each as its story with the next step first."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.casework.models import Concern, Topic
from zerentian.duties.models import Decision
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page
from zerentian.organization.rules.places import row_key
from zerentian.rectification.actions.concerns import is_about_a_place
from zerentian.rectification.actions.opening import open_finding, open_from_concern
from zerentian.rectification.forms.findings import OpenForm
from zerentian.rectification.listed import FINDINGS, MEASURES
from zerentian.rectification.models import Finding
from zerentian.rectification.rules.findings import Level, Source, State
from zerentian.rectification.views.moves import moves_of

BESIDE = ("unit", "responsible", "area", "place_unit", "recurs_from", "joined_to")


@allow("finding.view")
@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    """List the findings the account may see, the open ones soonest due first."""
    return list_page(request, FINDINGS)


@allow("finding.view")
@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    """List the measures of the findings the account may see, those under way soonest due first."""
    return list_page(request, MEASURES)


@allow("finding.open")
@takes(limits.evidence)
def finding_new(request: HttpRequest) -> HttpResponse:
    """Open a finding; ``?concern=``, ``?topic=`` or ``?decision=`` names what brought it up."""
    account = actor(request)
    concern, topic = concern_named(request, account), topic_named(request, account)
    decision = decision_named(request, account)
    sent = request.method == "POST"
    form = OpenForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        account=account,
        initial=begun_from(topic) or begun_by(decision) or begun(concern, request),
    )
    if concern:
        for name in ("source", "source_document", "source_number", "source_level"):
            del form.fields[name]
    if form.is_valid():
        try:
            finding = opened(form, concern, account, topic or decision)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Opened. Now somebody is put in charge of it."))
            return redirect("rectification:finding-detail", finding.pk)
    context = {"form": form, "concern": concern}
    return form_page(request, "rectification/finding_new.html", form, context)


def concern_named(request: HttpRequest, account: Account) -> Concern | None:
    """Return the concern named in the address, 404 for one that the account may not read, or that accuses somebody."""
    key = request.GET.get("concern", "")[:16]
    concern = get_object_or_404(Concern.objects.visible_to(account), key=key) if key else None
    if concern and not is_about_a_place(concern):
        raise Http404
    return concern


def topic_named(request: HttpRequest, account: Account) -> Topic | None:
    """Return the hot matter named in the address, 404 for one that the account may not see."""
    key = row_key(request.GET.get("topic", ""))
    return get_object_or_404(Topic.objects.visible_to(account), pk=key) if key else None


def decision_named(request: HttpRequest, account: Account) -> Decision | None:
    """Return the decision named in the address, 404 for one that the account may not read or that is inner."""
    key = row_key(request.GET.get("decision", ""))
    rows = Decision.objects.visible_to(account).filter(inner=False).select_related("meeting")
    return get_object_or_404(rows, pk=key) if key else None


def begun_by(decision: Decision | None) -> dict[str, Any]:
    """Return what the form begins with: the matter of a decision, its number as that of the document."""
    if decision is None:
        return {}
    return {
        "title": decision.what[:200],
        "unit": decision.unit_id,
        "source": Source.MEETING,
        "source_document": str(decision.meeting),
        "source_number": f"{decision.serial}{decision.letter}",
    }


def begun_from(topic: Topic | None) -> dict[str, Any]:
    """Return what the form begins with: the matter and place of a hot matter."""
    if topic is None:
        return {}
    return {"title": topic.title, "place": topic.place, "unit": topic.unit_id, "source": Source.TOPIC}


def begun(concern: Concern | None, request: HttpRequest) -> dict[str, Any]:
    """Return what the form begins with: the matter and place of a concern, never who brought it; else what the
    address says, such as a sentence of an audited report."""
    if concern is None:
        said = {name: request.GET.get(name, "")[:200] for name in ("title", "source", "source_document")}
        return {name: value for name, value in said.items() if value}
    return {
        "title": concern.title,
        "place": concern.place[:120],
        "unit": concern.place_unit_id or concern.lead_id or concern.unit_id,
    }


def opened(
    form: OpenForm, concern: Concern | None, account: Account, cause: Topic | Decision | None = None
) -> Finding:
    """Open the finding as the form says."""
    said = form.cleaned_data
    names = ("title", "unit", "place", "found_on", "violated", "detail", "immediate", "area")
    values = {name: said[name] for name in names} | {
        "level": Level(said["level"]),
        "recurs_from": said["earlier"],
        "uploads": said["evidence"],
        "by": account,
        "now": now(),
    }
    if concern:
        return open_from_concern(concern, **values)
    source = {name: said[name] for name in ("source_document", "source_number", "source_level")}
    chosen = Source(said["source"])
    sources = {Source.TOPIC: Topic, Source.MEETING: Decision}
    ref = cause.ref if cause is not None and sources.get(chosen) is type(cause) else ""
    return open_finding(source=chosen, source_ref=ref, **source, **values)


def visible_finding(request: HttpRequest, pk: int) -> Finding:
    """Return a finding that the account may read, else 404."""
    found = Finding.objects.visible_to(actor(request)).select_related(*BESIDE)
    finding: Finding = get_object_or_404(found, pk=pk)
    return finding


@allow("finding.view")
@require_safe
def finding_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a finding as its story, the next step first."""
    account, finding = actor(request), visible_finding(request, pk)
    measures = finding.measures.select_related("responsible__unit", "deed").prefetch_related(
        "assisting__periods"
    )
    context = {
        "finding": finding,
        "light": finding.light(account.today),
        "moves": moves_of(finding, account),
        "waits": waits_for(finding),
        "measures": [
            (one, one.light(account.today), may_work(one.path, finding, account)) for one in measures
        ],
        "files": finding.files.select_related("file").order_by("step", "pk"),
        "story": finding.story.select_related("by"),
        "times": finding.times.select_related("asked_by", "decided_by"),
        "recurrences": finding.recurrences.visible_to(account),
        "joined": finding.joined.visible_to(account),
        "concern": concern_of(finding, account),
        "decision": decision_of(finding, account),
        "may_put": finding.is_open and account.may("meeting.put"),
        "entries": Entry.objects.about(finding.ref),
    }
    return render(request, "rectification/finding_detail.html", context)


def decision_of(finding: Finding, account: Account) -> Decision | None:
    """Return the decision of a meeting that brought a finding up, for who may read it."""
    kind, _, key = finding.source_ref.partition(":")
    rows = Decision.objects.visible_to(account).select_related("meeting")
    return rows.filter(pk=key).first() if kind == "decision" else None


def may_work(path: str, finding: Finding, account: Account) -> bool:
    """Tell whether an account may carry out a measure: by its own unit, or by that of the finding."""
    return account.may("finding.handle", path) or account.may("finding.handle", finding.path)


def waits_for(finding: Finding) -> str:
    """Return, in a sentence, whose turn it is."""
    sentences = {
        State.OPENED: gettext("It waits for the leader to put a post in charge."),
        State.ASSIGNED: gettext("It waits for the post in charge to take it on."),
        State.OBJECTED: gettext("It waits for the leader to decide on the objection."),
        State.MENDING: gettext("It is being mended by the post in charge."),
        State.REPORTED: gettext("It waits for somebody else to see it after the mending."),
        State.VERIFIED: gettext("It waits for the leader to post it or to close it out."),
        State.POSTED: gettext("It is posted; it is closed out afterwards."),
    }
    return sentences.get(State(finding.state), "")


def concern_of(finding: Finding, account: Account) -> Concern | None:
    """Return the concern that brought a finding up, if the account may read it; none that accuses somebody by now."""
    kind, _colon, key = finding.source_ref.partition(":")
    if kind != "concern":
        return None
    found: Concern | None = Concern.objects.visible_to(account).filter(key=key).first()
    return found if found and is_about_a_place(found) else None
