"""What is said about findings, and what each entry adds to or takes out of the stocks and cohorts.

A finding counts where it is owed: at the unit where it was found, then at the unit in charge. Whatever moves it, or
moves the day it is due, takes it out of the stock and the cohort it stood in and puts it into the new ones. One whose
due day passed before more time was asked for (``missed``) stays in the stock of the overdue until it is mended.
"""

from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb
from zerentian.rectification.rules.findings import Class, Level, Method, Result, Source
from zerentian.rectification.rules.terms import Term

NOW = (("occurred_on", 0),)
DUE: dict[str, Fact] = {"due": Day()}
IN_TIME_SO_FAR = {"missed": False}
MISSED = {"missed": True}


def past(day: str) -> tuple[tuple[str, int], ...]:
    """Return the day from which something counts as overdue: when it happened, at the earliest the day after."""
    return (("occurred_on", 0), (day, 1))


def owed(sign: int, unit: str = "unit", **when: object) -> tuple[Post, ...]:
    """Return the posts that put a finding into the stock of the overdue, or take it out."""
    return (
        Post("findings.overdue", sign=sign, unit=unit, day=past("due"), when={**IN_TIME_SO_FAR, **when}),
        Post("findings.overdue", sign=sign, unit=unit, when={**MISSED, **when}),
    )


def falls_due(sign: int, day: str = "due", unit: str = "unit", **when: object) -> Post:
    """Return the post that puts a finding into the cohort of its due day, or takes it out."""
    return Post("findings.due", sign=sign, unit=unit, day=((day, 0),), when=when)


# A finding that ends without being mended leaves whatever it stood in.
GIVEN_UP: dict[str, Fact] = {
    "due": Day(optional=True),
    "owed": Flag(),
    "missed": Flag(),
    "ownerless": Flag(),
}
LEAVES = (
    Post("findings.open", sign=-1),
    Post("findings.ownerless", sign=-1, when={"ownerless": True}),
    *owed(-1, owed=True),
    falls_due(-1, owed=True),
)

# What the round had brought when it passed on; entries from before this was said have neither.
BROUGHT: dict[str, Fact] = {"reported": Day(optional=True), "was_verified": Flag(optional=True)}


def brought(sign: int, unit: str) -> tuple[Post, ...]:
    """Return the posts that take a report, and its verification, from or to a unit, on the day it was made."""
    day = (("reported", 0),)
    return (
        Post("findings.reported", sign=sign, unit=unit, day=day),
        Post("findings.confirmed", sign=sign, unit=unit, day=day, when={"was_verified": True}),
    )


PASSED = (
    Post("findings.moved", sign=-1, unit="from"),
    Post("findings.moved", unit="to"),
)

VERBS = [
    Verb(
        "finding.opened",
        "登记问题",
        {
            "source": Code(tuple(Source)),
            "level": Code(tuple(Level)),
            "area": Code(optional=True),
            "recurs": Flag(),
        },
        (
            Post("findings.opened"),
            Post("findings.open"),
            Post("findings.ownerless"),
            Post("findings.recurred", when={"recurs": True}),
        ),
        late_days=15,
        label_en="finding opened",
    ),
    Verb(
        "finding.assigned",
        "定责",
        {
            **DUE,
            "kind": Code(tuple(Class)),
            "post": Code(),
            "by_post": Code(optional=True),
            "from": Code(),
            "to": Code(),
        },
        (
            *PASSED,
            Post("findings.open", sign=-1, unit="from"),
            Post("findings.open", unit="to"),
            Post("findings.ownerless", sign=-1, unit="from"),
            Post("findings.overdue", day=past("due")),
            falls_due(1),
        ),
        label_en="somebody put in charge of a finding",
    ),
    Verb("finding.accepted", "签收问题", label_en="finding taken on"),
    Verb("finding.objected", "对定责提出异议", label_en="charge objected to"),
    Verb("finding.upheld", "维持定责", label_en="charge upheld"),
    Verb(
        "finding.noted",
        "记录先行措施和原因",
        {"immediate": Flag(), "cause": Flag()},
        label_en="immediate action and cause noted",
    ),
    Verb(
        "finding.reported",
        "申请销号",
        {
            **DUE,
            "mended": Day(),
            "on_time": Flag(),
            "missed": Flag(),
            "measures": Count(),
            "by_post": Code(optional=True),
        },
        (Post("findings.reported"), *owed(-1)),
        label_en="close-out asked for",
    ),
    Verb(
        "finding.returned",
        "核查不合格，退回整改",
        {**DUE, "missed": Flag(), "reported": Day(), "was_verified": Flag()},
        (
            Post("findings.returned"),
            *owed(1),
            Post("findings.confirmed", sign=-1, day=(("reported", 0),), when={"was_verified": True}),
        ),
        label_en="returned as not mended",
    ),
    Verb(
        "finding.verified",
        "核查合格",
        {
            "observed": Day(),
            "method": Code(tuple(Method)),
            "reported": Day(),
            "first": Flag(),
            "kind": Code(tuple(Class)),
            "round": Count(),
            "days": Count(),
            "by_post": Code(optional=True),
        },
        (
            Post("findings.verified"),
            Post("findings.confirmed", day=(("reported", 0),)),
            Post("findings.first_time", when={"first": True}),
            Post("findings.at_once_days", bucket="days", when={"kind": Class.AT_ONCE.value, "round": 1}),
            Post("findings.mending_days", bucket="days", when={"round": 1}),
        ),
        label_en="verified by somebody else",
    ),
    Verb(
        "finding.posted",
        "公示整改结果",
        {"first": Day(), "last": Day()},
        label_en="result posted publicly",
    ),
    Verb(
        "finding.closed",
        "问题销号",
        {
            **DUE,
            "on_time": Flag(),
            "days": Count(),
            "look_back": Day(),
            "objections": Count(optional=True),
            "by_post": Code(optional=True),
        },
        (
            Post("findings.closed"),
            Post("findings.open", sign=-1),
            Post("findings.on_time", day=(("due", 0),), when={"on_time": True}),
            Post("findings.days", bucket="days"),
            Post("findings.look_back_overdue", day=past("look_back")),
        ),
        label_en="finding closed out",
    ),
    Verb(
        "finding.looked_back",
        "回头看",
        {**DUE, "result": Code(tuple(Result))},
        (
            Post("findings.looked_back"),
            Post("findings.firm", when={"result": Result.FIRM.value}),
            Post("findings.look_back_overdue", sign=-1, day=past("due")),
        ),
        label_en="looked back",
    ),
    Verb(
        "finding.reopened",
        "重新整改",
        {
            **DUE,
            "old_due": Day(),
            "was_on_time": Flag(),
            "rebounded": Flag(),
            "look_back": Day(optional=True),
        },
        (
            Post("findings.reopened"),
            Post("findings.recurred", when={"rebounded": True}),
            Post("findings.open"),
            Post("findings.overdue", day=past("due")),
            Post("findings.on_time", sign=-1, day=(("old_due", 0),), when={"was_on_time": True}),
            falls_due(-1, "old_due"),
            falls_due(1),
            Post("findings.look_back_overdue", sign=-1, day=past("look_back")),
        ),
        label_en="finding taken up again",
    ),
    Verb(
        "finding.time_asked",
        "申请延期",
        {**DUE, "old_due": Day(), "late": Flag()},
        label_en="more time asked for",
    ),
    Verb("finding.time_refused", "不同意延期", {**DUE, "old_due": Day()}, label_en="more time refused"),
    Verb(
        "finding.extended",
        "同意延期",
        {**DUE, "old_due": Day(), "missed": Flag(), "by_post": Code(optional=True)},
        (
            Post("findings.extended"),
            Post("findings.overdue", sign=-1, day=past("old_due"), when=IN_TIME_SO_FAR),
            Post("findings.overdue", day=past("due"), when=IN_TIME_SO_FAR),
            falls_due(-1, "old_due"),
            falls_due(1),
        ),
        label_en="more time granted",
    ),
    Verb(
        "finding.moved",
        "问题移交",
        {
            **GIVEN_UP,
            **BROUGHT,
            "from": Code(),
            "to": Code(),
            "from_post": Code(optional=True),
            "to_post": Code(optional=True),
        },
        (
            *PASSED,
            *(
                post
                for sign, unit in ((-1, "from"), (1, "to"))
                for post in (
                    Post("findings.open", sign=sign, unit=unit),
                    Post("findings.ownerless", sign=sign, unit=unit, when={"ownerless": True}),
                    *owed(sign, unit, owed=True),
                    falls_due(sign, unit=unit),
                    *brought(sign, unit),
                )
            ),
        ),
        label_en="finding handed over",
    ),
    Verb(
        "finding.dismissed",
        "认定不成立",
        GIVEN_UP,
        (Post("findings.dismissed"), *LEAVES),
        label_en="found unfounded",
    ),
    Verb(
        "finding.joined",
        "并案",
        {**GIVEN_UP, "into": Code()},
        (Post("findings.joined"), *LEAVES),
        label_en="joined to another finding",
    ),
    Verb(
        "rectification_term.set",
        "设定整改时限",
        {"term": Code(tuple(Term)), "days": Count(), "since": Day()},
        label_en="term of rectification set",
    ),
]
