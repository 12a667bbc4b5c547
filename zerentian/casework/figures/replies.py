"""What is said of replies, call-backs and reviews, and the rates with what they are made of."""

from zerentian.casework.figures.labels import DECISIONS
from zerentian.casework.figures.posts import (
    DUE,
    KEPT,
    LATE_COHORT,
    NOTICE_MOVED,
    PUT_OFF_REVIEWS,
    count,
    figure,
    owed,
)
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.replies import Decision, Told
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.ledger.rules.figures import RUNNING, by_due_day
from zerentian.ledger.rules.sums import Split
from zerentian.ledger.rules.verbs import Code, Count, Flag, Post, Verb

VERBS = [
    Verb(
        "reply.drafted",
        "拟写答复",
        {"decision": Code(tuple(Decision)), "round": Count()},
        label_en="reply drafted",
    ),
    Verb("reply.returned", "退回修改", {}, (Post("replies.returned"),), label_en="draft returned"),
    Verb(
        "concern.answered",
        "答复",
        {
            **DUE,
            "on_time": Flag(optional=True),
            "decision": Code(tuple(Decision)),
            "told": Code(tuple(Told)),
            "alone": Flag(),
            "days": Count(optional=True),
            "round": Count(),
        },
        (
            Post("concerns.answered"),
            *(Post(f"decisions.{decision}", when={"decision": decision.value}) for decision in Decision),
            Post("answers.alone", when={"alone": True}),
            *owed(-1),
            KEPT,
            Post("answers.days", bucket="days"),
        ),
        label_en="concern answered",
    ),
    Verb(
        "concern.called_back",
        "回访",
        {
            "contacted": Code(tuple(Contacted)),
            "solved": Code(tuple(Solved), optional=True),
            "satisfied": Code(tuple(Satisfied), optional=True),
            "by_code": Flag(),
        },
        (
            Post("callbacks.made"),
            *(Post(f"callbacks.contacted.{value}", when={"contacted": value.value}) for value in Contacted),
            Post("callbacks.solved", when={"contacted": Contacted.YES.value, "solved": Solved.YES.value}),
            Post(
                "callbacks.asked",
                when={"satisfied": (Satisfied.YES.value, Satisfied.PARTLY.value, Satisfied.NO.value)},
            ),
            Post("callbacks.satisfied", when={"satisfied": (Satisfied.YES.value, Satisfied.PARTLY.value)}),
        ),
        label_en="call-back made",
        late_days=7,
    ),
    Verb("concern.closed", "办结", {"days": Count()}, (Post("concerns.closed"),), label_en="concern closed"),
    Verb(
        "concern.reopened",
        "重新办理",
        {**DUE, "was_on_time": Flag(), "was_in_cohort": Flag()},
        (
            Post("concerns.reopened"),
            *owed(1),
            Post("answers.on_time", sign=-1, day=(("due", 0),), when={"was_on_time": True}),
            Post("answers.due", day=(("due", 0),), when={"was_in_cohort": False}),
        ),
        label_en="concern reopened",
    ),
    Verb(
        "review.asked",
        "申请复查复核",
        {"level": Code(tuple(Level)), "in_time": Flag()},
        tuple(Post(f"reviews.asked.{level}", when={"level": level.value}) for level in Level),
        label_en="review asked for",
    ),
    Verb(
        "review.decided",
        "复查复核意见",
        {"level": Code(tuple(Level)), "outcome": Code(tuple(Outcome))},
        (
            Post("reviews.decided"),
            Post("reviews.changed", when={"outcome": (Outcome.CHANGED.value, Outcome.REDO.value)}),
        ),
        label_en="review decided",
    ),
    Verb(
        "answer.published",
        "公开答复",
        {"version": Count()},
        (Post("answers.published", when={"version": 1}),),
        label_en="answer published",
    ),
    Verb("answer.unpublished", "撤下公开答复", {"version": Count()}, label_en="published answer withdrawn"),
]

FIGURES = [
    count(
        "concerns.answered",
        "答复诉求",
        "Concerns answered",
        "期间内发出答复的次数，按主办单位计；重新办理后再次答复的另计。",
        "Replies released in the period, at the unit in the lead; an answer after reopening counts again.",
    ),
    count(
        "concerns.closed",
        "办结诉求",
        "Concerns closed",
        "期间内办结的次数。",
        "Times a concern was closed in the period.",
    ),
    count(
        "concerns.reopened",
        "重新办理诉求",
        "Concerns reopened",
        "期间内因未解决或有新情况而重新办理的次数。",
        "Times a concern was taken up again in the period.",
        "次",
    ),
    by_due_day(
        count(
            "answers.due",
            "到期诉求",
            "Answers due",
            "答复期限落在期间内的诉求件数；延期的按延期后的期限计，转县级和本人撤回的不计。",
            "Concerns whose answer falls due in the period; extended ones at the new day, "
            "referred and withdrawn ones not.",
            changed=(LATE_COHORT,),
        ),
        RUNNING,
    ),
    by_due_day(
        figure(
            "answers.on_time_share",
            "按期答复率",
            "Share answered on time",
            "ratio",
            "answers.on_time",
            "%",
            "答复期限落在期间内的诉求中，在期限内答复或告知途径的所占比例；未到期的、转县级的、本人撤回的不在分母内。",
            "Of the concerns whose answer falls due in the period, the share answered or shown another way by then; "
            "referred and withdrawn ones are left out.",
            base="answers.due",
            changed=(LATE_COHORT,),
            kind="outcome",
        ),
        RUNNING,
    ),
    figure(
        "answers.median_days",
        "答复天数中位数",
        "Median days to the answer",
        "median",
        "answers.days",
        "天",
        "期间内答复的诉求从收到到答复所用自然日的中位数；偶数个时取较小者。",
        "Median of the calendar days from receipt to answer; the lower one of an even number.",
        kind="course",
    ),
    by_due_day(
        figure(
            "notices.on_time_share",
            "按期告知率",
            "Share of notices on time",
            "ratio",
            "notices.on_time",
            "%",
            "书面告知期限落在期间内的诉求中，按期告知受理情况的所占比例（《信访工作条例》第二十三条，15日）。",
            "Of the concerns whose written notice falls due in the period, the share told by that day (art. 23).",
            base="notices.due",
            changed=(NOTICE_MOVED,),
            kind="outcome",
        ),
        RUNNING,
    ),
    count(
        "callbacks.made",
        "回访",
        "Call-backs",
        "期间内回访的次数，含群众自己在查询页上的评价。",
        "Call-backs in the period, with what residents said themselves on their page.",
        "次",
    ),
    count(
        "callbacks.contacted.yes",
        "回访联系上",
        "Reached",
        "期间内回访中联系上本人的次数。",
        "Call-backs in the period that reached the person.",
        "次",
    ),
    count(
        "callbacks.contacted.no_answer",
        "回访未接通",
        "No answer",
        "期间内回访未接通的次数；不进入解决率、满意率的分母，单独列出。",
        "Call-backs without an answer; left out of both rates, listed here.",
        "次",
    ),
    count(
        "callbacks.contacted.refused",
        "不愿接受回访",
        "Did not wish to be asked",
        "期间内本人不愿接受回访的次数；不进入解决率、满意率的分母，单独列出。",
        "Persons who did not wish to be asked; left out of both rates, listed here.",
        "次",
    ),
    figure(
        "callbacks.solved_share",
        "解决率",
        "Share solved",
        "ratio",
        "callbacks.solved",
        "%",
        "期间内联系上的回访中，本人认为已经解决的所占比例；部分解决计为未解决。",
        "Of the call-backs that reached the person, the share who said it was solved; partly counts as not.",
        base="callbacks.contacted.yes",
        kind="outcome",
    ),
    figure(
        "callbacks.satisfied_share",
        "满意率",
        "Share satisfied",
        "ratio",
        "callbacks.satisfied",
        "%",
        "期间内回访中表示满意、基本满意的，占表示了意见的比例；未表态的不在分母内。",
        "Of the persons who said, the share satisfied or fairly satisfied; those who did not say are left out.",
        base="callbacks.asked",
        kind="course",
    ),
    *(
        count(
            f"decisions.{decision}",
            f"处理意见：{label}",
            f"Decisions: {label_en}",
            f"期间内答复中处理意见为“{label}”的件数。",
            f"Replies of the period whose decision was: {label_en}.",
        )
        for decision, (label, label_en) in DECISIONS.items()
    ),
    count(
        "answers.alone",
        "未经他人复核的答复",
        "Answers not looked at by another",
        "期间内由拟稿人自己签发的答复件数。",
        "Replies of the period released by who drafted them.",
    ),
    count(
        "replies.returned",
        "答复退回修改",
        "Drafts returned",
        "期间内答复稿被退回修改的次数。",
        "Times a draft reply was returned in the period.",
        "次",
    ),
    count(
        "reviews.asked.review",
        "申请复查",
        "Reviews asked for",
        "期间内提出复查申请的件数。",
        "Reviews asked for in the period.",
    ),
    count(
        "reviews.asked.recheck",
        "申请复核",
        "Rechecks asked for",
        "期间内提出复核申请的件数。",
        "Rechecks asked for in the period.",
    ),
    count(
        "reviews.changed",
        "复查复核改变原意见",
        "Answers changed on review",
        "期间内复查、复核改变原答复或责令重新办理的件数。",
        "Reviews and rechecks of the period that changed the answer or sent it back.",
    ),
    figure(
        "reviews.overdue",
        "逾期复查复核",
        "Overdue reviews",
        "stock",
        "reviews.overdue",
        "件",
        "期末已过期限、仍未作出意见的复查、复核件数。",
        "Reviews and rechecks not decided at the period's end though their day had passed.",
        changed=(PUT_OFF_REVIEWS,),
        kind="outcome",
    ),
    count(
        "answers.published",
        "公开答复",
        "Answers published",
        "期间内公开的答复件数；修订版不另计。",
        "Answers published in the period; later versions do not count again.",
    ),
]

SPLITS = [
    Split("concerns.answered", tuple(f"decisions.{decision}" for decision in Decision)),
    Split("callbacks.made", tuple(f"callbacks.contacted.{value}" for value in Contacted)),
]
