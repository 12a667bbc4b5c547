"""Concerns on the screen: listed, and each as its story."""

from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.casework.listed import CONCERNS, light_of
from zerentian.casework.models import (
    Accusation,
    AskedTime,
    Assistance,
    CallBack,
    Concern,
    ConcernFile,
    Happening,
    Mention,
    PublicAnswer,
    Reply,
    Review,
    SubTask,
)
from zerentian.casework.models.parts import gather
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.views.callbacks import callback_page
from zerentian.casework.views.conditions import seen
from zerentian.casework.views.publishing import publishing_page
from zerentian.casework.views.replies import reply_page
from zerentian.casework.views.reviews import review_page
from zerentian.casework.views.shield import entries_of, happenings_of, visible_concern
from zerentian.casework.views.steps import moves_of
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.access import actor, allow
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account, LocalClock
from zerentian.organization.rules.clocks import CLOCKS

# What several parts of a concern's page read, each asked for once.
BESIDE: "dict[str, tuple[str | Prefetch[Any], ...]]" = {
    "clocks": ("clocks",),
    "happenings": (Prefetch("happenings", Happening.objects.select_related("by")),),
    "accusations": (Prefetch("accusations", Accusation.objects.select_related("unit", "account")),),
    "assistances": (
        Prefetch("assistances", Assistance.objects.select_related("unit").prefetch_related("unit__periods")),
    ),
    "callbacks": (Prefetch("callbacks", CallBack.objects.select_related("by")),),
    "clocks__asked": (Prefetch("clocks__asked", AskedTime.objects.select_related("asked_by")),),
    "clocks__extensions": ("clocks__extensions__approved_by",),
    "clocks__pauses": ("clocks__pauses",),
    "files": (Prefetch("files", ConcernFile.objects.select_related("file")),),
    "happenings__mentions": ("happenings__mentions__post",),
    "mentions": ("mentions",),
    "public_answers": (Prefetch("public_answers", PublicAnswer.objects.select_related("published_by")),),
    "questions": ("questions",),
    "replies": (Prefetch("replies", Reply.objects.select_related("unit", "drafted_by", "released_by")),),
    "reviews": (Prefetch("reviews", Review.objects.select_related("unit", "decided_by")),),
    "subtasks": (Prefetch("subtasks", SubTask.objects.select_related("task")),),
    "visits": ("visits__check_of_promise",),
}
STEP_CLOCKS = (Purpose.ACCEPT, Purpose.OBJECTION, Purpose.RULING)


@allow("desk.view")
@require_safe
def concern_list(request: HttpRequest) -> HttpResponse:
    """List the concerns the account may see."""
    context = {"may_keep": actor(request).may("concern.category")}
    return list_page(request, CONCERNS, template="casework/concern_list.html", context=context)


@allow("desk.view")
@require_safe
def concern_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show a concern as its story, with the steps the account may take now."""
    account, concern = actor(request), visible_concern(request, key)
    prefetch_related_objects([one for one in (concern.unit, concern.lead) if one], "periods")
    gather(concern, BESIDE)
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
        "moves": (moves := moves_of(concern, account)),
        "seen": seen(concern),
        "happenings": happenings_of(concern, account),
        "addressed": addressed_to(account, concern),
        "may_answer": any(code == "note" for code, _ in moves),
        "clocks": (clocks := clocks_of(concern)),
        "clocks_aside": any(clock["aside"] for clock in clocks),
        "answered": answers_of(concern),
        "files": concern.files.all(),
        "visits": concern.visits.all(),
        "helping": [one for one in concern.assistances.all() if not one.ended],
        "tasks": concern.subtasks.all(),
        "lead_case": next((one for one in linked if one.pk == concern.linked_to_id), None),
        "linked": [one for one in linked if one.pk != concern.linked_to_id],
        "accused": accused_of(concern) if account.may("concern.shield", concern.unit) else [],
    }


def addressed_to(account: Account, concern: Concern) -> list[Mention]:
    """Return the comments that wait for the account to read them."""
    if not concern.mentions.all():
        return []
    waiting = Mention.objects.waiting_for(account).filter(concern=concern)
    return list(waiting.select_related("post", "happening__by"))


def visible_cases(concern: Concern, account: Account) -> list[Concern]:
    """Return the concerns linked with this one that the account may see, the newest first."""
    if not concern.linked_to_id and not concern.linked.exists():
        return []
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
    standing = [one for one in concern.accusations.all() if not one.lifted]
    return [one.unit.name if one.unit else str(one.account) for one in standing]
