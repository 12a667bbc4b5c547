"""What an author claims in free words: a number, a superlative, that nothing happened, that all was done."""

import re
from collections.abc import Iterator

from zerentian.reports.rules.document import AUTHOR_MARK

# What no record says of itself, in words: a superlative, that nothing happened, that all was done.
BOAST = (
    r"百分之|第一(?!时间|责任人|书记|议题|轮|次|季度|产业|项|条|步)|最(?=[好高多大先佳优低强快])|首(?:个|创|家|位|例)|唯一|领先|名列|位居|前列"
    r"|全[县市省国](?:第|首|前|率先)|历史新高|全年零|零(?:事故|上访|投诉|发生|伤亡|案件|增长)|无一|从未|(?:未|没有)(?:再)?(?:发生|出现)"
    r"|全部(?:完成|办结|整改|到位)|全覆盖|均已|显著|大幅|明显(?:提高|提升|改善|下降|好转|增强|减少)|翻番|翻了"
)
# A year, month or day of the calendar, or what bears a number, says when or which and claims nothing; how many days,
# months or years something took does.
_DIGIT = "[0-9０-９]"
_TOOK = "(?<!提前|缩短|延长|减少|压缩|用时|历时|耗时|为期|平均|连续|超过|不足|至少|最多)(?<!了)"
_WHEN = (
    f"(?:(?:19|20|１９|２０){_DIGIT}{{2}}年|(?:1[0-2]|0?[1-9]|１[０-２]|０?[１-９])月|{_DIGIT}+号"
    f"|{_TOOK}(?:[12]?[0-9]|3[01]|[１２]?[０-９]|３[０１])日(?!内|以内|之内))"
)
# A number is taken whole: the 202 of 2026年 is none.
CLAIM = re.compile(
    rf"(?<!{_DIGIT})(?!{_WHEN}){_DIGIT}++(?:[.．]{_DIGIT}++)?+[%％]?+"
    r"|(?<![第（十百千万])[一二两三四五六七八九十百千万]{1,8}余?(?=[个次人户件场份项处起名条亩元公里座所期篇张批万亿成倍])"
    rf"|{BOAST}"
)
BOASTED = re.compile(rf"[%％]|{BOAST}")
_CLAUSE = re.compile(r"[^，。；！？、：]*[，。；！？、：]?")
_CLOSES = "，。；！？、："


def marked(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces (words, is it a mark): after each clause that claims something, the mark."""
    for found in _CLAUSE.finditer(text):
        clause = found[0]
        if not clause:
            continue
        if not CLAIM.search(clause):
            yield clause, False
            continue
        end = clause[-1:] if clause[-1:] in _CLOSES else ""
        yield clause.removesuffix(end), False
        yield AUTHOR_MARK, True
        if end:
            yield end, False
