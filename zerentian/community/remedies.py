"""The clause on review and court as a page shows it, in its reader's language."""

from django.utils.translation import get_language

from zerentian.community.models import InquiryAnswer
from zerentian.community.rules.inquiries import Outcome
from zerentian.community.rules.remedies import remedy, remedy_in_english


def remedy_told(answer: InquiryAnswer) -> str:
    """Return what may be done against an answer."""
    tell = remedy if (get_language() or "zh").startswith("zh") else remedy_in_english
    return tell(Outcome(answer.outcome), organ=answer.organ, court=answer.court)
