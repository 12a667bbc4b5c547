"""The steps on letters of responsibility: one table says who may take which, with which form, by which action."""

from collections.abc import Mapping
from datetime import datetime

from zerentian.duties.actions import letters as actions
from zerentian.duties.actions.signing import decline_letter, sign_letter
from zerentian.duties.forms import letters as forms
from zerentian.duties.models import Letter
from zerentian.duties.models.letter_labels import LETTER_STEPS as LABELS
from zerentian.duties.rules.letters import LetterState, LetterStep
from zerentian.ledger.clock import machine_now
from zerentian.organization.models import Account
from zerentian.organization.moves import Move, Said, simple


def is_my_turn(letter: Letter, account: Account) -> bool:
    """Tell whether a post of the account's signs next."""
    return Letter.objects.to_sign_by(account).filter(pk=letter.pk).exists()


def sign(letter: Letter, said: Said, by: Account, at: datetime) -> object:
    """Sign as the form says."""
    code = said.get("code", "")
    return sign_letter(
        letter,
        digest=said["digest"],
        password=said["password"],
        code=code,
        by=by,
        now=at,
        machine_now=machine_now(),
    )


def scan(letter: Letter, said: Said, by: Account, at: datetime) -> object:
    """Keep the scans that were sent."""
    return actions.add_scans(letter, uploads=said["evidence"], by=by, now=at)


class OfSigner(Move[Letter]):
    """A step of whoever holds the post whose turn it is: that post is asked, not the unit that gives the letter."""

    def may(self, noun: Letter, account: Account) -> bool:
        """Tell whether the account holds the post that signs next."""
        return is_my_turn(noun, account)


MOVES: Mapping[str, Move[Letter]] = {
    LetterStep.SIGN: OfSigner(
        LABELS[LetterStep.SIGN],
        "letter.sign",
        forms.SignForm,
        sign,
        states=(LetterState.SENT, LetterState.PARTLY),
    ),
    LetterStep.SEND: Move(
        LABELS[LetterStep.SEND], "letter.keep", forms.ReadForm, simple(actions.send_letter, "digest")
    ),
    LetterStep.SCAN: Move(LABELS[LetterStep.SCAN], "letter.keep", forms.ScanForm, scan, aside=True),
    LetterStep.DECLINE: OfSigner(
        LABELS[LetterStep.DECLINE],
        "letter.sign",
        forms.DeclineForm,
        simple(decline_letter, "digest", "reason"),
        states=(LetterState.SENT, LetterState.PARTLY),
        aside=True,
    ),
    LetterStep.END: Move(
        LABELS[LetterStep.END],
        "letter.keep",
        forms.ReasonForm,
        simple(actions.end_letter, "reason"),
        aside=True,
    ),
    LetterStep.WITHDRAW: Move(
        LABELS[LetterStep.WITHDRAW],
        "letter.keep",
        forms.ReasonForm,
        simple(actions.withdraw_letter, "reason"),
        aside=True,
    ),
}
