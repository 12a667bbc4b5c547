from zerentian.community.models.disputes import Dispute
from zerentian.community.models.notices import Notice, NoticeFile, NoticeStep, NoticeVersion
from zerentian.community.models.questions import Question
from zerentian.community.models.tellings import Receipt, Telling

__all__ = [
    "Dispute",
    "Notice",
    "NoticeFile",
    "NoticeStep",
    "NoticeVersion",
    "Question",
    "Receipt",
    "Telling",
]
