"""What is said about risk points, patrols and control measures, and what it adds up to: places, never persons.

A point counts where it is looked after. Its next patrol stands in the cohort of its due day (``next_due``) and, from
the day after, in the stock of the overdue. While it is behind, the first missed day (``owed_since``) keeps it there,
whatever falls due meanwhile; every due day ends as kept, as missed, or is taken out with the point.
"""

from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb
from zerentian.rectification.figures.findings import past
from zerentian.rectification.rules.patrols import PatrolResult
from zerentian.rectification.rules.risks import Colour, Family, RiskLevel, RiskState

LEVEL = Code(tuple(RiskLevel))
OWED: dict[str, Fact] = {"due": Day(optional=True), "owed_since": Day(optional=True)}
NEXT: dict[str, Fact] = {"next_due": Day(optional=True), "owed_next": Day(optional=True)}


def of_level(sign: int, fact: str = "level", unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a point into the stock of its level, or take it out."""
    return tuple(
        Post(f"risks.{level.value}", sign=sign, unit=unit, when={fact: level.value}) for level in RiskLevel
    )


def leaves(unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that take a point's next patrol out of the stock and the cohort it stood in."""
    return (
        Post("patrols.overdue", sign=-1, unit=unit, day=past("owed_since")),
        Post("patrols.due", sign=-1, unit=unit, day=(("due", 0),)),
    )


def enters(unit: str = "unit", due: str = "next_due", owed: str = "owed_next") -> tuple[Post, ...]:
    """Return the posts that put a point's next patrol into the stock and the cohort."""
    return (
        Post("patrols.overdue", unit=unit, day=past(owed)),
        Post("patrols.due", unit=unit, day=((due, 0),)),
    )


def control_stands(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a control measure into the stocks, or take it out."""
    return (
        Post("risk_controls.open", sign=sign, unit=unit),
        Post("risk_controls.overdue", sign=sign, unit=unit, day=past("due")),
    )


POINT_VERBS = [
    Verb(
        "risk.registered",
        "登记风险点",
        {"kind": Code(), "family": Code(tuple(Family)), "level": LEVEL, **NEXT},
        (Post("risks.registered"), Post("risks.kept"), *of_level(1), *enters()),
        late_days=15,
        label_en="risk point registered",
    ),
    Verb("risk.described", "更正风险点", {"kind": Code()}, label_en="risk point corrected"),
    Verb(
        "risk.rated",
        "评定风险等级",
        {"likelihood": Count(), "impact": Count(), "level": LEVEL, "old_level": LEVEL},
        (*of_level(-1, "old_level"), *of_level(1)),
        label_en="risk rated",
    ),
    Verb(
        "risk.stood",
        "变更风险点状态",
        {"state": Code(tuple(RiskState)), "old_state": Code(tuple(RiskState))},
        label_en="standing of a risk point changed",
    ),
    Verb(
        "risk.written_off",
        "核销风险点",
        {"level": LEVEL, **OWED},
        (Post("risks.written_off"), Post("risks.kept", sign=-1), *of_level(-1), *leaves()),
        label_en="risk point written off",
    ),
    Verb(
        "risk.restored",
        "恢复风险点",
        {"level": LEVEL, **NEXT},
        (Post("risks.restored"), Post("risks.kept"), *of_level(1), *enters()),
        label_en="risk point restored",
    ),
    Verb(
        "risk.moved",
        "移交风险点",
        {
            **{"level": Code(tuple(RiskLevel), optional=True), "kept": Flag(), "from": Code(), "to": Code()},
            **{"from_post": Code(optional=True), "to_post": Code(optional=True)},
            **OWED,
        },
        (
            Post("risks.kept", sign=-1, unit="from", when={"kept": True}),
            Post("risks.kept", unit="to", when={"kept": True}),
            *of_level(-1, unit="from"),
            *of_level(1, unit="to"),
            *leaves("from"),
            *enters("to", "due", "owed_since"),
        ),
        label_en="risk point handed over",
    ),
    Verb(
        "risk.reckoned",
        "重定巡查期限",
        {"hours": Count(optional=True), **OWED, **NEXT},
        (*leaves(), *enters()),
        label_en="patrol of a risk point reckoned anew",
    ),
    Verb(
        "risk.missed",
        "应巡未巡",
        {"missed": Day(), "next_due": Day()},
        (Post("patrols.missed", day=(("missed", 0),)), Post("patrols.due", day=(("next_due", 0),))),
        label_en="patrol missed",
    ),
    Verb(
        "risk.linked",
        "关联诉求或问题",
        {"matter": Code(("concern", "finding"))},
        label_en="matter linked to a risk point",
    ),
]
PATROL_VERBS = [
    Verb(
        "patrol.done",
        "巡查",
        {
            **{"result": Code(tuple(PatrolResult)), "items": Count(), "abnormal": Count()},
            **{"kept": Day(optional=True), "made_good": Day(optional=True)},
            **{"owed_since": Day(optional=True)},
            **NEXT,
        },
        (
            Post("patrols.done"),
            *(Post(f"patrols.{one.value}", when={"result": one.value}) for one in PatrolResult),
            Post("patrols.items_abnormal", amount="abnormal"),
            Post("patrols.on_time", day=(("kept", 0),)),
            Post("patrols.on_time", day=(("made_good", 0),)),
            Post("patrols.missed", sign=-1, day=(("made_good", 0),)),
            Post("patrols.overdue", sign=-1, day=past("owed_since")),
            *enters(),
        ),
        late_days=2,
        label_en="patrol",
    ),
    Verb(
        "patrol.followed",
        "异常转问题",
        {"patrolled": Day(), "finding": Code()},
        (Post("patrols.followed", day=(("patrolled", 0),)),),
        label_en="finding opened from a patrol",
    ),
]
CONTROL_VERBS = [
    Verb(
        "risk_control.planned", "制定管控措施", {"due": Day()}, control_stands(1), label_en="control planned"
    ),
    Verb(
        "risk_control.done",
        "落实管控措施",
        {"due": Day(), "on_time": Flag()},
        (Post("risk_controls.done"), *control_stands(-1)),
        label_en="control carried out",
    ),
    Verb(
        "risk_control.dropped", "撤销管控措施", {"due": Day()}, control_stands(-1), label_en="control dropped"
    ),
    Verb(
        "risk_control.moved",
        "移交管控措施",
        {"due": Day(), "from": Code(), "to": Code(), "from_post": Code(), "to_post": Code()},
        (*control_stands(-1, "from"), *control_stands(1, "to")),
        label_en="control handed over",
    ),
]
TERM_VERBS = [
    Verb(
        "risk_kind.kept",
        "设定风险点类型",
        {"family": Code(tuple(Family)), "open": Flag()},
        label_en="kind of risk point set",
    ),
    Verb(
        "risk_scale.set",
        "设定风险分级",
        {"general": Count(), "greater": Count(), "major": Count(), "since": Day()},
        label_en="scale of risk set",
    ),
    Verb(
        "patrol_rule.set",
        "设定巡查频次",
        {
            **{"hours": Count(), "since": Day(), "level": Code(optional=True), "state": Code(optional=True)},
            **{"signal": Code(optional=True), "single": Flag()},
        },
        label_en="frequency of patrols set",
    ),
    Verb(
        "checklist.set",
        "设定检查表",
        {"version": Count(), "items": Count(), "since": Day()},
        label_en="checklist set",
    ),
    Verb(
        "signal.relayed",
        "转发县级预警信号",
        {"colour": Code(tuple(Colour)), "issued": Day()},
        (Post("signals.relayed"), Post("signals.standing")),
        label_en="signal of the county relayed",
    ),
    Verb(
        "signal.lifted",
        "转发解除预警信号",
        {"colour": Code(tuple(Colour)), "lifted": Day()},
        (Post("signals.standing", sign=-1),),
        label_en="lifting of a signal relayed",
    ),
    Verb(
        "signal.moved",
        "预警信号移交",
        {"colour": Code(tuple(Colour)), "from": Code(), "to": Code()},
        (Post("signals.standing", sign=-1, unit="from"), Post("signals.standing", unit="to")),
        label_en="signal of the county handed over",
    ),
]
VERBS = [*POINT_VERBS, *PATROL_VERBS, *CONTROL_VERBS, *TERM_VERBS]
