"""What the codes of the rules are called on the screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import Channel, Exit, Group, Kind, Route, State, Step
from zerentian.casework.rules.replies import Decision, Told
from zerentian.casework.rules.reviews import Level, Outcome

CHANNELS = {
    Channel.FORM: _("Online form"),
    Channel.CALL: _("Phone call"),
    Channel.VISIT: _("Visit to the office"),
    Channel.LETTER: _("Letter"),
    Channel.HOTLINE: _("12345 hotline"),
    Channel.PETITION: _("Petition system"),
    Channel.BOARD: _("Government message board"),
    Channel.MAILBOX: _("Leaders' mailbox"),
    Channel.MEETING: _("Open day or residents' meeting"),
    Channel.PATROL: _("Village patrol"),
    Channel.TRANSFER: _("Passed on by another office"),
}
KINDS = {
    Kind.CONSULT: _("Question"),
    Kind.HELP: _("Request for help"),
    Kind.COMPLAINT: _("Complaint"),
    Kind.SUGGESTION: _("Suggestion"),
    Kind.WRONGDOING: _("Report of wrongdoing"),
    Kind.PETITION: _("Petition matter"),
}
ROUTES = {
    Route.COURT: _("Litigation, police or procuratorate procedure"),
    Route.ARBITRATION: _("Arbitration"),
    Route.PARTY: _("Party appeal or re-examination"),
    Route.RECONSIDERATION: _("Administrative reconsideration, ruling or permit"),
    Route.ENFORCEMENT: _("Investigation of a violation, performance of a duty"),
    Route.PETITION: _("Petition procedure, with a decision letter"),
}
EXITS = {
    Exit.EMERGENCY: _("Emergency: 110, 119, 120 or 122"),
    Exit.LEGAL: _("A legal procedure is open"),
    Exit.IN_PROCESS: _("Already in process elsewhere"),
    Exit.SAME_FACTS: _("Decided, no new facts"),
    Exit.SECRET: _("State secret, trade secret or privacy"),
    Exit.BEYOND_DUTY: _("Beyond the duties of government"),
    Exit.UNLAWFUL: _("Against the law"),
}
GROUPS = {
    Group.BUILDING: _("Building and public works"),
    Group.TRAFFIC: _("Roads and transport"),
    Group.FARMING: _("Farming, forests and water"),
    Group.LAND: _("Land and resources"),
    Group.ENVIRONMENT: _("Environment"),
    Group.WELFARE: _("Civil affairs and relief"),
    Group.LABOUR: _("Work and social security"),
    Group.EDUCATION: _("Education and culture"),
    Group.HEALTH: _("Health"),
    Group.TRADE: _("Trade and finance"),
    Group.TOURISM: _("Tourism"),
    Group.VILLAGE: _("Village affairs"),
    Group.SAFETY: _("Safety and disasters"),
    Group.CONDUCT: _("Conduct of office"),
    Group.OTHER: pgettext_lazy("category group", "Other"),
}
STATES = {
    State.QUEUED: _("Waiting to be looked at"),
    State.SET_ASIDE: _("Set aside"),
    State.RECEIVED: _("Registered"),
    State.TRIAGED: _("To be dispatched"),
    State.DISPATCHED: _("To be accepted"),
    State.OBJECTED: _("Objection to be ruled on"),
    State.HANDLING: _("In hand"),
    State.DRAFTED: _("Reply to be released"),
    State.ANSWERED: _("Answered"),
    State.CLOSED: pgettext_lazy("concern", "Closed"),
    State.EXITED: _("Shown another way"),
    State.REFERRED: _("Referred to the county"),
    State.WITHDRAWN: _("Withdrawn by the resident"),
}
STEPS = {
    "receive": _("Registered"),
    Step.ADMIT: _("Admit"),
    Step.SET_ASIDE: _("Set aside"),
    Step.TRIAGE: _("Triage"),
    Step.DISPATCH: _("Dispatch"),
    Step.ACCEPT: pgettext_lazy("concern", "Accept"),
    Step.OBJECT: _("Object to the dispatch"),
    Step.UPHOLD: _("Uphold the dispatch"),
    Step.SUSTAIN: _("Sustain the objection"),
    Step.DRAFT: _("Draft the reply"),
    Step.RETURN: _("Return the draft"),
    Step.RELEASE: _("Release the reply"),
    Step.CALL_BACK: _("Call back"),
    Step.CLOSE: _("Close"),
    Step.REOPEN: pgettext_lazy("concern", "Reopen"),
    Step.EXIT: _("Show another way"),
    Step.REFER: _("Refer to the county"),
    Step.TAKE_BACK: _("Take back from the county"),
    Step.SETTLE: _("Settled by the county"),
    "ask_county": _("Ask the county about it"),
    "promise": _("Check of a promise"),
    "escalate": _("Brought before those above"),
    "recategory": _("Correct the category"),
    Step.WITHDRAW: _("Withdrawn by the resident"),
    "extend": _("Extend a clock"),
    "pause": _("Pause a clock"),
    "resume": _("Resume a clock"),
    "assist": _("Ask an office to assist"),
    "call": _("Call to a joint visit"),
    "attend": _("Joint visit"),
    "task": _("Sub-task"),
    "notice": _("Written notice"),
    "note": _("Note"),
    "supplement": _("Supplement by the resident"),
    "shield": pgettext_lazy("step", "Shield"),
    "reveal": _("Contact revealed"),
    "link": _("Link"),
    "unlink": _("Unlink"),
    "ask_review": _("Ask for a review"),
    "review": _("Review decided"),
    "publish": _("Publish the answer"),
    "unpublish": _("Withdraw the published answer"),
    "question": _("Question to the office"),
    "ask_back": _("Question to the resident"),
    "woken": _("Waiting for the resident ended"),
}
URGENCIES = {
    Urgency.URGENT: _("Urgent"),
    Urgency.ORDINARY: pgettext_lazy("urgency", "Ordinary"),
    Urgency.COMPLEX: _("Complex"),
}
PURPOSES = {
    Purpose.ANSWER: _("Answer"),
    Purpose.NOTICE: _("Written notice of receipt"),
    Purpose.ACCEPT: _("Accept or send back"),
    Purpose.OBJECTION: _("Objection to the dispatch"),
    Purpose.RULING: _("Ruling on the objection"),
    Purpose.REDO: _("Answer again"),
    Purpose.ASK_REVIEW: _("Ask for a review until"),
    Purpose.REVIEW: _("Review"),
    Purpose.ASK_RECHECK: _("Ask for a recheck until"),
    Purpose.RECHECK: _("Recheck"),
}
DECISIONS = {
    Decision.SUPPORTED: _("Supported"),
    Decision.EXPLAINED: _("Explained"),
    Decision.NOT_SUPPORTED: _("Not supported"),
}
TOLD = {
    Told.CODE_PAGE: _("On the code page"),
    Told.PHONE: _("By phone"),
    Told.IN_PERSON: pgettext_lazy("told", "In person"),
    Told.LETTER: _("By letter"),
    Told.HOTLINE: _("Through the hotline"),
    Told.SOURCE: _("Where it came from"),
}
CONTACTED = {
    Contacted.YES: _("Reached"),
    Contacted.NO_ANSWER: _("No answer"),
    Contacted.REFUSED: _("Did not wish to be asked"),
}
SOLVED = {
    Solved.YES: _("Solved"),
    Solved.PARTLY: _("Partly solved"),
    Solved.NO: _("Not solved"),
}
SATISFIED = {
    Satisfied.YES: _("Satisfied"),
    Satisfied.PARTLY: _("Fairly satisfied"),
    Satisfied.NO: _("Not satisfied"),
    Satisfied.REFUSED: _("Did not say"),
}
LEVELS = {Level.REVIEW: _("Review"), Level.RECHECK: _("Recheck")}
OUTCOMES = {
    Outcome.UPHELD: _("Answer upheld"),
    Outcome.CHANGED: _("Answer changed"),
    Outcome.REDO: _("To be handled again"),
}
REVEAL_PURPOSES = {
    "call_back": _("Call back"),
    "verify_facts": _("Clarify the facts with the person"),
    "deliver_reply": _("Deliver the reply"),
    "emergency": _("Danger to life or property"),
    "legal_duty": _("A duty under the law"),
}
