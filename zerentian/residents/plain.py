"""Plain words for residents: where a concern stands, what happens next, what has happened."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zerentian.casework.rules.concerns import OPEN_STATES, State, Step

# State → where it stands, and what happens next.
STANDING: dict[str, tuple[Any, Any]] = {
    State.QUEUED: (
        _("We have it, and somebody will look at it"),
        _("Somebody reads it first and then registers it. Nothing is thrown away."),
    ),
    State.SET_ASIDE: (
        _("Set aside"),
        _("It did not read like a concern. If it is one, tell us again or call the office."),
    ),
    State.RECEIVED: (_("Registered"), _("The case desk finds the office that handles it.")),
    State.TRIAGED: (_("Registered and sorted"), _("It goes to the office that handles it.")),
    State.DISPATCHED: (_("Given to an office"), _("The office takes it up, or says why it is not its task.")),
    State.OBJECTED: (
        _("We are settling who handles it"),
        _("The case desk decides. Your promised day does not move."),
    ),
    State.HANDLING: (_("In hand"), _("The office looks into it and writes you an answer with its reasons.")),
    State.DRAFTED: (
        _("The answer is being checked"),
        _("A second person reads the answer before it goes out."),
    ),
    State.ANSWERED: (
        _("Answered"),
        _("Read the answer and tell us whether it is solved. If you disagree, you may ask for a review."),
    ),
    State.CLOSED: (_("Closed"), _("If you disagree, you may ask for a review.")),
    State.EXITED: (
        _("It belongs to another procedure"),
        _("Another procedure is the right one, with time limits of its own."),
    ),
    State.REFERRED: (_("Passed on to the county"), _("The county handles it from here.")),
    State.WITHDRAWN: (_("You withdrew it"), _("You can tell us again at any time.")),
}
# A report of wrongdoing tells whoever only has its code no more than this, not even that it is one.
WRONGDOING_OPEN = (_("In process"), _("Enter the secret to read more."))
WRONGDOING_ENDED = (_("Ended"), _("Enter the secret to read more."))

# What happened, as far as it is the resident's to know.
HAPPENED: dict[str, Any] = {
    "receive": _("We received it"),
    Step.ADMIT: _("It was read and registered"),
    Step.TRIAGE: _("It was sorted"),
    Step.DISPATCH: _("It was given to an office"),
    Step.ACCEPT: _("The office took it up"),
    Step.RELEASE: _("It was answered"),
    Step.CALL_BACK: _("You were asked, or told us, whether it is solved"),
    Step.CLOSE: _("It was closed"),
    Step.REOPEN: _("It was taken up again"),
    Step.EXIT: _("You were shown another way"),
    Step.REFER: _("It was passed on to the county"),
    Step.TAKE_BACK: _("It came back from the county"),
    Step.SETTLE: _("The county settled it"),
    Step.WITHDRAW: _("You withdrew it"),
    Step.SET_ASIDE: _("It was set aside"),
    "extend": _("The promised day was moved, with a reason"),
    "pause": _("The clock was paused, with a reason"),
    "resume": _("The clock runs again"),
    "ask_back": _("The office asks you something"),
    "woken": _("The wait for you is over; the office goes on"),
    "attend": _("A joint visit was made"),
    "notice": _("You were given written notice"),
    "supplement": _("You added something"),
    "ask_review": _("A review was asked for"),
    "review": _("The review was decided"),
    "publish": _("The answer was published without your data"),
}
# What one may do about a notice that stands on the page: its remedy.
REMEDIES: dict[str, Any] = {
    Step.ACCEPT: _("If you think another office should handle it, add that here or call the case desk."),
    "extend": _("If you do not agree with the new day, add why here, or call the case desk."),
    "pause": _("It goes on as soon as you answer, or after the day at the latest."),
    Step.REFER: _("Ask the county department named here; the case desk tells you how to reach it."),
    Step.EXIT: _(
        "If you think it does belong here, have it taken up again on this page, or ask for a review."
    ),
    Step.SETTLE: _("If it is not settled, have it taken up again on this page, or ask for a review."),
    "notice": _("If something in it is wrong, add it here or call the case desk."),
}
# The steps whose remedy leads to the unit above: it has the matter, or hears what is said against the step.
ABOVE_HEARS = (Step.REFER, Step.EXIT, Step.SETTLE)
# What happened to the person's data, for that person alone.
HAPPENED_TO_YOURS: dict[str, Any] = {
    "reveal": _("The case desk looked up how to reach you; the reason is on record"),
}


def standing(state: str, *, is_told_all: bool) -> tuple[Any, Any]:
    """Return where a concern stands and what happens next; little of what nobody else may know."""
    if is_told_all:
        return STANDING[state]
    return WRONGDOING_OPEN if state in (*OPEN_STATES, State.QUEUED) else WRONGDOING_ENDED
