from zerentian.community.models.activities import Activity, ListLook, SignUp
from zerentian.community.models.banners import Banner
from zerentian.community.models.bookings import Booking, ContactLook
from zerentian.community.models.disputes import Dispute
from zerentian.community.models.inquiries import (
    Consultation,
    Inquiry,
    InquiryAnswer,
    InquiryContact,
    InquiryLook,
    InquiryStep,
    InquiryTime,
)
from zerentian.community.models.inquiry_ends import InquiryChallenge, InquiryFee, InquiryFile
from zerentian.community.models.items import Item, Loan
from zerentian.community.models.learning import (
    Lesson,
    LessonFile,
    LessonMaterial,
    LessonSession,
    Requirement,
)
from zerentian.community.models.needs import Certificate, Need
from zerentian.community.models.notices import Notice, NoticeFile, NoticeStep, NoticeVersion
from zerentian.community.models.questions import Question
from zerentian.community.models.tellings import Receipt, Telling
from zerentian.community.models.venues import CallingOff, Closure, OtherHours, Slot, Venue
from zerentian.community.models.warnings import Call, CallTerm, CallTry, RelayedWarning

__all__ = [
    "Activity",
    "Banner",
    "Booking",
    "Call",
    "CallTerm",
    "CallTry",
    "CallingOff",
    "Certificate",
    "Closure",
    "Consultation",
    "ContactLook",
    "Dispute",
    "Inquiry",
    "InquiryAnswer",
    "InquiryChallenge",
    "InquiryContact",
    "InquiryFee",
    "InquiryFile",
    "InquiryLook",
    "InquiryStep",
    "InquiryTime",
    "Item",
    "Lesson",
    "LessonFile",
    "LessonMaterial",
    "LessonSession",
    "ListLook",
    "Loan",
    "Need",
    "Notice",
    "NoticeFile",
    "NoticeStep",
    "NoticeVersion",
    "OtherHours",
    "Question",
    "Receipt",
    "RelayedWarning",
    "Requirement",
    "SignUp",
    "Slot",
    "Telling",
    "Venue",
]
