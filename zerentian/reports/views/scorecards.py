"""Scorecards on the screen: listed, their rules, their marks by unit in the order of codes, steps, and the paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, sent
from zerentian.organization.punctuation import labelled
from zerentian.reports.actions import scorecard_marks as marks
from zerentian.reports.actions import scorecards as acts
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.forms import scorecards as forms
from zerentian.reports.models import Scorecard, ScoreItem
from zerentian.reports.rules.scorecards import MarkRule, ScoreState, points
from zerentian.reports.scorecards import changed_since, lines_of, scorecard_paper, sums_of
from zerentian.reports.views.letters import TYPES
from zerentian.reports.views.letters import sent as sent_file

PAGE = 100
Act = Callable[[Scorecard, Mapping[str, Any], Account, datetime], object]


@dataclass(frozen=True, slots=True)
class ScoreStep:
    """One step of a card: its label, what it means, the state it is taken from, its form and action."""

    label: Any
    intro: Any
    states: tuple[ScoreState, ...]
    act: Act
    form: type[django_forms.Form] = forms.NothingForm
    aside: bool = False
    ready: Callable[[Scorecard, date], bool] = lambda card, today: True


STEPS: Mapping[str, ScoreStep] = {
    "rules": ScoreStep(
        _("Publish the rules"),
        _("From then on they stand: their digest is sealed, and changes hold from the next period."),
        (ScoreState.DRAFT,),
        lambda card, said, by, at: acts.publish_rules(card, by=by, now=at),
        ready=lambda card, today: today < card.first,
    ),
    "freeze": ScoreStep(
        _("Freeze the initial marks"),
        _("Marks follow from the figures as of a seal; then units may object."),
        (ScoreState.RULES,),
        lambda card, said, by, at: marks.freeze_marks(card, by=by, now=at),
        ready=lambda card, today: today > card.last,
    ),
    "settle": ScoreStep(
        _("Make it final"),
        _("After the days of objection, once each is answered."),
        (ScoreState.INITIAL,),
        lambda card, said, by, at: marks.settle_scorecard(card, by=by, now=at),
        ready=lambda card, today: card.objections_until is not None and today > card.objections_until,
    ),
    "publish": ScoreStep(
        _("Publish the result"),
        _("Units in the order of their codes, each share with its numbers; nobody is ranked."),
        (ScoreState.FINAL,),
        lambda card, said, by, at: marks.publish_result(card, by=by, now=at),
    ),
    "withdraw": ScoreStep(
        _("Withdraw the scorecard"),
        _("It stays readable with the reason."),
        (ScoreState.DRAFT, ScoreState.RULES, ScoreState.INITIAL, ScoreState.FINAL),
        lambda card, said, by, at: acts.withdraw_scorecard(card, reason=said["reason"], by=by, now=at),
        forms.WithdrawForm,
        aside=True,
    ),
}


@allow("scorecard.view")
@require_safe
def scorecard_list(request: HttpRequest) -> HttpResponse:
    """List the scorecards the account may see, the latest period first."""
    account = actor(request)
    rows = Scorecard.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    context = {"rows": rows[:PAGE], "may_keep": account.may("scorecard.keep")}
    return render(request, "reports/scorecard_list.html", context)


def visible_card(request: HttpRequest, pk: int) -> Scorecard:
    """Return a scorecard that the account may read, else 404."""
    rows = Scorecard.objects.visible_to(actor(request)).select_related("unit")
    card: Scorecard = get_object_or_404(rows, pk=pk)
    return card


@allow("scorecard.view")
@require_safe
def scorecard_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rules, and once there are marks what each unit has, with every objection and its answer."""
    account, card = actor(request), visible_card(request, pk)
    may_keep = account.may("scorecard.keep", card.path)
    context = {
        "card": card,
        "items": card.items.standing(),
        "weight": sum(item.weight for item in card.items.standing()),
        "rows": sums_of(card) if card.has_marks else [],
        "lines": lines_of(card, account),
        "steps": [
            (code, step)
            for code, step in STEPS.items()
            if may_keep and card.state in step.states and step.ready(card, account.today)
        ],
        "under_way": card.state == ScoreState.RULES and account.today <= card.last,
        "may_keep": may_keep,
        "stands": not card.rules or acts.rules_stand(card),
        "entries": Entry.objects.about(card.ref),
    }
    return render(request, "reports/scorecard_detail.html", context)


@allow("scorecard.keep")
def scorecard_new(request: HttpRequest) -> HttpResponse:
    """Begin a scorecard."""
    account = actor(request)
    form = forms.CardForm(sent(request), account=account)
    return change_page(
        request,
        form,
        lambda said: acts.draft_scorecard(**said, by=account, now=now()),
        title=str(_("Begin a scorecard")),
        intro=str(_("Rules come before the period; what is judged is what came of the work.")),
        button=str(_("Begin it")),
        done=str(_("Begun: now its items.")),
        back=reverse("reports:scorecard-list"),
    )


@allow("scorecard.keep")
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item to the rules."""
    account, card = actor(request), visible_card(request, pk)
    return change_page(
        request,
        forms.ItemForm(sent(request)),
        lambda said: acts.add_item(
            card,
            acts.ItemSaid(**said | {"rule": MarkRule(said["rule"])}),
            by=account,
            now=now(),
        ),
        title=about(_("Add an item"), card.title),
        intro=str(_("Meetings, reports, media, photos and hours are not counted as merit.")),
        button=str(pgettext_lazy("scorecard", "Add it")),
        done=str(_("The item was added.")),
        back=page(card),
    )


@allow("scorecard.keep")
def item_drop(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take an item out of rules that are being written."""
    account, card = actor(request), visible_card(request, pk)
    item = get_object_or_404(card.items.standing(), number=number)
    return change_page(
        request,
        forms.NothingForm(sent(request)),
        lambda said: acts.remove_item(card, number=item.number, by=account, now=now()),
        title=about(_("Take the item out"), item.title),
        button=str(_("Take the item out")),
        done=str(_("Taken out.")),
        back=page(card),
    )


def about(label: Any, title: str) -> str:
    """Return the title of a page: what is done, and to what."""
    return labelled(label, title)


def page(card: Scorecard) -> str:
    """Return the address of a card's page."""
    return reverse("reports:scorecard-detail", args=[card.pk])


@allow("scorecard.keep")
def scorecard_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of the card, after a page that says what it means."""
    account, card = actor(request), visible_card(request, pk)
    if step not in STEPS:
        raise Http404
    one = STEPS[step]
    return change_page(
        request,
        one.form(sent(request)),
        lambda said: one.act(card, said, account, now()),
        title=about(one.label, card.title),
        intro=str(one.intro),
        button=str(one.label),
        done=str(_("Done and recorded.")),
        back=page(card),
    )


@allow("scorecard.keep")
@takes(limits.evidence)
def mark_hand(request: HttpRequest, pk: int, number: int, code: str) -> HttpResponse:
    """Mark an item by hand for one unit, with the reason."""
    account, card = actor(request), visible_card(request, pk)
    item: ScoreItem = get_object_or_404(card.items.standing(), number=number, rule=MarkRule.HAND)
    scored = get_object_or_404(card.scored.select_related("unit"), unit__code=code)
    earlier = item.marks.filter(scored=scored).first()
    initial = (
        {"mark": points(earlier.mark), "reason": earlier.reason}
        if earlier and earlier.mark is not None
        else {}
    )

    def act(said: dict[str, Any]) -> object:
        told = {"mark": said["mark"], "reason": said["reason"], "uploads": said["evidence"]}
        return marks.mark_by_hand(card, item=item, scored=scored, **told, by=account, now=now())

    return change_page(
        request,
        forms.HandForm(sent(request), request.FILES or None, initial=initial),
        act,
        title=about(item.title, scored.unit.name),
        intro=item.standard,
        button=str(pgettext_lazy("scorecard", "Mark it")),
        done=str(_("Marked.")),
        back=page(card),
    )


@allow("scorecard.view")
@require_safe
def scorecard_since(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the figures of a card come to by now, where that is not what was frozen."""
    card = visible_card(request, pk)
    if not card.has_marks:
        raise Http404
    return render(request, "reports/scorecard_since.html", {"card": card, "rows": changed_since(card)})


@allow("scorecard.view")
@require_safe
@never_cache
def scorecard_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Print the published rules or marks of a card, as a paper that anybody can verify."""
    account, card = actor(request), visible_card(request, pk)
    if form not in TYPES or not card.rules:
        raise Http404(form)
    document = scorecard_paper(card, viewer=account, now=now())
    files = print_paper(card, document, kind="scorecard", forms=(form,), by=account, now=now())
    return sent_file(files[form], TYPES[form], f"scorecard-{card.number}.{form}", shown=form == "html")
