"""What an author claims in free words: a number, a superlative, that nothing happened, that all was done.

Numbers are found in whatever way they are written: digits, Chinese numerals with what they count, fractions, halves,
tenths, multiples, and words for many or few. Names that only hold a numeral (八项规定, 五一期间, “两会”) are none.
"""

import re
from collections.abc import Iterator

from zerentian.reports.rules.document import AUTHOR_MARK

_DIGIT = "[0-9０-９]"
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟]"
_COUNTED = (
    "(?:[个次人户件场份项处名条亩元公里座所期篇张批万亿成倍天岁吨宗例只辆台套支本轮趟遍栋幢盏]|分钟|小时"
    "|家(?![人家庭国])|位(?!一体)|周(?![年边围])"
    "|年(?!行动|规划|计划|来|奋斗|历史|华诞)|部(?![分门队署])"
    "|起(?=事故|案|纠纷|火|上访|事件|安全|交通|矛盾|投诉|违|较|重))"
)
# What a numeral is part of, and counts nothing in.
_NAMES = (
    r"四个(?:意识|自信|全面|服从|善于|一律)|两个(?:维护|确立|毫不|一百年|坚持)|三个(?:代表|区分|务必)|八项规定|六项纪律|五个一|[五十]一(?=期间|假|长假|前|劳动|、)"
    r"|[一二三四五六]期(?=工程|项目|建设)|三公(?=经费)|一个(?=重要|中心|方面|个)|一项(?=重要|系统|长期)|一件(?=件|大事|要事)|一次(?=次)|一条(?=心|线|龙)|一张(?=网|蓝图|嘴|皮)|一公里|百年|三伏|三夏|三秋"
)
# Words for what was not counted.
_VAGUE = (
    r"若干|一大?批(?!次)|[数上好成几](?=[十百千万](?:余|多)?[个次人户件场份项处起名条亩元批])|成[百千]上[千万]|多次|多场|多批|屡次|数次|无数|大量|众多"
    r"|(?:绝?大)?多数|大部分|绝大部分|(?:近|过|超|大|多|小|约|一)半(?!年|月|天|日|途|径|小时|导)|半数|俩(?=[人个])|仨(?=[人个月])"
)
_PARTS = (
    rf"{_NUMERAL}+分之{_NUMERAL}+|百分百|百分之|翻(?:了)?(?:{_NUMERAL}+)?番|成倍|双倍|倍增"
    "|[一二两三四五六七八九]成(?!立|果|效|为|员|了|长|就|功|本|熟)"
)
# What no record says of itself, in words: a superlative, that nothing happened, that all was done.
BOAST = (
    r"百分之|百分百|第一(?!时间|责任人|书记|议题|轮|次|季度|产业|项|条|步|个|类|阶段|期)|最(?!近|后|终|初|低生活|低工资|高人民|高法|高检|迟|晚|新)|首(?:个|创|家|位|例|次|届|批|度|提|推)|头一[回次个]"
    r"|唯一|领先|率先|名列|位居|位列|前列|前茅|史上|前所未有|空前|绝无仅有"
    r"|全[县市省国乡镇](?:第|首|前|率先)|历史新高|全年零|零(?=[上投事发伤案增差延误死失违积容缺漏遗感逾空跑障])|无一|从未|(?:未|没有|没)(?:再)?(?:发生|出现)|没有一|一[起例件]未|不漏一|无(?:死角|盲区|遗漏|重大|较大|事故|上访|积压|逾期|违规|差错)|杜绝"
    r"|全部(?:完成|办结|整改|到位|落实|解决|销号|答复|达标)|(?<![未没不])(?:全面|圆满|超额|提前|如期|按期|顺利)(?:完成|办结|整改|建成)|全覆盖|覆盖(?:全|所有)|全员|均(?=[已按能得达有为完])|[件事户人家村处]{2}(?=[有得参受通落都满])|百分百"
    r"|显著|大幅|明显(?:提高|提升|改善|下降|好转|增强|减少|增加|上升|见效)|翻番|翻了|同比|环比|逐[年月](?:下降|上升|减少|增加|提高|提升)|(?:持续|稳步|不断)(?:向好|下降|上升|提升|提高|增长|减少|好转)|一致好评|广泛好评|普遍(?=满意|好评|认可|反映良好)"
)
# A year, month or day of the calendar, or what bears a number, says when or which and claims nothing; how many days,
# months or years something took does.
_TOOK = "(?<!提前|缩短|延长|减少|压缩|用时|历时|耗时|为期|平均|连续|超过|不足|至少|最多)(?<!了)"
_WHEN = (
    f"(?:(?:19|20|１９|２０){_DIGIT}{{2}}年|(?:1[0-2]|0?[1-9]|１[０-２]|０?[１-９])月|{_DIGIT}+号"
    f"|{_TOOK}(?:[12]?[0-9]|3[01]|[１２]?[０-９]|３[０１])日(?!内|以内|之内))"
)
_POINT = f"^{_DIGIT}{{1,2}}(?:[.．、]|[)）])(?!{_DIGIT})"  # 1. at the head of a text
# A number is taken whole: the 202 of 2026年 is none.
NUMBER = re.compile(
    rf"(?<!{_DIGIT})(?!{_WHEN})(?!{_POINT}){_DIGIT}++(?:[,，.．]{_DIGIT}++)*+[%％‰]?+"
    rf"|(?<![第（同每这那某哪任“《])(?<!{_NUMERAL})(?!{_NAMES}){_NUMERAL}{{1,8}}[余多来]?(?={_COUNTED})"
    rf"|{_PARTS}|{_VAGUE}"
)
CLAIM = re.compile(f"{NUMBER.pattern}|{BOAST}")
BOASTED = re.compile(rf"[%％]|{BOAST}")
_CLAUSE = re.compile(r"[^，。；！？、：]*[，。；！？、：]?")
_CLOSES = "，。；！？、："


def typed(clause: str) -> str:
    """Return the number that a clause states, with the sign of what it counts behind a numeral; empty for none."""
    found = NUMBER.search(clause)
    if found is None:
        return ""
    return clause[found.start() : found.end() + (found[0][-1:] in _NUMERAL or found[0][-1:] in "余多来")]


def clauses(text: str) -> Iterator[str]:
    """Yield the clauses of a text, each with its stop; a comma within a number closes none."""
    yield from filter(None, _CLAUSE.findall(text))


def marked(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces (words, is it a mark): after each clause that claims something, the mark."""
    for clause in clauses(text):
        if not CLAIM.search(clause):
            yield clause, False
            continue
        end = clause[-1:] if clause[-1:] in _CLOSES else ""
        yield clause.removesuffix(end), False
        yield AUTHOR_MARK, True
        if end:
            yield end, False
