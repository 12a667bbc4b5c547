"""Hot matters: what seems one, what was confirmed, and every step on a topic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zerentian.casework import actions, suggestions
from zerentian.casework.forms.concerns import townships_of
from zerentian.casework.forms.topics import (
    CloseForm,
    ConfirmForm,
    DescribeForm,
    MembersForm,
    MergeForm,
    SplitForm,
)
from zerentian.casework.models import Concern, Topic
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.topics import Heat, TopicState
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import change_page, sent

RIGHT = "concern.triage"
# How many recent messages may be chosen among when a topic is confirmed by hand, or gets more.
CHOOSABLE = 200
PAGE = 100
Act = Callable[[Topic, dict[str, Any], Account, datetime], object]


@dataclass(frozen=True, slots=True)
class TopicStep:
    """One step on a topic: what it is called, from where it may be taken, its form, its action."""

    label: Any
    states: tuple[TopicState, ...]
    form: Callable[[HttpRequest, Topic, Account], forms.Form]
    act: Act


def free(unit: Unit, account: Account) -> ConcernQuerySet:
    """Return the messages of a township that may be put into a topic, the newest first."""
    rows = Concern.objects.visible_to(account).filter(unit=unit).counted().exclude(topics__ended=False)
    return rows.exclude(kind__in=(Kind.COMPLAINT, Kind.WRONGDOING)).order_by("-pk")


def newest(unit: Unit, account: Account) -> ConcernQuerySet:
    """Return the newest messages that may be put into a topic."""
    keys = list(free(unit, account).values_list("pk", flat=True)[:CHOOSABLE])
    return Concern.objects.filter(pk__in=keys).order_by("-pk")


def members_seen(topic: Topic, account: Account) -> ConcernQuerySet:
    """Return the messages of a topic that an account may read."""
    keys = topic.members.present().values("concern")
    return Concern.objects.visible_to(account).filter(pk__in=keys).order_by("-pk")


def named_in(request: HttpRequest) -> list[int]:
    """Return the keys of the messages that an address names."""
    named = request.GET.get("of", "").split(",")[:CHOOSABLE]
    return [int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 19]


STEPS: Mapping[str, TopicStep] = {
    "describe": TopicStep(
        _("Describe anew"),
        (TopicState.OPEN, TopicState.CLOSED),
        lambda request, topic, account: DescribeForm(
            sent(request), initial={"title": topic.title, "place": topic.place, "standing": topic.standing}
        ),
        lambda topic, said, by, at: actions.describe_topic(topic, **said, by=by, now=at),
    ),
    "join": TopicStep(
        _("Add messages"),
        (TopicState.OPEN,),
        lambda request, topic, account: MembersForm(
            sent(request),
            choosable=newest(topic.unit, account),
            initial={"concerns": free(topic.unit, account).filter(pk__in=named_in(request))},
        ),
        lambda topic, said, by, at: actions.join_topic(topic, concerns=list(said["concerns"]), by=by, now=at),
    ),
    "split": TopicStep(
        _("Split"),
        (TopicState.OPEN,),
        lambda request, topic, account: SplitForm(sent(request), choosable=members_seen(topic, account)),
        lambda topic, said, by, at: actions.split_topic(
            topic, concerns=list(said["concerns"]), title=said["title"], by=by, now=at
        ),
    ),
    "merge": TopicStep(
        _("Merge into another"),
        (TopicState.OPEN,),
        lambda request, topic, account: MergeForm(sent(request), topic=topic),
        lambda topic, said, by, at: actions.merge_topics(topic, into=said["into"], by=by, now=at),
    ),
    "unmerge": TopicStep(
        _("Undo the merge"),
        (TopicState.MERGED,),
        lambda request, topic, account: forms.Form(sent(request)),
        lambda topic, said, by, at: actions.unmerge_topic(topic, by=by, now=at),
    ),
    "close": TopicStep(
        _("Close the topic"),
        (TopicState.OPEN,),
        lambda request, topic, account: CloseForm(sent(request), initial={"standing": topic.standing}),
        lambda topic, said, by, at: actions.close_topic(topic, **said, by=by, now=at),
    ),
    "reopen": TopicStep(
        _("Take up again"),
        (TopicState.CLOSED,),
        lambda request, topic, account: forms.Form(sent(request)),
        lambda topic, said, by, at: actions.reopen_topic(topic, by=by, now=at),
    ),
}


def heat_said(heat: Heat) -> str:
    """Return the heat of a topic in words: people where they are known, messages, and whether one person wrote all."""
    messages = ngettext("%(n)d message", "%(n)d messages", heat.messages) % {"n": heat.messages}
    if heat.people is None:
        return gettext("people unknown, %(messages)s") % {"messages": messages}
    people = ngettext("%(n)d person", "%(n)d people", heat.people) % {"n": heat.people}
    if heat.is_series:
        return gettext("one person, %(messages)s") % {"messages": messages}
    more = ngettext(", %(n)d of them unknown", ", %(n)d of them unknown", heat.unknown) % {"n": heat.unknown}
    return f"{people} · {messages}{more if heat.unknown else ''}"


@allow("concern.view")
@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """List the topics, the hottest open ones first, and what seems one matter to whoever may confirm it."""
    account = actor(request)
    topics = [(topic, topic.heat) for topic in Topic.objects.visible_to(account)[:PAGE]]
    topics.sort(
        key=lambda pair: (pair[0].state != TopicState.OPEN, -(pair[1].people or 0), -pair[1].messages)
    )
    proposed = [
        (unit, one)
        for unit in townships_of(account)
        if account.may(RIGHT, unit)
        for one in suggestions.together(unit, account)
    ]
    context = {
        "topics": [(topic, heat_said(heat)) for topic, heat in topics],
        "proposed": proposed[:PAGE],
        "may_confirm": account.may(RIGHT),
    }
    return render(request, "casework/topic_list.html", context)


@allow(RIGHT)
def topic_new(request: HttpRequest) -> HttpResponse:
    """Confirm a topic: ``?of=`` names messages that seem to be one; any others may be chosen."""
    account = actor(request)
    units = [unit for unit in townships_of(account) if account.may(RIGHT, unit)]
    if not units:
        raise Http404
    unit = next((one for one in units if one.code == request.GET.get("unit")), units[0])
    chosen = list(free(unit, account).filter(pk__in=named_in(request)))
    keys = [one.pk for one in chosen] or list(free(unit, account).values_list("pk", flat=True)[:CHOOSABLE])
    initial = (
        {"title": chosen[0].title, "place": request.GET.get("place", "")[:60], "concerns": chosen}
        if chosen
        else {}
    )
    return change_page(
        request,
        ConfirmForm(
            sent(request), initial=initial, choosable=Concern.objects.filter(pk__in=keys).order_by("-pk")
        ),
        lambda said: actions.confirm_topic(
            unit=unit, **{**said, "concerns": list(said["concerns"])}, by=account, now=now()
        ),
        back=reverse("casework:topic-list"),
        title=gettext("Confirm a hot matter"),
        intro=gettext("One matter at one place. Each message is still answered and counted by itself."),
        button=gettext("Confirm"),
        done=gettext("The hot matter is confirmed."),
    )


@allow("concern.view")
@require_safe
def topic_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a topic, its messages as far as the account may read them, and what can be done."""
    account = actor(request)
    topic = get_object_or_404(Topic.objects.visible_to(account).select_related("unit", "into"), pk=pk)
    may = account.may(RIGHT, topic.unit)
    steps = [(code, step) for code, step in STEPS.items() if may and topic.state in step.states]
    context = {
        "topic": topic,
        "heat": heat_said(topic.heat),
        "concerns": members_seen(topic, account)[:PAGE],
        "steps": steps,
        "parts": topic.parts.all(),
        "entries": Entry.objects.about(topic.ref),
    }
    return render(request, "casework/topic_detail.html", context)


@allow(RIGHT)
def topic_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step on a topic."""
    account = actor(request)
    topic = get_object_or_404(Topic.objects.visible_to(account).select_related("unit"), pk=pk)
    move = STEPS.get(step)
    if move is None or not account.may(RIGHT, topic.unit):
        raise Http404(step)
    back = reverse("casework:topic-detail", args=[topic.pk])
    if topic.state not in move.states:
        return redirect(back)
    return change_page(
        request,
        move.form(request, topic, account),
        lambda said: move.act(topic, said, account, now()),
        back=back,
        title=str(move.label),
        intro=topic.title,
        button=str(move.label),
        done=gettext("Done and recorded."),
    )
