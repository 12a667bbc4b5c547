from zerentian.community.figures.activities import FIGURES as ACTIVITY_FIGURES
from zerentian.community.figures.activities import VERBS as ACTIVITY_VERBS
from zerentian.community.figures.inquiries import FIGURES as INQUIRY_FIGURES
from zerentian.community.figures.inquiries import VERBS as INQUIRY_VERBS
from zerentian.community.figures.inquiry_ends import FIGURES as INQUIRY_END_FIGURES
from zerentian.community.figures.inquiry_ends import VERBS as INQUIRY_END_VERBS
from zerentian.community.figures.items import FIGURES as ITEM_FIGURES
from zerentian.community.figures.items import VERBS as ITEM_VERBS
from zerentian.community.figures.learning import FIGURES as LEARNING_FIGURES
from zerentian.community.figures.learning import VERBS as LEARNING_VERBS
from zerentian.community.figures.notices import FIGURES as NOTICE_FIGURES
from zerentian.community.figures.notices import VERBS as NOTICE_VERBS
from zerentian.community.figures.questions import FIGURES as QUESTION_FIGURES
from zerentian.community.figures.questions import VERBS as QUESTION_VERBS
from zerentian.community.figures.warnings import FIGURES as WARNING_FIGURES
from zerentian.community.figures.warnings import VERBS as WARNING_VERBS
from zerentian.ledger.registry import register

register(
    verbs=[
        *(*NOTICE_VERBS, *QUESTION_VERBS, *WARNING_VERBS),
        *(*ACTIVITY_VERBS, *ITEM_VERBS, *LEARNING_VERBS, *INQUIRY_VERBS, *INQUIRY_END_VERBS),
    ],
    figures=[
        *(*NOTICE_FIGURES, *QUESTION_FIGURES, *WARNING_FIGURES),
        *(*ACTIVITY_FIGURES, *ITEM_FIGURES, *LEARNING_FIGURES, *INQUIRY_FIGURES, *INQUIRY_END_FIGURES),
    ],
)
