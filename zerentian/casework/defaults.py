"""Categories and reply templates that a township may begin with; it changes them as it likes afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zerentian.casework.rules.concerns import Group, Kind
from zerentian.casework.rules.replies import REVIEW_NOTICE, Decision


@dataclass(frozen=True, slots=True)
class FirstCategory:
    """A category to begin with; ``questions`` as ``Category`` keeps them."""

    code: str
    name: str
    group: Group
    kind: Kind = Kind.HELP
    anonymous: bool = True
    questions: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class FirstTemplate:
    """A reply template to begin with: what stands in braces is filled in each time."""

    name: str
    decision: Decision
    category: str = ""
    kind: Kind | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


DANGER = {
    "code": "moving",
    "label": "现在还在掉土落石或者裂缝还在变宽吗？",
    "options": ["是", "否", "不清楚"],
    "advice": {"是": "请先离开危险处，拨打 119 或村里值班电话；也可以继续提交，我们会马上看到。"},
}
HOURS = {"code": "when", "label": "一般在什么时段？", "options": ["白天", "夜间", "全天"]}
WAGES = {
    "code": "arbitration",
    "label": "是否已经申请劳动仲裁或者起诉？",
    "options": ["是", "否"],
    "advice": {"是": "仲裁、诉讼期间按该程序办理；您仍可提交，我们会告知进展的查询办法。"},
}

CATEGORIES = (
    FirstCategory("road", "道路和桥涵", Group.TRAFFIC),
    FirstCategory("lamp", "路灯照明", Group.BUILDING),
    FirstCategory("water", "饮水和灌溉", Group.FARMING),
    FirstCategory("waste", "垃圾和污水", Group.ENVIRONMENT),
    FirstCategory("noise", "噪声和扰民", Group.ENVIRONMENT, Kind.COMPLAINT, questions=(HOURS,)),
    FirstCategory("slope", "滑坡和险情", Group.SAFETY, questions=(DANGER,)),
    FirstCategory("land", "耕地和宅基地", Group.LAND, Kind.PETITION, anonymous=False),
    FirstCategory("relief", "低保和救助", Group.WELFARE, Kind.CONSULT, anonymous=False),
    FirstCategory("fees", "费用和补贴", Group.WELFARE, Kind.CONSULT, anonymous=False),
    FirstCategory("wages", "工资和社保", Group.LABOUR, anonymous=False, questions=(WAGES,)),
    FirstCategory("clinic", "看病和防疫", Group.HEALTH, Kind.CONSULT),
    FirstCategory("culture", "文化活动", Group.EDUCATION, Kind.SUGGESTION),
    FirstCategory("village", "村务公开", Group.VILLAGE),
    FirstCategory("conduct", "办事作风", Group.CONDUCT, Kind.COMPLAINT),
    FirstCategory("other", "其他事项", Group.OTHER),
)

TEMPLATES = (
    FirstTemplate(
        "已经办好",
        Decision.SUPPORTED,
        parts={
            "facts_found": "{日期}，{单位}工作人员到{地点}查看，情况是：{看到的情况}。",
            "rule_cited": "{依据名称和条款}",
            "reasons": "您反映的情况属实，按上述规定应由{责任单位}负责，已于{办结日期}{做了什么}。",
            "next_steps": "此事已经办好。{责任单位}将在{复看日期}前再到现场看一次；如又出现，请凭查询码告诉我们。",
        },
    ),
    FirstTemplate(
        "属实，限期办理",
        Decision.SUPPORTED,
        parts={
            "facts_found": "{日期}，{单位}工作人员到{地点}查看，情况是：{看到的情况}。",
            "rule_cited": "{依据名称和条款}",
            "reasons": "您反映的情况属实，按上述规定应由{责任单位}负责；因{原因}，需要{天数}天。",
            "next_steps": "{责任单位}于{完成日期}前完成{具体措施}；完成后由{核查单位}到现场核查并告诉您。",
        },
    ),
    FirstTemplate(
        "小型公共设施维修",
        Decision.SUPPORTED,
        category="lamp",
        parts={
            "facts_found": "{日期}，{村名}村干部到{地点}查看，{设施编号或位置}因{损坏原因}不能使用。",
            "rule_cited": "{管护办法名称和条款}",
            "reasons": "该设施在{管护单位}管护范围内，损坏后应当在{期限}内修复。",
            "next_steps": "{修复日期}前{更换或维修内容}；修复当天由{核查人岗位}夜间查看一次。",
        },
    ),
    FirstTemplate(
        "救助政策咨询",
        Decision.EXPLAINED,
        category="relief",
        kind=Kind.CONSULT,
        parts={
            "facts_found": "您询问{政策事项}。经核对，您所说的情形对应{条件或标准}。",
            "rule_cited": "{政策文件名称、文号和条款}",
            "reasons": "按上述规定，{符合或不符合的理由，逐条对照}。",
            "next_steps": "需要申请的，请带{材料}到{窗口地点}，{办理时限}内办结；行动不便的可以预约上门。",
        },
    ),
    FirstTemplate(
        "噪声扰民调查结果",
        Decision.SUPPORTED,
        category="noise",
        kind=Kind.COMPLAINT,
        parts={
            "facts_found": "{日期时段}，{单位}两名工作人员到{地点}查看，{声源}在{时段}{测得或听到的情况}。",
            "rule_cited": "{依据名称和条款}",
            "reasons": "上述情况{是否违反规定及理由}。",
            "next_steps": "已要求{责任主体}于{日期}前{整改措施}；{复查日期}同一时段再查看一次。",
        },
    ),
    FirstTemplate(
        "有道理，但缺乏依据",
        Decision.EXPLAINED,
        parts={
            "facts_found": "经查，{查明的情况}。",
            "rule_cited": "{现行规定名称和条款}",
            "reasons": "您的请求有合理之处，但现行规定{规定的内容}，目前没有依据支持，原因是：{具体原因}。",
            "next_steps": "{能够提供的其他帮助或途径}；规定如有变化，我们会主动告诉您。",
        },
    ),
    FirstTemplate(
        "不予支持",
        Decision.NOT_SUPPORTED,
        parts={
            "facts_found": "经{查阅的材料、走访的对象}，查明：{查明的情况}。",
            "rule_cited": "{依据名称和条款}",
            "reasons": "您的请求与上述规定不符：{逐条说明哪一项事实不符合哪一项规定}。",
            "next_steps": "不再另行办理。您可以{调解、复议、诉讼等其他途径}。",
        },
    ),
    FirstTemplate(
        "信访事项处理意见",
        Decision.EXPLAINED,
        kind=Kind.PETITION,
        parts={
            "request": "{信访人的请求，逐项列出}",
            "facts_found": "受理后，{办理单位}于{日期}听取了您的陈述，调阅了{材料}，走访了{对象}。查明：{查明的事实}。",
            "rule_cited": "{法律法规名称和条款}；《信访工作条例》第三十二条",
            "reasons": "{逐项说明事实与规定如何得出这个意见}。",
            "next_steps": "{执行的单位、内容和日期；不予支持的，写明疏导和帮扶措施}。",
        },
    ),
    FirstTemplate(
        "建议采纳情况",
        Decision.EXPLAINED,
        kind=Kind.SUGGESTION,
        parts={
            "facts_found": "您建议{建议内容}。{研究的会议或单位}于{日期}研究了这条建议。",
            "rule_cited": "《信访工作条例》第二十九条",
            "reasons": "{采纳、部分采纳或暂不采纳的理由}。",
            "next_steps": "{采纳部分由谁、何时、怎样落实；暂不采纳的，何时再议}。",
        },
    ),
)


def parts_of(template: FirstTemplate) -> dict[str, str]:
    """Return a template's parts with the notice of the way to a review, which every reply has."""
    return {"review_notice": REVIEW_NOTICE, **template.parts}
