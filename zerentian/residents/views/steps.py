"""What a resident may do with an opened code: add, say whether it is solved, ask for a review, withdraw, correct."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zerentian.casework import actions
from zerentian.casework.codes import as_typed
from zerentian.casework.models import Concern, Contact
from zerentian.casework.opened import is_open
from zerentian.casework.rules.asking import reopen_until
from zerentian.casework.rules.callbacks import Satisfied, Solved
from zerentian.casework.rules.concerns import State
from zerentian.casework.rules.concerns import Step as Move
from zerentian.casework.rules.replies import RECONSIDERED
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import public, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page
from zerentian.residents.forms.progress import (
    ContactForm,
    EraseForm,
    ReopenForm,
    ReviewForm,
    SolvedForm,
    SupplementForm,
    WithdrawForm,
)

ENDED = (State.ANSWERED, State.CLOSED, State.EXITED)
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its words on the page, its form, when it is offered, what does it."""

    code: str
    title: Any
    what: Any
    verb: Any
    done: Any
    form: type[forms.Form]
    offered: Callable[[Concern], bool]
    do: Callable[[Concern, Said, Account], object]
    first: bool = False


def supplement(concern: Concern, said: Said, by: Account) -> None:
    """Add words and files; the same words sent twice in a row are one supplement."""
    last = concern.happenings.filter(step="supplement").order_by("-pk").first()
    if last and last.words == said["words"].strip() and not said["evidence"]:
        return
    actions.supplement_concern(concern, words=said["words"], files=said["evidence"], by=by, now=now())


def solved(concern: Concern, said: Said, by: Account) -> object:
    """Say whether it is solved; the same said again on the same answer is said once."""
    last = concern.callbacks.filter(by=None).order_by("-pk").first()
    told = (said["solved"], said["satisfied"], said["words"].strip())
    newest = concern.replies.filter(released=True).order_by("-round").first()
    if last and last.reply == newest and told == (last.solved, last.satisfied, last.words):
        return last
    return actions.answer_back(
        concern,
        solved=Solved(said["solved"]),
        satisfied=Satisfied(said["satisfied"]),
        words=said["words"],
        by=by,
        now=now(),
    )


def may_ask_review(concern: Concern) -> bool:
    """Tell whether a review can be asked for on the page: not where reconsideration is open instead."""
    if concern.route in RECONSIDERED:
        return False
    reviewer = concern.superior_on(local_day(now()))
    return concern.state in ENDED and concern.next_review is not None and reviewer is not None


def review(concern: Concern, said: Said, by: Account) -> object:
    """Ask the unit above for a review, or after it for a recheck."""
    level, unit = concern.next_review, concern.superior_on(local_day(now()))
    if level is None or unit is None:
        raise NotAllowed("现在不能申请复查", "a review can't be asked for now")
    return actions.ask_review(concern, level=level, request=said["request"], unit=unit, by=by, now=now())


def may_reopen(concern: Concern) -> bool:
    """Tell whether the matter can be taken up again at the resident's word: some time after it ended."""
    ended = concern.closed_on if concern.state in (State.CLOSED, State.EXITED) else None
    return ended is not None and local_day(now()) <= reopen_until(ended)


def has_contact(concern: Concern) -> bool:
    """Tell whether contact data is kept."""
    return Contact.objects.filter(concern=concern, erased=False).exists()


STEPS = {
    one.code: one
    for one in (
        Step(
            "solved",
            _("Is it solved?"),
            _("Your answer counts as it is. Not solved: it comes back to the case desk."),
            _("Send my answer"),
            _("Thank you. Your answer is recorded."),
            SolvedForm,
            lambda concern: concern.state == State.ANSWERED,
            solved,
            first=True,
        ),
        Step(
            "review",
            _("Ask for a review"),
            _("The unit above looks at the matter again and answers within 30 days."),
            _("Ask for the review"),
            _("Your request for a review is registered."),
            ReviewForm,
            may_ask_review,
            review,
        ),
        Step(
            "reopen",
            _("Have it taken up again"),
            _(
                "It is not settled after all, or something new has happened: say what. It goes back to the office."
            ),
            _("Have it taken up again"),
            _("It is taken up again."),
            ReopenForm,
            may_reopen,
            lambda concern, said, by: actions.reopen_at_request(
                concern, reason=said["reason"], by=by, now=now()
            ),
        ),
        Step(
            "supplement",
            _("Add something"),
            _("More words, photos or files. Whoever handles it reads them."),
            _("Add it"),
            _("Added."),
            SupplementForm,
            lambda concern: concern.state not in (State.WITHDRAWN, State.SET_ASIDE),
            supplement,
        ),
        Step(
            "contact",
            _("Change how to reach you"),
            _("What you write replaces what was kept."),
            _("Keep it so"),
            _("Your contact data is corrected."),
            ContactForm,
            lambda concern: True,
            lambda concern, said, by: actions.correct_contact(concern, **said, by=by, now=now()),
        ),
        Step(
            "withdraw",
            _("Withdraw it"),
            _("Nobody handles it any further. The record that it was there stays."),
            _("Withdraw it"),
            _("You withdrew it."),
            WithdrawForm,
            lambda concern: Move.WITHDRAW in concern.steps,
            lambda concern, said, by: actions.withdraw_concern(
                concern, by=by, now=now(), words=said["words"]
            ),
        ),
        Step(
            "erase",
            _("Erase my contact data"),
            _("Name, phone and address go for good. The office can't reach you any more; this page stays."),
            _("Erase it"),
            _("Your contact data is erased."),
            EraseForm,
            has_contact,
            lambda concern, said, by: actions.erase_at_request(concern, by=by, now=now()),
        ),
    )
}


def steps_of(concern: Concern) -> list[Step]:
    """Return what may be done with an opened code now."""
    return [step for step in STEPS.values() if step.offered(concern)]


def opened(request: HttpRequest, code: str) -> Concern | None:
    """Return the concern of a code that this browser has opened; None leads to its page; 404 for no code."""
    concern = Concern.objects.filter(code=as_typed(code)).select_related("unit", "lead", "category").first()
    if concern is None:
        raise Http404
    return concern if is_open(request, concern) else None


@public
@never_cache
@sensitive_post_parameters()
@takes(limits.a_visitors_files)
def step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Take one step on an opened code."""
    chosen, concern = STEPS.get(name), opened(request, code)
    if chosen is None:
        raise Http404
    if concern is None or not chosen.offered(concern):
        messages.warning(request, _("Enter the secret first, or see below what can be done now."))
        return redirect("residents:progress", as_typed(code))
    posted = request.method == "POST"
    form = chosen.form(
        request.POST if posted else None, request.FILES if posted else None, initial=begun(chosen, concern)
    )
    if form.is_valid():
        try:
            chosen.do(concern, form.cleaned_data, Account.objects.system("public"))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, chosen.done)
            return redirect("residents:progress", concern.code)
    context = {"concern": concern, "step": chosen, "form": form}
    return form_page(request, "residents/step.html", form, context)


def begun(chosen: Step, concern: Concern) -> dict[str, str]:
    """Return what a step's form begins with: how to reach the person, as it is kept."""
    contact = Contact.objects.filter(concern=concern, erased=False).first()
    if chosen.form is not ContactForm or contact is None:
        return {}
    return contact.reached._asdict()
