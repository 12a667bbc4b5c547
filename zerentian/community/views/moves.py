"""The steps on a text: one table says who may take which, with which form, by which action."""

from collections.abc import Mapping

from zerentian.community.actions import notices
from zerentian.community.forms import notices as forms
from zerentian.community.models import Notice
from zerentian.community.models.labels import STEPS as LABELS
from zerentian.community.rules.notices import Step
from zerentian.organization.models import Account
from zerentian.organization.moves import Move, simple


def did_not_write(notice: Notice, account: Account) -> bool:
    """Tell whether the account wrote nothing at the version under review."""
    return account.pk not in notices.writers(notice, notice.newest.number)


MOVES: Mapping[str, Move[Notice]] = {
    Step.SUBMIT: Move(LABELS[Step.SUBMIT], "notice.write", forms.StepForm, simple(notices.submit_notice)),
    Step.CLEAR: Move(
        LABELS[Step.CLEAR],
        "notice.review",
        forms.ClearForm,
        simple(notices.clear_notice, "words"),
        condition=did_not_write,
    ),
    Step.RELEASE: Move(
        LABELS[Step.RELEASE], "notice.release", forms.StepForm, simple(notices.release_notice)
    ),
    Step.RETURN: Move(
        LABELS[Step.RETURN],
        "notice.review",
        forms.ReasonForm,
        simple(notices.return_notice, "reason"),
        aside=True,
    ),
    Step.DROP: Move(
        LABELS[Step.DROP],
        "notice.write",
        forms.ReasonForm,
        simple(notices.drop_notice, "reason"),
        aside=True,
    ),
    Step.WITHDRAW: Move(
        LABELS[Step.WITHDRAW],
        "notice.release",
        forms.ReasonForm,
        simple(notices.withdraw_notice, "reason"),
        aside=True,
    ),
}


def moves_of(notice: Notice, account: Account) -> list[tuple[str, Move[Notice]]]:
    """Return the steps that the account may take now, those that lead on first."""
    found = [(str(code), move) for code, move in MOVES.items() if move.is_open(code, notice, account)]
    return sorted(found, key=lambda one: one[1].aside)
