"""What is said about geological hazard points: counts of households and people, never who they are."""

from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Post, Verb
from zerentian.rectification.figures.catalogue import figure
from zerentian.rectification.rules.hazards import PURPOSES, Card, ReadingKind
from zerentian.rectification.rules.risks import Colour

VERBS = [
    Verb(
        "risk.sheet_kept",
        "填写防灾要素",
        {"missing": Count()},
        label_en="how people are warned and led away set",
    ),
    Verb(
        "risk.household_kept",
        "登记受威胁户",
        {"people": Count()},
        label_en="threatened household written down",
    ),
    Verb(
        "risk.household_revealed",
        "查看受威胁户",
        {"purpose": Code(tuple(PURPOSES)), "households": Count()},
        label_en="threatened households looked at",
    ),
    Verb("risk.household_erased", "删除受威胁户信息", {"households": Count()}, label_en="households erased"),
    Verb(
        "risk.cards_printed",
        "打印明白卡",
        {"card": Code(tuple(Card)), "households": Count()},
        label_en="cards printed",
    ),
    Verb(
        "reading.taken",
        "监测读数",
        {"kind": Code(tuple(ReadingKind)), "proposed": Code(tuple(Colour), optional=True)},
        (Post("readings.taken"), Post("readings.proposed", when={"proposed": tuple(Colour)})),
        late_days=2,
        label_en="reading",
    ),
    Verb(
        "rain_table.set",
        "设定雨量参考表",
        {"hours": Count(), "since": Day()},
        label_en="rain table set",
    ),
    Verb(
        "duty_shift.set",
        "安排值班",
        {"first": Day(), "last": Day(), "dropped": Flag()},
        label_en="duty shift set",
    ),
    Verb(
        "transfer.ordered",
        "组织转移",
        {"households": Count(), "people": Count(), "signal": Flag()},
        (Post("transfers.ordered"), Post("transfers.under_way"), Post("transfers.uncounted")),
        label_en="transfer ordered",
    ),
    Verb(
        "transfer.counted",
        "清点转移人数",
        {
            **{"moved_households": Count(), "moved_people": Count(), "refused_people": Count()},
            **{"away_people": Count(), "checked_empty": Flag()},
        },
        (
            Post("transfers.moved", amount="moved_people"),
            Post("transfers.uncounted", sign=-1),
        ),
        label_en="roll call of a transfer",
    ),
    Verb(
        "transfer.returned",
        "组织返回",
        {},
        (Post("transfers.under_way", sign=-1),),
        label_en="people returned",
    ),
]
FIGURES = [
    figure(
        "transfers.ordered",
        "count",
        ("组织转移", "Transfers ordered"),
        "次",
        "期间内组织转移的次数，一处风险点一次计一次。",
        "Transfers ordered in the period, one for each risk point and time.",
    ),
    figure(
        "transfers.moved",
        "sum",
        ("转移人次", "People moved"),
        "人次",
        "期间内清点为已转移的人次；同一人两次转移计两次。",
        "People counted as moved in the period; somebody moved twice counts twice.",
    ),
    figure(
        "transfers.under_way",
        "stock",
        ("尚未返回的转移", "Transfers from which people have not returned"),
        "次",
        "期末尚未组织返回的转移次数。",
        "Transfers from which people had not returned at the period's end.",
    ),
    figure(
        "transfers.uncounted",
        "stock",
        ("尚未清点的转移", "Transfers not yet counted"),
        "次",
        "期末已组织而尚未清点到人的转移次数。",
        "Transfers ordered and without a roll call at the period's end.",
    ),
    figure(
        "readings.taken",
        "count",
        ("监测读数", "Readings"),
        "次",
        "期间内登记的雨量、裂缝、水位读数次数。",
        "Readings of rain, cracks and water levels recorded in the period.",
    ),
    figure(
        "readings.proposed",
        "count",
        ("达到参考值的读数", "Readings that reached the table"),
        "次",
        "期间内达到本地雨量参考值、提示向县级核实的读数次数；参考表不等于预警。",
        "Readings in the period that reached the local table, which proposes to ask the county; it is no warning.",
    ),
]
