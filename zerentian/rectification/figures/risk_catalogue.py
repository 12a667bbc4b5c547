"""What the entries about risk points and patrols add up to: stocks by level, cohorts by due day, never by person."""

from zerentian.ledger.rules.figures import by_due_day
from zerentian.rectification.figures.catalogue import figure
from zerentian.rectification.rules.risks import RiskLevel

LEVEL_WORDS = {
    RiskLevel.LOW: ("低风险点", "Risk points, low"),
    RiskLevel.GENERAL: ("一般风险点", "Risk points, general"),
    RiskLevel.GREATER: ("较大风险点", "Risk points, greater"),
    RiskLevel.MAJOR: ("重大风险点", "Risk points, major"),
}
OF_LEVELS = [
    figure(
        f"risks.{level.value}",
        "stock",
        words,
        "处",
        f"期末在册、未核销、评定为“{words[0].removesuffix('风险点')}”的风险点个数。",
        f"Points on the register at the period's end whose level is {level.value}.",
    )
    for level, words in LEVEL_WORDS.items()
]
POINTS = [
    figure(
        "risks.registered",
        "count",
        ("登记风险点", "Risk points registered"),
        "处",
        "期间内登记入册的风险点个数，含后来核销的。",
        "Risk points put on the register in the period; those written off later count.",
    ),
    figure(
        "risks.kept",
        "stock",
        ("在册风险点", "Risk points on the register"),
        "处",
        "期末在册、未核销的风险点个数。",
        "Risk points on the register and not written off at the period's end.",
    ),
    figure(
        "risks.written_off",
        "count",
        ("核销风险点", "Risk points written off"),
        "处",
        "期间内由另一人凭依据核销的次数。",
        "Times a risk point was written off by another person, with proof, in the period.",
    ),
    figure(
        "risks.restored",
        "count",
        ("恢复风险点", "Risk points restored"),
        "处",
        "期间内已核销的风险点重新入册的次数。",
        "Times a risk point that was written off came back onto the register in the period.",
    ),
]
PATROLS = [
    figure(
        "patrols.done",
        "count",
        ("巡查", "Patrols"),
        "次",
        "期间内登记的巡查次数，含异常和未能检查的。",
        "Patrols recorded in the period, those that found something wrong or could not see it included.",
    ),
    by_due_day(
        figure(
            "patrols.due",
            "count",
            ("应巡查", "Patrols due"),
            "次",
            "按当地巡查频次，应在期间内完成的巡查次数；一天规定多次的按一次计。",
            "Patrols that the rules in force ask for in the period; several a day count once.",
        )
    ),
    by_due_day(
        figure(
            "patrols.on_time_share",
            "ratio",
            ("按时巡查率", "Share of patrols in time"),
            "%",
            "应在期间内完成的巡查中，到期前已巡查（含补录的）的所占比例。",
            "Share of the patrols due in the period that were made by their day, those recorded later included.",
            "patrols.on_time",
            "patrols.due",
            kind="course",
        )
    ),
    figure(
        "patrols.missed",
        "count",
        ("应巡未巡", "Patrols missed"),
        "次",
        "应在期间内完成而未巡查的次数；事后补录当时确已巡查的，不再计入。",
        "Patrols due in the period that were not made; those shown later to have been made in time are taken out.",
    ),
    figure(
        "patrols.overdue",
        "stock",
        ("逾期未巡查的风险点", "Risk points overdue for a patrol"),
        "处",
        "期末已过应巡之日、其后仍无人巡查的在册风险点个数。",
        "Risk points at the period's end whose due day had passed and at which nobody had looked since.",
        kind="course",
    ),
    figure(
        "patrols.abnormal",
        "count",
        ("发现异常的巡查", "Patrols that found something wrong"),
        "次",
        "期间内至少一项为异常的巡查次数。",
        "Patrols in the period with an item that was abnormal.",
    ),
    figure(
        "patrols.unable",
        "count",
        ("未能检查的巡查", "Patrols that could not see"),
        "次",
        "期间内各项均未能检查的巡查次数；不抵应巡查。",
        "Patrols in the period that could see no item; they keep no due day.",
    ),
    figure(
        "patrols.followed_share",
        "ratio",
        ("异常转问题率", "Abnormal items that became findings"),
        "%",
        "期间内巡查发现的异常项中，已转为问题整改的所占比例。",
        "Share of the abnormal items of patrols in the period from which a finding was opened.",
        "patrols.followed",
        "patrols.items_abnormal",
        kind="course",
    ),
    figure(
        "patrols.items_abnormal",
        "sum",
        ("异常项", "Abnormal items"),
        "项",
        "期间内巡查发现的异常项数。",
        "Abnormal items found by patrols in the period.",
    ),
]
CONTROLS = [
    figure(
        "risk_controls.open",
        "stock",
        ("在办管控措施", "Control measures under way"),
        "条",
        "期末已制定、尚未落实也未撤销的管控措施条数。",
        "Control measures planned and neither carried out nor dropped at the period's end.",
    ),
    figure(
        "risk_controls.overdue",
        "stock",
        ("逾期管控措施", "Overdue control measures"),
        "条",
        "期末已过期限而未落实也未撤销的管控措施条数。",
        "Control measures under way at the period's end whose due day had passed.",
        kind="course",
    ),
    figure(
        "risk_controls.done",
        "count",
        ("落实管控措施", "Control measures carried out"),
        "条",
        "期间内落实的管控措施条数。",
        "Control measures carried out in the period.",
    ),
    figure(
        "signals.relayed",
        "count",
        ("转发预警信号", "Signals relayed"),
        "次",
        "期间内转发县级发布的预警信号次数。",
        "Signals issued by the county that were relayed in the period.",
    ),
    figure(
        "signals.standing",
        "stock",
        ("未解除预警信号", "Signals standing"),
        "个",
        "期末县级尚未解除的预警信号个数。",
        "Relayed signals that the county had not lifted at the period's end.",
    ),
]
FIGURES = [*POINTS, *OF_LEVELS, *PATROLS, *CONTROLS]
