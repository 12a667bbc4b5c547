"""Plain language: what a resident would stumble over in a text. Advice for the writer, never a block.

What is looked for: a missing who, what, where, when, what to do or until when; length; sentences too long to hear
once; the language of files. Every piece of advice names the words it is about.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from zerentian.community.rules.notices import PARTS, Part, Sort
from zerentian.ledger.rules.words import Words

LONG_TITLE, LONG_SENTENCE, LONG_TEXT = 30, 50, 600
SENTENCE = re.compile(r"[^。！？；\n]+")
# File language → what people say. One line each; the office's own words are not in the program.
JARGON: Mapping[str, str] = {
    "切实": "",
    "扎实推进": "做",
    "进一步": "",
    "认真贯彻": "照着做",
    "统筹": "一起安排",
    "相关单位": "写出单位名称",
    "有关部门": "写出单位名称",
    "相关部门": "写出单位名称",
    "特此公告": "",
    "望周知": "",
    "务必高度重视": "请一定……",
    "予以": "",
    "拟于": "打算在",
    "逾期不候": "写明几号截止",
    "即日起": "写出日期",
    "近期": "写出日期",
    "适时": "写出日期",
    "尽快": "写出日期",
    "应知尽知": "",
    "常态化": "平时一直",
    "网格化": "写出由谁负责",
    "长效机制": "写出以后怎么做",
}
WANTED: Mapping[Sort, tuple[tuple[Part, str, str], ...]] = {
    Sort.NOTICE: (
        (Part.WHO, "没有写谁需要看、谁受影响", "it doesn't say whom it concerns"),
        (Part.WHERE, "没有写在哪里", "it doesn't say where"),
        (Part.TIMES, "没有写什么时间", "it doesn't say when"),
        (Part.TO_DO, "没有写需要大家做什么；什么都不用做也请写出来", "it doesn't say what to do"),
        (Part.ASK, "没有写不清楚时问哪里", "it doesn't say where to ask"),
    ),
    Sort.ANSWER: (
        (Part.DOING, "没有写正在怎么办", "it doesn't say what is being done"),
        (Part.ASK, "没有写不清楚时问哪里", "it doesn't say where to ask"),
    ),
    Sort.CORRECTION: ((Part.ASK, "没有写不清楚时问哪里", "it doesn't say where to ask"),),
}
CLOCK_OR_DAY = re.compile(r"[0-9０-９一二三四五六七八九十]+\s*[月日号点时]|[0-9]{1,2}[:：][0-9]{2}")


def advice(sort: Sort, title: str, said: Mapping[Part, str], until: date | None) -> list[Words]:
    """Return what would make a text easier to understand, the most important first; empty when nothing would."""
    return [
        *missing(sort, said, until),
        *too_long(sort, title, said),
        *file_language(" ".join([title, *said.values()])),
    ]


def missing(sort: Sort, said: Mapping[Part, str], until: date | None) -> Iterator[Words]:
    """Yield what a reader would ask next."""
    for part, zh, en in WANTED[sort]:
        if not said.get(part, "").strip():
            yield Words(zh, en)
    if sort is Sort.NOTICE and until is None:
        yield Words("没有写到哪天为止有效", "it doesn't say until when it holds")
    times = said.get(Part.TIMES, "").strip()
    if times and not CLOCK_OR_DAY.search(times):
        yield Words(f"“{times[:20]}”没有写出几月几日几点", "the time names no day and no hour")


def too_long(sort: Sort, title: str, said: Mapping[Part, str]) -> Iterator[Words]:
    """Yield what is too long to read on a board or to hear once."""
    if len(title) > LONG_TITLE:
        yield Words(
            f"标题有{len(title)}个字，{LONG_TITLE}个字以内更好读", f"the title has {len(title)} characters"
        )
    whole = sum(len(said.get(part, "")) for part in PARTS[sort])
    if whole > LONG_TEXT:
        yield Words(f"全文{whole}字，能不能分开或写短", f"{whole} characters: can it be shorter?")
    for part in PARTS[sort]:
        for sentence in SENTENCE.findall(said.get(part, "")):
            if len(sentence.strip()) > LONG_SENTENCE:
                yield Words(
                    f"这句有{len(sentence.strip())}个字，拆成两句更好懂：{sentence.strip()[:18]}……",
                    f"a sentence of {len(sentence.strip())} characters: {sentence.strip()[:18]}…",
                )


def file_language(text: str) -> Iterator[Words]:
    """Yield the words that nobody says at home, with what to write instead."""
    for word, instead in JARGON.items():
        if word in text:
            better = f"，可改为：{instead}" if instead else "，可以去掉"
            yield Words(f"“{word}”是公文用语{better}", f"“{word}” is the language of files")
