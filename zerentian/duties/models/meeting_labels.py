"""What the codes of meetings and decisions are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.rules.decisions import DecisionKind, DecisionState, DecisionStep, Rhythm
from zerentian.duties.rules.meetings import (
    Check,
    ItemState,
    MeetingState,
    MeetingStep,
    Result,
    Share,
    Weight,
)

MEETING_STATES = {
    MeetingState.DRAFTED: _("Being prepared"),
    MeetingState.CALLED: pgettext_lazy("meeting", "Called"),
    MeetingState.HELD: _("Held, minutes to be drafted"),
    MeetingState.MINUTED: _("Minutes to be agreed"),
    MeetingState.AGREED: _("Minutes to be signed"),
    MeetingState.SIGNED: _("Minutes signed"),
    MeetingState.CANCELLED: pgettext_lazy("meeting", "Cancelled"),
}
MEETING_STEPS = {
    MeetingStep.CALL: _("Call the meeting"),
    MeetingStep.CHANGE: pgettext_lazy("meeting", "Change day or place"),
    MeetingStep.HOLD: _("Record who was there"),
    MeetingStep.MINUTE: _("Draft the minutes"),
    MeetingStep.AGREE: _("Agree to the minutes"),
    MeetingStep.SIGN: _("Sign the minutes"),
    MeetingStep.RETURN: pgettext_lazy("minutes", "Return to be mended"),
    MeetingStep.REOPEN: pgettext_lazy("meeting", "Take up again"),
    MeetingStep.SCAN: pgettext_lazy("meeting", "Add a scan of the signed paper"),
    MeetingStep.CANCEL: pgettext_lazy("meeting", "Cancel"),
}
ITEM_STATES = {
    ItemState.WAITING: _("Waits for a meeting"),
    ItemState.TABLED: _("On the agenda"),
    ItemState.SETTLED: _("Dealt with"),
    ItemState.WITHDRAWN: pgettext_lazy("matter", "Withdrawn"),
}
RESULTS = {
    Result.AGREED: pgettext_lazy("meeting", "Agreed to"),
    Result.PUT_OFF: pgettext_lazy("meeting", "Put off"),
    Result.REFUSED: pgettext_lazy("meeting", "Not agreed to"),
    Result.HEARD: pgettext_lazy("meeting", "Heard"),
}
WEIGHTS = {
    Weight.DECISION: _("Weighty decision"),
    Weight.APPOINTMENT: _("Weighty appointment"),
    Weight.PROJECT: _("Weighty project"),
    Weight.FUNDS: _("Large funds"),
}
CHECKS = {
    Check.LEGAL: _("Review of legality"),
    Check.INTEGRITY: _("Review of integrity"),
    Check.RISK: _("Assessment of risks"),
    Check.COMMENTS: _("Comments asked for"),
    Check.EXPERTS: _("Experts heard"),
}
SHARES = {
    Share.NONE: _("no rule"),
    Share.OVER_HALF: _("over half"),
    Share.HALF: _("at least half"),
    Share.TWO_THIRDS: _("at least two thirds"),
    Share.THREE_QUARTERS: _("at least three quarters"),
    Share.FOUR_FIFTHS: _("at least four fifths"),
    Share.ALL: _("all members"),
}
DECISION_KINDS = {
    DecisionKind.REQUIRED: _("To be done"),
    DecisionKind.FOR_NOTE: _("To be taken note of"),
}
DECISION_STATES = {
    DecisionState.OPENED: _("To be given out"),
    DecisionState.ASSIGNED: pgettext_lazy("decision", "To be taken on"),
    DecisionState.OBJECTED: pgettext_lazy("decision", "Objected to"),
    DecisionState.ACCEPTED: pgettext_lazy("decision", "Under way"),
    DecisionState.REPORTED: pgettext_lazy("decision", "To be verified"),
    DecisionState.VERIFIED: pgettext_lazy("decision", "To be closed"),
    DecisionState.CLOSED: pgettext_lazy("decision", "Closed"),
    DecisionState.NOTED: _("Taken note of"),
    DecisionState.WITHDRAWN: pgettext_lazy("decision", "Withdrawn"),
    DecisionState.REPLACED: _("Replaced by a later one"),
}
DECISION_STEPS = {
    "open": pgettext_lazy("decision", "Decided"),
    "given": _("Given out by the signed minutes"),
    DecisionStep.ASSIGN: _("Give out ahead of the minutes"),
    DecisionStep.ACCEPT: pgettext_lazy("decision", "Take on"),
    DecisionStep.OBJECT: pgettext_lazy("decision", "Object"),
    DecisionStep.UPHOLD: pgettext_lazy("decision", "Uphold"),
    DecisionStep.PROGRESS: _("Say how far it is"),
    DecisionStep.REPORT: pgettext_lazy("decision", "Report as done"),
    DecisionStep.RETURN: pgettext_lazy("decision", "Return as not done"),
    DecisionStep.VERIFY: pgettext_lazy("decision", "Verify"),
    DecisionStep.CLOSE: pgettext_lazy("decision", "Close"),
    DecisionStep.REOPEN: pgettext_lazy("decision", "Take up again"),
    DecisionStep.EXTEND: pgettext_lazy("decision", "Grant more time"),
    DecisionStep.CARRY: _("Carried over by a meeting"),
    DecisionStep.HAND_OVER: pgettext_lazy("decision", "Hand over"),
    DecisionStep.WITHDRAW: pgettext_lazy("decision", "Withdraw"),
    DecisionStep.REPLACE: pgettext_lazy("decision", "Replace"),
    "task": _("Make a task of it"),
    "basis": _("Make it a basis of duties"),
}
RHYTHMS = {
    Rhythm.NONE: _("only when done"),
    Rhythm.WEEKLY: pgettext_lazy("rhythm", "every week"),
    Rhythm.MONTHLY: pgettext_lazy("rhythm", "every month"),
    Rhythm.QUARTERLY: pgettext_lazy("rhythm", "every quarter"),
}
