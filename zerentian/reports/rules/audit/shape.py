# ruff: noqa: E501 - alternations of words read better whole
"""The shape of a sentence: which kinds of word follow one another in it, whatever the words are.

"镇里关停了河边一家砂场" and "乡里新铺了三公里水管" share no word but have one shape: office, deed, done, amount. Letters
know the words they were taught; a shape carries what was taught over to others.
"""

import re

from zerentian.reports.rules.audit import doing, lexicon
from zerentian.reports.rules.audit.quantities import quantities

MOST = 300  # letters read of a sentence
LONGEST = 5  # signs in a run
_AMOUNT = "\ue000"

# A sign for each kind of word; the first that fits stands.
_WORDS: tuple[tuple[str, str], ...] = (
    ("Q", _AMOUNT),
    (
        "D",
        r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年|\d{1,2}日|[上下]半年|前?[一二三四]季度|当天|当日|次日|近日|日前|连日来|昨天|今天|昨晚|上午|下午|凌晨|\d{1,2}[时点]",
    ),
    (
        "W",
        r"下一步|下步|下阶段|接下来|今后|明年|后续|届时|将(?!军|士)|拟(?!定|订)|计划|打算|力争|争取|准备|即将|尽快|到\d{4}年",
    ),
    ("M", "必须|务必|不得|严禁|一律|应当|需要|要(?!求|点|素)|请(?!求|示)|不准|不能|确保"),
    ("R", "会议(?:还)?(?:强调|要求|指出|明确|号召|认为)|强调|要求|指出|号召|希望|表示|建议|恳请"),
    ("L", r"已经|已|了|过(?=[，。\d])|先后|累计|共(?![同产享建])|完毕|现已"),
    ("S", lexicon.SHORT),
    ("N", "没有|未|无(?!人机)|不|缺|仅|只有|难"),
    (
        "H",
        "进一步|切实|全面|深入|扎实|持续|不断|奋力|坚决|牢固|牢牢|始终|认真|积极|大力|着力|努力|充分|高度|稳步|有效|有力|显著|明显|坚持|坚定|凝聚|以[^，。；]{2,30}为(?:引领|抓手|统领|指导|契机|目标|重点|核心)",
    ),
    (
        "O",
        "镇党委|乡党委|党委|政府|支部|街道|社区|村“两委”|两委|镇|乡|村|办|所|站|中心|局|干部|书记|镇长|乡长|党员|民警|志愿者|工作队|会议|会上|我们|我|大家|各单位|队员?|代表",
    ),
    ("V", "|".join(sorted((verb for verb in doing.VERBS if len(verb) > 1), key=len, reverse=True))),
    ("P", "[，；。、：！？“”《》（）]"),
)
_ANY = re.compile("|".join(f"(?P<{sign}>{words})" for sign, words in _WORDS))


def shape_of(text: str) -> str:
    """Return the kinds of words in their order; what is none of them is one x, and stops stand as they are."""
    plain = text[:MOST]
    for amount in quantities(plain):
        plain = plain.replace(amount, _AMOUNT, 1)
    shape, at = [], 0
    for found in _ANY.finditer(plain):
        if found.start() > at:
            shape.append("x")
        shape.append(found[0] if found.lastgroup == "P" else found.lastgroup or "")
        at = found.end()
    return "".join(shape) + ("x" if at < len(plain) else "")


def runs_of(shape: str) -> set[str]:
    """Return the runs of a shape, its beginning and end among them."""
    whole = f"^{shape}$"
    return {
        f"~{whole[at : at + length]}"
        for length in range(2, LONGEST + 1)
        for at in range(len(whole) - length + 1)
    }
