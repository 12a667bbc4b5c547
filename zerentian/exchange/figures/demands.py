"""What demands for forms say, and what they add up to: by the department that asks, never by who fills."""

from zerentian.duties.rules.cadences import Cadence
from zerentian.duties.rules.functions import Level
from zerentian.exchange.rules.demands import Asker, Listing, Shape, Way
from zerentian.ledger.rules.figures import Figure, Kind, by_due_day
from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Post, Verb

PAST_DUE = (("occurred_on", 0), ("due", 1))
ON_DUE = (("due", 0),)
ASKED = {
    "asker": Code(tuple(Asker)),
    "level": Code(tuple(Level)),
    "way": Code(tuple(Way)),
    "listing": Code(tuple(Listing)),
    "shape": Code(tuple(Shape)),
    "cadence": Code(tuple(Cadence)),
}


def outstanding(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a demand into the open and overdue stocks and its due day, or take it out."""
    return (
        Post("demands.open", sign=sign, unit=unit),
        Post("demands.overdue", sign=sign, unit=unit, day=PAST_DUE),
    )


VERBS = [
    Verb(
        "demand.received",
        "登记索表",
        {**ASKED, "due": Day(), "short": Flag(), "again": Flag()},
        (
            Post("demands.received"),
            Post("demands.off_list", when={"listing": Listing.OFF.value}),
            Post("demands.short", when={"short": True}),
            Post("demands.paper", when={"shape": (Shape.PAPER.value, Shape.BOTH.value)}),
            *(Post(f"demands.asker.{one}", when={"asker": one.value}) for one in Asker),
            *(Post(f"demands.level.{one}", when={"level": one.value}) for one in Level),
            Post("demands.due", day=ON_DUE),
            *outstanding(1),
        ),
        label_en="demand for a form received",
        late_days=7,
    ),
    Verb(
        "demand.sent",
        "报送报表",
        {
            "due": Day(),
            "on_time": Flag(),
            "shape": Code(tuple(Shape)),
            "cells": Count(optional=True),
            "known": Count(optional=True),
            "by_hand": Count(optional=True),
        },
        (
            Post("demands.sent"),
            *outstanding(-1),
            Post("demands.on_time", day=ON_DUE, when={"on_time": True}),
            Post("demands.cells", amount="cells"),
            Post("demands.known", amount="known"),
        ),
        label_en="form sent",
    ),
    Verb(
        "demand.ended",
        "不再报送",
        {"due": Day(), "outcome": Code(("declined", "withdrawn"))},
        (
            *(Post(f"demands.{one}", when={"outcome": one}) for one in ("declined", "withdrawn")),
            *outstanding(-1),
            Post("demands.due", sign=-1, day=ON_DUE),
        ),
        label_en="demand ended otherwise",
    ),
    Verb(
        "demand.moved",
        "索表移交",
        {"due": Day(), "from": Code(), "to": Code(), "from_post": Code(), "to_post": Code()},
        (
            *outstanding(-1, "from"),
            *outstanding(1, "to"),
            Post("demands.due", sign=-1, unit="from", day=ON_DUE),
            Post("demands.due", unit="to", day=ON_DUE),
        ),
        label_en="demand handed over",
    ),
    Verb("demand_series.begun", "登记定期索表", {**ASKED}, label_en="recurring demand begun"),
    Verb(
        "demand_series.moved",
        "定期索表移交",
        {"from": Code(), "to": Code(), "from_post": Code(), "to_post": Code()},
        label_en="recurring demand handed over",
    ),
    Verb("demand_series.ended", "定期索表停止", label_en="recurring demand ended"),
    Verb(
        "demands.sheet_taken",
        "导出减负月报",
        {"period": Code(), "rows": Count(), "stated": Code(optional=True)},
        label_en="sheet of demands taken",
    ),
]
LABELS = {
    Asker.PARTY: ("党委办公室", "party office"),
    Asker.GOVERNMENT: ("政府办公室", "government office"),
    Asker.DISCIPLINE: ("纪检监察", "discipline and supervision"),
    Asker.ORGANIZATION: ("组织人事", "organization work"),
    Asker.PUBLICITY: ("宣传", "publicity work"),
    Asker.PETITIONS: ("政法信访", "petitions and political-legal work"),
    Asker.EMERGENCY: ("应急管理", "emergency management"),
    Asker.WELFARE: ("民政残联", "civil affairs and the disabled"),
    Asker.LABOUR: ("人力社保", "work and social security"),
    Asker.FARMING: ("农林水利", "farming, forests and water"),
    Asker.LAND: ("自然资源", "natural resources"),
    Asker.BUILDING: ("住房城建", "housing and building"),
    Asker.TRAFFIC: ("交通运输", "transport"),
    Asker.ENVIRONMENT: ("生态环境", "environment"),
    Asker.HEALTH: ("卫生健康", "health"),
    Asker.EDUCATION: ("教育", "education"),
    Asker.CULTURE: ("文化旅游体育", "culture, sports and tourism"),
    Asker.JUSTICE: ("公安司法", "police and justice"),
    Asker.STATISTICS: ("统计", "statistics"),
    Asker.FINANCE: ("财政", "finance"),
    Asker.MARKET: ("市场监管", "market regulation"),
    Asker.OTHER: ("其他", "others"),
}
LEVELS = {
    Level.STATE: ("国家级", "the state"),
    Level.PROVINCE: ("省级", "the province"),
    Level.CITY: ("市级", "the city"),
    Level.COUNTY: ("县级", "the county"),
    Level.TOWNSHIP: ("乡镇", "the township"),
}


def counted(code: str, label: str, label_en: str, definition: str, definition_en: str) -> Figure:
    """Return a count of demands."""
    return Figure(code, label, label_en, "count", code, "项", definition, definition_en)


def share(
    code: str, labels: tuple[str, str], parts: tuple[str, str], definition: tuple[str, str], *, kind: Kind
) -> Figure:
    """Return a share of demands or cells: labels, (numerator, denominator), definition in both languages."""
    return Figure(code, *labels, "ratio", parts[0], "%", *definition, base=parts[1], kind=kind)


FIGURES = [
    counted(
        "demands.received",
        "收到索表",
        "Demands for forms",
        "期间内收到的报表要求项数；定期报表每期计一项。",
        "Demands for forms received in the period; a recurring one counts once each time.",
    ),
    counted(
        "demands.off_list",
        "清单外索表",
        "Demands off the list",
        "期间内收到的、不在准入清单内的报表要求项数；清单情况不明的不计。",
        "Demands of the period for forms that are not on the list; those of which it is not known do not count.",
    ),
    share(
        "demands.off_list_share",
        ("清单外索表占比", "Share of demands off the list"),
        ("demands.off_list", "demands.received"),
        (
            "期间内收到的报表要求中，不在准入清单内的所占比例；情况不明的在分母内。",
            "Of the demands of the period, the share for forms not on the list; those not known are in the whole.",
        ),
        kind="doing",
    ),
    share(
        "demands.short_share",
        ("当日索要占比", "Share asked for the same day"),
        ("demands.short", "demands.received"),
        (
            "期间内收到的报表要求中，收到与期限之间不足一个工作日的所占比例。",
            "Of the demands of the period, the share with less than one working day between receipt and due time.",
        ),
        kind="doing",
    ),
    share(
        "demands.paper_share",
        ("要求纸质占比", "Share wanted on paper"),
        ("demands.paper", "demands.received"),
        (
            "期间内收到的报表要求中，要纸质或同时要电子和纸质的所占比例。",
            "Of the demands of the period, the share wanted on paper, or both on paper and electronic.",
        ),
        kind="doing",
    ),
    counted(
        "demands.sent",
        "报送报表",
        "Forms sent",
        "期间内报送的报表项数。",
        "Demands answered by a form sent in the period.",
    ),
    counted(
        "demands.declined",
        "清单外拒报",
        "Demands declined",
        "期间内按准入规定说明理由、不予报送的项数。",
        "Demands declined in the period by the rules of the list, with the reason.",
    ),
    counted(
        "demands.withdrawn",
        "索表撤销",
        "Demands taken back",
        "期间内由索要部门自行撤销的项数。",
        "Demands that the asking department took back in the period.",
    ),
    by_due_day(
        share(
            "demands.on_time_share",
            ("报表按期报送率", "Share of forms sent on time"),
            ("demands.on_time", "demands.due"),
            (
                "期限落在期间内的报表要求中，按期报送的所占比例；撤销和拒报的不在分母内。",
                "Of the demands due in the period, the share sent in time; declined and withdrawn ones are left out.",
            ),
            kind="course",
        )
    ),
    Figure(
        "demands.open",
        "待报送报表",
        "Forms to be sent",
        "stock",
        "demands.open",
        "项",
        "期末尚未报送的项数。",
        "Demands not sent yet at the period's end.",
    ),
    Figure(
        "demands.overdue",
        "逾期未报送报表",
        "Forms overdue",
        "stock",
        "demands.overdue",
        "项",
        "期末已过期限、尚未报送的项数；自期限次日起计。",
        "Demands not sent at the period's end though the day after their due day had come.",
        kind="course",
    ),
    Figure(
        "demands.cells",
        "报送格数",
        "Cells sent",
        "sum",
        "demands.cells",
        "格",
        "期间内报送的报表的应填格数；未点数的不计。",
        "Cells of the forms sent in the period; forms whose cells were not counted add nothing.",
    ),
    share(
        "demands.known_share",
        ("报送报表自动填写率", "Share of sent cells filled from records"),
        ("demands.known", "demands.cells"),
        (
            "期间内报送的报表中，由已有记录自动填写的格数所占比例。",
            "Of the cells of the forms sent in the period, the share filled from records that were there.",
        ),
        kind="doing",
    ),
    *(
        counted(
            f"demands.asker.{asker}",
            f"收到索表：{label}",
            f"Demands for forms: {label_en}",
            f"期间内由{label}领域的部门要求报送的报表项数。",
            f"Demands of the period by departments of the field: {label_en}.",
        )
        for asker, (label, label_en) in LABELS.items()
    ),
    *(
        counted(
            f"demands.level.{level}",
            f"收到索表（{label}要求）",
            f"Demands by {label_en}",
            f"期间内由{label}单位要求报送的报表项数。",
            f"Demands of the period by offices of {label_en}.",
        )
        for level, (label, label_en) in LEVELS.items()
    ),
]
