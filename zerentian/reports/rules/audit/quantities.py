"""Finds the quantities a sentence states: a number with what it counts, as it is written."""

import re
import unicodedata

from zerentian.reports.rules.audit import lexicon

_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = r"[零〇一二两三四五六七八九十百千万亿]+"
_ROUND = r"[多余几来]"
_NOUNS = "|".join(sorted(lexicon.COUNTED_NOUNS, key=len, reverse=True))
_UNITS = "|".join(sorted(lexicon.MEASURES, key=len, reverse=True))
_HAN_UNITS = "|".join(sorted(lexicon.HAN_MEASURES, key=len, reverse=True))
# What may follow a round number that has no unit: 1550万的, 5.7万农户.
_ENDS_THERE = "(?=[，。；、）]|$|[的占左以]|农户|群众|村民|居民|人口|党员)"
_BEFORE_CODE = r"(?<![A-Za-z\d.\-/№#])"

_SHARE = re.compile(
    rf"百分之(?:{_HAN}(?:点{_HAN})?|\d+(?:\.\d+)?)|(?:{_HAN}|\d+)分之(?:{_HAN}|\d+)(?!之)"
    rf"|(?<![一二三四五六七八九十完收促赞建变])(?:[一二三四五六七八九两](?:[至到]|(?=[二三四五六七八九])))?[一二三四五六七八九两]成(?:半|多|左右|以上|[一二三四五六七八九])?(?=[，。；、）]|$|的|以上|左右)"
    rf"|{_BEFORE_CODE}(?:{_DIGITS})\s?/\s?(?:10万|十万|1?万|千)|(?<=[例比为达])1比\d+(?:\.\d+)?|(?<=[占近约过了到超])[1-9]/[2-9](?![\d/])"
)
_ARABIC = re.compile(
    rf"(?:{_BEFORE_CODE}(?:{_DIGITS})\s?[×xX*]\s?(?=\d))?"
    rf"{_BEFORE_CODE}(?:(?<=[温达至到])[-－−])?(?:{_DIGITS})[%％]?(?:\s*[-—－~～至到][ \u3000]*(?:{_DIGITS}))?"
    rf"[ \u3000]*(?:[%％‰℃]|{_ROUND}?[百千万亿]{{0,2}}{_ROUND}?(?:{_UNITS})(?:/(?:{_UNITS}))?"
    rf"|{_ROUND}?[百千万亿]{{1,2}}{_ENDS_THERE})"
    rf"(?:(?<=个)(?:{_NOUNS}))?"
)
_CHINESE = re.compile(
    rf"[一二两三四五六七八九十几]个(?:半|多)(?:月|小时|星期)|[一两二三四五六七八九](?:[年天]半|年多)(?!来)|[一二两三四五六七八九]块[一二三四五六七八九](?=[，。；])|(?:(?:上(?=[百千万])|[数几近])?{_HAN}(?:[至到]{_HAN})?|[数几])(?<![数几])(?:点{_HAN})?{_ROUND}?(?:{_HAN_UNITS})(?:(?<=个)(?:{_NOUNS}))?"
    rf"|[数几](?:十|百|千|万)+{_ROUND}?(?:{_HAN_UNITS})|{_HAN}[多余][百千万亿]+(?=[，。；、）]|$)"
    rf"|[一二两三四五六七八九][万千百](?:[一二三四五六七八九][千百]?)+(?=[，。；、）算吧呢]|$)|(?<=[近超约了罚补奖])[一二两三四五六七八九十]+[百千万]+(?=[，。；、）]|$)"
)

_QUOTED = re.compile(r"[“\"「『‘][^“”\"「」『』‘’]{1,16}[”\"」』’“]")
_TITLE = re.compile(r"《[^》]{1,80}》")
_NUMBERED_PAPER = re.compile(r"[〔\[【（(﹝]\s*\d{4}\s*[〕\]】）)﹞]\s*\d+\s*号")
_DATE = re.compile(
    r"(?:\d{4}|20[\dxX×_]{2})\s*[年/.\-—]\s*\d{1,2}\s*[月/.\-—]\s*\d{1,2}日?|\d{4}\s*(?:[-—~至到]\s*\d{4})?\s*年度?"
    r"|\d{1,2}月(?!内)(?:\s*\d{1,2}[日号]?)?(?:\s*[-—~～至到]\s*(?:\d{1,2}月)?\d{1,2}[日号])?|\d{1,2}[日号](?!内|台|线|楼)"
    r"|\d{1,2}[:：]\d{2}|\d{1,2}[时点](?:\d{1,2}分|半)?(?!点)|[一二三四五六七八九十]{1,2}月(?:份|[一二三四五六七八九十]{1,3}[日号])?"
    r"|二[〇○零][〇○零一二三四五六七八九]{2}年|[一二][九〇○零][〇○零一二三四五六七八九]{2}年"
)
_ORDINAL = re.compile(
    rf"第(?:\s*\d+|{_HAN})(?:[-—至到]\d+)?\s*[^\s，。；：、]?|[一二三四五]期(?=[\d□]|工程|项目|建设|管网|厂房|改造|主体|启动|竣工|完[成工]|已|正|[，。；、）)]|$)"
)
_HEADING_SIGN = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、．.是要]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}(?:[、．]|\.(?!\d)))"
)
_EACH_ITS_OWN = re.compile(r"一[\u4e00-\u9fff]{1,3}一[\u4e00-\u9fff]|1[\u4e00-\u9fff]{1,3}1[\u4e00-\u9fff]")
_LONE = re.compile(r"^[一]")
# Whoever is somebody is not counted: 作为一名党员.
_BEING = ("作为", "当好", "当", "做", "成为")
# An indicator is no code, although it is written in letters: GDP19.92亿元.
_INDICATOR = re.compile("GDP|CPI|PPI|COD")
# What one speaks of, and does not count: 一场别开生面的晚会, 一份沉甸甸的责任, 一份荣光.
_PRAISED = re.compile(
    r"[^，。；、\d]{1,12}的|(?:真心|爱心|荣光|荣誉|责任|信任|温暖|关怀|关爱|祝福|情谊|力量|牵挂|粉笔)"
)


def quantities(sentence: str) -> tuple[str, ...]:
    """Return the stated quantities in order, verbatim ("12个村", "38.5%", "三千余人").

    Dates, document numbers, road numbers, ordinals and counted slogans ("四个意识") are no quantities.
    """
    blanked = _blank(sentence)
    found: list[tuple[int, int]] = []
    for pattern in (_SHARE, _ARABIC, _CHINESE):
        for match in pattern.finditer(blanked):
            if pattern is _CHINESE and not _counts(match, blanked):
                continue
            if all(match.end() <= start or match.start() >= end for start, end in found):
                found.append(match.span())
    return tuple(sentence[start:end].strip() for start, end in sorted(found))


def _blank(sentence: str) -> str:
    """Return the sentence with digits made plain and what is no quantity blanked, at equal length."""
    plain = "".join(_plain(sign) for sign in sentence)
    for pattern in (
        _INDICATOR,
        _NUMBERED_PAPER,
        _TITLE,
        _HEADING_SIGN,
        _QUOTED,
        _FIXED,
        _DATE,
        _ORDINAL,
        _EACH_ITS_OWN,
    ):
        plain = pattern.sub(_blanked, plain)
    return plain


def _blanked(match: re.Match[str]) -> str:
    """Return a filler as long as the match."""
    return "□" * len(match[0])


def _plain(sign: str) -> str:
    """Return the ASCII form of a full-width digit, letter, point or per-cent sign."""
    return unicodedata.normalize("NFKC", sign) if sign in _FULL_WIDTH else sign


def _counts(match: re.Match[str], text: str) -> bool:
    """Return whether a number in Chinese signs counts something rather than belonging to a phrase."""
    if not _LONE.match(match[0]) or len(match[0]) > 2 + (match[0][-1:] == "次"):
        return not match[0].startswith(("万", "亿"))
    unit, after, before = match[0][1:], text[match.end() :], text[: match.start()]
    if (unit in "场次份支" and _PRAISED.match(after)) or (unit == "名" and before.endswith(_BEING)):
        return False
    if unit in lexicon.ALWAYS_COUNTED:
        return not after.startswith(lexicon.NOT_AFTER_ONE) and not before.endswith(lexicon.NOT_BEFORE_ONE)
    at_the_end = not after or after[0] in "，。；、）)！,;"
    return at_the_end and not before.endswith(lexicon.NOT_BEFORE_ONE)


_FULL_WIDTH = frozenset("０１２３４５６７８９．％，") - {"，"}
_FIXED = re.compile("|".join(sorted(lexicon.COUNTED_SLOGANS, key=len, reverse=True)))
