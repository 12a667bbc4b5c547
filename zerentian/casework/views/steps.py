"""The steps on a concern: one table says who may take which, with which form, by which action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zerentian.casework import actions
from zerentian.casework.forms import clocks
from zerentian.casework.forms import steps as forms
from zerentian.casework.forms.triage import CategoryForm, TriageForm
from zerentian.casework.models import Concern
from zerentian.casework.models.dispatches import helping_at
from zerentian.casework.models.labels import STEPS as LABELS
from zerentian.casework.models.owed import NOTICE_STATES
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import UNTRIAGED_STATES, Exit, Kind, Route, State, Step
from zerentian.casework.views.comments import note
from zerentian.casework.views.conditions import (
    can_pause,
    has_promises,
    is_paused,
    is_waiting,
    may_ask_time,
    owes_notice,
    seen,
    time_asked_by_another,
)
from zerentian.casework.views.shield import visible_concern
from zerentian.casework.views.suggested import chosen_in, nearby_for, ruled_for, suggested_for
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits, moves
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.moves import Said, simple
from zerentian.organization.pages import form_page, sent

ASKING = (State.TRIAGED, State.HANDLING)
IN_HAND = (State.HANDLING, State.DRAFTED)
GIVEN_OUT = tuple(state for state in State if state not in (*UNTRIAGED_STATES, State.TRIAGED))
ACTIVE = (State.TRIAGED, State.DISPATCHED, State.HANDLING, State.DRAFTED)


@dataclass(frozen=True, slots=True)
class Move(moves.Move[Concern]):
    """A step on a concern; ``here``: its right is asked over who leads, not over the unit that received it.

    ``helping``: whoever assists may take it as well.
    """

    here: bool = False
    helping: bool = False

    def may(self, noun: Concern, account: Account) -> bool:
        """Tell whether the account holds the step's right; a report of wrongdoing needs the superior's."""
        if noun.kind == Kind.WRONGDOING and self.right in ("concern.triage", "concern.dispatch"):
            return account.may("concern.wrongdoing", noun.unit)
        place = noun.place_in_hand if self.here else noun.unit
        return account.may(self.right, place) or (self.helping and bool(helping_at(noun, account)))


@transaction.atomic
def triage(concern: Concern, said: Said, by: Account, at: datetime) -> object:
    """Triage as the form says, and dispatch at once where it names who leads: both or neither."""
    triaged = actions.triage_concern(
        concern,
        kind=Kind(said["kind"]),
        category=said["category"],
        route=Route(said["route"]) if said["route"] and said["kind"] == Kind.PETITION else None,
        urgency=Urgency(said["urgency"]),
        accused_units=list(said.get("accused_units", ())),
        accused_accounts=list(said.get("accused_accounts", ())),
        reason=said["reason"],
        by=by,
        now=at,
    )
    if unit := said.get("unit"):
        function = triaged.category.function if triaged.category else None
        actions.dispatch_concern(triaged, unit=unit, function=function, by=by, now=at)
    return triaged


def extend(concern: Concern, said: Said, by: Account, at: datetime) -> object:
    """Ask for more time as the form says; somebody else who may grant it decides."""
    purpose, given = Purpose(said["purpose"]), {name: said[name] for name in ("days", "reason")}
    run = concern.clock(purpose)
    if run is not None and run.is_overdue(at):
        told_on = said.get("told_on") or local_day(at)
        return actions.ask_late_extension(concern, purpose=purpose, **given, told_on=told_on, by=by, now=at)
    return actions.ask_extension(concern, purpose=purpose, **given, by=by, now=at)


MOVES: Mapping[str, Move] = {
    Step.ADMIT: Move(LABELS[Step.ADMIT], "concern.triage", forms.StepForm, simple(actions.admit_concern)),
    Step.SET_ASIDE: Move(
        LABELS[Step.SET_ASIDE],
        "concern.triage",
        forms.ReasonForm,
        simple(actions.set_aside, "reason"),
        aside=True,
    ),
    Step.TRIAGE: Move(LABELS[Step.TRIAGE], "concern.triage", TriageForm, triage),
    "recategory": Move(
        LABELS["recategory"],
        "concern.triage",
        CategoryForm,
        simple(actions.correct_category, "category", "reason"),
        states=GIVEN_OUT,
        aside=True,
    ),
    Step.DISPATCH: Move(
        LABELS[Step.DISPATCH],
        "concern.dispatch",
        forms.DispatchForm,
        simple(actions.dispatch_concern, "unit", "function", "instructions"),
    ),
    Step.ACCEPT: Move(
        LABELS[Step.ACCEPT], "concern.handle", forms.StepForm, simple(actions.accept_concern), here=True
    ),
    Step.OBJECT: Move(
        LABELS[Step.OBJECT],
        "concern.handle",
        forms.ObjectionForm,
        simple(actions.object_to_dispatch, "reason", "belongs_to"),
        here=True,
        aside=True,
    ),
    "rule": Move(
        _("Rule on the objection"),
        "concern.dispatch",
        forms.RulingForm,
        simple(actions.rule_on_objection, "sustained", "reason"),
        states=(State.OBJECTED,),
    ),
    "notice": Move(
        LABELS["notice"],
        "concern.register",
        forms.WordsForm,
        simple(actions.give_notice, "words"),
        states=NOTICE_STATES,
        condition=owes_notice,
        here=True,
        aside=True,
    ),
    "note": Move(
        _("Comment inside the office"),
        "concern.register",
        forms.NoteForm,
        note,
        states=tuple(State),
        here=True,
        helping=True,
        aside=True,
    ),
    "ask-back": Move(
        LABELS["ask_back"],
        "concern.handle",
        forms.AskBackForm,
        simple(actions.ask_resident, "words", "until"),
        states=ASKING,
        condition=lambda concern, account: not is_waiting(concern, account),
        here=True,
        aside=True,
    ),
    "answer-back": Move(
        _("Record the resident's answer"),
        "concern.register",
        forms.WordsForm,
        simple(actions.record_answer, "words"),
        states=tuple(State),
        condition=is_waiting,
    ),
    "assist": Move(
        LABELS["assist"],
        "concern.handle",
        forms.AssistForm,
        simple(actions.ask_assistance, "unit", "words"),
        states=IN_HAND,
        here=True,
        aside=True,
    ),
    "end-assist": Move(
        _("End assistance"),
        "concern.handle",
        forms.EndAssistForm,
        simple(actions.end_assistance, "unit", "words"),
        states=tuple(State),
        condition=lambda concern, account: any(not one.ended for one in concern.assistances.all()),
        here=True,
        aside=True,
    ),
    "call": Move(
        LABELS["call"],
        "concern.handle",
        forms.CallForm,
        simple(actions.call_to_visit, "called", "matter", "visit_on"),
        states=IN_HAND,
        here=True,
        aside=True,
    ),
    "attend": Move(
        _("Record the joint visit"),
        "concern.handle",
        forms.VisitForm,
        lambda concern, said, by, at: actions.record_visit(
            said["visit"],
            came=said["came"],
            promise=said["promise"],
            promised_by=said["promised_by"],
            by=by,
            now=at,
        ),
        states=tuple(State),
        condition=lambda concern, account: any(visit.came is None for visit in concern.visits.all()),
        here=True,
    ),
    "task": Move(
        LABELS["task"],
        "concern.handle",
        forms.TaskForm,
        simple(actions.give_subtask, "title", "post", "due", "detail"),
        states=IN_HAND,
        condition=lambda concern, account: not concern.is_shielded and account.may("task.assign"),
        here=True,
        aside=True,
    ),
    "hand-over": Move(
        _("Hand over"),
        "concern.handle",
        forms.HandOverForm,
        simple(actions.hand_over_concern, "to"),
        states=IN_HAND,
        here=True,
        aside=True,
    ),
    "extend": Move(
        _("Ask for more time"),
        "concern.handle",
        clocks.ExtendForm,
        extend,
        states=ACTIVE,
        condition=may_ask_time,
        here=True,
        aside=True,
    ),
    "decide-time": Move(
        _("Decide on more time"),
        "concern.extend",
        clocks.DecideTimeForm,
        lambda concern, said, by, at: actions.decide_on_time(
            concern, granted=said["granted"] == "yes", reason=said["reason"], by=by, now=at
        ),
        states=tuple(State),
        condition=time_asked_by_another,
    ),
    "pause": Move(
        LABELS["pause"],
        "concern.handle",
        clocks.PauseForm,
        simple(actions.pause_clock, "purpose", "until", "reason"),
        states=tuple(State),
        condition=can_pause,
        here=True,
        aside=True,
    ),
    "resume": Move(
        LABELS["resume"],
        "concern.handle",
        clocks.ResumeForm,
        simple(actions.resume_clock, "purpose"),
        states=tuple(State),
        condition=is_paused,
        here=True,
    ),
    Step.EXIT: Move(
        LABELS[Step.EXIT],
        "concern.dispatch",
        forms.ExitForm,
        lambda concern, said, by, at: actions.show_another_way(
            concern, exit=Exit(said["exit"]), reason=said["reason"], where=said["where"], by=by, now=at
        ),
        aside=True,
    ),
    Step.REFER: Move(
        LABELS[Step.REFER],
        "concern.dispatch",
        forms.ReferForm,
        simple(actions.refer_to_county, "to", "reason"),
        aside=True,
    ),
    Step.TAKE_BACK: Move(
        LABELS[Step.TAKE_BACK], "concern.dispatch", forms.ReasonForm, simple(actions.take_back, "reason")
    ),
    "ask-county": Move(
        LABELS["ask_county"],
        "concern.dispatch",
        forms.WordsForm,
        simple(actions.ask_county, "words"),
        states=(State.REFERRED,),
    ),
    Step.SETTLE: Move(
        LABELS[Step.SETTLE],
        "concern.dispatch",
        forms.SettleForm,
        simple(actions.settle_with_county, "words"),
    ),
    "check-promise": Move(
        _("Check what was promised"),
        "concern.handle",
        forms.PromiseForm,
        lambda concern, said, by, at: actions.check_promise(
            said["visit"], kept=said["kept"], words=said["words"], by=by, now=at
        ),
        states=tuple(State),
        condition=has_promises,
        here=True,
    ),
    "link": Move(
        _("Link to the same matter"),
        "concern.triage",
        forms.LinkForm,
        lambda concern, said, by, at: actions.link_concern(concern, lead=said["number"], by=by, now=at),
        states=(State.RECEIVED, *ACTIVE),
        condition=lambda concern, account: concern.linked_to_id is None and concern.kind != Kind.WRONGDOING,
        aside=True,
    ),
    "unlink": Move(
        LABELS["unlink"],
        "concern.triage",
        forms.ReasonForm,
        simple(actions.unlink_concern, "reason"),
        states=tuple(State),
        condition=lambda concern, account: concern.linked_to_id is not None,
        aside=True,
    ),
    "shield": Move(
        LABELS["shield"],
        "concern.shield",
        forms.ShieldForm,
        lambda concern, said, by, at: actions.name_accused(
            concern, units=list(said["units"]), accounts=list(said["accounts"]), by=by, now=at
        ),
        states=tuple(State),
        condition=lambda concern, account: concern.is_shielded,
        aside=True,
    ),
}


def moves_of(concern: Concern, account: Account) -> list[tuple[str, Move]]:
    """Return the steps the account may take now, those that lead on first."""
    found = [(code, move) for code, move in MOVES.items() if move.is_open(code, concern, account)]
    return sorted(found, key=lambda pair: pair[1].aside)


@allow("concern.register", "concern.handle", "concern.dispatch", "concern.triage", "concern.extend")
@takes(limits.evidence)
def concern_step(request: HttpRequest, key: str, step: str) -> HttpResponse:
    """Take one step on a concern; one that somebody changed meanwhile is shown before it is tried again."""
    account, concern = actor(request), visible_concern(request, key)
    move = MOVES.get(step)
    if move is None or not move.may(concern, account):
        raise Http404(step)
    given = sent(request)
    chosen = chosen_in(request)
    form = move.form(given, request.FILES or None, concern=concern, account=account, initial=chosen)
    if given is not None:
        if given.get("seen", seen(concern)) != seen(concern):
            form.add_error(
                None, gettext("Somebody else has just worked on this concern: look at it, then go on.")
            )
        elif form.is_valid():
            try:
                move.act(concern, form.cleaned_data, account, now())
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("Done and recorded."))
                return redirect_to(concern, account)
    context = {"concern": concern, "label": move.label, "seen": seen(concern)}
    context |= {"suggested": suggested_for(step, form, chosen), "ruled": ruled_for(step, form, chosen)}
    context["nearby"] = nearby_for(step, form, account)
    return form_page(request, "casework/concern_step.html", form, context)


def redirect_to(concern: Concern, account: Account) -> HttpResponse:
    """Go back to the concern; to the list when it has left the account's sight."""
    if Concern.objects.visible_to(account).filter(pk=concern.pk).exists():
        return redirect("casework:concern-detail", concern.key)
    return redirect("casework:concern-list")
