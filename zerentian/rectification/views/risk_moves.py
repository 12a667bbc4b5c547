"""The steps on a risk point: one table says who may take which, with which form, by which action."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import pgettext_lazy

from zerentian.organization.models import Account
from zerentian.organization.moves import Act, Move, Said, simple
from zerentian.rectification.actions import risk_controls, risk_links, risk_passing, risks
from zerentian.rectification.forms import risks as forms
from zerentian.rectification.models import RiskPoint
from zerentian.rectification.models.risk_labels import RISK_STEPS as LABELS
from zerentian.rectification.rules.risks import KEPT_STATES, RiskLevel, RiskStepCode


def is_another(point: RiskPoint, account: Account) -> bool:
    """Tell whether the account neither registered nor treated the point."""
    return account.pk not in (point.registered_by_id, point.treated_by_id)


def did_not_write_off(point: RiskPoint, account: Account) -> bool:
    """Tell whether somebody else wrote the point off."""
    return point.written_off_by_id != account.pk


def stands(move: RiskStepCode) -> Act[RiskPoint]:
    """Return the action that changes how a point stands."""

    def act(point: RiskPoint, said: Said, by: Account, at: datetime) -> object:
        return risks.set_standing(
            point, move=move, words=said["words"], uploads=said["evidence"], by=by, now=at
        )

    return act


def rate(point: RiskPoint, said: Said, by: Account, at: datetime) -> object:
    """Rate a point anew as the form says."""
    level = RiskLevel(said["level"]) if said.get("level") else None
    rating = risks.Rating(said["likelihood"], said["impact"], said["rating_reason"], level)
    return risks.rate_point(point, rating=rating, by=by, now=at)


def describe(point: RiskPoint, said: Said, by: Account, at: datetime) -> object:
    """Say again what a point is."""
    amount = said["property_money"]
    described = {name: said[name] for name in (*risks.DESCRIBED, "households", "people")}
    described["property_yuan"] = None if amount is None else int(amount)
    return risks.describe_point(
        point, reason=said["reason"], described=described, kind=said["kind"], by=by, now=at
    )


def judged(act: Act[RiskPoint]) -> Act[RiskPoint]:
    """Return a judging action with the proof of its form."""
    return lambda point, said, by, at: act(
        point, {"proof": said["proof"], "uploads": said["evidence"]}, by, at
    )


MOVES: Mapping[str, Move[RiskPoint]] = {
    "rate": Move(LABELS["rate"], "risk.keep", forms.RateForm, rate, states=KEPT_STATES),
    "control": Move(
        LABELS["control"],
        "risk.keep",
        forms.ControlForm,
        simple(risk_controls.plan_control, "text", "responsible", "due"),
        states=KEPT_STATES,
    ),
    RiskStepCode.RESTORE: Move(
        LABELS[RiskStepCode.RESTORE],
        "risk.judge",
        forms.JudgeForm,
        judged(simple(risks.restore_point, "proof", "uploads")),
        condition=did_not_write_off,
    ),
    **{
        move: Move(LABELS[move], "risk.keep", forms.StandForm, stands(move), aside=True)
        for move in (RiskStepCode.TREAT, RiskStepCode.STEADY, RiskStepCode.LIST_AGAIN)
    },
    RiskStepCode.WRITE_OFF: Move(
        LABELS[RiskStepCode.WRITE_OFF],
        "risk.judge",
        forms.JudgeForm,
        judged(simple(risks.write_off, "proof", "uploads")),
        aside=True,
        condition=is_another,
    ),
    "hand-over": Move(
        LABELS["hand_over"],
        "risk.keep",
        forms.HandOverPointForm,
        simple(risk_passing.hand_over_point, "to", "reason"),
        states=KEPT_STATES,
        aside=True,
    ),
    "link": Move(
        LABELS["link"],
        "risk.keep",
        forms.LinkForm,
        lambda point, said, by, at: risk_links.link_matter(point, ref=said["number"], by=by, now=at),
        states=KEPT_STATES,
        aside=True,
    ),
    "correct": Move(
        pgettext_lazy("risk", "Correct"),
        "risk.keep",
        forms.DescribeForm,
        describe,
        states=KEPT_STATES,
        aside=True,
    ),
}


def moves_of(point: RiskPoint, account: Account) -> list[tuple[str, Move[RiskPoint]]]:
    """Return the steps that the account may take now, those that lead on first."""
    found = [(str(code), move) for code, move in MOVES.items() if move.is_open(code, point, account)]
    return sorted(found, key=lambda one: one[1].aside)
