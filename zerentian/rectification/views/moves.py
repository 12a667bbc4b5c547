"""The steps on a finding: one table says who may take which, with which form, by which action."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zerentian.organization.models import Account
from zerentian.organization.moves import Move, Said, simple
from zerentian.rectification.actions import assigning, measures, mending, opening
from zerentian.rectification.forms import steps as forms
from zerentian.rectification.models import Finding
from zerentian.rectification.models.labels import STEPS as LABELS
from zerentian.rectification.rules.findings import OWED_STATES, Class, Method, Result, State, Step


def by_another(finding: Finding, account: Account) -> bool:
    """Tell whether the account had no part in the mending."""
    return account.pk not in (*finding.involved, *mending.doers(finding))


def not_its_mender(finding: Finding, account: Account) -> bool:
    """Tell whether somebody else mended it."""
    return finding.mended_by_id != account.pk


def may_close(finding: Finding, account: Account) -> bool:
    """Tell whether somebody else mended it, and no posting is under way."""
    over = finding.state != State.POSTED or finding.posted_to is None or finding.posted_to < account.today
    return over and not_its_mender(finding, account)


def time_asked_by_another(finding: Finding, account: Account) -> bool:
    """Tell whether somebody else asked for more time."""
    asked: bool = finding.times.undecided().exclude(asked_by=account).exists()
    return asked


def may_ask_time(finding: Finding, account: Account) -> bool:
    """Tell whether no request for more time waits."""
    waiting: bool = finding.times.undecided().exists()
    return not waiting


def was_not_looked_back_at(finding: Finding, account: Account) -> bool:
    """Tell whether a look-back is still to come, and somebody else mended it."""
    return finding.looked_on is None and not_its_mender(finding, account)


def is_another(finding: Finding, account: Account) -> bool:
    """Tell whether the account neither opened nor mended it."""
    return account.pk not in (finding.opened_by_id, *finding.involved)


def close(finding: Finding, said: Said, by: Account, at: datetime) -> object:
    """Close out as the form says; objections only of what was posted."""
    return mending.close_finding(
        finding,
        look_back_due=said["look_back_due"],
        objections=said.get("objections"),
        words=said["words"],
        by=by,
        now=at,
    )


def decide_time(finding: Finding, said: Said, by: Account, at: datetime) -> object:
    """Grant or refuse the more time that was asked for."""
    decide = assigning.grant_time if said["granted"] == "yes" else assigning.refuse_time
    return decide(finding.times.undecided().get(), answer=said["answer"], by=by, now=at)


MOVES: Mapping[str, Move[Finding]] = {
    Step.ASSIGN: Move(
        LABELS[Step.ASSIGN],
        "finding.assign",
        forms.AssignForm,
        lambda finding, said, by, at: assigning.assign_finding(
            finding,
            responsible=said["responsible"],
            kind=Class(said["kind"]),
            due=said["due"],
            standard=said["standard"],
            words=said["words"],
            by=by,
            now=at,
        ),
    ),
    Step.ACCEPT: Move(
        LABELS[Step.ACCEPT], "finding.handle", forms.StepForm, simple(assigning.accept_finding)
    ),
    Step.UPHOLD: Move(
        LABELS[Step.UPHOLD], "finding.assign", forms.ReasonForm, simple(assigning.uphold_finding, "reason")
    ),
    Step.REPORT: Move(
        LABELS[Step.REPORT],
        "finding.handle",
        forms.ReportForm,
        lambda finding, said, by, at: mending.report_mended(
            finding, mended_on=said["mended_on"], words=said["words"], uploads=said["evidence"], by=by, now=at
        ),
    ),
    "plan": Move(
        LABELS["plan"],
        "finding.handle",
        forms.PlanForm,
        simple(measures.plan_measure, "text", "responsible", "due", "assisting", "money"),
        states=OWED_STATES,
    ),
    "decide-time": Move(
        _("Decide on more time"),
        "finding.assign",
        forms.DecideTimeForm,
        decide_time,
        states=OWED_STATES,
        condition=time_asked_by_another,
        button=_("Say yes or no"),
    ),
    Step.VERIFY: Move(
        LABELS[Step.VERIFY],
        "finding.verify",
        forms.VerifyForm,
        lambda finding, said, by, at: mending.verify_finding(
            finding,
            observed_on=said["observed_on"],
            method=Method(said["method"]),
            words=said["words"],
            uploads=said["evidence"],
            by=by,
            now=at,
        ),
        condition=by_another,
    ),
    Step.CLOSE: Move(LABELS[Step.CLOSE], "finding.assign", forms.CloseForm, close, condition=may_close),
    Step.POST: Move(
        LABELS[Step.POST],
        "finding.assign",
        forms.PostForm,
        simple(mending.post_finding, "first", "last", "where"),
        aside=True,
    ),
    Step.LOOK_BACK: Move(
        LABELS[Step.LOOK_BACK],
        "finding.verify",
        forms.LookBackForm,
        lambda finding, said, by, at: mending.look_back(
            finding,
            result=Result(said["result"]),
            words=said["words"],
            due=said["due"],
            uploads=said["evidence"],
            by=by,
            now=at,
        ),
        condition=was_not_looked_back_at,
        button=_("Record what was found"),
    ),
    Step.NOTE: Move(
        LABELS[Step.NOTE],
        "finding.handle",
        forms.NoteForm,
        simple(mending.note_finding, "immediate", "cause"),
        aside=True,
        button=_("Note it down"),
    ),
    "ask-time": Move(
        LABELS["ask_time"],
        "finding.handle",
        forms.AskTimeForm,
        simple(assigning.ask_time, "due", "reason"),
        states=OWED_STATES,
        aside=True,
        condition=may_ask_time,
    ),
    Step.OBJECT: Move(
        LABELS[Step.OBJECT],
        "finding.handle",
        forms.ReasonForm,
        simple(assigning.object_to_finding, "reason"),
        aside=True,
    ),
    Step.RETURN: Move(
        LABELS[Step.RETURN],
        "finding.verify",
        forms.ReasonForm,
        simple(mending.return_finding, "reason"),
        aside=True,
    ),
    "hand-over": Move(
        LABELS["hand_over"],
        "finding.assign",
        forms.HandOverForm,
        simple(assigning.hand_over_finding, "to", "reason"),
        states=OWED_STATES,
        aside=True,
    ),
    Step.CORRECT: Move(
        LABELS[Step.CORRECT],
        "finding.open",
        forms.CorrectForm,
        simple(
            opening.correct_finding, "reason", "title", "place", "found_on", "level", "violated", "detail"
        ),
        aside=True,
    ),
    Step.JOIN: Move(
        LABELS[Step.JOIN],
        "finding.assign",
        forms.JoinForm,
        simple(opening.join_finding, "into", "reason"),
        aside=True,
    ),
    Step.DISMISS: Move(
        LABELS[Step.DISMISS],
        "finding.verify",
        forms.DismissForm,
        lambda finding, said, by, at: opening.dismiss_finding(
            finding, proof=said["proof"], uploads=said["evidence"], by=by, now=at
        ),
        aside=True,
        condition=is_another,
    ),
    Step.REOPEN: Move(
        LABELS[Step.REOPEN],
        "finding.assign",
        forms.ReopenForm,
        simple(mending.reopen_finding, "reason", "due"),
        aside=True,
    ),
}


def moves_of(finding: Finding, account: Account) -> list[tuple[str, Move[Finding]]]:
    """Return the steps that the account may take now, those that lead on first: measures before they are done."""
    found = [(str(code), move) for code, move in MOVES.items() if move.is_open(code, finding, account)]
    unplanned = finding.kind in (Class.BY_DATE, Class.LASTING) and not finding.measures.exists()
    return sorted(found, key=lambda one: (one[1].aside, unplanned and one[0] == Step.REPORT))
