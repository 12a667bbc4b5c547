"""Findings on the screen: listed, opened, and each as its story with the next step first."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.casework.models import Concern, Topic
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page
from zerentian.organization.rules.places import place
from zerentian.rectification.actions.opening import open_finding, open_from_concern
from zerentian.rectification.forms.findings import FindingFilter, OpenForm
from zerentian.rectification.models import Finding
from zerentian.rectification.models.findings import FindingQuerySet
from zerentian.rectification.rules.findings import OWED_STATES, Level, Source, State
from zerentian.rectification.views.moves import moves_of

PAGE = 50
LAST_PAGE = 10_000
BESIDE = ("unit", "responsible", "area", "place_unit", "recurs_from", "joined_to")


@allow("finding.view")
@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    """List the findings the account may see, the soonest due first, narrowed as asked for."""
    account, form = actor(request), FindingFilter(request.GET, account=actor(request))
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(Finding.objects.visible_to(account), wanted, account)
    page = page_number(request)
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    query = {name: value for name, value in request.GET.items() if value and name != "page"}
    context = {
        "form": form,
        "rows": [(one, one.light(account.today)) for one in found[:PAGE]],
        "older": f"?{urlencode(query | {'page': page + 1})}" if len(found) > PAGE else "",
        "newer": f"?{urlencode(query | {'page': page - 1})}" if page > 1 else "",
        "narrowed": bool(query),
        "query": urlencode(query),
        "may_open": account.may("finding.open"),
        "may_set_terms": account.may("duty.manage"),
    }
    return render(request, "rectification/finding_list.html", context)


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for, the first for what is no page."""
    said = request.GET.get("page", "")
    return min(max(int(said), 1), LAST_PAGE) if said.isdecimal() and len(said) < 6 else 1


def narrowed(rows: FindingQuerySet, wanted: dict[str, Any], account: Account) -> FindingQuerySet:
    """Return the findings that the filter lets through: what is to be done by its due day, the rest newest first."""
    for name in ("unit", "kind", "source", "level"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    state = wanted.get("state", "")
    rows = in_state(rows, state, account)
    if words := wanted.get("q", "").strip():
        rows = rows.filter(speaking_of(words))
    rows = rows.select_related("unit", "responsible__unit").prefetch_related("unit__periods")
    to_do = state in ("", "mine", "overdue") or state in OWED_STATES
    return rows.order_by("due", "-found_on", "-pk") if to_do else rows.order_by("-found_on", "-pk")


def in_state(rows: FindingQuerySet, state: str, account: Account) -> FindingQuerySet:
    """Return the findings in a state; by default the open ones."""
    moment = now()
    sorts = {
        "": rows.open(),
        "all": rows,
        "overdue": rows.overdue(moment),
        "back": rows.filter(Q(round__gt=1) | Q(recurs_from__isnull=False)),
        "mine": rows.filter(pk__in=mine(account).values("pk")),
    }
    return sorts[state] if state in sorts else rows.filter(state=state)


def mine(account: Account) -> FindingQuerySet:
    """Return the findings whose next step is the account's."""
    findings, today = Finding.objects, account.today
    keys = [
        rows.order_by().values("pk")
        for rows in (
            findings.waiting_for(account),
            findings.to_assign_by(account),
            findings.to_verify_by(account),
            findings.to_close_by(account, today),
            findings.to_look_back_by(account, today),
        )
    ]
    condition = Q(pk__in=[])
    for one in keys:
        condition |= Q(pk__in=one)
    return findings.filter(condition)


def speaking_of(words: str) -> Q:
    """Return the condition that a finding holds every one of some words, or has this number."""
    condition = Q()
    for word in words.split()[:6]:
        texts = ("title", "detail", "place", "violated", "source_document", "standard")
        holds = Q(source_number=word)
        for name in texts:
            holds |= Q(**{f"{name}__icontains": word})
        year, _dash, key = word.partition("-")
        if year.isdecimal() and len(year) == 4 and key.isdecimal() and len(key) <= 18:
            holds |= Q(pk=int(key), found_on__year=int(year))
        condition &= holds
    return condition


@allow("finding.open")
@takes(limits.evidence)
def finding_new(request: HttpRequest) -> HttpResponse:
    """Open a finding; ``?concern=`` or ``?topic=`` names the concern or hot matter that brought it up."""
    account = actor(request)
    concern, topic = concern_named(request, account), topic_named(request, account)
    sent = request.method == "POST"
    form = OpenForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        account=account,
        initial=begun_from(topic) or begun(concern, request),
    )
    if concern:
        for name in ("source", "source_document", "source_number", "source_level"):
            del form.fields[name]
    if form.is_valid():
        try:
            finding = opened(form, concern, account, topic)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Opened. Now somebody is put in charge of it."))
            return redirect("rectification:finding-detail", finding.pk)
    context = {"form": form, "concern": concern}
    return form_page(request, "rectification/finding_new.html", form, context)


def concern_named(request: HttpRequest, account: Account) -> Concern | None:
    """Return the concern named in the address, 404 for one that the account may not read."""
    key = request.GET.get("concern", "")[:16]
    return get_object_or_404(Concern.objects.visible_to(account), key=key) if key else None


def topic_named(request: HttpRequest, account: Account) -> Topic | None:
    """Return the hot matter named in the address, 404 for one that the account may not see."""
    key = place(request.GET.get("topic", ""))
    return get_object_or_404(Topic.objects.visible_to(account), pk=key) if key else None


def begun_from(topic: Topic | None) -> dict[str, Any]:
    """Return what the form begins with: the matter and place of a hot matter."""
    if topic is None:
        return {}
    return {"title": topic.title, "place": topic.place, "unit": topic.unit_id, "source": Source.TOPIC}


def begun(concern: Concern | None, request: HttpRequest) -> dict[str, Any]:
    """Return what the form begins with: the matter and place of a concern, never who brought it; else what the
    address says, such as a sentence of an audited report."""
    if concern is None:
        said = {name: request.GET.get(name, "")[:200] for name in ("title", "source")}
        return {name: value for name, value in said.items() if value}
    return {
        "title": concern.title,
        "place": concern.place[:120],
        "unit": concern.place_unit_id or concern.lead_id or concern.unit_id,
    }


def opened(form: OpenForm, concern: Concern | None, account: Account, topic: Topic | None = None) -> Finding:
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
    ref = topic.ref if topic and chosen is Source.TOPIC else ""
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
    measures = finding.measures.select_related("responsible__unit").prefetch_related("assisting__periods")
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
        "entries": Entry.objects.about(finding.ref),
    }
    return render(request, "rectification/finding_detail.html", context)


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
    """Return the concern that brought a finding up, if the account may read it."""
    kind, _colon, key = finding.source_ref.partition(":")
    if kind != "concern":
        return None
    found: Concern | None = Concern.objects.visible_to(account).filter(key=key).first()
    return found
