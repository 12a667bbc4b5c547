"""Minutes (会议纪要) as text: drafted from the outcomes, read again line by line, and what of them is handed round.

A line that begins with 一、二、 … opens the part of one matter. A matter that is not for everybody ends its line with
（内部）; its part is left out of what is handed round, and that this is so is said there.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from zerentian.duties.rules.decisions import Rhythm
from zerentian.duties.rules.meetings import Check, Result, Weight
from zerentian.ledger.rules.periods import chinese_day

NUMERALS = "一二三四五六七八九"
INNER = "（内部）"
LEFT_OUT = "（本项按规定不印发。）"
PART = re.compile(rf"^[{NUMERALS}十]{{1,3}}、.{{1,120}}$")
# What stands after the matters belongs to no matter.
CLOSING = ("出席：", "请假：", "列席：", "缺席：", "主持：", "记录：", "应到")
# Minutes are written in Chinese, whoever reads the program in another language.
RESULT_WORDS = {
    Result.AGREED: "会议同意该议题",
    Result.PUT_OFF: "会议决定缓议",
    Result.REFUSED: "会议未通过该议题",
    Result.HEARD: "会议听取了情况",
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
    lines += [counts, *(line.strip() for line in attendance.splitlines() if line.strip())]
    return "\n".join(lines)


def checks_in_words(done: Collection[str], lacking: Collection[str], waived: str) -> str:
    """Return which checks were made, and why others were not."""
    made = "、".join(CHECK_WORDS[one] for one in Check if one in done)
    not_made = "、".join(CHECK_WORDS[one] for one in Check if one in lacking)
    said = f"会前已完成{made}。" if made else ""
    return said + (f"未完成{not_made}，理由：{waived.strip()}" if not_made else "")


def votes_in_words(unanimous: bool, votes: tuple[int | None, int | None, int | None]) -> str:
    """Return how the vote ended, to be said after the result; a full stop where nobody counted."""
    if unanimous:
        return "，一致同意。"
    if any(vote is None for vote in votes):
        return "。"
    return f"，赞成{votes[0]}票、反对{votes[1]}票、弃权{votes[2]}票。"


def part(number: int, one: Outcome) -> Iterator[str]:
    """Yield the lines of one matter."""
    yield f"{chinese_number(number)}、{one.title}{INNER if one.inner else ''}"
    heard = f"会议听取了{one.presenter}的汇报。" if one.presenter else ""
    weight = f"本议题属“三重一大”事项（{one.weight}）。" if one.weight else ""
    for words in (weight + heard, one.checks, one.recusal):
        if words:
            yield words
    yield from (line.strip() for line in one.words.splitlines() if line.strip())
    yield "".join(filter(None, (one.result, one.votes)))
    if one.dissent:
        yield f"不同意见：{one.dissent}"
    yield from one.decisions


def is_part(line: str) -> bool:
    """Tell whether a line opens the part of a matter."""
    return bool(PART.match(line.strip()))


def for_everybody(text: str) -> str:
    """Return the minutes as they are handed round: the parts of matters that are not for everybody left out."""
    kept: list[str] = []
    hiding, matters = False, 0
    for line in text.splitlines():
        if is_part(line):
            matters += 1
            hiding = line.strip().endswith(INNER)
            # Its title may tell as much as its text.
            kept += [f"{chinese_number(matters)}、内部议题", LEFT_OUT] if hiding else [line]
        elif line.startswith(CLOSING):
            hiding = False
            kept.append(line)
        elif not hiding:
            kept.append(line)
    return "\n".join(kept)


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
