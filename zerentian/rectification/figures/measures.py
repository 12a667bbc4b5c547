"""What is said about measures of rectification, and what they add up to."""

from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb
from zerentian.rectification.figures.catalogue import figure
from zerentian.rectification.figures.findings import past

DUE: dict[str, Fact] = {"due": Day()}


def standing(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a measure into the stocks, or take it out."""
    return (
        Post("measures.open", sign=sign, unit=unit),
        Post("measures.overdue", sign=sign, unit=unit, day=past("due")),
    )


def falls_due(sign: int, unit: str = "unit") -> Post:
    """Return the post that puts a measure into the cohort of its due day, or takes it out."""
    return Post("measures.due", sign=sign, unit=unit, day=(("due", 0),))


VERBS = [
    Verb(
        "measure.planned",
        "制定整改措施",
        {**DUE, "assisting": Count(), "money_known": Flag(), "yuan": Count(optional=True)},
        (
            Post("measures.planned"),
            Post("measures.money", amount="yuan"),
            Post("measures.money_stated", given="yuan"),
            *standing(1),
            falls_due(1),
        ),
        label_en="measure planned",
    ),
    Verb(
        "measure.done",
        "措施落实",
        {**DUE, "on_time": Flag(), "spent_known": Flag(), "yuan": Count(optional=True)},
        (
            Post("measures.done"),
            Post("measures.spent", amount="yuan"),
            Post("measures.spent_stated", given="yuan"),
            *standing(-1),
            Post("measures.on_time", day=(("due", 0),), when={"on_time": True}),
        ),
        label_en="measure carried out",
    ),
    Verb("measure.dropped", "撤销措施", DUE, (*standing(-1), falls_due(-1)), label_en="measure dropped"),
    Verb(
        "measure.recorded",
        "措施记为落实记录",
        {"deed": Code()},
        label_en="measure recorded as a deed",
    ),
    Verb(
        "measure.moved",
        "措施移交",
        {**DUE, "from": Code(), "to": Code(), "from_post": Code(), "to_post": Code()},
        (*standing(-1, "from"), *standing(1, "to"), falls_due(-1, "from"), falls_due(1, "to")),
        label_en="measure handed over",
    ),
]

FIGURES = [
    Figure(
        "measures.money",
        "整改计划资金",
        "Money planned for measures",
        "sum",
        "measures.money",
        "元",
        "期间内制定的整改措施所填计划资金之和，每条四舍五入到元，含后来撤销的；未填的不计入，也不作零计。",
        "Sum of the money planned in the period's measures, each rounded to the yuan, also of those dropped later; "
        "measures that state none add nothing and are not taken as 0.",
        base="measures.planned",
        known="measures.money_stated",
        each="条",
    ),
    Figure(
        "measures.spent",
        "整改实际支出",
        "Money spent on measures",
        "sum",
        "measures.spent",
        "元",
        "期间内落实的整改措施所填实际支出之和，每条四舍五入到元；未填的不计入，也不作零计。",
        "Sum of the money spent on measures carried out in the period, each rounded to the yuan; measures that state "
        "none add nothing and are not taken as 0.",
        base="measures.done",
        known="measures.spent_stated",
        each="条",
    ),
    figure(
        "measures.planned",
        "count",
        ("整改措施", "Measures planned"),
        "条",
        "期间内制定的整改措施条数。",
        "Measures planned in the period.",
    ),
    figure(
        "measures.done",
        "count",
        ("落实措施", "Measures carried out"),
        "条",
        "期间内落实的整改措施条数。",
        "Measures carried out in the period.",
    ),
    figure(
        "measures.open",
        "stock",
        ("在办措施", "Measures under way"),
        "条",
        "期末已制定、尚未落实也未撤销的整改措施条数。",
        "Measures planned and neither carried out nor dropped at the period's end.",
    ),
    figure(
        "measures.overdue",
        "stock",
        ("逾期措施", "Overdue measures"),
        "条",
        "期末已过期限而未落实也未撤销的整改措施条数。",
        "Measures under way at the period's end whose due day had passed.",
        kind="course",
    ),
    figure(
        "measures.due",
        "count",
        ("到期措施", "Measures due"),
        "条",
        "期限落在期间内的整改措施条数；撤销的不计。",
        "Measures whose due day lies in the period; dropped ones not.",
    ),
    figure(
        "measures.on_time_share",
        "ratio",
        ("措施按期落实率", "Share of measures carried out on time"),
        "%",
        "期限落在期间内的整改措施中，落实之日不晚于期限的所占比例。",
        "Share of the measures due in the period that were carried out by the due day.",
        "measures.on_time",
        "measures.due",
        kind="course",
    ),
]
