"""What is said of fees, reviews and suits about requests for information: parts four and six of the annual report."""

from zerentian.casework.figures.posts import count
from zerentian.community.figures.inquiries import owed
from zerentian.community.rules.remedies import Ruling, Way
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Day, Post, Verb

WAY = {"way": Code(tuple(Way))}
VERBS = [
    Verb(
        "inquiry.fee_asked",
        "发出收费通知",
        {"yuan": Count(), "until": Day(), "old_due": Day()},
        (
            Post("inquiries.fees_asked"),
            Post("inquiries.fees_asked_yuan", amount="yuan"),
            *owed(-1, "old_due"),
        ),
        label_en="fee asked for",
    ),
    Verb(
        "inquiry.fee_reached",
        "收费通知送达",
        {"until": Day(), "old_until": Day()},
        (),
        label_en="notice of the fee arrived",
        late_days=7,
    ),
    Verb(
        "inquiry.fee_paid",
        "缴纳信息处理费",
        {"yuan": Count(), "due": Day()},
        (Post("inquiries.fees_paid_yuan", amount="yuan"), *owed(1)),
        label_en="fee paid",
        late_days=7,
    ),
    Verb(
        "inquiry.challenged",
        "登记行政复议、行政诉讼",
        WAY,
        (
            Post("inquiries.reviews", when={"way": Way.REVIEW.value}),
            Post("inquiries.suits", when={"way": (Way.COURT.value, Way.AFTER_REVIEW.value)}),
        ),
        label_en="review or suit recorded",
        late_days=7,
    ),
    Verb(
        "inquiry.judged",
        "登记复议、诉讼结果",
        WAY | {"ruling": Code(tuple(Ruling))},
        (Post("inquiries.rulings_corrected", when={"ruling": Ruling.CORRECTED.value}),),
        label_en="ruling recorded",
        late_days=7,
    ),
]
FIGURES = [
    count(
        "inquiries.fees_asked",
        "发出收费通知",
        "Fees asked for",
        "期间内发出信息处理费收费通知的申请件数（年度报告“其他需要报告的事项”）。",
        "Requests for which a fee was asked in the period (annual report, part six).",
    ),
    Figure(
        "inquiries.fees_asked_yuan",
        "收费通知金额",
        "Fees asked for, in yuan",
        "sum",
        "inquiries.fees_asked_yuan",
        "元",
        "期间内发出的收费通知的金额合计。",
        "Sum of the fees that were asked for in the period.",
    ),
    Figure(
        "inquiries.fees_paid_yuan",
        "实际收取信息处理费",
        "Fees paid, in yuan",
        "sum",
        "inquiries.fees_paid_yuan",
        "元",
        "期间内实际收取的信息处理费合计，按缴费之日计。",
        "Sum of the fees that were paid in the period, by the day they were paid.",
    ),
    count(
        "inquiries.reviews",
        "信息公开行政复议",
        "Reviews about requests for information",
        "期间内因信息公开申请被申请行政复议的件数，按受理之日计。",
        "Administrative reviews about requests for information that began in the period.",
    ),
    count(
        "inquiries.suits",
        "信息公开行政诉讼",
        "Suits about requests for information",
        "期间内因信息公开申请被提起行政诉讼的件数，未经复议和复议后起诉的合计，按受理之日计。",
        "Suits about requests for information that began in the period, with and without a review before.",
    ),
    count(
        "inquiries.rulings_corrected",
        "复议、诉讼结果纠正",
        "Answers corrected by a review or a court",
        "期间内审结的行政复议、行政诉讼中，结果为纠正的件数。",
        "Reviews and suits decided in the period that corrected what the office had done.",
    ),
]
