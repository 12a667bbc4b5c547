"""What the codes of notices, receipts, questions and disputes are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.rules import questions
from zerentian.community.rules.notices import Interest, Part, Sort, State, Step
from zerentian.community.rules.tellings import Told, Way

SORTS = {
    Sort.NOTICE: pgettext_lazy("published", "Notice"),
    Sort.ANSWER: pgettext_lazy("published", "Answer"),
    Sort.CORRECTION: pgettext_lazy("published", "Correction"),
}
STATES = {
    State.DRAFT: pgettext_lazy("notice", "Being written"),
    State.REVIEW: pgettext_lazy("notice", "Waits for review"),
    State.CLEARED: pgettext_lazy("notice", "Reviewed, waits for release"),
    State.RELEASED: pgettext_lazy("notice", "Released"),
    State.WITHDRAWN: pgettext_lazy("notice", "Withdrawn"),
}
STEPS = {
    Step.WRITE: pgettext_lazy("notice", "Written"),
    Step.EDIT: pgettext_lazy("notice", "Edit the draft"),
    Step.SUBMIT: _("Send for review"),
    Step.RETURN: _("Return to the writer"),
    Step.CLEAR: _("Review: may be published"),
    Step.RELEASE: pgettext_lazy("notice", "Release"),
    Step.AMEND: _("Write a new version"),
    Step.DROP: _("Drop the draft"),
    Step.WITHDRAW: pgettext_lazy("notice", "Withdraw"),
    Step.MOVE: pgettext_lazy("notice", "Passed on"),
}
INTERESTS = {
    Interest.AWAY: _("working away from home"),
    Interest.FARMING: _("growing crops"),
    Interest.LIVESTOCK: _("raising animals"),
    Interest.WATER: _("rivers, ponds and irrigation"),
    Interest.FOREST: _("woods and forest fires"),
    Interest.SHOP: _("shops and workshops"),
    Interest.SCHOOL: _("pupils and parents"),
    Interest.ELDERS: _("the elderly and care"),
    Interest.BUILDING: _("houses and building"),
    Interest.ROAD: _("roads and travel"),
}
PARTS = {
    Part.QUESTION: pgettext_lazy("part", "What was asked"),
    Part.WHO: pgettext_lazy("part", "Whom it concerns"),
    Part.WHAT: pgettext_lazy("part", "What it is about"),
    Part.WHERE: pgettext_lazy("part", "Where"),
    Part.TIMES: pgettext_lazy("part", "When"),
    Part.TO_DO: pgettext_lazy("part", "What to do"),
    Part.FACTS: pgettext_lazy("part", "The facts"),
    Part.SOURCE: pgettext_lazy("part", "Where the facts come from"),
    Part.CHECKED: pgettext_lazy("part", "How it was checked"),
    Part.CONFIRMED_BY: pgettext_lazy("part", "Confirmed by"),
    Part.DOING: pgettext_lazy("part", "What is being done"),
    Part.DISPUTE: pgettext_lazy("part", "How to dispute it"),
    Part.ASK: pgettext_lazy("part", "Where to ask"),
    Part.MORE: pgettext_lazy("part", "More"),
}
WAYS = {
    Way.BOARD: pgettext_lazy("told by", "Board"),
    Way.LOUDSPEAKER: pgettext_lazy("told by", "Loudspeaker"),
    Way.MEETING: pgettext_lazy("told by", "Meeting"),
    Way.DOOR: pgettext_lazy("told by", "From door to door"),
    Way.PHONE: pgettext_lazy("told by", "By telephone"),
}
TOLD = {
    Told.ASKED: _("not told yet"),
    Told.TOLD: pgettext_lazy("village", "told"),
    Told.DROPPED: _("no longer asked for"),
}
URGENCIES = {
    questions.Urgency.GRAVE: _("grave or major event: 5 hours"),
    questions.Urgency.SERIOUS: _("serious matter: 24 hours"),
    questions.Urgency.ORDINARY: _("other matter: 48 hours"),
}
ORIGINS = {
    questions.Origin.TOPIC: _("Hot matter of concerns"),
    questions.Origin.NOTICE: _("A notice of ours"),
    questions.Origin.ASKED: _("Asked at counter, telephone or meeting"),
    questions.Origin.SUPERIOR: _("Passed on by the county"),
}
QUESTION_STATES = {
    questions.State.OPEN: _("Waits for an answer"),
    questions.State.ANSWERED: pgettext_lazy("question", "Answered"),
    questions.State.DROPPED: _("Needs no public answer"),
}
CHANNELS = {
    questions.Channel.PAGE: _("Public page"),
    questions.Channel.PHONE: pgettext_lazy("dispute", "Telephone"),
    questions.Channel.COUNTER: pgettext_lazy("dispute", "Counter"),
    questions.Channel.MEETING: pgettext_lazy("dispute", "Meeting"),
}
OUTCOMES = {
    questions.Outcome.UPHELD: _("Right: what we published was wrong"),
    questions.Outcome.PARTLY: _("Partly right"),
    questions.Outcome.STANDS: _("What we published stands"),
}
