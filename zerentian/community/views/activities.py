"""Activities on the screen: listed, announced, moved, cancelled, held; parties signed up at the counter."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zerentian.community.actions.activities import (
    announce_activity,
    cancel_activity,
    hold_activity,
    move_activity,
    recount_activity,
)
from zerentian.community.actions.signups import leave, reveal_list, sign_up, take_offer, widen
from zerentian.community.forms.activities import (
    ActivityFilter,
    ActivityForm,
    CounterForm,
    HeldForm,
    ReasonForm,
    WhenForm,
    WidenForm,
)
from zerentian.community.models import Activity, SignUp
from zerentian.community.models.activities import ActivityQuerySet
from zerentian.community.rules.activities import LIVE, Door, Standing, State
from zerentian.community.views.notices import PAGE, page_number
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import change_page, sent


@allow("activity.view")
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """List activities: what is to come and what nobody has reported yet first."""
    account, form, page = actor(request), ActivityFilter(request.GET), page_number(request)
    said = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(Activity.objects.visible_to(account), said).select_related("unit", "venue")
    found = list(rows.prefetch_related("signups")[(page - 1) * PAGE : page * PAGE + 1])
    moment, state = now(), said.get("state", "")
    step = f"?{urlencode({'state': state, 'q': said.get('q', '')})}&page="
    context = {
        "form": form,
        "rows": [(one, one.state == State.OPEN and one.ends_at <= moment) for one in found[:PAGE]],
        "may_keep": account.may("activity.keep"),
        "narrowed": bool(state or said.get("q")),
        "older": f"{step}{page + 1}" if len(found) > PAGE else "",
        "newer": f"{step}{page - 1}" if page > 1 else "",
    }
    return render(request, "community/activity_list.html", context)


def narrowed(rows: ActivityQuerySet, said: dict[str, Any]) -> ActivityQuerySet:
    """Return the activities that the filter lets through."""
    state = said.get("state", "")
    for word in said.get("q", "").split()[:6]:
        rows = rows.filter(title__icontains=word)
    if state in ("", State.OPEN):
        return rows.filter(state=State.OPEN).order_by("begins_at", "pk")
    return rows if state == "all" else rows.filter(state=state)


def visible_activity(request: HttpRequest, pk: int) -> Activity:
    """Return an activity that the account may see, else 404."""
    rows = Activity.objects.visible_to(actor(request)).select_related("unit", "venue", "deed", "duty", "need")
    found: Activity = get_object_or_404(rows, pk=pk)
    return found


@allow("activity.view")
@require_safe
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an activity with its places and those who wait: numbers and codes, no names."""
    account, activity = actor(request), visible_activity(request, pk)
    parties = list(activity.signups.all())
    begun, is_open = activity.begins_at <= now(), activity.state == State.OPEN
    context = {
        "activity": activity,
        "parties": [one for one in parties if one.standing in LIVE],
        "waiting": sum(one.size for one in parties if one.standing == Standing.WAITING),
        "begun": begun,
        "is_open": is_open,
        "may_keep": account.may("activity.keep", activity.path),
        "may_sign_up": is_open and not begun and account.may("activity.sign_up", activity.path),
        "others": Activity.objects.filter(series=activity.series)
        .exclude(pk=activity.pk)
        .order_by("begins_at")
        if activity.series
        else (),
        "looks": activity.looks.all(),
        "entries": Entry.objects.about(activity.ref),
    }
    return render(request, "community/activity_detail.html", context)


@allow("activity.keep")
def activity_new(request: HttpRequest) -> HttpResponse:
    """Announce an activity, or a series."""
    account = actor(request)
    form = ActivityForm(sent(request), account=account)
    return change_page(
        request,
        form,
        lambda said: announce_activity(
            form.plan(), unit=said["unit"], weeks=said["weeks"], by=account, now=now()
        ),
        back=reverse("community:activity-list"),
        title=_("Announce an activity"),
        intro=_(
            "It stands on the residents' page and in its calendar at once. The venue is taken for its time."
        ),
        button=_("Announce it"),
        done=_("Announced."),
    )


def changed(
    request: HttpRequest, activity: Activity, form: Any, act: Any, title: str, intro: str = ""
) -> HttpResponse:
    """Show a form that changes an activity, and lead back to it."""
    return change_page(
        request,
        form,
        act,
        back=reverse("community:activity-detail", args=[activity.pk]),
        title=title,
        intro=intro or activity.title,
        button=title,
        done=_("Recorded."),
    )


@allow("activity.keep")
def activity_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an activity to another time or venue."""
    account, activity = actor(request), visible_activity(request, pk)
    form = WhenForm(sent(request), account=account, activity=activity)
    return changed(
        request,
        activity,
        form,
        lambda said: move_activity(activity, **said, by=account, now=now()),
        _("Move it"),
        _(
            "Everybody who signed up stays signed up and reads the new time on their page. Telephone the others."
        ),
    )


@allow("activity.keep")
def activity_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an activity."""
    account, activity = actor(request), visible_activity(request, pk)
    return changed(
        request,
        activity,
        ReasonForm(sent(request)),
        lambda said: cancel_activity(activity, **said, by=account, now=now()),
        _("Cancel it"),
        _("The reason stands on the residents' page. Telephone those who signed up while their list stays."),
    )


@allow("activity.keep")
def activity_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it was held, or correct what was counted."""
    account, activity = actor(request), visible_activity(request, pk)
    act = recount_activity if activity.deed_id else hold_activity
    return changed(
        request,
        activity,
        HeldForm(sent(request), activity=activity),
        lambda said: act(activity, **said, by=account, now=now()),
        _("Correct the count") if activity.deed_id else _("It was held"),
        _("One number and how it was counted. The deed is recorded with it; nobody's name is kept."),
    )


@allow("activity.keep")
def activity_widen(request: HttpRequest, pk: int) -> HttpResponse:
    """Add places."""
    account, activity = actor(request), visible_activity(request, pk)
    return changed(
        request,
        activity,
        WidenForm(sent(request)),
        lambda said: widen(activity, **said, by=account, now=now()),
        _("Add places"),
    )


@allow("activity.sign_up")
def activity_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a party up that telephones or stands at the counter."""
    account, activity = actor(request), visible_activity(request, pk)
    form = CounterForm(sent(request), alone=hasattr(activity, "need"))
    return changed(
        request,
        activity,
        form,
        lambda said: say_code(
            request,
            sign_up(
                activity, told=form.told, size=said["size"], door=Door(said["door"]), by=account, now=now()
            ),
        ),
        _("Sign somebody up"),
        _(
            "The same list as on the page, in the order of arrival. Tell them the code: with it they look and leave."
        ),
    )


def say_code(request: HttpRequest, party: SignUp) -> None:
    """Say the code of a party that was signed up, and where it stands."""
    said = _("Code %(code)s: %(standing)s") % {
        "code": party.spelled,
        "standing": party.get_standing_display(),
    }
    messages.success(request, said)


@allow("activity.sign_up")
@require_POST
def party_step(request: HttpRequest, pk: int, party: int, step: str) -> HttpResponse:
    """Let a party leave or take its offer, as it said by telephone or at the counter."""
    account, activity = actor(request), visible_activity(request, pk)
    row = get_object_or_404(activity.signups, pk=party)
    try:
        (take_offer if step == "take" else leave)(row, by=account, now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect("community:activity-detail", activity.pk)


@allow("activity.keep")
def activity_names(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who signed up, for a stated reason; the look is recorded."""
    account, activity = actor(request), visible_activity(request, pk)
    form = ReasonForm(sent(request))
    context: dict[str, Any] = {"form": form, "activity": activity, "rows": None}
    if form.is_bound and form.is_valid():
        context["rows"] = reveal_list(activity, reason=form.cleaned_data["reason"], by=account, now=now())
    status = 422 if form.is_bound and not form.is_valid() else 200
    answer = render(request, "community/activity_names.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
