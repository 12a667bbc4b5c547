"""What is said about hot matters that ask for an answer and about disputes, and what that adds up to."""

from zerentian.community.figures.notices import MOVED, ON_DUE, PAST_DUE
from zerentian.community.rules.notices import Sort
from zerentian.community.rules.questions import Channel, Origin, Outcome, Urgency
from zerentian.ledger.rules.figures import Figure, by_due_day
from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Post, Verb

OF_OPEN = {"was_open": True}
LEAVES = (
    Post("questions.open", sign=-1),
    Post("questions.overdue", sign=-1, day=PAST_DUE),
    Post("questions.due", sign=-1, day=ON_DUE),
)
VERBS = [
    Verb(
        "question.logged",
        "登记待回应事项",
        {"origin": Code(tuple(Origin)), "urgency": Code(tuple(Urgency)), "due": Day()},
        (
            Post("questions.logged"),
            Post("questions.open"),
            Post("questions.due", day=ON_DUE),
            Post("questions.overdue", day=PAST_DUE),
        ),
        label_en="matter that asks for an answer logged",
        late_days=2,
    ),
    Verb(
        "question.answered",
        "公开回应",
        {"due": Day(), "was_open": Flag(), "in_time": Flag(), "hours": Count()},
        (
            Post("questions.open", sign=-1, when=OF_OPEN),
            Post("questions.overdue", sign=-1, day=PAST_DUE, when=OF_OPEN),
            Post("questions.in_time", day=ON_DUE, when={"was_open": True, "in_time": True}),
            Post("questions.hours", bucket="hours"),
        ),
        label_en="answered in public",
    ),
    Verb("question.updated", "更新回应", label_en="answer updated"),
    # The first answer's hours stay counted, whatever became of it.
    Verb(
        "question.reopened",
        "回应撤回后重新待回应",
        {"due": Day()},
        (Post("questions.open"), Post("questions.overdue", day=PAST_DUE)),
        label_en="its answer withdrawn, it waits again",
    ),
    Verb(
        "question.answered_again",
        "重新公开回应",
        {"due": Day()},
        (Post("questions.open", sign=-1), Post("questions.overdue", sign=-1, day=PAST_DUE)),
        label_en="answered in public again",
    ),
    Verb("question.promise_moved", "更新承诺移交", MOVED, label_en="promised update passed on"),
    Verb("question.dropped", "认定不需公开回应", {"due": Day()}, LEAVES, label_en="needs no public answer"),
    Verb(
        "question.moved",
        "待回应事项移交",
        MOVED | {"due": Day()},
        tuple(
            post
            for sign, unit in ((-1, "from"), (1, "to"))
            for post in (
                Post("questions.open", sign=sign, unit=unit),
                Post("questions.overdue", sign=sign, unit=unit, day=PAST_DUE),
                Post("questions.due", sign=sign, unit=unit, day=ON_DUE),
            )
        ),
        label_en="matter passed on",
    ),
    Verb(
        "dispute.received",
        "收到异议",
        {"sort": Code(tuple(Sort)), "channel": Code(tuple(Channel))},
        (Post("published.disputes"), Post("published.disputes_open")),
        label_en="dispute received",
    ),
    Verb(
        "dispute.answered",
        "答复异议",
        {"sort": Code(tuple(Sort)), "outcome": Code(tuple(Outcome)), "days": Count()},
        (
            Post("published.disputes_answered"),
            Post("published.disputes_open", sign=-1),
            Post("published.disputes_right", when={"outcome": (Outcome.UPHELD.value, Outcome.PARTLY.value)}),
        ),
        label_en="dispute answered",
    ),
    Verb(
        "dispute.moved",
        "异议移交",
        MOVED,
        (Post("published.disputes_open", sign=-1, unit="from"), Post("published.disputes_open", unit="to")),
        label_en="dispute passed on",
    ),
]
FIGURES = [
    Figure(
        "questions.logged",
        "待回应事项",
        "Matters that ask for an answer",
        "count",
        "questions.logged",
        "件",
        "得知时间在期间内、登记为需要公开回应的事项件数；不记录由谁提出。",
        "Matters heard of in the period that ask for a public answer; who asked is not kept.",
    ),
    Figure(
        "questions.open",
        "尚未回应事项",
        "Matters without an answer",
        "stock",
        "questions.open",
        "件",
        "期末已登记、尚未公开回应也未认定不需回应的事项件数。",
        "Matters logged and neither answered nor found to need no answer at the period's end.",
    ),
    Figure(
        "questions.overdue",
        "逾期未回应事项",
        "Matters overdue",
        "stock",
        "questions.overdue",
        "件",
        "期末回应时限所在日已过、仍未公开回应的事项件数。",
        "Matters not answered at the period's end although the day on which their hours end had passed.",
        kind="outcome",
    ),
    by_due_day(
        Figure(
            "questions.in_time_share",
            "时限内回应率",
            "Share answered in time",
            "ratio",
            "questions.in_time",
            "%",
            "回应时限（5、24或48小时）届满日落在期间内的事项中，在时限内首次公开回应的所占比例；认定不需回应的不计。",
            "Share of the matters whose hours (5, 24 or 48) end in the period that got their first answer within them.",
            base="questions.due",
            kind="outcome",
        )
    ),
    Figure(
        "questions.median_hours",
        "回应用时中位数",
        "Median hours to the first answer",
        "median",
        "questions.hours",
        "小时",
        "期间内首次公开回应的事项，从得知到回应的小时数的中位数。",
        "Median hours from hearing of a matter to its first public answer, of those answered in the period.",
        kind="course",
    ),
    Figure(
        "published.disputes",
        "收到异议",
        "Disputes received",
        "count",
        "published.disputes",
        "件",
        "期间内收到的对已发布内容的异议件数；不记录由谁提出。",
        "Disputes of what was published received in the period; who disputes is not kept.",
    ),
    Figure(
        "published.disputes_open",
        "未答复异议",
        "Disputes without an answer",
        "stock",
        "published.disputes_open",
        "件",
        "期末尚未答复的异议件数。",
        "Disputes not answered at the period's end.",
    ),
    Figure(
        "published.disputes_right_share",
        "异议成立率",
        "Share of disputes that were right",
        "ratio",
        "published.disputes_right",
        "%",
        "期间内答复的异议中，全部或部分成立的所占比例。",
        "Share of the disputes answered in the period that were right or partly right.",
        base="published.disputes_answered",
        kind="doing",
    ),
]
