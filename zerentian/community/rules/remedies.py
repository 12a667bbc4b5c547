"""What may be done against an answer to a request for information, and what came of it.

Source: 行政复议法 arts 20, 23; 行政诉讼法 arts 45, 46; part four of the annual report (国办公开办函〔2021〕30号).
"""

from datetime import date
from enum import StrEnum

from zerentian.community.rules.inquiries import REFUSALS, Outcome
from zerentian.ledger.rules.refusals import NotAllowed


class Way(StrEnum):
    """By which way an answer, or that none came, is contested: the columns of part four."""

    REVIEW = "review"
    COURT = "court"
    AFTER_REVIEW = "after_review"


class Ruling(StrEnum):
    """What came of it; none of these: not decided yet."""

    UPHELD = "upheld"
    CORRECTED = "corrected"
    OTHERWISE = "otherwise"


def check_ruling(opened_on: date, closed_on: date, today: date) -> None:
    """Refuse a ruling before its case began, or in the future."""
    if not opened_on <= closed_on <= today:
        raise NotAllowed(
            "审结日期应在受理之后、今天或以前，请核对",
            "it is decided on a day after it began, and not after today: check the day",
        )


def remedy(outcome: Outcome, *, organ: str, court: str) -> str:
    """Return the clause on review and court, naming both, as it stands in the answer."""
    if outcome in REFUSALS:
        return (
            f"对本答复不服的，可以自收到本答复之日起六十日内向{organ}申请行政复议（依照《行政复议法》第二十三条，应当先申请"
            f"行政复议）；对行政复议决定不服的，可以自收到复议决定书之日起十五日内向{court}提起行政诉讼。"
        )
    return (
        f"对本答复不服的，可以自收到本答复之日起六十日内向{organ}申请行政复议，或者自收到本答复之日起六个月内向{court}"
        "提起行政诉讼。"
    )


def remedy_in_english(outcome: Outcome, *, organ: str, court: str) -> str:
    """Return the same clause in English, for pages; the answer itself is a Chinese document."""
    if outcome in REFUSALS:
        return (
            f"If you disagree with this answer, you may ask {organ} for a review within sixty days of receiving it "
            "(art. 23 of the law on administrative review: review comes first); against what the review decides you "
            f"may go to {court} within fifteen days of receiving it."
        )
    return (
        f"If you disagree with this answer, you may ask {organ} for a review within sixty days of receiving it, or go "
        f"to {court} within six months."
    )
