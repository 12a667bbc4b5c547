"""Call-backs on the screen: who may, what to ask, the three facts; unsolved is taken up again with one click."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.casework import actions
from zerentian.casework.forms.callbacks import CallBackForm, ReasonForm
from zerentian.casework.models import CallBack, Concern
from zerentian.casework.models.owed import open_promises
from zerentian.casework.rules.callbacks import Contacted, Solved, check_other_handler
from zerentian.casework.rules.concerns import Step, step
from zerentian.casework.views.replies import back
from zerentian.casework.views.shield import visible_concern
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow, require
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent
from zerentian.organization.punctuation import COLON, labelled, sign


def may_call_back(concern: Concern, account: Account) -> bool:
    """Tell whether the account may call back now, or close or reopen what was answered."""
    return Step.CALL_BACK in concern.steps and account.may("concern.call_back", concern.unit)


def callback_page(concern: Concern, account: Account) -> dict[str, Any]:
    """Return what the concern's page shows of its call-backs, and what the account may do about them."""
    called = sorted(concern.callbacks.all(), key=lambda one: one.pk)
    here = account.may("concern.call_back", concern.unit)
    return {
        "concern": concern,
        "callbacks": called,
        "unsolved": bool(called) and called[-1].solved in (Solved.NO, Solved.PARTLY),
        "may_call_back": may_call_back(concern, account),
        "may_close": bool(called) and here and Step.CLOSE in concern.steps,
        "may_reopen": here and Step.REOPEN in concern.steps,
        "reason": reopening_reason(called[-1]) if called else "",
    }


def reopening_reason(called: CallBack) -> str:
    """Return the reason a reopening begins with: what the person said."""
    said = f"{sign(COLON)}{called.words}" if called.words else ""
    return f"回访时本人表示{called.get_solved_display()}{said}" if called.solved else ""


def own_handling(concern: Concern, account: Account) -> str:
    """Return why the account may not call back: it handled the matter; empty when it may."""
    reply = max((one for one in concern.replies.all() if one.released), key=lambda one: one.round)
    try:
        check_other_handler(account.pk, concern.handler_id, reply.drafted_by_id, reply.released_by_id)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


@allow("concern.call_back")
def call_back(request: HttpRequest, key: str) -> HttpResponse:
    """Record a call-back: reached, solved, satisfied, and the words."""
    account, concern = actor(request), visible_concern(request, key)
    require(account, "concern.call_back", concern.unit)
    step(concern.standing, Step.CALL_BACK)
    form = CallBackForm(sent(request))
    made = concern.callbacks.count()
    if request.POST.get("made", str(made)) != str(made):
        messages.warning(
            request, gettext("A call-back was recorded since you opened the page: read it first.")
        )
        return redirect("casework:callback-done", concern.key)
    if form.is_valid():
        solved, satisfied = form.facts
        try:
            actions.call_back(
                concern,
                contacted=Contacted(form.cleaned_data["contacted"]),
                solved=solved,
                satisfied=satisfied,
                words=form.cleaned_data["words"],
                by=account,
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done_words(solved))
            return redirect("casework:callback-done", concern.key)
    context = {
        "form": form,
        "concern": concern,
        "made": made,
        "refused": own_handling(concern, account),
        "open": open_beside(concern),
        "earlier": concern.callbacks.select_related("by").order_by("pk"),
        "reply": concern.replies.filter(released=True).order_by("-round").first(),
        "may_reveal": account.may("contact.reveal", concern.unit),
        "back": back(concern),
    }
    return form_page(request, "casework/callback_form.html", form, context)


def done_words(solved: Solved | None) -> str:
    """Return what is said once a call-back is recorded."""
    if solved is Solved.YES:
        return gettext("Recorded. The concern is closed.")
    return gettext("Recorded.")


@allow("concern.call_back")
@require_safe
def callback_done(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was recorded, with the next step."""
    concern = visible_concern(request, key)
    context = callback_page(concern, actor(request)) | {"back": back(concern)}
    return render(request, "casework/callback_done.html", context)


def with_reason(
    request: HttpRequest, key: str, act: Callable[..., object], words: dict[str, Any]
) -> HttpResponse:
    """Ask for a reason and close, or take up again, an answered concern."""
    account, concern = actor(request), visible_concern(request, key)
    require(account, "concern.call_back", concern.unit)
    form: forms.Form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            act(concern, reason=form.cleaned_data["reason"], by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, words["done"])
            return redirect(back(concern))
    context = {"concern": concern, "back": back(concern)} | words
    return form_page(request, "casework/callback_reason.html", form, context)


def open_beside(concern: Concern) -> list[str]:
    """Return what is still open beside a concern that is about to be closed: tasks, joint visits, promises."""
    tasks = [one.task for one in concern.subtasks.select_related("task") if one.task.is_open]
    visits = concern.visits.filter(came=None)
    promised = open_promises().filter(concern=concern)
    words = {
        gettext("Task not done: %(what)s"): [task.title for task in tasks],
        gettext("Joint visit not recorded: %(what)s"): [visit.called for visit in visits],
        gettext("Promise not checked: %(what)s"): [labelled(one.called, one.promise) for one in promised],
    }
    return [sentence % {"what": what} for sentence, found in words.items() for what in found]


@allow("concern.call_back")
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close an answered concern with a reason."""
    words = {
        "title": gettext("Close the concern"),
        "what": gettext(
            "Nobody is called any more. The person may still ask for a review, or bring new facts."
        ),
        "verb": gettext("Close the concern"),
        "done": gettext("The concern is closed."),
        "open": open_beside(visible_concern(request, key)),
    }
    return with_reason(request, key, actions.close_concern, words)


@allow("concern.call_back")
def reopen(request: HttpRequest, key: str) -> HttpResponse:
    """Take a concern up again with a reason."""
    words = {
        "title": gettext("Take the concern up again"),
        "what": gettext(
            "It goes back to who led it. The promised day stays; a clock to answer again starts."
        ),
        "verb": gettext("Take it up again"),
        "done": gettext("The concern is in hand again."),
    }
    return with_reason(request, key, actions.reopen_concern, words)
