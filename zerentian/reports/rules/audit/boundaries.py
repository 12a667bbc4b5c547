# ruff: noqa: E501 - an alternation of words reads better whole
"""Says which sentences are declined: those about people's speech, opinions or tendencies."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why a sentence becomes no statement, figure, slot or duty."""

    code: str
    reason: str

    def __str__(self) -> str:
        """Return the reason in Chinese followed by its code, as the JSON output states it."""
        return f"{self.reason}（{self.code}）"


_KEY_PEOPLE = "重点(?:信访)?(?:人(?:员)?(?!群|才|口)|上访户|信访户)|特殊人员|涉稳人员|敏感人员|上访老户|缠访|闹访|非访人员|非正常上访人员|信访老户"
_HOLD = "管控|稳控|监控|监测|盯|动态|行踪|情绪|摸排|排查|见面|台账|包保|布控|研判|吸附|劝返|思想|去向|掌握|防线|跟进|可控|关注|管理"

_REFUSED: tuple[tuple[Refusal, str], ...] = (
    (
        Refusal("speech-monitoring", "涉及监测、收集他人言论，不予采用"),
        "舆情(?:的)?(?:监测|监控|监看|监管|收集|搜集|巡查|研判|预警|排查|信息员|动态|管理|分析|处置|应对|引导|管控|工作|风险)"
        "|(?:监测|监控|监看|收集|搜集|掌握|关注|研判|处置|应对|引导|管控|排查|做好|加强|化解)[^，。；]{0,12}舆情|舆情|社情舆情|"
        "(?:监看|监控|监测|巡查)[^，。；]{0,8}(?:微信群|QQ群|朋友圈|自媒体|网络言论|账号|网民|社交)|(?:网络|网上|微信群|朋友圈|网民|社交媒体)[^，。；]{0,8}(?:言论|发声|监控|监看|管控)",
    ),
    (
        Refusal("speech-control", "涉及引导、管控或压制他人言论，不予采用"),
        "舆论(?:导向|引导|热点|管控|阵地|斗争|场|风险|环境)|(?:引导|把控|掌控|管控|左右|平抑|占领|煽动)[^，。；]{0,10}舆论|主流(?:思想)?舆论|社会舆论|(?:掌握|争夺|主导|领导权)[^。；]{0,30}话语权"
        "|(?:负面|有害|不良|错误|反动|敏感|不当|不实)[^，。；、]{0,4}(?:言论|舆论|信息|声音|炒作|评论|帖)|言论|删帖|跟帖|评论员?队?伍?引导|网评员|网络评论员|(?<!全)网评(?!选|价|为)"
        "|错误(?:观点|思潮|思想|倾向)|澄清谬误|敢于发声|敢于亮剑|封号|禁言|控评|谣言.{0,10}(?:打击|处罚|查处)|(?:打击|处罚|查处).{0,10}(?:造谣|传谣)|别有用心",
    ),
    (
        Refusal("thought-tendency", "涉及打探、掌控他人思想、态度或倾向，不予采用"),
        "思想(?:倾向|动态|动向|状况|掌控|波动|情况|观念(?:落后|陈旧|与|不|转变|保守))|(?:真实|思想|政治)态度|意识形态(?:领域)?(?:的)?风险|倾向性[^，。；]{0,10}(?:信息|苗头|舆|言)|(?:社情民意|群众|思想|信访|舆)[^，。；]{0,14}倾向性"
        "|(?:群众|村民|居民)[^，。；]{0,10}(?:大局意识|集体观念|思想(?:觉悟|落后|保守|认识(?:不|偏|落后|水平低)))|政治倾向|信仰(?:情况|摸排|排查)|信教(?:群众|人员)(?:摸排|排查|管控|动态)|情绪状况|心理动态|思想上的?(?:苗头|波动)",
    ),
    (
        Refusal("key-person", "涉及把人列为重点对象盯防管控，不予采用"),
        f"(?:{_KEY_PEOPLE})[^。；]{{0,30}}(?:{_HOLD})|(?:{_HOLD})[^。；]{{0,16}}(?:{_KEY_PEOPLE})|人员稳控|稳控(?:措施|工作|责任|人员|情况|化解)|人员行踪|(?:对|将)(?:上访|信访)人(?:员)?[^。；]{{0,12}}(?:{_HOLD})|缠访|闹访",
    ),
    (
        Refusal("key-person", "涉及拦阻他人反映诉求，不予采用"),
        "(?:劝返|拦截|截访)[^，。；]{0,8}(?:上访|信访|进京)|(?:上访|信访|进京)[^，。；]{0,12}(?:劝返|拦截|截访)",
    ),
)
_PATTERNS = tuple((refusal, re.compile(pattern)) for refusal, pattern in _REFUSED)


def refusal_of(sentence: str) -> Refusal | None:
    """Return why the sentence is declined, or None if it may be used."""
    plain = re.sub(r"\s+", "", sentence)
    return next((refusal for refusal, pattern in _PATTERNS if pattern.search(plain)), None)
