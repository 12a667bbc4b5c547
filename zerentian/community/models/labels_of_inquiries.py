"""What the codes of requests for information are called."""

from django.utils.translation import pgettext_lazy

from zerentian.community.rules.fees import Measure
from zerentian.community.rules.inquiries import (
    Applicant,
    Channel,
    Heard,
    Outcome,
    Row,
    State,
    Step,
    Whom,
)
from zerentian.community.rules.remedies import Ruling, Way

CHANNELS = {
    Channel.COUNTER: pgettext_lazy("inquiry", "in person"),
    Channel.POST: pgettext_lazy("inquiry", "by post"),
    Channel.ONLINE: pgettext_lazy("inquiry", "online"),
    Channel.FAX: pgettext_lazy("inquiry", "by fax"),
    Channel.ORAL: pgettext_lazy("inquiry", "orally, written down by staff"),
}
APPLICANTS = {
    Applicant.PERSON: pgettext_lazy("inquiry", "a person"),
    Applicant.BUSINESS: pgettext_lazy("inquiry", "a business"),
    Applicant.RESEARCH: pgettext_lazy("inquiry", "a research institution"),
    Applicant.CHARITY: pgettext_lazy("inquiry", "a public-interest organisation"),
    Applicant.LEGAL: pgettext_lazy("inquiry", "a legal service"),
    Applicant.BODY: pgettext_lazy("inquiry", "another body"),
}
STATES = {
    State.HANDLING: pgettext_lazy("inquiry", "in hand"),
    State.CORRECTING: pgettext_lazy("inquiry", "waits for the applicant"),
    State.PAYING: pgettext_lazy("inquiry", "waits for the fee"),
    State.DRAFTED: pgettext_lazy("inquiry", "answer to be released"),
    State.ANSWERED: pgettext_lazy("inquiry", "answered"),
    State.WITHDRAWN: pgettext_lazy("inquiry", "withdrawn by the applicant"),
}
STEPS = {
    Step.RECEIVE: pgettext_lazy("inquiry", "Received"),
    Step.ASK_CORRECTION: pgettext_lazy("inquiry", "Ask to complete it"),
    Step.CORRECT: pgettext_lazy("inquiry", "It was completed"),
    Step.ASK_FEE: pgettext_lazy("inquiry", "Ask for the fee"),
    Step.FEE_REACHED: pgettext_lazy("inquiry", "The notice of the fee arrived later"),
    Step.PAID: pgettext_lazy("inquiry", "The fee was paid"),
    Step.CONSULT: pgettext_lazy("inquiry", "Ask for an opinion"),
    Step.CONSULT_REACHED: pgettext_lazy("inquiry", "The letter asking for it arrived later"),
    Step.HEAR: pgettext_lazy("inquiry", "Record the opinion"),
    Step.ASK_TIME: pgettext_lazy("inquiry", "Ask for more time"),
    Step.GRANT_TIME: pgettext_lazy("inquiry", "Grant more time"),
    Step.REFUSE_TIME: pgettext_lazy("inquiry", "Refuse more time"),
    Step.DRAFT: pgettext_lazy("inquiry", "Draft the answer"),
    Step.RETURN: pgettext_lazy("inquiry", "Return the answer"),
    Step.RELEASE: pgettext_lazy("inquiry", "Release the answer"),
    Step.WITHDRAW: pgettext_lazy("inquiry", "The applicant withdraws it"),
    Step.PUBLISH: pgettext_lazy("inquiry", "Publish it for all"),
    Step.MOVE: pgettext_lazy("inquiry", "Passed on"),
    Step.CHALLENGE: pgettext_lazy("inquiry", "Record a review or a suit"),
    Step.JUDGE: pgettext_lazy("inquiry", "Record what was ruled"),
}
# A step is a command on its button, and told as done in the story.
DONE = {
    Step.RECEIVE: pgettext_lazy("inquiry", "received"),
    Step.ASK_CORRECTION: pgettext_lazy("inquiry", "the applicant was asked to complete it"),
    Step.CORRECT: pgettext_lazy("inquiry", "completed"),
    Step.ASK_FEE: pgettext_lazy("inquiry", "a fee was asked for"),
    Step.FEE_REACHED: pgettext_lazy("inquiry", "the notice of the fee arrived"),
    Step.PAID: pgettext_lazy("inquiry", "the fee was paid"),
    Step.CONSULT: pgettext_lazy("inquiry", "an opinion was asked for"),
    Step.CONSULT_REACHED: pgettext_lazy("inquiry", "the letter asking for an opinion arrived"),
    Step.HEAR: pgettext_lazy("inquiry", "an opinion was recorded"),
    Step.ASK_TIME: pgettext_lazy("inquiry", "more time was asked for"),
    Step.GRANT_TIME: pgettext_lazy("inquiry", "more time was granted"),
    Step.REFUSE_TIME: pgettext_lazy("inquiry", "more time was refused"),
    Step.DRAFT: pgettext_lazy("inquiry", "an answer was drafted"),
    Step.RETURN: pgettext_lazy("inquiry", "the answer was returned"),
    Step.RELEASE: pgettext_lazy("inquiry", "the answer was released"),
    Step.WITHDRAW: pgettext_lazy("inquiry", "the applicant withdrew it"),
    Step.PUBLISH: pgettext_lazy("inquiry", "a text for all was begun"),
    Step.MOVE: pgettext_lazy("inquiry", "passed on"),
    Step.CHALLENGE: pgettext_lazy("inquiry", "a review or a suit was recorded"),
    Step.JUDGE: pgettext_lazy("inquiry", "a ruling was recorded"),
}
WAYS = {
    Way.REVIEW: pgettext_lazy("inquiry", "administrative review"),
    Way.COURT: pgettext_lazy("inquiry", "court, without a review"),
    Way.AFTER_REVIEW: pgettext_lazy("inquiry", "court, after a review"),
}
RULINGS = {
    Ruling.UPHELD: pgettext_lazy("inquiry", "upheld"),
    Ruling.CORRECTED: pgettext_lazy("inquiry", "corrected"),
    Ruling.OTHERWISE: pgettext_lazy("inquiry", "ended otherwise"),
}
MEASURES = {
    Measure.REQUESTS: pgettext_lazy("inquiry", "by the request: its place in the applicant's month"),
    Measure.PAGES: pgettext_lazy("inquiry", "by the page: how many are given"),
}
WHOM = {
    Whom.THIRD: pgettext_lazy("inquiry", "somebody whose rights it touches"),
    Whom.ORGAN: pgettext_lazy("inquiry", "another organ that made it too"),
}
OPINIONS = {
    Heard.AGREED: pgettext_lazy("inquiry", "agrees to publication"),
    Heard.AGAINST: pgettext_lazy("inquiry", "is against it"),
    Heard.SILENT: pgettext_lazy("inquiry", "did not answer in time"),
}
ROWS = {
    Row.GIVEN: pgettext_lazy("inquiry", "Given"),
    Row.PART: pgettext_lazy("inquiry", "Given in part"),
    Row.REFUSED: pgettext_lazy("inquiry", "Refused"),
    Row.UNABLE: pgettext_lazy("inquiry", "Unable to provide"),
    Row.UNHANDLED: pgettext_lazy("inquiry", "Not handled"),
    Row.OTHER: pgettext_lazy("inquiry", "Otherwise"),
}
OUTCOMES = {
    Outcome.PUBLIC: pgettext_lazy("inquiry", "published already"),
    Outcome.GIVEN: pgettext_lazy("inquiry", "given"),
    Outcome.PART: pgettext_lazy("inquiry", "given in part"),
    Outcome.SECRET: pgettext_lazy("inquiry", "refused: state secret"),
    Outcome.LAW: pgettext_lazy("inquiry", "refused: forbidden by law"),
    Outcome.SAFETY: pgettext_lazy("inquiry", "refused: endangers security or stability"),
    Outcome.THIRD: pgettext_lazy("inquiry", "refused: harms somebody else's rights"),
    Outcome.INTERNAL: pgettext_lazy("inquiry", "refused: internal affairs"),
    Outcome.PROCESS: pgettext_lazy("inquiry", "refused: still being worked out"),
    Outcome.CASE_FILE: pgettext_lazy("inquiry", "refused: file of law enforcement"),
    Outcome.REGISTER: pgettext_lazy("inquiry", "refused: a register with a law of its own"),
    Outcome.ABSENT: pgettext_lazy("inquiry", "there is no such information"),
    Outcome.ELSEWHERE: pgettext_lazy("inquiry", "another organ's to publish"),
    Outcome.TO_MAKE: pgettext_lazy("inquiry", "would have to be made first"),
    Outcome.UNCLEAR: pgettext_lazy("inquiry", "still unclear after completion"),
    Outcome.PETITION: pgettext_lazy("inquiry", "a petition, complaint or report"),
    Outcome.REPEATED: pgettext_lazy("inquiry", "the same request again"),
    Outcome.PUBLICATION: pgettext_lazy("inquiry", "a publication anybody can have"),
    Outcome.EXCESSIVE: pgettext_lazy("inquiry", "very many without a good reason"),
    Outcome.AGAIN: pgettext_lazy("inquiry", "to confirm or issue again what was given"),
    Outcome.UNCORRECTED: pgettext_lazy("inquiry", "not completed in time"),
    Outcome.UNPAID: pgettext_lazy("inquiry", "fee not paid"),
    Outcome.OTHER: pgettext_lazy("inquiry", "otherwise"),
}
