"""Reviews on the screen: a request registered, the superior's opinion given, what is overdue shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from zerentian.casework import actions
from zerentian.casework.actions.reviews import CLOCK
from zerentian.casework.forms.reviews import OpinionForm, ReviewAskForm
from zerentian.casework.models import Concern, Review
from zerentian.casework.models.labels import LEVELS
from zerentian.casework.rules.concerns import State
from zerentian.casework.rules.reviews import Level, Outcome, check_not_exhausted
from zerentian.casework.views.replies import back, looked_over
from zerentian.casework.views.shield import visible_concern
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow, require
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import form_page, sent

REVIEWABLE = (State.ANSWERED, State.CLOSED, State.EXITED)


def superior(concern: Concern) -> Unit:
    """Return the unit that reviews the answer; NotAllowed when it does not work in this system."""
    unit = concern.superior_on(local_day(now()))
    if unit is None:
        raise NotAllowed(
            "上级单位不在本系统，请书面转送",
            "the unit above does not work in this system: send it on in writing",
        )
    return unit


def review_page(concern: Concern, account: Account) -> dict[str, Any]:
    """Return what the concern's page shows of its reviews, and what the account may do about them."""
    moment = now()
    reviews = concern.reviews.all()
    asking = concern.state in REVIEWABLE and account.may("concern.register", concern.unit)
    return {
        "concern": concern,
        "reviews": [
            (review, clock, clock.is_overdue(moment) if clock else False)
            for review in reviews
            for clock in [concern.clock(CLOCK[Level(review.level)][0])]
        ],
        "may_ask": asking and concern.next_review is not None,
        "may_decide": [
            review.level
            for review in reviews
            if not review.outcome and account.may("concern.review", review.unit.path)
        ],
    }


@allow("concern.register")
def review_ask(request: HttpRequest, key: str) -> HttpResponse:
    """Register that the person asks for a review, or after it for a recheck."""
    account, concern = actor(request), visible_concern(request, key)
    require(account, "concern.register", concern.unit)
    level = concern.next_review
    if level is None:
        check_not_exhausted(concern.reviews.filter(level=Level.RECHECK).exclude(outcome="").exists())
        raise NotAllowed("复查意见作出后才能申请复核", "the review is still in hand")
    form = ReviewAskForm(sent(request), level=level, today=account.today)
    if form.is_valid():
        said = form.cleaned_data
        try:
            review = actions.ask_review(
                concern,
                level=level,
                request=said["request"],
                unit=superior(concern),
                asked_on=said["asked_on"],
                organ=said.get("organ", ""),
                by=account,
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, asked_words(review))
            return redirect(back(concern))
    context = {
        "form": form,
        "concern": concern,
        "level": LEVELS[level],
        "unit": superior(concern),
        "until": concern.clock(CLOCK[level][2]),
        "today": account.today,
        "back": back(concern),
    }
    return form_page(request, "casework/review_ask.html", form, context)


def asked_words(review: Review) -> str:
    """Return what is said once a request is registered."""
    if review.in_time:
        return gettext("Registered. The unit above has 30 days.")
    return gettext("Registered as late. The unit above has 30 days.")


@allow("concern.review")
def review_decide(request: HttpRequest, key: str, level: str) -> HttpResponse:
    """Give the opinion on a review or recheck, with its reasons."""
    account, concern = actor(request), visible_concern(request, key)
    review = get_object_or_404(concern.reviews.select_related("unit"), level=level)
    require(account, "concern.review", review.unit.path)
    form = OpinionForm(sent(request))
    if form.is_valid():
        try:
            actions.decide_review(
                review,
                outcome=Outcome(form.cleaned_data["outcome"]),
                reasons=form.cleaned_data["reasons"],
                by=account,
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The opinion is given."))
            return redirect(back(concern))
    reply = concern.replies.filter(released=True).order_by("-round").first()
    clock = concern.clock(CLOCK[Level(review.level)][0])
    context = {
        "form": form,
        "concern": concern,
        "review": review,
        "looked": looked_over(reply.parts) if reply else [],
        "clock": clock,
        "overdue": clock.is_overdue(now()) if clock else False,
        "back": back(concern),
    }
    return form_page(request, "casework/review_decide.html", form, context)
