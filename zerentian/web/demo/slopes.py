"""The risk points of the demo township, what is looked at there, and the two matters told whole; all made up."""

from datetime import date

from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.land import LandStage

BASIS = "《示例县地质灾害防治方案（示例）》"
# kind, level, first day, last day, colour of the signal, hours
FREQUENCIES = (
    ("", "", "", "", "", 24 * 30),
    ("", "", "04-15", "09-30", "", 24 * 7),
    ("", "major", "04-15", "09-30", "", 24 * 3),
    ("", "", "", "", "orange", 24),
)
CHECKLISTS = {
    "rockfall": ("岩体有无新裂缝或掉块", "监测标尺读数有无变化", "警示牌是否完好", "撤离路线是否畅通"),
    "landslide": ("坡面有无裂缝、鼓胀", "排水沟是否畅通", "坡脚房屋有无变形", "警示牌是否完好"),
    "cut-slope": ("坡面有无掉块", "挡墙有无开裂", "屋后水沟是否畅通"),
    "open-water": ("警示牌是否完好", "救生绳、救生圈是否在位", "护栏是否牢固"),
    "water": ("坝体有无渗漏", "溢洪道是否畅通", "放水设备是否正常"),
    "fire": ("消防通道是否畅通", "灭火器是否在有效期", "电线有无老化"),
}
# name, village, kind, likelihood, impact, place, households, people, what it threatens
POINTS = (
    ("白岩后山危岩体", 9, "rockfall", 4, 5, "白岩村后山崖下", 3, 11, "崖下住房、通村路"),
    ("云顶组滑坡", 5, "landslide", 3, 4, "云顶组屋后", 2, 7, "住房"),
    ("松林组切坡", 6, "cut-slope", 2, 4, "松林组公路内侧", 1, 4, "住房"),
    ("茶园组切坡", 7, "cut-slope", 2, 3, "茶园组路口", 1, 3, "住房"),
    ("龙潭深水区", 8, "open-water", 3, 5, "龙潭下游河湾", None, None, "戏水人员"),
    ("石桥山塘", 3, "water", 2, 4, "石桥上游", 6, 22, "下游农田和住房"),
    ("上坪集市", 1, "fire", 2, 3, "上坪集市大棚", None, None, "商户和赶集群众"),
    ("柳湾河堤", 10, "water", 1, 3, "柳湾渡口", None, None, "农田"),
)
HOUSEHOLDS = {
    "白岩后山危岩体": (
        (Told("岩石泉", "成员三人", "13900000001", "砖混两层", "崖下二十米", "夜间留意声响"), 4),
        (Told("岩晓岚", "成员三人", "13900000002", "砖木一层", "崖下三十五米", ""), 4),
        (Told("岩春耕", "成员二人", "", "砖混一层", "崖下四十米", "有老人，需人接"), 3),
    ),
    "云顶组滑坡": (
        (Told("云秋实", "成员三人", "13900000003", "砖混两层", "坡脚十五米", ""), 4),
        (Told("云白露", "成员二人", "13900000004", "土木一层", "坡脚二十米", "需人接"), 3),
    ),
}
ABNORMAL = {
    "rockfall": "有小块掉落，裂缝边缘新鲜",
    "landslide": "排水沟被枯枝堵住一段",
    "cut-slope": "挡墙一处开裂，长约半米",
    "open-water": "救生绳缺失",
    "water": "溢洪道口有漂浮物堆积",
    "fire": "两具灭火器过期",
}
SIGNAL = "示例县气象台发布暴雨橙色预警信号：预计未来三小时云岭乡等地降雨量将达五十毫米以上，请注意防范。"
WORDS = {
    "rating": "按现场查看和汛前排查情况评定",
    "treat": "县级排危除险项目开工：清除松动岩块，加装被动防护网",
    "steady": "工程完工，连续观测三个月读数无变化",
    "proof": "县自然资源部门组织验收合格，专业单位评估认为危险已消除（示例文件）",
    "fence": "崖下通村路段设警示牌和隔离栏",
    "fence_done": "警示牌四块、隔离栏六十米已设",
    "count": "逐户敲门清点，无人滞留",
}
# The land of a motorway, as it should be handled: step, day posted, last day, day met, what was done.
MOTORWAY = (
    (LandStage.PRE, date(2025, 9, 3), date(2025, 9, 24), date(2025, 9, 25), "期满，无人提出异议"),
    (LandStage.SURVEY, None, None, date(2025, 10, 15), "与村组共同查勘，结果张榜签字确认"),
    (LandStage.ASSESS, None, None, date(2025, 10, 20), "村民代表二十一人参加，评估为低风险"),
    (
        LandStage.PLAN,
        date(2025, 10, 24),
        date(2025, 11, 24),
        date(2025, 11, 25),
        "期满，登记期限和异议渠道写明",
    ),
    (LandStage.OBJECTIONS, None, None, date(2025, 11, 27), "逐件书面答复，两处面积经复核更正"),
    (LandStage.AGREEMENTS, None, None, date(2026, 1, 20), "应签户全部签订"),
    (LandStage.APPLY, None, None, date(2026, 2, 10), "材料报县"),
    (LandStage.APPROVED, None, None, date(2026, 5, 12), "收到批准文件（示例）"),
    (LandStage.FINAL, date(2026, 5, 20), date(2026, 6, 5), date(2026, 6, 8), "期满"),
)
RESETTLEMENT = (
    (LandStage.PRE, date(2026, 3, 2), date(2026, 3, 18), date(2026, 3, 19), "期满"),
    (LandStage.SURVEY, None, None, date(2026, 4, 8), "共同查勘"),
    (LandStage.ASSESS, None, None, date(2026, 4, 10), "村民代表参加，对补偿标准意见较多"),
    (LandStage.PLAN, date(2026, 4, 15), date(2026, 5, 18), date(2026, 5, 19), "期满"),
    (LandStage.OBJECTIONS, None, None, date(2026, 5, 21), "多数成员认为方案不符合规定，提请县级组织听证"),
)
