"""The steps on a text: one table says who may take which, with which form, by which action."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from zerentian.community.actions import banners, notices
from zerentian.community.forms import notices as forms
from zerentian.community.models import Banner, Notice
from zerentian.community.models.labels import STEPS as LABELS
from zerentian.community.rules.notices import State, Step
from zerentian.organization.models import Account
from zerentian.organization.moves import Move, simple


def did_not_write(notice: Notice, account: Account) -> bool:
    """Tell whether the account wrote nothing at the version under review."""
    return account.pk not in notices.writers(notice, notice.newest.number)


def is_on_top(notice: Notice, account: Account) -> bool:
    """Tell whether the text stands on top, or will."""
    return Banner.objects.filter(notice=notice, taken_off_on=None, last__gte=account.today).exists()


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
    "put-on-top": Move(
        pgettext_lazy("banner", "Put on top"),
        "notice.release",
        forms.TopForm,
        simple(banners.put_on_top, "first", "last"),
        states=tuple(State),
        condition=lambda notice, account: notice.is_public and not notice.has_expired(account.today),
        aside=True,
    ),
    "take-off-top": Move(
        pgettext_lazy("banner", "Take off the top"),
        "notice.release",
        forms.StepForm,
        simple(banners.take_off_top),
        states=tuple(State),
        condition=is_on_top,
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
