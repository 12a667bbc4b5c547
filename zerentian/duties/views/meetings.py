"""Meetings on the screen: listed, prepared, each as its story with agenda, decisions and minutes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.duties.actions.meetings import prepare_meeting, set_meeting_kind
from zerentian.duties.forms.meetings import KindForm, MeetingFilter, PrepareForm
from zerentian.duties.models import (
    Decision,
    DecisionEvent,
    Meeting,
    MeetingItem,
    MeetingKind,
    Minutes,
    MinutesRound,
    MinutesScan,
)
from zerentian.duties.rules.decisions import DecisionStep
from zerentian.duties.rules.meetings import AGENDA_STATES, OPEN_STATES, ItemState, MeetingState
from zerentian.duties.rules.minutes import for_everybody
from zerentian.duties.tabling import suggestions
from zerentian.duties.told import MINUTES, minutes_told
from zerentian.duties.views.meeting_moves import MEETING_MOVES
from zerentian.duties.views.stepping import offered_moves, step_page
from zerentian.evidence.actions import Beside, decided_pairs, laid_beside
from zerentian.evidence.models import File
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.places import place
from zerentian.organization.subjects import page_of

PAGE = 50
# How many other meetings' minutes are compared with one.
LOOKED_AT = 60
BESIDE = ("unit", "keeper", "kind", "chair", "recorder")


@allow("meeting.view")
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """List the meetings the account may see, the newest first, and what waits for one."""
    account = actor(request)
    rows = Meeting.objects.visible_to(account).select_related("chair", "unit")
    names = sorted(set(MeetingKind.objects.visible_to(account).values_list("name", flat=True)))
    form = MeetingFilter(request.GET, names=names)
    wanted = form.cleaned_data if form.is_valid() else {}
    if wanted.get("name"):
        rows = rows.filter(name=wanted["name"])
    state = wanted.get("state", "")
    if state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state:
        rows = rows.filter(state=state)
    page = place(request.GET.get("page", ""), 1)
    found = list(rows.order_by("-held_on", "-pk")[(page - 1) * PAGE : page * PAGE + 1])
    query = {name: value for name, value in request.GET.items() if value and name != "page"}
    waiting = MeetingItem.objects.visible_to(account).waiting().select_related("kind", "presenter")
    context = {
        "form": form,
        "rows": [(one, one.minutes_overdue(now())) for one in found[:PAGE]],
        "waiting": waiting[:PAGE],
        "older": f"?{urlencode(query | {'page': page + 1})}" if len(found) > PAGE else "",
        "newer": f"?{urlencode(query | {'page': page - 1})}" if page > 1 else "",
        "narrowed": bool(query),
        "may_prepare": account.may("meeting.manage"),
        "may_put": account.may("meeting.put"),
        "may_rule": account.may("duty.manage"),
        "has_kinds": bool(names),
    }
    return render(request, "duties/meeting_list.html", context)


def visible_meeting(request: HttpRequest, pk: int) -> Meeting:
    """Return a meeting that the account may see, else 404."""
    rows = Meeting.objects.visible_to(actor(request)).select_related(*BESIDE)
    meeting: Meeting = get_object_or_404(rows, pk=pk)
    return meeting


@allow("meeting.manage")
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Begin to prepare a meeting."""
    account = actor(request)
    kinds = MeetingKind.objects.in_force(account.today).kept_by(account)
    form = PrepareForm(sent(request), account=account, kinds=kinds)
    if form.is_valid():
        try:
            meeting = prepare_meeting(by=account, now=now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Begun. Now put matters on its agenda, then call it."))
            return redirect("duties:meeting-detail", meeting.pk)
    context = {"has_kinds": kinds.exists(), "may_rule": account.may("duty.manage")}
    return form_page(request, "duties/meeting_form.html", form, context)


@allow("meeting.view")
@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting: its agenda and outcomes, its decisions as they stand now, its minutes, its story."""
    account, meeting = actor(request), visible_meeting(request, pk)
    context = {
        "meeting": meeting,
        "overdue": meeting.minutes_overdue(now()),
        "items": shown_items(meeting, account),
        "hidden": meeting.items.count()
        - MeetingItem.objects.visible_to(account).filter(meeting=meeting).count(),
        "decisions": standing(meeting, account),
        "minutes": meeting.minutes.select_related("drafted_by", "agreed_by", "signed_by", "post"),
        "sees_all": meeting.is_read_whole_by(account),
        "story": meeting.story.select_related("by"),
        "entries": Entry.objects.about(meeting.ref),
    }
    context |= agenda_context(meeting, account) | offered_moves(
        MEETING_MOVES, meeting, account, "duties:meeting-step"
    )
    return render(request, "duties/meeting_detail.html", context)


def shown_items(meeting: Meeting, account: Account) -> list[tuple[MeetingItem, list[File]]]:
    """Return the matters of a meeting that the account may see, each with its papers."""
    rows = MeetingItem.objects.visible_to(account).filter(meeting=meeting).order_by("position", "pk")
    found = rows.select_related("presenter__unit").prefetch_related("files__file")
    return [(item, [use.file for use in item.files.all()]) for item in found]


def agenda_context(meeting: Meeting, account: Account) -> dict[str, Any]:
    """Return what may still go on the agenda, for who keeps the meeting: what waits, and what suggests itself."""
    keeps = account.may("meeting.manage", meeting.keeper) and meeting.state in AGENDA_STATES
    if not keeps:
        return {"keeps": False}
    waiting = MeetingItem.objects.visible_to(account).waiting().of_kind(meeting.unit_id, meeting.name)
    here = Q(meeting=meeting) | Q(state__in=(ItemState.WAITING, ItemState.TABLED))
    put = set(MeetingItem.objects.filter(here).values_list("ref_of", flat=True))
    put |= {item.ref for item in meeting.items.all()}
    found = suggestions(account, meeting.unit, now())
    suggested = [(one, page_of(one.ref)) for one in found if one.ref not in put]
    return {"keeps": True, "waiting": waiting, "suggested": suggested}


def standing(meeting: Meeting, account: Account) -> list[tuple[Decision, object]]:
    """Return what a meeting decided or carried over, of what the account may read, as it stands now, with its light."""
    carried = DecisionEvent.objects.filter(meeting=meeting, step=DecisionStep.CARRY).values("decision")
    rows = Decision.objects.visible_to(account).filter(Q(meeting=meeting) | Q(pk__in=carried))
    rows = rows.order_by("meeting__held_on", "meeting", "serial", "letter")
    found = rows.select_related("meeting", "lead", "unit", "task", "replaced_by__meeting")
    return [(one, one.light(account.today)) for one in found.prefetch_related("unit__periods")]


@allow("meeting.manage", "meeting.agree", "meeting.sign")
@takes(limits.evidence)
def meeting_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a meeting; minutes are shown whole to who agrees to, returns or signs them."""
    account, meeting = actor(request), visible_meeting(request, pk)
    newest = meeting.minutes.first()
    reading = step in ("agree", "sign", "return") and newest is not None and meeting.is_read_whole_by(account)
    last = meeting.story.order_by("-pk").values_list("pk", flat=True).first()
    return step_page(
        request,
        MEETING_MOVES,
        step,
        meeting,
        account,
        back=reverse("duties:meeting-detail", args=[meeting.pk]),
        seen=str(last or ""),
        context={
            "minutes": newest if reading else None,
            "round": MinutesRound.objects.filter(minutes=newest).first() if reading else None,
            "alike": told_before(meeting, account) if reading else [],
        },
    )


@allow("meeting.view")
@require_safe
def minutes_detail(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Show one draft or issue of the minutes, the decisions beside it as they stand now.

    Drafts are read by who works on them; signed ones by everybody who reads meetings, without inner matters.
    """
    account, meeting = actor(request), visible_meeting(request, pk)
    rows = meeting.minutes.select_related("drafted_by", "agreed_by", "signed_by", "post")
    minutes: Minutes = get_object_or_404(rows, version=version)
    whole = meeting.is_read_whole_by(account)
    if not whole and minutes.signed_on is None:
        raise Http404
    text = minutes.text if whole else for_everybody(minutes.text)
    alike = told_before(meeting, account) if rows.first() == minutes else []
    context = {
        "round": MinutesRound.objects.filter(minutes=minutes).first(),
        "scans": File.objects.visible_to(account).filter(
            pk__in=MinutesScan.objects.filter(minutes=minutes).values("file")
        ),
        "alike": alike,
        "pairs": decided_pairs(meeting.ref, alike, account),
        "meeting": meeting,
        "minutes": minutes,
        "text": text,
        "shortened": text != minutes.text,
        "decisions": standing(meeting, account),
        "is_newest": rows.first() == minutes and meeting.state == MeetingState.SIGNED,
        "entry": Entry.objects.about(meeting.ref).filter(verb="meeting.signed").first(),
    }
    return render(request, "duties/minutes_detail.html", context)


def told_before(meeting: Meeting, account: Account) -> list[Beside]:
    """Return the earlier meetings whose minutes these nearly repeat, for who agrees to them or signs them.

    Reckoned while the page is made, of what the account may read; nothing is kept until a person decides.
    """
    judges = any(account.may(right, meeting.unit) for right in MINUTES.rights)
    if not judges or MINUTES.wrote(account).filter(pk=meeting.pk).exists():
        return []
    earlier = Meeting.objects.visible_to(account).filter(held_on__lte=meeting.held_on, edition__gt=0)
    keys = earlier.exclude(pk=meeting.pk).order_by("-held_on", "-pk").values_list("pk", flat=True)[:LOOKED_AT]
    told = minutes_told(account, [meeting.pk, *keys])
    others = [(key, one.text) for key, one in told.items() if key != meeting.pk]
    return laid_beside(account, meeting.ref, told[meeting.pk].text, others)


@allow("duty.manage")
def meeting_kinds(request: HttpRequest) -> HttpResponse:
    """Show the rules of meetings that are set here, and set one."""
    account = actor(request)
    form = KindForm(sent(request), account=account)
    if form.is_valid():
        try:
            set_meeting_kind(by=account, now=now(), **form.said())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Set. It holds for the meetings prepared from that day on."))
            return redirect("duties:meeting-kinds")
    rows = MeetingKind.objects.allowed(account, "duty.manage").select_related("unit", "keeper")
    current = set(MeetingKind.objects.in_force(account.today).values_list("pk", flat=True))
    context = {"rows": [(row, row.pk in current) for row in rows.prefetch_related("keeper__periods")]}
    return form_page(request, "duties/meeting_kinds.html", form, context)
