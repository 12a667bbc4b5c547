"""Concerns on the screen: listed, and each as its story."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.casework import search
from zerentian.casework.forms.concerns import ConcernFilter
from zerentian.casework.models import Assistance, Concern, Reply, Review
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.models.dispatches import led_by
from zerentian.casework.models.labels import CHANNELS, STATES
from zerentian.casework.rules.clocks import SOON_DAYS, Purpose
from zerentian.casework.rules.concerns import Channel, State
from zerentian.casework.views.callbacks import callback_page
from zerentian.casework.views.publishing import publishing_page
from zerentian.casework.views.replies import reply_page
from zerentian.casework.views.reviews import review_page
from zerentian.casework.views.shield import entries_of, happenings_of, visible_concern
from zerentian.casework.views.steps import moves_of, seen
from zerentian.duties.rules.lights import Light
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account, LocalClock
from zerentian.organization.rules.clocks import CLOCKS

PAGE = 50
LONGEST_KEY = 16
# What several parts of a concern's page read, each asked for once.
BESIDE = (
    "unit__periods",
    "lead__periods",
    "clocks__pauses",
    "clocks__extensions__approved_by",
    "visits",
    Prefetch("assistances", Assistance.objects.select_related("unit").prefetch_related("unit__periods")),
    Prefetch("replies", Reply.objects.select_related("unit", "drafted_by", "released_by")),
    Prefetch("reviews", Review.objects.select_related("unit", "decided_by")),
)
STEP_CLOCKS = (Purpose.ACCEPT, Purpose.OBJECTION, Purpose.RULING)
MINE = (State.DISPATCHED, State.HANDLING, State.OBJECTED, State.RECEIVED, State.TRIAGED, State.DRAFTED)


@allow("desk.view")
@require_safe
def concern_list(request: HttpRequest) -> HttpResponse:
    """List the concerns the account may see, newest first, narrowed as asked for."""
    account, moment = actor(request), now()
    form = ConcernFilter(request.GET, account=account)
    wanted = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    visible = Concern.objects.visible_to(account)
    last = last_of(visible, request)
    try:
        rows = page_of(narrowed(visible, wanted, account), wanted, last)
    except NotAllowed as refusal:
        form.add_error("q", str(refusal))
        rows = []
    query = {name: value for name, value in request.GET.items() if value and name != "before"}
    context = {
        "form": form,
        "rows": [shown(concern, moment) for concern in rows[:PAGE]],
        "older": f"?{urlencode(query | {'before': rows[PAGE - 1].key})}" if len(rows) > PAGE else "",
        "newer": f"?{urlencode(query)}" if before else "",
        "narrowed": bool(query),
        "may_register": account.may("concern.register"),
        "may_dispatch": account.may("concern.dispatch"),
        "may_keep": account.may("concern.category"),
    }
    return render(request, "casework/concern_list.html", context)


def narrowed(rows: ConcernQuerySet, wanted: dict[str, Any], account: Account) -> ConcernQuerySet:
    """Return the concerns that the filter lets through."""
    for name in ("kind", "channel", "category", "lead"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("first"):
        rows = rows.filter(received_at__date__gte=wanted["first"])
    if wanted.get("last"):
        rows = rows.filter(received_at__date__lte=wanted["last"])
    rows = in_state(rows, wanted.get("state", ""), account)
    today = local_day(now())
    if wanted.get("clock") == "red":
        rows = rows.overdue(now())
    elif wanted.get("clock") == "amber":
        rows = rows.due_within(today, SOON_DAYS)
    return rows.select_related("lead", "category").prefetch_related("lead__periods")


def in_state(rows: ConcernQuerySet, state: str, account: Account) -> ConcernQuerySet:
    """Return the concerns in a state, the open ones, or those whose next step is the account's."""
    if state == "open":
        return rows.open()
    if state == "mine":
        desk = Q(unit__in=account.unit_keys("concern.dispatch"))
        return rows.filter(
            desk & Q(state__in=(State.RECEIVED, State.TRIAGED, State.OBJECTED))
            | led_by(account) & Q(state__in=(State.DISPATCHED, State.HANDLING))
        )
    return rows.filter(state=state) if state else rows


def last_of(visible: ConcernQuerySet, request: HttpRequest) -> Concern | None:
    """Return the last concern of the page before, which the address names by its random key, not by a number."""
    before = request.GET.get("before", "")[:LONGEST_KEY]
    last: Concern | None = visible.filter(key=before).first() if before else None
    return last


def page_of(rows: ConcernQuerySet, wanted: dict[str, Any], last: Concern | None) -> list[Concern]:
    """Return a page of concerns and one more; by words those that hold them, else by the day of receipt."""
    if words := wanted.get("q", "").strip():
        return search.find(rows, words, before=last.pk if last else None, limit=PAGE + 1)
    if last:
        rows = rows.filter(
            Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, pk__lt=last.pk)
        )
    return list(rows.newest_first()[: PAGE + 1])


def shown(concern: Concern, moment: datetime) -> tuple[Concern, Light, str, str]:
    """Return a line of the list: the concern, its light, what its channel and its state are called."""
    channel, state = CHANNELS[Channel(concern.channel)], STATES[State(concern.state)]
    return concern, light_of(concern, moment), str(channel), str(state)


def light_of(concern: Concern, moment: datetime) -> Light:
    """Return the light of a concern's answer: none once it is answered, or where nothing was promised."""
    if not concern.is_open or concern.due is None:
        return Light.NONE
    if concern.is_overdue(moment):
        return Light.RED
    return Light.AMBER if concern.due <= local_day(moment) + timedelta(days=SOON_DAYS) else Light.GREEN


@allow("desk.view")
@require_safe
def concern_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show a concern as its story, with the steps the account may take now."""
    account, concern = actor(request), visible_concern(request, key)
    prefetch_related_objects([concern], *BESIDE)
    context = (
        story(concern, account)
        | reply_page(concern, account)
        | callback_page(concern, account)
        | review_page(concern, account)
        | publishing_page(concern, account)
        | {"may_reveal": account.may("contact.reveal", concern.unit)}
        | {"entries": entries_of(concern, account)}
        | {"logged": request.session.pop(f"logged:{concern.key}", None)}
    )
    return render(request, "casework/concern_detail.html", context)


def story(concern: Concern, account: Account) -> dict[str, Any]:
    """Return what was said and done, how the clocks stand, and the steps that may be taken."""
    linked = visible_cases(concern, account)
    return {
        "light": light_of(concern, now()),
        "moves": moves_of(concern, account),
        "seen": seen(concern),
        "happenings": happenings_of(concern, account),
        "clocks": (clocks := clocks_of(concern)),
        "clocks_aside": any(clock["aside"] for clock in clocks),
        "answered": answers_of(concern),
        "files": concern.files.select_related("file"),
        "visits": concern.visits.all(),
        "helping": [one for one in concern.assistances.all() if not one.ended],
        "tasks": concern.subtasks.select_related("task"),
        "lead_case": next((one for one in linked if one.pk == concern.linked_to_id), None),
        "linked": [one for one in linked if one.pk != concern.linked_to_id],
        "accused": accused_of(concern) if account.may("concern.shield", concern.unit) else [],
    }


def visible_cases(concern: Concern, account: Account) -> list[Concern]:
    """Return the concerns linked with this one that the account may see, the newest first."""
    linked = (
        Q(linked_to=concern) | Q(pk=concern.linked_to_id) if concern.linked_to_id else Q(linked_to=concern)
    )
    return list(Concern.objects.visible_to(account).filter(linked).newest_first())


def clocks_of(concern: Concern) -> list[dict[str, Any]]:
    """Return the clocks side by side, the running ones first, each with its rule's article."""
    moment, book = now(), LocalClock.objects.rulebook()
    return [
        {
            "run": run,
            "source": book.clock(run.rule_id, run.start).source,
            "right": CLOCKS[run.rule_id].duty == "right",
            "overdue": run.is_overdue(moment),
            "aside": run.stopped_on is not None and run.purpose in STEP_CLOCKS,
            "moment": run.moment.astimezone(LOCAL) if run.moment else None,
        }
        for run in sorted(concern.clocks.all(), key=lambda run: (run.stopped_on is not None, run.pk))
    ]


def answers_of(concern: Concern) -> list[tuple[str, str]]:
    """Return the category's extra questions with what was answered."""
    labels = {one["code"]: one["label"] for one in (concern.category.asked if concern.category else [])}
    return [(labels.get(code, code), str(answer)) for code, answer in concern.answered.items()]


def accused_of(concern: Concern) -> list[str]:
    """Return whom of the office the matter accuses, by name."""
    standing = concern.accusations.filter(lifted=False).select_related("unit", "account")
    return [one.unit.name if one.unit else str(one.account) for one in standing]
