"""What states, steps and targets of letters of responsibility are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.rules.letters import Direction, LetterState, LetterStep

LETTER_STATES = {
    LetterState.DRAFTED: pgettext_lazy("letter", "drafted"),
    LetterState.SENT: pgettext_lazy("letter", "sent for signature"),
    LetterState.PARTLY: pgettext_lazy("letter", "partly signed"),
    LetterState.SIGNED: pgettext_lazy("letter", "signed"),
    LetterState.RENEWED: pgettext_lazy("letter", "renewed"),
    LetterState.ENDED: pgettext_lazy("letter", "ended"),
    LetterState.WITHDRAWN: pgettext_lazy("letter", "withdrawn"),
}
LETTER_STEPS = {
    LetterStep.CHANGE: pgettext_lazy("letter", "Change the text"),
    LetterStep.SEND: pgettext_lazy("letter", "Send for signature"),
    LetterStep.SIGN: pgettext_lazy("letter", "Sign"),
    LetterStep.DECLINE: pgettext_lazy("letter", "Return unsigned"),
    LetterStep.SCAN: pgettext_lazy("letter", "Add a scan of the signed paper"),
    LetterStep.RENEW: pgettext_lazy("letter", "Renew"),
    LetterStep.END: pgettext_lazy("letter", "End"),
    LetterStep.WITHDRAW: pgettext_lazy("letter", "Withdraw the letter"),
}
DIRECTIONS = {
    Direction.AT_LEAST: _("at least"),
    Direction.AT_MOST: _("at most"),
}
