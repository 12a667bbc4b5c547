"""What the codes of findings and measures are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.rectification.rules.findings import Class, Level, Method, Result, Source, State, Step
from zerentian.rectification.rules.terms import Term

STATES = {
    State.OPENED: pgettext_lazy("finding", "Waits for who is in charge"),
    State.ASSIGNED: pgettext_lazy("finding", "Waits to be taken on"),
    State.OBJECTED: pgettext_lazy("finding", "Objected to"),
    State.MENDING: _("Being mended"),
    State.REPORTED: _("Waits for verification"),
    State.VERIFIED: pgettext_lazy("finding", "Verified"),
    State.POSTED: _("Posted"),
    State.CLOSED: pgettext_lazy("finding", "Closed out"),
    State.DISMISSED: _("Unfounded"),
    State.JOINED: _("Joined to another"),
}
SOURCES = {
    Source.SELF_CHECK: _("Self-check"),
    Source.INSPECTION: pgettext_lazy("finding", "Inspection"),
    Source.CONCERN: _("Residents' concern"),
    Source.TOPIC: _("Hot matter"),
    Source.RISK: _("Patrol of a risk point"),
    Source.MEETING: pgettext_lazy("finding", "Meeting"),
    Source.AUDIT: _("Audit of a report"),
}
LEVELS = {
    Level.ORDINARY: pgettext_lazy("finding", "ordinary"),
    Level.SERIOUS: pgettext_lazy("finding", "serious"),
    Level.GRAVE: pgettext_lazy("finding", "grave"),
}
CLASSES = {
    Class.AT_ONCE: _("To be mended at once"),
    Class.BY_DATE: _("To be mended by a day"),
    Class.LASTING: _("Lasting work"),
}
METHODS = {
    Method.ON_SITE: pgettext_lazy("finding", "Seen on site"),
    Method.PAPERS: _("By its papers"),
    Method.ASKED: _("Those concerned were asked"),
    Method.TESTED: _("Tested or measured"),
}
RESULTS = {Result.FIRM: _("It holds"), Result.REBOUNDED: _("It has come back")}
STEPS = {
    "open": pgettext_lazy("finding", "Opened"),
    Step.ASSIGN: _("Put somebody in charge"),
    Step.ACCEPT: pgettext_lazy("finding", "Take on"),
    Step.OBJECT: pgettext_lazy("finding", "Object"),
    Step.UPHOLD: pgettext_lazy("finding", "Uphold"),
    Step.NOTE: _("Immediate action and cause"),
    Step.REPORT: _("Ask for the close-out"),
    Step.RETURN: _("Return as not mended"),
    Step.VERIFY: pgettext_lazy("finding", "Verify"),
    Step.POST: _("Post publicly"),
    Step.CLOSE: pgettext_lazy("finding", "Close out"),
    Step.LOOK_BACK: _("Look back"),
    Step.REOPEN: pgettext_lazy("finding", "Take up again"),
    Step.DISMISS: _("Declare unfounded"),
    Step.JOIN: _("Join to another finding"),
    Step.CORRECT: pgettext_lazy("finding", "Correct"),
    "ask_time": _("Ask for more time"),
    "grant_time": _("Grant more time"),
    "refuse_time": _("Refuse more time"),
    "hand_over": pgettext_lazy("finding", "Hand over"),
    "plan": _("Plan a measure"),
    "measure_done": _("Measure carried out"),
    "measure_dropped": _("Measure dropped"),
}
TERMS = {
    Term.ACCEPT: _("Days to take a finding on"),
    Term.AT_ONCE: _("Days to mend what is mended at once"),
    Term.BY_DATE: _("Days to mend by a day, at most"),
    Term.LASTING: _("Days of lasting work, at most"),
    Term.POSTING: _("Days of posting, at least"),
    Term.LOOK_BACK: _("Days from the close-out to the look-back"),
}
