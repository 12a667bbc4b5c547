"""What a sentence leaves open, and what to ask its author: by whom, when, how many, on what record, by when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from zerentian.ledger.rules.words import Words
from zerentian.reports.rules.audit.kinds import Kind

DAY = re.compile(
    r"\d{4}\s*年|\d{1,2}\s*月|\d{1,2}[日号]|[上下]半年|[一二三四]季度|全年|今年|去年|本月|本季度|本期|年[初底末]|每[年月周日天季半]"
    r"|\d+日内|\d+天内|[一二三四五六七八九十]月"
)
WHO = re.compile(
    "由[^，。；]{2,20}?(?:负责|牵头|办理|落实|跟进|于|在|按|对|组织)|责任(?:人|单位|部门)|牵头|包[抓保案]|[^，。；]{1,8}(?:书记|乡长|镇长|主任|站长|所长|村长|组长|支书|局长)"
    "|(?:办公室|服务站|中心|派出所|司法所|财政所|应急办|村委会|各村|各乡镇|[\u4e00-\u9fff]{2,4}村)"
)
CLOSES = re.compile("[特专]此(?:报告|汇报|通报|说明|函复)。?$")  # what only ends a text claims nothing
EACH = "各"  # of one sentence nobody asks what each of it is
MISSING = {
    "evidence": Words("佐证", "evidence"),
    "source": Words("来源", "source"),
    "day": Words("时间", "day"),
    "amount": Words("数量", "amount"),
    "who": Words("责任人", "who is responsible"),
    "due": Words("时限", "time limit"),
    "deed": Words("可核查的事", "anything checkable"),
}
_ASKED = {
    (Kind.ACT, "evidence"): Words(
        "各凭什么记录、文件或照片可以查到", "by which record, paper or photograph can each be looked up"
    ),
    (Kind.ACT, "day"): Words("各是哪一天、在哪里办的", "on which day and where was each done"),
    (Kind.FACT, "source"): Words(
        "数字出自哪里、统计到哪一天", "where do the numbers come from, as of which day"
    ),
    (Kind.PROBLEM, "who"): Words("各由谁负责解决", "who is to mend each"),
    (Kind.PROBLEM, "due"): Words("各在什么时候以前解决", "by when is each mended"),
    (Kind.PLAN, "who"): Words("各由谁办", "who does each"),
    (Kind.PLAN, "due"): Words("各在什么时候以前办成", "by when is each done"),
    (Kind.PLAN, "amount"): Words("办到什么程度算办成", "what must be reached for each to be done"),
    (Kind.SLOGAN, "deed"): Words(
        "有哪一件办过的事可以代替；没有就删去", "which deed can stand in its stead; if none, leave it out"
    ),
}
_LABELS = {
    Kind.ACT: Words("行动", "acts"),
    Kind.FACT: Words("事实", "facts"),
    Kind.PROBLEM: Words("问题", "problems"),
    Kind.PLAN: Words("打算", "plans"),
    Kind.SLOGAN: Words("口号", "slogans"),
}


@dataclass(frozen=True)
class Told:
    """A sentence as far as questions go."""

    n: int
    section: str  # the heading of the highest rank above it, empty before the first
    kind: Kind
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question on the sentences of one kind in one section."""

    section: str
    sentences: tuple[int, ...]
    words: Words


def missing_of(text: str, kind: Kind, *, evidence: bool, figures: bool) -> tuple[str, ...]:
    """Return what a sentence of a kind does not say, in the order in which one would ask for it."""
    dated = bool(DAY.search(text))
    wanted = {
        Kind.ACT: (("evidence", evidence), ("day", dated), ("amount", figures)),
        Kind.FACT: (("source", evidence or not figures), ("day", dated)),
        Kind.PROBLEM: (("who", bool(WHO.search(text))), ("due", dated)),
        Kind.PLAN: (("who", bool(WHO.search(text))), ("due", dated), ("amount", figures)),
        Kind.SLOGAN: (("deed", bool(CLOSES.match(text.strip()))),),
    }
    return tuple(name for name, there in wanted.get(kind, ()) if not there)


def questions(sentences: Sequence[Told]) -> tuple[Question, ...]:
    """Return what to ask the author, section by section, one question for all sentences that leave the same open."""
    return tuple(
        question
        for section, inside in groupby(sentences, key=lambda one: one.section)
        for question in _of_section(section, list(inside))
    )


def _of_section(section: str, sentences: list[Told]) -> Iterator[Question]:
    """Yield the questions on one section; what the same sentences leave open is asked at once."""
    asked: dict[tuple[Kind, tuple[int, ...]], list[Words]] = {}
    for (kind, name), words in _ASKED.items():
        open_ones = tuple(one.n for one in sentences if one.kind is kind and name in one.missing)
        if open_ones:
            asked.setdefault((kind, open_ones), []).append(words)
    for (kind, open_ones), words_of in asked.items():
        label, which = _LABELS[kind], _listed(open_ones, "、")
        zh = "，".join(words.zh.removeprefix(EACH) if len(open_ones) == 1 else words.zh for words in words_of)
        en = "; ".join(words.en for words in words_of)
        told = _listed(open_ones, ", ")
        yield Question(
            section, open_ones, Words(f"第{which}句（{label.zh}）{zh}？", f"{told} ({label.en}): {en}?")
        )


def _listed(numbers: tuple[int, ...], between: str) -> str:
    """Return numbers with stretches of three and more as first–last."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and number == stretches[-1][-1] + 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    told = [f"{one[0]}–{one[-1]}" if len(one) > 2 else between.join(map(str, one)) for one in stretches]
    return between.join(told)
