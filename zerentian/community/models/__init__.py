from zerentian.community.models.disputes import Dispute
from zerentian.community.models.notices import Notice, NoticeFile, NoticeStep, NoticeVersion
from zerentian.community.models.questions import Question
from zerentian.community.models.tellings import Receipt, Telling
from zerentian.community.models.warnings import Call, CallTerm, CallTry, RelayedWarning

__all__ = [
    "Call",
    "CallTerm",
    "CallTry",
    "Dispute",
    "Notice",
    "NoticeFile",
    "NoticeStep",
    "NoticeVersion",
    "Question",
    "Receipt",
    "RelayedWarning",
    "Telling",
]
