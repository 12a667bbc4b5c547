"""The matters of meetings on the screen: put before one, dealt with, and the decisions they bring."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.duties.actions.agenda import place_item, put_item, table_item
from zerentian.duties.actions.decisions import decide
from zerentian.duties.forms.agenda import DecideForm, ItemForm
from zerentian.duties.models import Decision, Meeting, MeetingItem, MeetingKind
from zerentian.duties.models.meeting_labels import CHECKS
from zerentian.duties.rules.decisions import DecisionKind
from zerentian.duties.rules.meetings import Check, ItemState
from zerentian.duties.tabling import agenda_title, page_for, title_of
from zerentian.duties.views.meeting_moves import ITEM_MOVES, brought_an_outcome
from zerentian.duties.views.stepping import offered_moves, step_page
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page
from zerentian.organization.rules.places import place, row_key

BESIDE = ("unit", "kind__keeper", "meeting__keeper", "meeting__kind", "presenter__unit", "put_by")


def visible_item(request: HttpRequest, pk: int) -> MeetingItem:
    """Return a matter that the account may see, else 404."""
    rows = MeetingItem.objects.visible_to(actor(request)).select_related(*BESIDE)
    item: MeetingItem = get_object_or_404(rows, pk=pk)
    return item


@allow("meeting.put")
@takes(limits.evidence)
def item_new(request: HttpRequest) -> HttpResponse:
    """Put a matter before a meeting; ``?about=`` names what it comes from, ``?meeting=`` the agenda it goes on."""
    account = actor(request)
    about = request.GET.get("about", "")[:160]
    meeting = meeting_named(request, account)
    kinds = MeetingKind.objects.visible_to(account).in_force(account.today)
    try:
        title = title_of(about, account) if about else ""
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect(page_for(about, account) or "duties:meeting-list")
    posted = request.method == "POST"
    form = ItemForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        account=account,
        kinds=kinds,
        initial={"title": agenda_title(title)[:120], "kind": kind_of(meeting, kinds)},
    )
    if form.is_valid():
        try:
            item = put(form, about, meeting, account)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            said = gettext("It is on the agenda.") if meeting else gettext("It waits for the meeting.")
            messages.success(request, said)
            return (
                redirect("duties:meeting-detail", meeting.pk)
                if meeting
                else redirect("duties:item-detail", item.pk)
            )
    context = {
        "about": page_for(about, account),
        "title": title,
        "has_kinds": kinds.exists(),
        "meeting": meeting,
    }
    return form_page(request, "duties/item_form.html", form, context)


def meeting_named(request: HttpRequest, account: Account) -> Meeting | None:
    """Return the meeting named in the address, 404 for one that the account does not keep."""
    key = row_key(request.GET.get("meeting", ""))
    return get_object_or_404(Meeting.objects.kept_by(account), pk=key) if key else None


def kind_of(meeting: Meeting | None, kinds: Any) -> MeetingKind | None:
    """Return the rule in force of a meeting's kind, None where no meeting is named."""
    found: MeetingKind | None = (
        kinds.filter(name=meeting.name, unit=meeting.unit_id).first() if meeting else None
    )
    return found


@transaction.atomic
def put(form: ItemForm, about: str, meeting: Meeting | None, account: Account) -> MeetingItem:
    """Put the matter before its kind of meeting, and on the agenda where a meeting is named: both, or neither."""
    item = put_item(about=about, by=account, now=now(), **form.said())
    if meeting is not None:
        table_item(item, meeting=meeting, by=account, now=now())
    return item


@allow("meeting.view")
@require_safe
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a matter: what it is, where it comes from, what came of it."""
    account, item = actor(request), visible_item(request, pk)
    decisions = (
        Decision.objects.visible_to(account).filter(item=item).select_related("meeting", "lead", "unit")
    )
    context = {
        "item": item,
        "may_decide": may_decide(item, account),
        "about": page_for(item.ref_of, account),
        "files": [use.file for use in item.files.select_related("file")],
        "decisions": [(one, one.light(account.today)) for one in decisions.prefetch_related("unit__periods")],
        "checks": [CHECKS[Check(one)] for one in item.checks],
        "entries": Entry.objects.about(item.ref),
    }
    context |= offered_moves(ITEM_MOVES, item, account, "duties:item-step")
    return render(request, "duties/item_detail.html", context)


def may_decide(item: MeetingItem, account: Account) -> bool:
    """Tell whether the account may record a decision on the matter now."""
    settled = item.state == ItemState.SETTLED and brought_an_outcome(item, account)
    return settled and item.meeting is not None and account.may("meeting.manage", item.meeting.keeper)


@allow("meeting.manage", "meeting.put")
def item_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a matter."""
    account, item = actor(request), visible_item(request, pk)
    leads_to = (
        ("meeting-detail", item.meeting_id) if item.meeting_id and step == "settle" else ("item-detail", pk)
    )
    back = reverse(f"duties:{leads_to[0]}", args=[leads_to[1]])
    return step_page(request, ITEM_MOVES, step, item, account, back=back)


@allow("meeting.manage")
@require_POST
def item_table(request: HttpRequest, pk: int, meeting: int) -> HttpResponse:
    """Put a waiting matter on the agenda of a meeting, by one press."""
    account, item = actor(request), visible_item(request, pk)
    chosen = get_object_or_404(Meeting.objects.kept_by(account), pk=meeting)
    try:
        table_item(item, meeting=chosen, by=account, now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("It is on the agenda."))
    return redirect("duties:meeting-detail", chosen.pk)


@allow("meeting.manage")
def item_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was decided on a matter; one more part is asked for without losing what was typed."""
    account, item = actor(request), visible_item(request, pk)
    if not may_decide(item, account):
        messages.warning(
            request, gettext("This step can't be taken now, or not by you: see where it stands.")
        )
        return redirect("duties:item-detail", pk)
    parts = place(request.POST.get("parts", "")) or 1
    if request.method == "POST" and "more" in request.POST:
        form = DecideForm(noun=item, account=account, parts=parts + 1, initial=typed(request))
    else:
        data = request.POST if request.method == "POST" else None
        form = DecideForm(data, noun=item, account=account, parts=parts)
    if form.is_valid():
        kind = DecisionKind(form.cleaned_data["kind"])
        try:
            decide(item, text=form.cleaned_data["text"], parts=form.said(), kind=kind, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Decided. The signed minutes give it out."))
            return redirect("duties:meeting-detail", item.meeting_id)
    return form_page(request, "duties/item_decide.html", form, {"item": item})


def typed(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed into a form that is shown again with one part more."""
    return {
        name: request.POST.getlist(name) if name == "assisting" else request.POST.get(name)
        for name in request.POST
    }


@allow("meeting.manage")
@require_POST
def item_place(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Move a matter one place up or down the agenda."""
    account, item = actor(request), visible_item(request, pk)
    if way not in ("up", "down") or item.meeting is None:
        raise Http404
    try:
        place_item(item, earlier=way == "up", by=account, now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    return redirect("duties:meeting-detail", item.meeting.pk)
