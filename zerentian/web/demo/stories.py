"""What the demo township promises, does and is asked to do; told once, played day by day."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """A recurring duty: its area, function-list number (empty: off the list), cadence, due day, what its deeds
    say (with slots), their kind, how many people take part, which scene a photo shows."""

    title: str
    area: str
    item: str
    cadence: str
    due_day: int
    kind: str
    texts: tuple[str, ...]
    people: tuple[int, int]
    scene: str = ""
    basis: int = -1
    demanded_by: str = ""


VILLAGE_PROMISES = (
    Promise(
        "森林防火巡查",
        "fire",
        "1",
        "monthly",
        28,
        "inspection",
        (
            "沿{place}巡查防火道，清理枯枝落叶{n}处",
            "到{place}检查护林点值守和工具，补充拖把{n}把",
            "在{place}设卡登记进山车辆，劝存火种{n}件",
        ),
        (2, 6),
        "terraces",
        0,
    ),
    Promise(
        "人居环境整治",
        "habitat",
        "3",
        "monthly",
        25,
        "upkeep",
        (
            "清理{place}排水沟约{m}米，清运垃圾{n}车",
            "整治{place}乱堆乱放{n}处，恢复路面{m}米",
            "疏通{place}化粪池{n}口，消杀公厕一座",
        ),
        (4, 20),
        "road",
    ),
    Promise(
        "防汛隐患点巡查",
        "flood",
        "2",
        "quarterly",
        20,
        "inspection",
        (
            "查看{place}河段护坡，标记裂缝{n}处并上报",
            "检查{place}山塘溢洪道，清除杂物{n}处",
            "核对{place}转移路线，更新联系户名册{n}户",
        ),
        (2, 5),
        "river",
        1,
    ),
)
OFFICE_PROMISES = (
    (
        "990101-AJ",
        Promise(
            "经营场所安全检查",
            "safety",
            "9",
            "monthly",
            26,
            "inspection",
            (
                "检查{place}一带商铺{n}家，发现灭火器过期{k}具，当场更换",
                "检查{place}加油点和仓库{n}处，下达整改单{k}份",
            ),
            (2, 4),
            "equipment",
        ),
    ),
    (
        "990101-AJ",
        Promise(
            "应急值守和演练",
            "flood",
            "2",
            "quarterly",
            25,
            "training",
            ("在{place}组织转移演练，通知到户{n}户", "培训{place}报灾员使用对讲机，试呼{n}次"),
            (15, 60),
            "meeting",
            1,
        ),
    ),
    (
        "990101-NY",
        Promise(
            "耕地保护巡查",
            "farm",
            "8",
            "monthly",
            22,
            "inspection",
            ("巡查{place}耕地图斑{n}个，现场核实{k}个", "复查{place}复耕地块{n}块，均已种植"),
            (2, 4),
            "terraces",
        ),
    ),
    (
        "990101-ZF",
        Promise(
            "领导接待日",
            "petition",
            "5",
            "monthly",
            15,
            "visit",
            ("在{place}接待来访{k}批，当场答复{k}批", "到{place}约访，记录道路和用水事项{k}件"),
            (1, 6),
            "meeting",
        ),
    ),
    (
        "990101-MS",
        Promise(
            "救助对象动态核查",
            "relief",
            "4",
            "quarterly",
            25,
            "service",
            ("入户核查{place}救助对象{n}户，调整{k}户", "公示{place}救助名册，收到咨询{k}件并答复"),
            (2, 5),
            "board",
            2,
        ),
    ),
    (
        "990101-WH",
        Promise(
            "文化站开放和活动",
            "culture",
            "6",
            "monthly",
            27,
            "service",
            ("在{place}放映露天电影，到场群众自带板凳", "在{place}举办书法培训，用纸{m}张"),
            (20, 120),
            "meeting",
        ),
    ),
    (
        "990101-DZ",
        Promise(
            "干部集中学习",
            "study",
            "7",
            "monthly",
            12,
            "study",
            ("集中学习本月文件{k}份，交流发言{k}人次", "学习公文格式和档案整理"),
            (20, 45),
            "meeting",
        ),
    ),
    (
        "990101-DZ",
        Promise(
            "报送县级调度表",
            "study",
            "",
            "monthly",
            5,
            "other",
            ("汇总各村数据，报送调度表{k}份",),
            (1, 2),
            "",
            -1,
            "county",
        ),
    ),
)
PLACES = ("村口", "后山", "三组", "四组", "学校旁", "老街", "水库边", "坝上", "卫生室旁", "文化广场")

# title, area, post's user name, days to do it, report
TASKS = (
    ("核查三组山塘漏水点并提出处理办法", "flood", "clerk-ny", 12, "已现场核查，漏水点两处，已用黏土夯实"),
    ("更新全乡灭火器台账", "safety", "clerk-aj", 15, "台账已更新，过期的已列清单更换"),
    ("整理去年救助档案并编目", "relief", "clerk-ms", 20, "已按户编目，缺件已补"),
    ("修复石桥村文化广场照明", "culture", "clerk-wh", 18, "灯具已更换，夜间可用"),
    ("统计各村应急广播完好情况", "flood", "clerk-aj", 10, "已逐村试播，一处待修已报修"),
    ("答复老街住户关于排水的来访", "petition", "clerk-zf", 14, "已上门说明施工安排，当面答复"),
    ("完成值班室台账规范化", "study", "clerk", 9, "值班台账已按新样式启用"),
    ("核实耕地图斑疑问点", "farm", "clerk-ny", 16, "已实地核实并拍照"),
    ("检查两处烟花零售点", "safety", "clerk-aj", 7, "已检查，存放符合要求"),
    ("组织冬春用水摸底", "flood", "clerk-ny", 21, "已完成摸底，缺水户已列册"),
    ("协调通村公路塌方清理", "safety", "clerk-aj", 8, "塌方已清，设警示桩"),
    ("编制下季度文化活动安排", "culture", "clerk-wh", 12, "安排已编好并公示"),
)
PERSONAL = (
    ("deployed", "部署本月防火重点时段值守安排", "森林防火巡查"),
    ("inquired", "过问老街排水改造进度", "答复老街住户关于排水的来访"),
    ("handled", "到塌方现场处置并安排绕行", "协调通村公路塌方清理"),
    ("deployed", "部署救助对象入户核查", "救助对象动态核查"),
    ("inquired", "过问山塘漏水处理情况", "核查三组山塘漏水点并提出处理办法"),
)
REASONS = {
    "correct": "参加人次登记时少算一组，按签到表更正",
    "withdraw": "与同日另一条重复登记",
    "evidence": "照片拍的是另一处，撤回",
    "extend": "连续降雨无法施工",
    "return": "未附现场情况，请补充",
    "reopen": "抽查发现没有全部落实",
    "excuse": "当月封山未开展，由县统一组织",
}
