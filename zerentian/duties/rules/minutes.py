"""Minutes (会议纪要) as text: drafted from the outcomes, read again line by line, and what of them is handed round.

A line that begins with 一、二、 …, with nothing in front, opens the part of one matter. A matter that is not for
everybody ends its line with （内部）; its part is left out of what is handed round, and that this is so is said there.
What was said on a matter may look like such a line, or like the record of who was there: a blank stands before it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from zerentian.duties.rules.decisions import Rhythm
from zerentian.duties.rules.meetings import Check, Result, Weight
from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed

NUMERALS = "一二三四五六七八九"
INNER = "（内部）"
LONGEST_ROUND = 200
LEFT_OUT = "（本项按规定不印发。）"
PART = re.compile(rf"[{NUMERALS}十]{{1,3}}、.+")
NUMBERED = re.compile(rf"^[{NUMERALS}十]{{1,3}}、")
# What stands after the matters belongs to no matter.
CLOSING = ("出席：", "请假：", "列席：", "缺席：", "主持：", "记录：", "应到")
# Minutes are written in Chinese, whoever reads the program in another language.
RESULT_WORDS = {
    Result.AGREED: "会议同意该议题",
    Result.PUT_OFF: "会议决定缓议",
    Result.REFUSED: "会议未通过该议题",
    Result.HEARD: "会议听取了情况",
}
UNANIMOUS = "，一致同意。"
# How a result is told where all agreed on it: the draft does not say twice that somebody agreed.
BY_ALL = {
    RESULT_WORDS[Result.AGREED]: "会议一致同意该议题",
    RESULT_WORDS[Result.PUT_OFF]: "会议一致同意缓议",
    RESULT_WORDS[Result.REFUSED]: "会议一致决定不予通过该议题",
}
WEIGHT_WORDS = {
    Weight.DECISION: "重大决策",
    Weight.APPOINTMENT: "重要干部任免",
    Weight.PROJECT: "重大项目安排",
    Weight.FUNDS: "大额资金使用",
}
CHECK_WORDS = {
    Check.LEGAL: "合法性审查",
    Check.INTEGRITY: "廉洁性评估",
    Check.RISK: "风险评估",
    Check.COMMENTS: "征求意见",
    Check.EXPERTS: "专家论证",
}
RHYTHM_WORDS = {
    Rhythm.NONE: "",
    Rhythm.WEEKLY: "，每周报告进展",
    Rhythm.MONTHLY: "，每月报告进展",
    Rhythm.QUARTERLY: "，每季度报告进展",
}
# Signs after which a sentence needs no full stop.
ENDS = ("。", "！", "？", "；", "：", "…", ".", "!", "?", ";", ":", "。”", "！”", "？”", "。）")
# Lines that the draft itself brings, whatever was said.
SET_PHRASE = re.compile(
    rf"(?:{'|'.join((*RESULT_WORDS.values(), *BY_ALL.values()))})[。，]|(?:本议题属.*。)?会议听取了\S{{1,20}}的汇报。$"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the minutes say of one matter: its title, what was said and checked, the votes, what was decided."""

    title: str
    result: str
    words: str = ""
    presenter: str = ""
    weight: str = ""
    checks: str = ""
    votes: str = ""
    recusal: str = ""
    dissent: str = ""
    inner: bool = False
    decisions: tuple[str, ...] = ()


def chinese_number(number: int) -> str:
    """Return 1 to 99 as 一 to 九十九."""
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else NUMERALS[tens - 1])
        + ("十" if tens else "")
        + (NUMERALS[ones - 1] if ones else "")
    )


def drafted(opening: str, outcomes: Sequence[Outcome], attendance: str, counts: str) -> str:
    """Return the draft of the minutes: the opening, a part for each matter, who was there; lines, no blank ones."""
    lines = [opening]
    for number, one in enumerate(outcomes, 1):
        lines += part(number, one)
    lines += [
        counts,
        *(line if line.startswith(CLOSING) else kept_apart(line) for line in lines_of(attendance)),
    ]
    return "\n".join(lines)


def lines_of(words: str) -> list[str]:
    """Return the lines of a text without the blanks around them, the empty ones left out."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def kept_apart(line: str) -> str:
    """Return a line of what was said so that it opens no part and ends none: with a blank in front where it would."""
    if not PART.match(line) and not line.startswith(CLOSING):
        return line
    return f"　{line}{'。' if opens_inner(line) else ''}"


def checks_in_words(done: Collection[str], lacking: Collection[str], waived: str) -> str:
    """Return which checks were made, and why others were not."""
    made = "、".join(CHECK_WORDS[one] for one in Check if one in done)
    not_made = "、".join(CHECK_WORDS[one] for one in Check if one in lacking)
    said = f"会前已完成{made}。" if made else ""
    return said + (f"未完成{not_made}，理由：{ended(waived)}" if not_made else "")


def carried_over(number: str, what: str, due: date | None, words: str) -> str:
    """Return that a meeting carried an earlier decision over, until when, and what it said of it."""
    until = f"，期限延至{chinese_day(due)}" if due else ""
    return f"延续办理{number}“{what.strip().rstrip('。')}”{until}。{ended(words)}"


def ended(words: str) -> str:
    """Return words as minutes print them: a sentence that was left open gets its full stop, line by line."""
    return "\n".join(line if line.endswith(ENDS) else f"{line}。" for line in lines_of(words))


def votes_in_words(unanimous: bool, votes: tuple[int | None, int | None, int | None]) -> str:
    """Return how the vote ended, to be said after the result; a full stop where nobody counted."""
    if unanimous:
        return UNANIMOUS
    if any(vote is None for vote in votes):
        return "。"
    return f"，赞成{votes[0]}票、反对{votes[1]}票、弃权{votes[2]}票。"


def part(number: int, one: Outcome) -> Iterator[str]:
    """Yield the lines of one matter."""
    title = " ".join(lines_of(one.title))
    yield f"{chinese_number(number)}、{title}{INNER if one.inner else ''}"
    heard = f"会议听取了{one.presenter}的汇报。" if one.presenter else ""
    weight = f"本议题属“三重一大”事项（{one.weight}）。" if one.weight else ""
    dissent = f"不同意见：{ended(one.dissent)}" if one.dissent else ""
    said = (weight + heard, one.checks, ended(one.recusal), ended(one.words), result_in_words(one), dissent)
    for words in (*said, *one.decisions):
        yield from map(kept_apart, lines_of(words))


def result_in_words(one: Outcome) -> str:
    """Return how a matter ended; nothing where it was only heard, and who told of it is said already."""
    if one.result == RESULT_WORDS[Result.HEARD] and one.presenter and one.votes in ("", "。"):
        return ""
    if one.votes == UNANIMOUS and one.result in BY_ALL:
        return f"{BY_ALL[one.result]}。"
    return one.result + one.votes


def is_part(line: str) -> bool:
    """Tell whether a line opens the part of a matter."""
    return bool(PART.match(line)) or opens_inner(line)


def opens_inner(line: str) -> bool:
    """Tell whether a line opens the part of an inner matter: also one that somebody moved in, lest it be shown."""
    return line.rstrip().endswith(INNER) and bool(PART.match(line.strip()))


def for_everybody(text: str) -> str:
    """Return the minutes as they are handed round: the parts of matters that are not for everybody left out."""
    kept: list[str] = []
    lines, hiding, matters = text.splitlines(), False, 0
    last = max((at for at, line in enumerate(lines) if is_part(line)), default=-1)
    for at, line in enumerate(lines):
        if is_part(line):
            matters += 1
            hiding = opens_inner(line)
            # Its title may tell as much as its text.
            kept += [f"{chinese_number(matters)}、内部议题", LEFT_OUT] if hiding else [line]
        elif line.startswith(CLOSING) and at > last:
            hiding = False
            kept.append(line)
        elif not hiding:
            kept.append(line)
    return "\n".join(kept)


def matters(text: str) -> str:
    """Return what minutes say of their matters: without the opening, their titles, who was there, and set phrases."""
    kept: list[str] = []
    inside = False
    lines = text.splitlines()
    last = max((at for at, line in enumerate(lines) if is_part(line)), default=-1)
    for at, line in enumerate(lines):
        inside = (inside or is_part(line)) and not (line.startswith(CLOSING) and at > last)
        if inside and not is_part(line) and not SET_PHRASE.match(line.strip()):
            kept.append(line.strip())
    return "\n".join(kept)


def letters_of(text: str) -> str:
    """Return the letters and digits of a text: however it is broken and pointed, they are its words."""
    return "".join(sign for sign in text if sign.isalnum())


def told(text: str, secrets: Iterable[str], anyway: str) -> str:
    """Return the first line of what is not for everybody that the copy handed round would tell; empty for none.

    ``anyway`` is what the matters for everybody say themselves: what stands there is no secret.
    """
    handed, open_words = letters_of(for_everybody(text)), letters_of(anyway)
    for line in (line for secret in secrets for line in lines_of(secret)):
        letters = letters_of(NUMBERED.sub("", line))
        if len(letters) > 1 and letters in handed and letters not in open_words:
            return line
    return ""


def check_round(words: str) -> str:
    """Return to whom minutes are handed round, on one line as 版记 has it, without a point; NotAllowed if too long."""
    line = "；".join(lines_of(words)).removeprefix("分送：").rstrip("。；")
    if len(line) > LONGEST_ROUND:
        raise NotAllowed(
            f"分送单位请控制在{LONGEST_ROUND}个字以内，可用“各村、各站所办”这样的统称",
            f"name who gets the minutes within {LONGEST_ROUND} characters: “all villages and offices” will do",
        )
    return line


def digest(text: str) -> str:
    """Return the SHA-256 of the minutes' UTF-8 bytes, in hexadecimal: what is signed and sealed."""
    return sha256(text.encode()).hexdigest()


def number_of(year: int, number: int) -> str:
    """Return the number of a meeting as it is written: 〔2026〕第7次."""
    return f"〔{year}〕第{number}次"


def opening_of(*, day: date, place: str, chair: str, name: str, number: str) -> str:
    """Return the opening sentence of minutes."""
    where = f"在{place}" if place else ""
    return f"{chinese_day(day)}，{chair}{where}主持召开{name}{number}会议。纪要如下："
