"""What is said about decisions of meetings, and what each entry adds to the stocks and cohorts.

A decision counts at its lead's unit, from the day it was decided; it falls due once it is in force. What is only to be
taken note of counts nowhere. Their figures are called ``resolutions``: ``decisions`` are those on residents' concerns.
"""

from zerentian.duties.rules.decisions import DecisionKind, Rhythm
from zerentian.ledger.rules.figures import Figure, Kind, Measure, by_due_day
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb

REQUIRED = {"kind": DecisionKind.REQUIRED.value}
IN_TIME_SO_FAR = {"missed": False}
MISSED = {"missed": True}
DUE: dict[str, Fact] = {"due": Day()}
MORE_TIME: dict[str, Fact] = {
    "due": Day(),
    "old_due": Day(optional=True),
    "missed": Flag(),
    "by_post": Code(optional=True),
}
# What a decision stood in before a step that ends or moves it.
STOOD: dict[str, Fact] = {
    "required": Flag(),
    "due": Day(optional=True),
    "owed": Flag(),
    "dated": Flag(),
    "missed": Flag(),
}

# What the round had brought when it passed on; entries from before this was said have neither.
BROUGHT: dict[str, Fact] = {"reported": Day(optional=True), "was_verified": Flag(optional=True)}


def past(day: str) -> tuple[tuple[str, int], ...]:
    """Return the day from which something counts as overdue: when it happened, at the earliest the day after."""
    return (("occurred_on", 0), (day, 1))


def owed(sign: int, unit: str = "unit", **when: object) -> tuple[Post, ...]:
    """Return the posts that put a decision into the stock of the overdue, or take it out."""
    return (
        Post("resolutions.overdue", sign=sign, unit=unit, day=past("due"), when={**IN_TIME_SO_FAR, **when}),
        Post("resolutions.overdue", sign=sign, unit=unit, when={**MISSED, **when}),
    )


def falls_due(sign: int, day: str = "due", unit: str = "unit", **when: object) -> Post:
    """Return the post that puts a decision into the cohort of its due day, or takes it out."""
    return Post("resolutions.due", sign=sign, unit=unit, day=((day, 0),), when=when)


def stands(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that take a decision out of whatever it stood in, or put it into the same elsewhere."""
    return (
        Post("resolutions.open", sign=sign, unit=unit, when={"required": True}),
        *owed(sign, unit, owed=True),
        falls_due(sign, unit=unit, dated=True),
    )


def brought(sign: int, unit: str) -> tuple[Post, ...]:
    """Return the posts that take a report, and its verification, from or to a unit, on the day it was made."""
    day = (("reported", 0),)
    return (
        Post("resolutions.reported", sign=sign, unit=unit, day=day),
        Post("resolutions.confirmed", sign=sign, unit=unit, day=day, when={"was_verified": True}),
    )


# Another day takes the old one's place; one that was missed before stays in the stock of the overdue.
LATER = (
    Post("resolutions.overdue", sign=-1, day=past("old_due"), when=IN_TIME_SO_FAR),
    Post("resolutions.overdue", day=past("due"), when=IN_TIME_SO_FAR),
    falls_due(-1, "old_due"),
    falls_due(1),
)

DECISION_VERBS = [
    Verb(
        "decision.opened",
        "登记议定事项",
        {
            "kind": Code(tuple(DecisionKind)),
            "meeting": Code(),
            "post": Code(),
            "due": Day(optional=True),
            "rhythm": Code(tuple(Rhythm)),
        },
        (Post("resolutions.made", when=REQUIRED), Post("resolutions.open", when=REQUIRED)),
        late_days=15,
        label_en="decided by a meeting",
    ),
    Verb(
        "decision.assigned",
        "议定事项交办",
        {"due": Day(optional=True), "post": Code(), "ahead": Flag()},
        (Post("resolutions.overdue", day=past("due")), falls_due(1)),
        label_en="decision given out",
    ),
    Verb(
        "decision.accepted",
        "签收议定事项",
        {"due": Day(), "sets_due": Flag()},
        (
            Post("resolutions.overdue", day=past("due"), when={"sets_due": True}),
            falls_due(1, sets_due=True),
        ),
        label_en="decision taken on",
    ),
    Verb("decision.noted", "阅知议定事项", label_en="decision taken note of"),
    Verb("decision.objected", "对议定事项提出异议", label_en="decision objected to"),
    Verb("decision.upheld", "维持交办议定事项", label_en="decision upheld"),
    Verb("decision.progressed", "报告进展", label_en="how far a decision is"),
    Verb(
        "decision.reported",
        "申请办结",
        {**DUE, "done": Day(), "on_time": Flag(), "missed": Flag(), "by_post": Code(optional=True)},
        (Post("resolutions.reported"), *owed(-1)),
        label_en="decision reported as done",
    ),
    Verb(
        "decision.returned",
        "未办结，退回",
        {**DUE, "missed": Flag(), "reported": Day(), "was_verified": Flag()},
        (
            Post("resolutions.returned"),
            *owed(1),
            Post("resolutions.confirmed", sign=-1, day=(("reported", 0),), when={"was_verified": True}),
        ),
        label_en="decision returned as not done",
    ),
    Verb(
        "decision.verified",
        "核查议定事项",
        {"reported": Day(), "by_post": Code(optional=True)},
        (Post("resolutions.verified"), Post("resolutions.confirmed", day=(("reported", 0),))),
        label_en="decision verified by somebody else",
    ),
    Verb(
        "decision.closed",
        "议定事项办结",
        {**DUE, "on_time": Flag(), "days": Count(), "by_post": Code(optional=True)},
        (
            Post("resolutions.closed"),
            Post("resolutions.open", sign=-1),
            Post("resolutions.on_time", day=(("due", 0),), when={"on_time": True}),
        ),
        label_en="decision closed",
    ),
    Verb(
        "decision.reopened",
        "议定事项重新办理",
        {**DUE, "old_due": Day(), "was_on_time": Flag()},
        (
            Post("resolutions.reopened"),
            Post("resolutions.open"),
            Post("resolutions.overdue", day=past("due")),
            Post("resolutions.on_time", sign=-1, day=(("old_due", 0),), when={"was_on_time": True}),
            falls_due(-1, "old_due"),
            falls_due(1),
        ),
        label_en="closed decision taken up again",
    ),
    Verb("decision.extended", "议定事项延期", MORE_TIME, LATER, label_en="more time granted for a decision"),
    Verb(
        "decision.carried",
        "会议延续办理",
        {**MORE_TIME, "meeting": Code()},
        (Post("resolutions.carried"), *LATER),
        label_en="decision carried over by a meeting",
    ),
    Verb(
        "decision.moved",
        "议定事项移交",
        {**STOOD, **BROUGHT, "from": Code(), "to": Code(), "from_post": Code(), "to_post": Code()},
        (*stands(-1, "from"), *stands(1, "to"), *brought(-1, "from"), *brought(1, "to")),
        label_en="decision handed over",
    ),
    Verb(
        "decision.withdrawn",
        "撤销议定事项",
        STOOD,
        (Post("resolutions.withdrawn", when={"required": True}), *stands(-1)),
        label_en="decision withdrawn",
    ),
    Verb(
        "decision.replaced",
        "议定事项被替代",
        {**STOOD, "into": Code()},
        stands(-1),
        label_en="decision replaced by a later one",
    ),
    Verb("decision.became", "由议定事项立项", {"into": Code()}, label_en="something made of a decision"),
]


def figure(
    code: str,
    measure: Measure,
    label: tuple[str, str],
    unit: str,
    definition: str,
    definition_en: str,
    component: str = "",
    base: str = "",
    kind: Kind | None = None,
) -> Figure:
    """Return a figure; it counts the component of its own name unless another is named."""
    return Figure(
        code, *label, measure, component or code, unit, definition, definition_en, base=base, kind=kind
    )


FIGURES = [
    figure(
        "resolutions.made",
        "count",
        ("议定事项", "Decisions made"),
        "项",
        "会议日期在期间内、要求办理的议定事项项数，分给几个单位的按几项计，后来撤销或被替代的仍计入；仅阅知的不计。",
        "Decisions of meetings of the period that ask for something to be done, each part for a unit counted; "
        "those withdrawn or replaced later count, those only to be taken note of do not.",
    ),
    figure(
        "resolutions.open",
        "stock",
        ("在办议定事项", "Open decisions"),
        "项",
        "期末要求办理、尚未办结、未撤销也未被替代的议定事项项数。",
        "Decisions to be done that were neither closed nor withdrawn nor replaced at the period's end.",
    ),
    figure(
        "resolutions.overdue",
        "stock",
        ("逾期议定事项", "Overdue decisions"),
        "项",
        "期末已过办结期限而未申请办结的议定事项项数；逾期后才延期的，申请办结前仍计入。",
        "Decisions not reported done at the period's end whose due day had passed; those given more time only after it "
        "stay in until they are reported done.",
        kind="outcome",
    ),
    by_due_day(
        figure(
            "resolutions.due",
            "count",
            ("到期议定事项", "Decisions due"),
            "项",
            "办结期限落在期间内、已交办的议定事项项数；延期或延续的按新期限计，撤销和被替代的不计。",
            "Decisions in force whose due day lies in the period; those given more time at their new day, withdrawn "
            "and replaced ones not.",
        )
    ),
    by_due_day(
        figure(
            "resolutions.on_time_share",
            "ratio",
            ("议定事项按期办结率", "Share of decisions done on time"),
            "%",
            "办结期限落在期间内的议定事项中，办理完成之日不晚于期限、且已经他人核查办结的所占比例；逾期后延期的不算按期。",
            "Share of the decisions due in the period that were done by the due day, verified and closed; "
            "those given more time after it had passed are not on time.",
            "resolutions.on_time",
            "resolutions.due",
            kind="outcome",
        )
    ),
    figure(
        "resolutions.closed",
        "count",
        ("办结议定事项", "Decisions closed"),
        "项次",
        "期间内经他人核查后办结的次数；重新办理后再次办结的另计一次。",
        "Times a decision was closed in the period after somebody else verified it; again after it was taken up again.",
    ),
    figure(
        "resolutions.reported",
        "count",
        ("申请办结", "Decisions reported done"),
        "项次",
        "期间内申请办结的次数。",
        "Times a decision was reported done in the period.",
    ),
    figure(
        "resolutions.verified",
        "count",
        ("核查议定事项", "Decisions verified"),
        "项次",
        "期间内由签收人、办理人、申请人以外的人核查属实的次数。",
        "Times somebody else than who took it on, did or reported it verified a decision in the period.",
    ),
    figure(
        "resolutions.verified_share",
        "ratio",
        ("议定事项核实率", "Share of decisions verified"),
        "%",
        "期间内申请办结的次数中，经另一人核查属实的所占比例。",
        "Share of the reports of the period that somebody else has verified.",
        "resolutions.confirmed",
        "resolutions.reported",
        kind="outcome",
    ),
    figure(
        "resolutions.returned",
        "count",
        ("未办结退回", "Decisions returned"),
        "项次",
        "期间内核查认为没有办结、退回的次数。",
        "Times a decision was returned as not done in the period.",
    ),
    figure(
        "resolutions.carried",
        "count",
        ("延续办理", "Decisions carried over"),
        "项次",
        "期间内后一次会议听取情况后给出新期限、延续办理的次数。",
        "Times a later meeting heard of a decision in the period and carried it over to a new day.",
    ),
    figure(
        "resolutions.reopened",
        "count",
        ("办结后重新办理", "Decisions taken up again"),
        "项次",
        "期间内办结后又重新办理的次数。",
        "Times a closed decision was taken up again in the period.",
    ),
]
VERBS = DECISION_VERBS
