"""What is said of questions to the resident, and how many there are."""

from zerentian.casework.figures.posts import count, figure
from zerentian.casework.rules.asking import Ended
from zerentian.ledger.rules.verbs import Code, Day, Flag, Post, Verb

VERBS = [
    Verb(
        "asking.begun",
        "请群众补充",
        {"until": Day(), "paused": Flag()},
        (
            Post("askings.asked"),
            Post("askings.open"),
            Post("askings.paused", when={"paused": True}),
        ),
        label_en="resident asked back",
    ),
    Verb(
        "asking.ended",
        "结束等待群众补充",
        {"ended": Code(tuple(Ended)), "until": Day()},
        (
            Post("askings.open", sign=-1),
            *(Post(f"askings.{ended}", when={"ended": ended.value}) for ended in Ended),
        ),
        label_en="waiting for the resident ended",
    ),
]

FIGURES = [
    count(
        "askings.asked",
        "请群众补充",
        "Residents asked back",
        "期间内就诉求向群众提问、请其补充的次数，在提问时的单位计。",
        "Times a resident was asked for something in the period, at the unit that asked.",
        "次",
    ),
    count(
        "askings.paused",
        "等待群众补充而中止计时",
        "Questions for which a clock stood still",
        "期间内请群众补充时，依规则中止答复计时的次数；法定期限不中止。",
        "Questions asked in the period for which the answer's clock stood still, as its rule allows; a clock by law "
        "never does.",
        "次",
    ),
    count(
        "askings.answered",
        "群众已补充",
        "Questions answered",
        "期间内群众作了补充的次数。",
        "Questions that residents answered in the period.",
        "次",
    ),
    count(
        "askings.expired",
        "群众逾期未补充",
        "Questions not answered in time",
        "期间内等待期满、群众没有补充，恢复办理的次数。",
        "Questions whose day passed without an answer in the period; the matter went on.",
        "次",
    ),
    figure(
        "askings.open",
        "等待群众补充",
        "Waiting for the resident",
        "stock",
        "askings.open",
        "件",
        "期末正在等待群众补充的诉求件数，在提问时的单位计。",
        "Concerns that wait for the resident at the period's end, at the unit that asked.",
    ),
]
