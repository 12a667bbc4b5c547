"""The demo township's units, posts and people. Everything here is made up, and looks it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "Yunling-2026"

COUNTY = ("990100", "county", "示例县", "")
TOWNSHIP = ("990101", "township", "云岭乡", "990100")
# How the organs of the two are reached: numbers that nobody has.
ORGANS = {
    "990100": {
        "government": "",
        "party": "",
        "address": "示例县城中路1号",
        "telephone": "0000-1234500",
        "hours": "工作日 8:30–12:00、14:00–17:30",
    },
    "990101": {
        "government": "",
        "party": "",
        "address": "示例县云岭乡正街20号",
        "telephone": "0000-8800110",
        "hours": "工作日 8:30–12:00、14:00–17:30；赶场天中午不休息",
    },
}
OFFICES = (
    ("990101-DZ", "office", "党政办公室", "990101"),
    ("990101-AJ", "office", "应急管理办公室", "990101"),
    ("990101-NY", "office", "农业农村办公室", "990101"),
    ("990101-ZF", "office", "综合治理办公室", "990101"),
    ("990101-MS", "office", "民生服务办公室", "990101"),
    ("990101-WH", "office", "文化服务站", "990101"),
)
VILLAGE_NAMES = (
    "上坪村",
    "下坪村",
    "石桥村",
    "竹溪村",
    "云顶村",
    "松林村",
    "茶园村",
    "龙潭村",
    "白岩村",
    "柳湾村",
    "枫树村",
    "麦田村",
)
VILLAGES = tuple(
    (f"990101-V{number:02}", "village", name, "990101") for number, name in enumerate(VILLAGE_NAMES, 1)
)
UNITS = (COUNTY, TOWNSHIP, *OFFICES, *VILLAGES)

FIRST_NAMES = (
    *("小禾", "小满", "谷雨", "青山", "远溪", "竹影", "石泉", "松涛", "晓岚", "春耕"),
    *("秋实", "白露", "望舒", "知秋", "鹿鸣", "采薇", "子衿", "如海", "临风", "听雨"),
)
SURNAMES = ["云", "溪", "岭", "石", "竹", "麦", "柳", "枫", "茶", "松"]


def made_up_name(number: int) -> str:
    """Return the ``number``-th made-up name: a landscape as surname, so that nobody takes it for a person's."""
    return SURNAMES[number % len(SURNAMES)] + FIRST_NAMES[(number * 7 + number // 10) % len(FIRST_NAMES)]


# user name, post's unit, post's title, role
STAFF = (
    ("first", "990101", "乡党委书记", "first"),
    ("leader", "990101", "分管应急副乡长", "leader"),
    ("leader2", "990101", "分管民生副乡长", "leader"),
    ("head-dz", "990101-DZ", "党政办主任", "office_head"),
    ("head-aj", "990101-AJ", "应急办主任", "office_head"),
    ("head-ny", "990101-NY", "农业办主任", "office_head"),
    ("head-zf", "990101-ZF", "综治办主任", "office_head"),
    ("head-ms", "990101-MS", "民生办主任", "office_head"),
    ("head-wh", "990101-WH", "文化站站长", "office_head"),
    ("clerk", "990101-DZ", "党政办经办人", "clerk"),
    ("reception", "990101-DZ", "群众诉求受理员", "reception"),
    ("clerk-aj", "990101-AJ", "应急办经办人", "clerk"),
    ("clerk-ny", "990101-NY", "农业办经办人", "clerk"),
    ("clerk-zf", "990101-ZF", "综治办经办人", "clerk"),
    ("clerk-ms", "990101-MS", "民生办经办人", "clerk"),
    ("clerk-wh", "990101-WH", "文化站经办人", "clerk"),
    ("inspector", "990100", "县督查员", "inspector"),
    ("supervisor", "990100", "县主管", "supervisor"),
    *(
        (f"cadre{number:02}" if number > 1 else "cadre", unit[0], "村干部", "cadre")
        for number, unit in enumerate(VILLAGES, 1)
    ),
)
SUCCESSOR = ("clerk-ms2", "clerk-ms")

AREAS = (
    ("safety", "安全生产"),
    ("fire", "森林防火"),
    ("flood", "防汛抗旱"),
    ("habitat", "人居环境"),
    ("petition", "信访接待"),
    ("relief", "社会救助"),
    ("culture", "公共文化"),
    ("study", "理论学习"),
    ("farm", "耕地保护"),
)

# number, kind, category, name, superior, our part
FUNCTIONS = (
    ("1", "基本履职", "平安建设", "组织开展森林防火巡查和宣传", "", ""),
    ("2", "基本履职", "平安建设", "组织开展防汛巡查和人员转移演练", "", ""),
    ("3", "基本履职", "生态环保", "开展农村人居环境整治", "", ""),
    ("4", "基本履职", "民生服务", "最低生活保障对象初审和动态核查", "", ""),
    ("5", "基本履职", "社会管理", "接待群众来访并登记", "", ""),
    ("6", "基本履职", "文化服务", "开放文化站并组织群众文化活动", "", ""),
    ("7", "基本履职", "党的建设", "组织干部集中学习", "", ""),
    ("8", "基本履职", "乡村振兴", "耕地保护日常巡查", "", ""),
    (
        "9",
        "配合履职",
        "安全稳定",
        "配合开展经营场所安全检查",
        "县应急管理局",
        "发现隐患及时上报，配合现场检查",
    ),
    ("10", "配合履职", "自然资源", "配合开展地质灾害隐患点巡查", "县自然资源局", "落实巡查人员，转发预警"),
    ("11", "上级收回", "综合政务", "对企业年度能耗进行核算", "县发展和改革局", ""),
)

# number, title, issuer, level, issued on (ISO)
BASES = (
    ("示县发〔2025〕3号", "森林防火责任实施办法（示例）", "示例县人民政府", "county", "2025-03-10"),
    ("示县防〔2025〕7号", "防汛抗旱工作方案（示例）", "示例县防汛指挥部", "county", "2025-04-01"),
    ("示民函〔2025〕12号", "社会救助动态核查通知（示例）", "示例市民政局", "city", "2025-05-20"),
)


@dataclass(frozen=True, slots=True)
class DemoSeat:
    """Somebody to sign in as: the user name, who that is, and what is worth a look first; ``password`` is all's."""

    username: str
    who: str | Promise
    first: str | Promise
    password: str = PASSWORD


SEATS = (
    DemoSeat("clerk", _("Clerk of an office"), _("The desk: what is to be done today. Record a deed.")),
    DemoSeat("cadre", _("Village cadre"), _("At the width of a phone: record a deed with a photo.")),
    DemoSeat("reception", _("Reception of concerns"), _("Triage, dispatch, call back.")),
    DemoSeat("head-ms", _("Head of an office"), _("Release a colleague's reply; verify a deed.")),
    DemoSeat("leader", _("Leader of an area"), _("What is red, what waits for a decision.")),
    DemoSeat("first", _("First responsible person"), _("The three things done in person; reports.")),
    DemoSeat(
        "inspector", _("County inspector"), _("Open a report, press a number, see its entries and proof.")
    ),
    DemoSeat(
        "supervisor", _("County supervisor"), _("Looks at shielded data; what was reported to the county.")
    ),
    DemoSeat("auditor", _("Keeper: auditor"), _("Verify the ledger; the log of sign-ins.")),
    DemoSeat("administrator", _("Keeper: administrator"), _("Units, posts, accounts, calendar.")),
    DemoSeat("security", _("Keeper: security"), _("Unlock accounts; grant and withdraw keepers' roles.")),
)
