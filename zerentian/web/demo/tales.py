"""What the demo township's residents ask for, and what becomes of it; made up, told once, played by ``concerns``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# code, name, group, kind, may be anonymous, number on the function list
CATEGORIES = (
    ("road", "道路和桥涵", "traffic", "help", True, ""),
    ("lamp", "路灯照明", "building", "help", True, "3"),
    ("water", "饮水和灌溉", "farming", "help", True, ""),
    ("waste", "垃圾和污水", "environment", "help", True, "3"),
    ("slope", "滑坡和险情", "safety", "help", True, "2"),
    ("relief", "低保和救助", "welfare", "consult", False, "4"),
    ("land", "耕地和宅基地", "land", "petition", False, "8"),
    ("noise", "噪声和扰民", "environment", "complaint", True, ""),
    ("culture", "文化活动", "education", "suggestion", True, "6"),
    ("conduct", "办事作风", "conduct", "complaint", True, ""),
    ("fees", "费用和补贴", "welfare", "consult", False, ""),
    ("other", "其他事项", "other", "help", True, ""),
)

# Code of a category → extra questions asked with it.
QUESTIONS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "slope": [
        {
            "code": "moving",
            "label": "现在还在掉土落石或者裂缝还在变宽吗？",
            "options": ["是", "否", "不清楚"],
            "advice": {"是": "请先离开危险处，拨打 119 或村里值班电话；也可以继续提交，我们会马上看到。"},
        }
    ],
    "noise": [
        {"code": "when", "label": "一般在什么时段？", "options": ["白天", "夜间", "全天"]},
    ],
}


@dataclass(frozen=True, slots=True)
class Tale:
    """One concern: what is asked and where, how it comes in, who handles it, what was found, why, what follows.

    ``way`` names what becomes of it (see ``concerns.WAYS``); ``village`` is the number of the village.
    """

    title: str
    text: str
    category: str
    village: int
    channel: str
    office: str
    found: str
    reasons: str
    follows: str
    way: str = "plain"
    decision: str = "supported"
    rule: str = ""


TALES = (
    Tale(
        "村口第二盏路灯不亮",
        "村口小桥边第二盏路灯两周没亮，孩子放晚学看不清台阶。",
        "lamp",
        1,
        "form",
        "990101-MS",
        "现场查看，控制器进水损坏，线路完好。",
        "该路灯属乡管公共照明，损坏应当修复。",
        "三日内更换控制器，村里夜间复看。",
        "published",
    ),
    Tale(
        "水渠漏水淹了菜地",
        "二组水渠从涵管接口漏水，下面几块菜地一直泡着。",
        "water",
        3,
        "call",
        "990101-NY",
        "接口橡胶圈老化，漏水约每小时半桶。",
        "该段水渠由乡农业办统一管护。",
        "本周内更换胶圈并夯实渠底。",
        "plain",
    ),
    Tale(
        "通村路会车处塌了一角",
        "去镇上的路在第三个弯塌了一角，两车会车很险。",
        "road",
        5,
        "form",
        "990101-AJ",
        "路肩塌方长约四米，基础被雨水掏空。",
        "该路段列入县管农村公路，修复由县级部门组织。",
        "已设警示桩，约定县级部门到场定方案。",
        "whistle",
    ),
    Tale(
        "家里收入少了能不能申请低保",
        "家里主要劳力病了，收入少了一半，想问低保怎么申请、要哪些材料。",
        "relief",
        2,
        "visit",
        "990101-MS",
        "已核对家庭人口和收入构成，符合申请条件。",
        "低保按家庭申请、入户核查、公示的程序办理。",
        "工作人员上门协助填表，二十个工作日内告知核查结果。",
        "consult",
    ),
    Tale(
        "夜里石料场机器太响",
        "石料场晚上十点以后还开机器，附近几户睡不着。",
        "noise",
        9,
        "hotline",
        "990101-AJ",
        "连续三晚实测，夜间作业属实，场方未登记夜间时段。",
        "夜间作业影响居民休息，应当停止。",
        "场方已书面保证二十二时后停机，每周抽查一次。",
        "unsatisfied",
    ),
    Tale(
        "垃圾桶满了好几天没人清",
        "老街尽头两个垃圾桶满了四天，气味很大。",
        "waste",
        4,
        "form",
        "990101-V04",
        "收运车故障，停运三天，点位积存约两方。",
        "清运属村级基本履职事项，应当及时清理。",
        "当日清完，另备一辆三轮作为备用。",
        "village",
    ),
    Tale(
        "文化站周末能不能多开两小时",
        "周末下午四点就关门，孩子做完作业想看书赶不上。",
        "culture",
        1,
        "mailbox",
        "990101-WH",
        "周末值守一人，延长两小时需调整轮班。",
        "建议合理，利于方便群众。",
        "自下月起周六延至十八时，试行三个月再评。",
        "plain",
    ),
    Tale(
        "后山坡裂缝变宽",
        "屋后山坡上的裂缝雨后又宽了一指，担心垮下来。",
        "slope",
        8,
        "patrol",
        "990101-AJ",
        "裂缝长六米、最宽四厘米，坡脚有渗水。",
        "属于巡查点，应当加密监测并做好转移准备。",
        "已设监测桩，暴雨天通知两户先到村部过夜。",
        "urgent",
    ),
    Tale(
        "土地征用补偿款想核对面积",
        "家里两块地被征用，丈量面积和登记的对不上，请重新核对。",
        "land",
        10,
        "petition",
        "990101-NY",
        "调取丈量底图，其中一块登记面积少记零点一二亩。",
        "丈量底图与登记不一致，应当按底图更正。",
        "已报县级部门更正，差额补偿按程序拨付。",
        "petition",
        "supported",
        "《土地管理法》第四十七条",
    ),
    Tale(
        "要求把自留山划到隔壁村名下的林子",
        "认为老山界在小溪对面，要求把对面林子划给本组。",
        "land",
        6,
        "visit",
        "990101-NY",
        "查林权登记和历年界线图，小溪对面一直登记在邻村名下。",
        "没有证据表明登记有误，界线以登记为准。",
        "愿意的话可在两村之间组织一次现场指界。",
        "review",
        "not_supported",
        "《农村土地承包法》第二十四条",
    ),
    Tale(
        "窗口收了材料不给回执",
        "去窗口交材料，收了以后不给回执，问了两次都说不用。",
        "conduct",
        2,
        "form",
        "990101-DZ",
        "调看收件登记，当日收件九份，开具回执六份。",
        "收件应当当场开具回执，反映属实。",
        "已补开回执，收件登记改为一式两联。",
        "complaint",
    ),
    Tale(
        "老板拖欠三个月工资",
        "在镇上作坊做工，三个月工资没有发，多次讨要没有结果。",
        "fees",
        7,
        "visit",
        "990101-ZF",
        "",
        "劳动报酬争议依法先经仲裁，乡里没有裁决权。",
        "",
        "exit",
    ),
    Tale(
        "企业能耗核算数不对",
        "作坊的年度能耗核算数比电表高出一截，请复核。",
        "other",
        7,
        "call",
        "990101-DZ",
        "",
        "该事项已由上级收回，由县级部门核算。",
        "",
        "refer",
    ),
    Tale(
        "自来水早上没有水",
        "早上六点到八点水龙头没有水，做饭要提前接。",
        "water",
        11,
        "form",
        "990101-NY",
        "高位水池早高峰见底，泵房定时启动偏晚。",
        "供水时段应当保证，可以通过调整启泵时间解决。",
        "启泵提前到五时，下周测一次水压。",
        "linked",
    ),
    Tale(
        "桥栏杆松动",
        "小桥靠上游一侧的栏杆有两根松动，用手能摇。",
        "road",
        3,
        "patrol",
        "990101-AJ",
        "两根立柱焊点锈断。",
        "属于安全隐患，应当立即加固。",
        "当日临时绑扎，三日内补焊。",
        "objected",
    ),
    Tale(
        "广场舞音响太晚",
        "文化广场的音响开到九点半，老人睡得早受不了。",
        "noise",
        1,
        "board",
        "990101-WH",
        "音响一般在二十一时二十分左右收。",
        "公共场地活动应当照顾附近住户休息。",
        "与活动的几位领头人约定二十一时关音响。",
        "noanswer",
        "explained",
    ),
    Tale(
        "补贴什么时候到账",
        "种粮补贴去年这个时候已经到账，今年还没有。",
        "fees",
        12,
        "call",
        "990101-NY",
        "今年核对图斑晚了两周，名册已公示完毕。",
        "补贴待名册公示期满后统一发放。",
        "预计本月底到账，到账后短信告知。",
        "consult",
        "explained",
    ),
    Tale(
        "污水沟臭",
        "屋旁的污水沟夏天臭，希望盖上或者接管。",
        "waste",
        10,
        "form",
        "990101-V10",
        "沟长约三十米，上游两户未接管。",
        "人居环境整治范围内，应当治理。",
        "先清淤撒石灰，接管列入下季度计划。",
        "upheld",
    ),
)

REPORT_OF_WRONGDOING = "反映某工程招投标前有人私下透露底价，有当时的对话记录，可以提供。"
ADVERTISEMENT = "专业代写各类总结材料，价格便宜，加联系方式详谈。"
SAME_MATTER = ("我们家早上也没有水", "三组早上停水，两个水龙头都不出水")
WORDS = {
    "objection": "该桥属县管公路附属设施，日常养护由县级部门负责，已核对养护清单。",
    "sustained": "情况属实，改派负责道路安全的站所。",
    "overruled": "清单内事项，首接负责，请先行办理。",
    "unsolved": "夜里还是有机器声，只停了两天。",
    "solved": "现在好了，谢谢。",
    "content": "已经解决，说明也清楚。",
    "extend": "需要调取历年底图并会同县级部门核对，情况复杂。",
    "review": "对答复不服：小溪改过道，老界在对面，请上级复查。",
    "opinion": "原答复未核对河道改道前的底图，应当补充核对后重新答复。",
    "notice": "您的诉求已登记受理，由承办单位办理，到期前答复您。",
    "county": "县自然资源和交通部门",
    "promise": "十日内完成方案，雨季前施工",
    "arbitration": "县劳动人事争议仲裁委员会，窗口在县政务服务中心二楼，可带工资条和考勤。",
    "energy": "县发展和改革局",
    "advert": "广告，与办事无关",
    "publish_question": "村口小桥边的路灯不亮，影响夜间通行。",
}
REVIEW_NOTICE = "如不服本答复，可自收到之日起三十日内向示例县人民政府申请复查。"
