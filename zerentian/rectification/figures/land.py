"""What is said about land matters, and what it adds up to; objections as counts."""

from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Post, Verb
from zerentian.rectification.figures.catalogue import figure
from zerentian.rectification.figures.findings import past
from zerentian.rectification.rules.land import LandKind, LandStage

STAGE = Code(tuple(LandStage))
DUE = {"due": Day(optional=True)}

VERBS = [
    Verb(
        "land.opened",
        "登记征收事项",
        {"kind": Code(tuple(LandKind))},
        (Post("land.opened"), Post("land.open")),
        label_en="land matter opened",
    ),
    Verb(
        "land.posted",
        "张贴公告",
        {"stage": STAGE, "first": Day(), "last": Day(), "photo": Flag(), **DUE},
        (Post("land.posted"), Post("land.final_overdue", sign=-1, day=past("due"))),
        late_days=3,
        label_en="paper of a land matter posted",
    ),
    Verb(
        "land.met",
        "完成法定步骤",
        {"stage": STAGE, "all": Flag(), **DUE},
        (
            Post("land.met"),
            Post("land.final_overdue", day=past("due")),
            Post("land.open", sign=-1, when={"all": True}),
        ),
        label_en="step of the law met",
    ),
    Verb(
        "land.objections",
        "登记异议",
        {"objections": Count(), "objectors": Count(), "members": Count(), "hearing": Flag()},
        (Post("land.objected", amount="objections"), Post("land.hearings_due", when={"hearing": True})),
        label_en="objections counted",
    ),
    Verb(
        "land.stopped",
        "终止征收事项",
        DUE,
        (Post("land.open", sign=-1), Post("land.final_overdue", sign=-1, day=past("due"))),
        label_en="land matter stopped",
    ),
    Verb(
        "land.moved",
        "移交征收事项",
        {"from": Code(), "to": Code(), "from_post": Code(), "to_post": Code(), **DUE},
        (
            Post("land.open", sign=-1, unit="from"),
            Post("land.open", unit="to"),
            Post("land.final_overdue", sign=-1, unit="from", day=past("due")),
            Post("land.final_overdue", unit="to", day=past("due")),
        ),
        label_en="land matter handed over",
    ),
]
FIGURES = [
    figure(
        "land.open",
        "stock",
        ("在办征收事项", "Land matters under way"),
        "件",
        "期末在办的征地、房屋征收事项件数。",
        "Land matters under way at the period's end.",
    ),
    figure(
        "land.posted",
        "count",
        ("征收公告张贴", "Papers posted"),
        "次",
        "期间内张贴的征收公告次数，公告期均不短于法定天数。",
        "Papers of land matters posted in the period, none for fewer days than the law asks for.",
    ),
    figure(
        "land.met",
        "count",
        ("完成的法定步骤", "Steps of the law met"),
        "步",
        "期间内完成的征收法定步骤数。",
        "Steps of the law met in the period.",
    ),
    figure(
        "land.objected",
        "sum",
        ("征收异议", "Objections to land matters"),
        "件",
        "期间内登记的异议件数，不记是谁提出的。",
        "Objections counted in the period; who raised them is not kept.",
    ),
    figure(
        "land.hearings_due",
        "count",
        ("应当听证", "Hearings due"),
        "件",
        "期间内多数成员认为方案不符合法律法规、应由县级组织听证的件数。",
        "Land matters in the period in which most members hold the plan unlawful, so that the county holds a hearing.",
    ),
    figure(
        "land.final_overdue",
        "stock",
        ("逾期未发征收公告", "Announcements overdue"),
        "件",
        "期末收到批准文件已超过15个工作日、尚未张贴征收公告的件数。",
        "Land matters at the period's end for which no announcement hung 15 working days after the approval.",
        kind="outcome",
    ),
]
