"""What deeds say, and what they add up to."""

from zerentian.duties.rules.deeds import DeedKind
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.sums import Split
from zerentian.ledger.rules.verbs import Code, Count, Flag, Post, Verb
from zerentian.ledger.rules.words import Words

# kind → Chinese, English, what belongs to it in Chinese and in English
KINDS: dict[DeedKind, tuple[str, str, str, str]] = {
    DeedKind.INSPECTION: (
        "检查巡查",
        "Inspections and patrols",
        "到现场检查、巡查、排查",
        "checks, patrols and surveys on site",
    ),
    DeedKind.RECTIFICATION: (
        "整改落实",
        "Rectifications",
        "对已发现的问题进行整改",
        "putting right what was found wrong",
    ),
    DeedKind.PUBLICITY: (
        "宣传教育",
        "Publicity and teaching",
        "面向群众的宣传、讲解、提示",
        "telling, explaining and reminding residents",
    ),
    DeedKind.TRAINING: (
        "培训演练",
        "Trainings and drills",
        "举办培训或组织演练",
        "trainings and drills held",
    ),
    DeedKind.MEETING: ("会议部署", "Meetings", "召开会议研究、部署工作", "meetings that arranged work"),
    DeedKind.VISIT: ("走访入户", "Home visits", "到户走访、慰问、核对情况", "visits to homes"),
    DeedKind.SERVICE: (
        "服务帮扶",
        "Service and aid",
        "为群众办理事项、提供帮扶救助",
        "matters handled for, and aid given to, residents",
    ),
    DeedKind.MEDIATION: ("调处化解", "Mediations", "调解矛盾纠纷", "mediation of disputes"),
    DeedKind.STANDBY: ("值班值守", "Standing by", "值班、驻守、设卡", "duty shifts and posts manned"),
    DeedKind.UPKEEP: (
        "建设养护",
        "Building and upkeep",
        "设施的建设、清理、维修、养护",
        "building, clearing and mending of facilities",
    ),
    DeedKind.STUDY: ("学习交流", "Study", "组织学习、交流", "study and exchange"),
    DeedKind.OTHER: ("其他工作", "Other work", "不属于以上各类的工作", "work of no other kind"),
}

TELLING = {"kind": (DeedKind.PUBLICITY.value, DeedKind.TRAINING.value, DeedKind.STUDY.value)}

VERBS = [
    Verb(
        "deed.recorded",
        "登记落实记录",
        {
            "kind": Code(tuple(DeedKind)),
            "people": Count(optional=True),
            "area": Code(optional=True),
            "duties": Code(optional=True),
            "has_evidence": Flag(),
        },
        (
            Post("deeds"),
            *(Post(f"deeds.{kind}", when={"kind": kind.value}) for kind in DeedKind),
            Post("deeds.people", amount="people"),
            Post("deeds.people_stated", given="people"),
            Post("deeds.people_told", amount="people", when=TELLING),
            Post("deeds.people_told_stated", when=TELLING, given="people"),
            Post("deeds.telling", when=TELLING),
            Post("deeds.evidenced", when={"has_evidence": True}),
            Post("deeds.verified", when={"verified": True}),
            Post("deeds.late", when={"late": True}),
            Post("deeds.corrected", when={"corrected": True}),
        ),
        late_days=15,
        label_en="deed recorded",
    ),
]

STANDING = "已撤回的不计。"
STANDING_EN = "Withdrawn deeds do not count."

OF_HOW_MANY = Words(
    "只有部分记录填了人次的，注明共多少件、其中多少件填了；都没有填的，不作0，写作未知。",
    "Where only some deeds state a head count, it says of how many; where none does, it is unknown and not 0.",
)

FIGURES = [
    Figure(
        "deeds.count",
        "落实记录",
        "Deeds",
        "count",
        "deeds",
        "件",
        f"期间内发生（以发生日期为准）并已登记的落实记录件数；一件记录服务多项责任的只计一次，{STANDING}",
        "Deeds that happened in the period and were recorded; one that serves several duties counts once."
        f" {STANDING_EN}",
    ),
    *(
        Figure(
            f"deeds.{kind}",
            label,
            label_en,
            "count",
            f"deeds.{kind}",
            "次",
            f"期间内发生的“{label}”类落实记录件数，即{words}；{STANDING}",
            f"Deeds of this kind that happened in the period: {words_en}. {STANDING_EN}",
        )
        for kind, (label, label_en, words, words_en) in KINDS.items()
    ),
    Figure(
        "deeds.people",
        "参加人次",
        "Participations",
        "sum",
        "deeds.people",
        "人次",
        "期间内各件落实记录所填参加人次之和；同一人参加两次计两人次，未填的不计入，也不作零计。",
        "Sum of the participations stated in the period's deeds; who took part twice counts twice. "
        "Deeds that state none add nothing and are not taken as 0.",
        base="deeds",
        changed=(OF_HOW_MANY,),
        known="deeds.people_stated",
    ),
    Figure(
        "deeds.people_told",
        "宣传培训受众",
        "Participations in publicity, training and study",
        "sum",
        "deeds.people_told",
        "人次",
        "期间内宣传教育、培训演练、学习交流三类落实记录所填参加人次之和。",
        "Sum of the participations stated in deeds of publicity, training and study in the period.",
        base="deeds.telling",
        changed=(OF_HOW_MANY,),
        known="deeds.people_told_stated",
    ),
    Figure(
        "deeds.evidenced_share",
        "有佐证的落实记录占比",
        "Share of deeds with evidence",
        "ratio",
        "deeds.evidenced",
        "%",
        "期间内发生的落实记录中，至少附有一份未撤回佐证的所占比例。佐证不作强制要求，此比例不是考核分数。",
        "Share of the period's deeds that rest on at least one file that was not withdrawn. "
        "Evidence is never compulsory, and this share is no score.",
        base="deeds",
        kind="doing",
    ),
    Figure(
        "deeds.verified_share",
        "经他人核实的落实记录占比",
        "Share of deeds verified by another person",
        "ratio",
        "deeds.verified",
        "%",
        "期间内发生的落实记录中，经做事人、登记人以外的人核实的所占比例；核实后又更正或撤下佐证的，须重新核实才计入。",
        "Share of the period's deeds verified by somebody other than who did and who recorded them; "
        "a correction or withdrawn evidence after that asks for a new verification.",
        base="deeds",
        kind="course",
    ),
    Figure(
        "deeds.late",
        "补录",
        "Late entries",
        "count",
        "deeds.late",
        "件",
        "期间内发生、但从发生到首次登记超过当时补录时限的落实记录件数。补录允许，但始终标明。",
        "Deeds of the period first recorded later than the limit then in force. Late is allowed and always shown.",
    ),
    Figure(
        "deeds.corrected",
        "更正",
        "Corrected deeds",
        "count",
        "deeds.corrected",
        "件",
        "期间内发生的落实记录中，登记后内容被更正过的件数。",
        "Deeds of the period whose content was corrected after it was recorded.",
    ),
]

SPLITS = [Split("deeds.count", tuple(f"deeds.{kind}" for kind in DeedKind))]
