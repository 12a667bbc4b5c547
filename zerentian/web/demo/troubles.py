"""What is found wrong in the demo township in its year, and what becomes of it; made up, played by ``findings``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """One finding: what and where, how grave, who mends it to which standard, by what; ``way`` names what follows.

    ``day`` counts from the beginning of the story; ``money`` in yuan, None is unknown.
    """

    day: int
    title: str
    place: str
    unit: str
    area: str
    source: str
    level: str
    kind: str
    days: int
    post: str
    standard: str
    measure: str
    done: str
    seen: str
    way: str = "plain"
    money: int | None = None
    violated: str = ""
    cause: str = ""


DITCH = "990101-V03"
TROUBLES = (
    Trouble(
        20,
        "老街排洪沟淤堵",
        "老街下段",
        DITCH,
        "flood",
        "self_check",
        "serious",
        "by_date",
        20,
        "cadre03",
        "全段清到硬底，放水试流通畅，沟边无弃土",
        "组织清淤约一百八十米，弃土外运",
        "清淤一百八十米，弃土运至指定点",
        "雨后沿沟查看，水流通畅，沟边无弃土",
        "rebounds",
        8600,
        "《示例县农村排洪沟管护规定》第五条：汛前完成清淤",
        "上游两户建房弃土被雨水冲入沟内，沟口没有拦挡",
    ),
    Trouble(
        41,
        "文化站消火栓被杂物遮挡",
        "文化站一楼走廊",
        "990101-WH",
        "safety",
        "self_check",
        "ordinary",
        "at_once",
        1,
        "clerk-wh",
        "消火栓前一米内无物品，标志可见",
        "",
        "当场移走杂物，贴上禁止堆放标志",
        "现场查看，通道已清出",
        "at_once",
    ),
    Trouble(
        75,
        "竹溪村蓄水池护栏锈断两处",
        "竹溪村后山",
        "990101-V04",
        "safety",
        "meeting",
        "serious",
        "by_date",
        25,
        "cadre04",
        "护栏全部更换，高度不低于一米二，摇动不晃",
        "更换护栏十二米，设警示牌",
        "护栏已更换，警示牌两块",
        "逐段摇动检查，测量高度合格",
        "returned",
        5400,
        cause="建成多年未刷漆保养",
    ),
    Trouble(
        118,
        "松林村护林点灭火拖把不足",
        "松林村护林点",
        "990101-V06",
        "fire",
        "self_check",
        "ordinary",
        "by_date",
        15,
        "cadre06",
        "拖把不少于十五把，登记上墙",
        "补充拖把并登记",
        "补充拖把十把，登记上墙",
        "清点十六把，与登记一致",
        "plain",
        600,
    ),
    Trouble(
        160,
        "茶园村公厕排污口直排水沟",
        "茶园村停车场旁",
        "990101-V07",
        "habitat",
        "self_check",
        "grave",
        "by_date",
        30,
        "cadre07",
        "接入化粪池，排口封堵，三日观察无外溢",
        "新建化粪池一座并接管",
        "化粪池建成，排口已封堵",
        "连续三天查看无外溢",
        "late",
        None,
        "《示例县农村环境卫生管理办法》第九条",
        "建设时没有配套化粪池",
    ),
    Trouble(
        205,
        "白岩村便民服务点未公示办事指南",
        "白岩村便民服务点",
        "990101-V09",
        "relief",
        "self_check",
        "ordinary",
        "at_once",
        2,
        "cadre09",
        "办事指南全部上墙，内容为现行版本",
        "",
        "当天打印上墙",
        "核对八项指南均为现行版本",
        "at_once",
    ),
    Trouble(
        240,
        "反映柳湾村山塘大坝渗水",
        "柳湾村山塘",
        "990101-V10",
        "flood",
        "topic",
        "grave",
        "by_date",
        10,
        "cadre10",
        "渗水点处理到位",
        "",
        "",
        "",
        "unfounded",
    ),
    Trouble(
        262,
        "通村路临崖段缺警示标志",
        "枫树村三道弯",
        "990101-V11",
        "safety",
        "self_check",
        "serious",
        "by_date",
        20,
        "cadre11",
        "临崖段两端各设一块警示牌，夜间反光可见",
        "设警示牌四块",
        "警示牌已立",
        "夜间车灯照射反光清楚",
        "posted",
        1200,
    ),
    Trouble(
        318,
        "麦田村农田灌溉渠破损漏水",
        "麦田村二组",
        "990101-V12",
        "farm",
        "self_check",
        "ordinary",
        "lasting",
        90,
        "cadre12",
        "破损段修复，建立每月巡渠记录",
        "分段修复并每月巡渠",
        "",
        "",
        "open",
        None,
    ),
    Trouble(
        345,
        "经营点煤气瓶与灶台同室",
        "老街餐饮店一处",
        DITCH,
        "safety",
        "self_check",
        "serious",
        "by_date",
        7,
        "clerk-aj",
        "气瓶移出室外并设围挡，软管更换",
        "督促移瓶并更换软管",
        "",
        "",
        "overdue",
    ),
)

# What the county's inspector hands over: number, day, unit, place, what, level, demand.
LIST_DAY = 130
LIST_NAME = "示例县安全生产委员会办公室检查问题清单（示例）"
LIST = (
    ("序号", "检查日期", "责任单位", "地点", "存在问题", "严重程度", "整改要求"),
    ("1", "2025-11-06", "应急管理办公室", "老街商铺", "两家商铺灭火器过期", "一般", "立即更换"),
    ("2", "2025-11-06", "龙潭村", "龙潭村小卖部", "烟花零售点与住人房间未分隔", "较大", "十五日内分隔到位"),
    ("3", "2025-11-07", "下坪村", "下坪村渡口", "救生圈缺失两个", "一般", "配齐"),
)
LIST_WAYS = (
    ("clerk-aj", "at_once", "灭火器全部在有效期内，压力正常", "更换灭火器四具"),
    ("cadre08", "by_date", "实体墙分隔，销售与住人不同室", "砌墙分隔，货物移入专用间"),
    ("cadre02", "by_date", "救生圈四个在位，绳长十五米", "购置救生圈两个并上架"),
)
WORDS = {
    "return": "护栏底部仍有一处可以晃动，请加固后再报",
    "time": "连日降雨无法浇筑，化粪池基坑积水",
    "granted": "情况属实，同意延至新期限",
    "late_granted": "申请晚于期限，同意延长，仍按逾期列示",
    "again": "连续降雨后沟口段又淤高约三十厘米",
    "cause_again": "上次只清了沟，没有在沟口设拦挡",
    "second": "沟口砌拦挡坎，清淤六十米",
    "second_done": "拦挡坎砌好，沟口段已清到硬底",
    "second_seen": "大雨次日查看，沟口没有新的淤积",
    "firm": "回头查看，情况良好",
    "proof": "县水利部门现场检测，渗水量在允许范围内，检测记录附后",
    "terms": "《示例县问题整改销号办法（示例）》",
}
