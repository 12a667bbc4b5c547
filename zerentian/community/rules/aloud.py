"""A text as it is read out over the village loudspeaker (大喇叭): numbers in words, short sentences, said twice.

Nothing is invented: what the text does not say stands as a marked blank for whoever reads it out.
"""

import re
from collections.abc import Mapping, Sequence

from zerentian.community.rules.notices import Part, Sort

DIGITS = "零一二三四五六七八九"
CALLED = "零幺二三四五六拐八九"
TENS, GROUPS = ("", "十", "百", "千"), ("", "万", "亿", "万亿")
LONGEST = 16  # digits of a number that is still said as an amount; a longer one is called out
BLANK = "〔空：{}〕"
TIMES = 2
# What people call out digit by digit: telephone numbers and codes.
COUNTED = "万亿年月日号元块人户亩斤吨米个名只头株公千平方立里度份本次天"
UNITS = rf"(?!\s*(?:[{COUNTED}])|[0-9.%％])"
LONG_NUMBER = re.compile(
    rf"(?<![0-9.])(?:0[0-9]{{2,3}}[-—]?[0-9]{{7,8}}|1[3-9][0-9]{{9}}|400-?[0-9]{{3}}-?[0-9]{{4}}|[0-9]{{5,8}}{UNITS})(?![0-9])"
)
HOTLINE = re.compile(rf"(?<![0-9.])(?:110|119|120|122|12[0-9]{{3}}){UNITS}")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|到(?:19|20)[0-9]{2}年|[〕］】])")
DAY = re.compile(r"(?<![0-9.])((?:19|20)[0-9]{2})([-./])([0-9]{1,2})\2([0-9]{1,2})(?![0-9]|[./][0-9])")
CLOCK = re.compile(r"(?<![0-9])([01]?[0-9]|2[0-4])[:：∶]([0-5][0-9])(?![0-9])")
# A comma that only parts the thousands of an amount is not a pause; between two telephone numbers it is.
THOUSANDS = re.compile(rf"(?<![0-9,.])[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+(?=\.[0-9]|\s*[余多]?[{COUNTED}])")
DEGREE = r"\s*(?:℃|°C)"
BELOW = re.compile(
    rf"(?<![0-9℃C])[-−–](?=[0-9]+(?:\.[0-9]+)?(?:(?:{DEGREE})?\s*[-—~～至到]\s*[-−–]?[0-9]+(?:\.[0-9]+)?)?{DEGREE})"
)
PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[%％]")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
RANGE = re.compile(r"(?<=[0-9日号点分时年%％℃])\s*[-—~～至]+\s*(?=[0-9]|零下)")
WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def in_words(number: int) -> str:
    """Return a whole number (0 to 10^16 - 1) as it is said: 12 as 十二, 203 as 二百零三, 20000 as 二万."""
    if number < 10:
        return DIGITS[number]
    groups: list[int] = []
    rest = number
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        gap = "零" if said and (group < 1000 or not groups[place + 1]) else ""
        said += gap + of_four(group) + GROUPS[place]
    return said.removeprefix("一") if said.startswith("一十") else said


def of_four(number: int) -> str:
    """Return a number of at most four digits (1 to 9999) as it is said within a larger one."""
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + TENS[place]
        gap = not digit
    return said


def one_by_one(digits: str) -> str:
    """Return digits as they are called out: 12345 as 幺二三四五."""
    return "".join(CALLED[int(digit)] for digit in digits if digit.isdecimal())


def spoken(text: str) -> str:
    """Return a text with every number in words: days, hours, per cents, telephone numbers and amounts."""
    text = text.translate(WIDE)
    text = THOUSANDS.sub(lambda m: m[0].replace(",", ""), text)
    text = DAY.sub(lambda m: f"{m[1]}年{int(m[3])}月{int(m[4])}日", text)
    text = LONG_NUMBER.sub(lambda m: one_by_one(m[0]), text)
    text = re.sub(DEGREE, "摄氏度", RANGE.sub("到", BELOW.sub("零下", text)))
    text = CLOCK.sub(lambda m: clock(int(m[1]), int(m[2])), text)
    text = YEAR.sub(lambda m: "".join(DIGITS[int(digit)] for digit in m[1]), text)
    text = HOTLINE.sub(lambda m: one_by_one(m[0]), text)
    text = PERCENT.sub(lambda m: f"百分之{amount(m[1])}", text)
    return NUMBER.sub(lambda m: amount(m[0]), text)


def clock(hour: int, minute: int) -> str:
    """Return a time of day as it is said."""
    minutes = (
        "" if not minute else "半" if minute == 30 else f"{'零' if minute < 10 else ''}{in_words(minute)}分"
    )
    return f"{'两' if hour == 2 else in_words(hour)}点{minutes}"


def amount(digits: str) -> str:
    """Return an amount, with decimals or without, as it is said."""
    whole, _dot, decimals = digits.partition(".")
    said = in_words(int(whole)) if len(whole) <= LONGEST else one_by_one(whole)
    return f"{said}点{''.join(DIGITS[int(one)] for one in decimals)}" if decimals else said


def script(sort: Sort, issuer: str, title: str, said: Mapping[Part, str], until: str) -> list[str]:
    """Return the sentences to be read out once; ``until`` is the last day in words, empty where there is none."""
    opening = (
        f"各位乡亲请注意，{issuer}通知。" if sort is Sort.NOTICE else f"各位乡亲请注意，{issuer}说明一件事。"
    )
    lines = [opening, sentence(title)]
    lines += [sentence(f"{lead}{filled(said, part, blank)}") for part, lead, blank in SPOKEN[sort]]
    lines += [sentence(f"有效期到{until}")] if until else []
    return [spoken(line) for line in lines]


SPOKEN: Mapping[Sort, Sequence[tuple[Part, str, str]]] = {
    Sort.NOTICE: (
        (Part.WHO, "和这件事有关的是：", "谁需要注意"),
        (Part.WHAT, "", "什么事"),
        (Part.WHERE, "地点：", "在哪里"),
        (Part.TIMES, "时间：", "什么时间"),
        (Part.TO_DO, "请大家：", "要做什么"),
        (Part.ASK, "不清楚的，请问：", "问哪里"),
    ),
    Sort.ANSWER: (
        (Part.QUESTION, "有乡亲问：", "问什么"),
        (Part.FACTS, "情况是这样的：", "事实"),
        (Part.DOING, "正在这样办：", "正在怎么办"),
        (Part.ASK, "不清楚的，请问：", "问哪里"),
    ),
    Sort.CORRECTION: (
        (Part.QUESTION, "有乡亲问：", "问什么"),
        (Part.FACTS, "真实情况是：", "事实"),
        (Part.CHECKED, "是这样核实的：", "怎么核实的"),
        (Part.ASK, "不清楚的，请问：", "问哪里"),
    ),
}


def filled(said: Mapping[Part, str], part: Part, blank: str) -> str:
    """Return a part in one line, a marked blank where the text has none."""
    return re.sub(r"\s*\n\s*", "；", said.get(part, "").strip()) or BLANK.format(blank)


def sentence(text: str) -> str:
    """Return a text with a full stop at its end."""
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
