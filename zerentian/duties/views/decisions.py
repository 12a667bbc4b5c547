"""Decisions on the screen: listed, each as its story with the next step first, and what became of it."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.duties.actions import decision_moves, decision_passing
from zerentian.duties.actions import decisions as actions
from zerentian.duties.forms import decisions as forms
from zerentian.duties.listed import DECISIONS
from zerentian.duties.models import Decision, DecisionEvent, Meeting
from zerentian.duties.models.meeting_labels import DECISION_STEPS as LABELS
from zerentian.duties.rules.decisions import DecisionState, DecisionStep
from zerentian.duties.views.stepping import offered_moves, step_page
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account
from zerentian.organization.moves import Move, simple
from zerentian.organization.subjects import page_of


def no_task_runs(decision: Decision, account: Account) -> bool:
    """Tell whether no task that was made of it is still open."""
    return decision.task is None or not decision.task.is_open


def by_another(decision: Decision, account: Account) -> bool:
    """Tell whether the account neither took it on nor did nor reported it."""
    return account.pk not in decision.involved


def not_its_doer(decision: Decision, account: Account) -> bool:
    """Tell whether somebody else did and reported it."""
    return account.pk not in (decision.done_by_id, decision.reported_by_id)


def not_its_lead(decision: Decision, account: Account) -> bool:
    """Tell whether the account holds another post than the one in the lead, and there is a day to put off."""
    return decision.is_owed and decision.lead_id not in set(account.post_keys())


def may_withdraw(decision: Decision, account: Account) -> bool:
    """Tell whether the account may end it: before the minutes who keeps the meeting, afterwards a leader."""
    if decision.state == DecisionState.OPENED:
        return account.may("meeting.manage", decision.meeting.keeper)
    return account.may("decision.assign", decision.path)


MOVES: Mapping[str, Move[Decision]] = {
    DecisionStep.ACCEPT: Move(
        LABELS[DecisionStep.ACCEPT],
        "decision.handle",
        forms.AcceptForm,
        lambda decision, said, by, at: actions.accept_decision(decision, due=said.get("due"), by=by, now=at),
    ),
    DecisionStep.ASSIGN: Move(
        LABELS[DecisionStep.ASSIGN],
        "decision.assign",
        forms.StepForm,
        simple(actions.assign_decision),
    ),
    DecisionStep.UPHOLD: Move(
        LABELS[DecisionStep.UPHOLD],
        "decision.assign",
        forms.ReasonForm,
        simple(actions.uphold_decision, "reason"),
    ),
    DecisionStep.REPORT: Move(
        LABELS[DecisionStep.REPORT],
        "decision.handle",
        forms.ReportForm,
        lambda decision, said, by, at: actions.report_decision(
            decision, done_on=said["done_on"], words=said["words"], uploads=said["evidence"], by=by, now=at
        ),
        condition=no_task_runs,
    ),
    DecisionStep.PROGRESS: Move(
        LABELS[DecisionStep.PROGRESS],
        "decision.handle",
        forms.WordsForm,
        lambda decision, said, by, at: actions.report_progress(
            decision, words=said["words"], uploads=said["evidence"], by=by, now=at
        ),
    ),
    DecisionStep.VERIFY: Move(
        LABELS[DecisionStep.VERIFY],
        "decision.verify",
        forms.WordsForm,
        lambda decision, said, by, at: actions.verify_decision(
            decision, words=said["words"], uploads=said["evidence"], by=by, now=at
        ),
        condition=by_another,
    ),
    DecisionStep.CLOSE: Move(
        LABELS[DecisionStep.CLOSE],
        "decision.assign",
        forms.CloseForm,
        simple(actions.close_decision, "words"),
        condition=not_its_doer,
    ),
    DecisionStep.OBJECT: Move(
        LABELS[DecisionStep.OBJECT],
        "decision.handle",
        forms.ReasonForm,
        simple(actions.object_to_decision, "reason"),
        aside=True,
    ),
    DecisionStep.RETURN: Move(
        LABELS[DecisionStep.RETURN],
        "decision.verify",
        forms.ReasonForm,
        simple(actions.return_decision, "reason"),
        aside=True,
    ),
    DecisionStep.EXTEND: Move(
        LABELS[DecisionStep.EXTEND],
        "decision.assign",
        forms.DueForm,
        simple(decision_moves.extend_decision, "due", "reason"),
        aside=True,
        condition=not_its_lead,
    ),
    DecisionStep.HAND_OVER: Move(
        LABELS[DecisionStep.HAND_OVER],
        "decision.assign",
        forms.HandOverForm,
        simple(decision_passing.hand_over_decision, "to", "reason"),
        aside=True,
    ),
    DecisionStep.REOPEN: Move(
        LABELS[DecisionStep.REOPEN],
        "decision.assign",
        forms.DueForm,
        simple(actions.reopen_decision, "reason", "due"),
        aside=True,
    ),
    DecisionStep.WITHDRAW: Move(
        LABELS[DecisionStep.WITHDRAW],
        "decision.view",
        forms.ReasonForm,
        simple(decision_moves.withdraw_decision, "reason"),
        aside=True,
        condition=may_withdraw,
    ),
}


@allow("decision.view")
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """List the decisions the account may see, the open ones soonest due first; others when asked for."""
    return list_page(request, DECISIONS)


def visible_decision(request: HttpRequest, pk: int) -> Decision:
    """Return a decision that the account may read, else 404."""
    beside = (
        "meeting__keeper",
        "meeting__kind",
        "item",
        "unit",
        "lead__unit",
        "task",
        "basis",
        "replaced_by__meeting",
    )
    rows = Decision.objects.visible_to(actor(request)).select_related(*beside)
    decision: Decision = get_object_or_404(rows, pk=pk)
    return decision


@allow("decision.view")
@require_safe
def decision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a decision as its story, with the steps the account may take now and what was made of it."""
    account, decision = actor(request), visible_decision(request, pk)
    parts = Decision.objects.visible_to(account).filter(meeting=decision.meeting, serial=decision.serial)
    becomes = decision.is_in_force and not decision.inner and account.may("decision.assign", decision.unit)
    context = {
        "decision": decision,
        "light": decision.light(account.today),
        "reads_meeting": Meeting.objects.visible_to(account).filter(pk=decision.meeting_id).exists(),
        "parts": parts.exclude(pk=decision.pk).select_related("meeting", "lead", "unit"),
        "replaces": Decision.objects.visible_to(account)
        .filter(replaced_by=decision)
        .select_related("meeting"),
        "assisting": decision.assisting.prefetch_related("periods"),
        "may_make_task": becomes and decision.is_owed and decision.due and decision.task is None,
        "may_make_basis": becomes
        and decision.basis is None
        and account.may("duty.manage", decision.meeting.unit),
        "may_put": decision.is_owed and account.may("meeting.put"),
        "files": [use.file for use in decision.files.select_related("file")],
        "story": decision.story.select_related("by", "meeting"),
        "entries": Entry.objects.about(decision.ref),
    }
    context |= offered_moves(MOVES, decision, account, "duties:decision-step")
    return render(request, "duties/decision_detail.html", context)


@allow("decision.handle", "decision.verify", "decision.assign", "meeting.manage")
@takes(limits.evidence)
def decision_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a decision."""
    account, decision = actor(request), visible_decision(request, pk)
    last = (
        DecisionEvent.objects.filter(decision=decision).order_by("-pk").values_list("pk", flat=True).first()
    )
    back = reverse("duties:decision-detail", args=[pk])
    return step_page(request, MOVES, step, decision, account, back=back, seen=str(last or ""))


@allow("decision.assign")
@require_POST
def decision_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a task of a decision, by one press."""
    account, decision = actor(request), visible_decision(request, pk)
    try:
        task = decision_moves.task_of_decision(decision, by=account, now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect("duties:decision-detail", pk)
    messages.success(request, gettext("A task was made of it."))
    return redirect(page_of(task.ref))


@allow("decision.assign")
@require_POST
def decision_basis(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a decision a basis of duties, by one press."""
    account, decision = actor(request), visible_decision(request, pk)
    try:
        basis = decision_moves.basis_of_decision(decision, by=account, now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect("duties:decision-detail", pk)
    messages.success(request, gettext("Duties may rest on it now."))
    return redirect(page_of(basis.ref))
