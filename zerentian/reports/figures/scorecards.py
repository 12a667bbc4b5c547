"""What is said of scorecards, and what it adds up to: how often marks were contested and changed, never the marks."""

from zerentian.ledger.registry import register
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Post, Verb

WHERE: dict[str, Fact] = {"item": Count(), "scored": Code()}

VERBS = [
    Verb(
        "scorecard.drafted",
        "起草考核表",
        {"period": Code(), "first": Day(), "last": Day(), "units": Count()},
        label_en="scorecard drafted",
    ),
    Verb(
        "scorecard.changed",
        "修改考核细则",
        {"items": Count(), "weight": Count()},
        label_en="rules of a scorecard changed",
    ),
    Verb(
        "scorecard.ruled",
        "公布考核细则",
        {"rules": Code(), "first": Day(), "items": Count(), "units": Count()},
        label_en="rules of a scorecard published",
    ),
    Verb("scorecard.marked", "人工评定", WHERE | {"mark": Count()}, label_en="item marked by hand"),
    Verb(
        "scorecard.frozen",
        "考核初评",
        {"size": Count(), "until": Day(), "marks": Count(), "unmarked": Count()},
        label_en="initial marks frozen",
    ),
    Verb(
        "scorecard.objected",
        "考核异议",
        WHERE,
        (Post("scorecards.objections"), Post("scorecards.objections_open")),
        label_en="objection to a mark",
    ),
    Verb(
        "scorecard.answered",
        "答复考核异议",
        WHERE
        | {
            "outcome": Code(("kept", "changed")),
            "before": Count(optional=True),
            "after": Count(optional=True),
        },
        (
            Post("scorecards.answered"),
            Post("scorecards.changed", when={"outcome": "changed"}),
            Post("scorecards.objections_open", sign=-1),
        ),
        label_en="objection to a mark answered",
    ),
    Verb("scorecard.settled", "考核定稿", {"changed": Count()}, label_en="scorecard made final"),
    Verb(
        "scorecard.published",
        "公布考核结果",
        {"result": Code()},
        (Post("scorecards.published"),),
        label_en="scorecard published",
    ),
    Verb(
        "scorecard.withdrawn",
        "撤回考核表",
        {"objections": Count()},
        (Post("scorecards.objections_open", amount="objections", sign=-1),),
        label_en="scorecard withdrawn",
    ),
]
FIGURES = [
    Figure(
        "scorecards.published",
        "公布考核结果",
        "Scorecards published",
        "count",
        "scorecards.published",
        "份",
        "期间内公布结果的考核表份数。",
        "Scorecards whose result was published in the period.",
    ),
    Figure(
        "scorecards.objections",
        "考核异议",
        "Objections to marks",
        "count",
        "scorecards.objections",
        "件",
        "期间内单位对初评得分提出的异议件数。",
        "Objections of units to initial marks in the period.",
    ),
    Figure(
        "scorecards.objections_open",
        "未答复考核异议",
        "Objections to marks not answered",
        "stock",
        "scorecards.objections_open",
        "件",
        "期末尚未答复的考核异议件数。",
        "Objections to marks not answered at the period's end.",
    ),
    Figure(
        "scorecards.changed_share",
        "考核异议改分率",
        "Objections that changed a mark",
        "ratio",
        "scorecards.changed",
        "%",
        "期间内答复的考核异议中，改变了得分的所占比例。",
        "Of the objections to marks answered in the period, the share that changed the mark.",
        base="scorecards.answered",
        kind="doing",
    ),
]
register(verbs=VERBS, figures=FIGURES)
