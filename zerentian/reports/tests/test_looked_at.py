"""Papers and drawings stand as a person looked at them: Word files beside GB/T 9704-2012, drawings as pictures.

What changes on purpose is looked at once more and written anew: GOLDEN=write before this file's tests.
"""

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conftest import NOW
from zerentian.reports.render.audited import audited_word
from zerentian.reports.render.cards import CardSheet, Taken, cards_docx
from zerentian.reports.render.charts import svg
from zerentian.reports.render.docx import render_docx
from zerentian.reports.render.listed import list_docx
from zerentian.reports.rules.audit import Audit, Kind, Refusal, Sentence
from zerentian.reports.rules.audit.comparison import Repeated
from zerentian.reports.rules.audit.presentation import picture
from zerentian.reports.rules.document import Annex, Chart, Document, Heading, Paragraph, Run, Table
from zerentian.reports.tests.measures import measures_of

LOOKED_AT = Path(__file__).parent / "data" / "looks"
ROOT = "0123456789abcdef" * 4
DECLINED = Refusal("speech-control", "涉及他人言论")


def paper(**more) -> Document:
    """Return a fictitious paper with one of every block."""
    blocks = (
        Heading(1, (Run("一、工作安排"),)),
        Heading(2, (Run("（一）防汛"),)),
        Heading(3, (Run("1.排查"),)),
        Paragraph((Run("落实记录共"), Run("1234", "s001", "/figure/s001", "定义"), Run("件。"))),
        Paragraph((Run("自由文字。"),), "author"),
        Paragraph((Run("主要有："),)),
        Table("各村情况", ("村", "件数"), (((Run("石桥村"),), (Run("5678", "s002"),)),) * 2),
        Chart("states", "证明状态", (("已核实", 3), ("未知", 1))),
    )
    listed = (((Run("证1"),), (Run("1234", "s001", listed=True),)),)
    annexes = (
        Annex("数字依据一览", (Table("数字依据", ("证号", "数值"), listed),)),
        Annex("变动", (Paragraph((Run("无变动。"),)),)),
    )
    given = {"mark": "演示", "note": "本报告不含受保护事项", **more}
    return Document(
        "R1", "云岭乡工作报告", "云岭乡人民政府", "示例县", date(2026, 7, 1), blocks, annexes, **given
    )


def short(**more) -> Document:
    """Return a paper of one sentence, without annexes."""
    return replace(paper(**more), blocks=(Paragraph((Run("收到。"),)),), annexes=())


def judged() -> Audit:
    """Return an audit as the rules may give it: what they say of a sentence is no concern of these tests."""
    told = [
        ("工作总结", Kind.HEADING, 0, ()),
        ("一、防汛", Kind.HEADING, 1, ()),
        ("3月2日，排查隐患9处。", Kind.ACT, 2, ("evidence",)),
        ("大家高度重视。", Kind.SLOGAN, 2, ()),
        ("全乡有隐患9处。", Kind.FACT, 2, ("source", "day")),
        ("监测网上言论。", Kind.ACT, 3, ()),
    ]
    return Audit(
        tuple(
            Sentence(n, text, kind, (), False, DECLINED if n == len(told) else None, at, "一、防汛", missing)
            for n, (text, kind, at, missing) in enumerate(told, 1)
        )
    )


SHEETS = [
    CardSheet(
        "避险明白卡",
        "编号1",
        (("隐患点", "后山"), ("去处", "村小学\n二楼")),
        "户主签字：\n日期：",
        hung_up=hung_up,
    )
    for hung_up in (False, True)
]
WORD = {
    "report": lambda: render_docx(paper(signatory="示例庚", copies="抄送各村"), b"{}"),
    "letter": lambda: render_docx(short(form="letter", printed="示例甲 2026-03-02 09:05 打印"), b"{}"),
    "file": lambda: render_docx(short(form="file", printed="示例甲 2026-03-02 09:05 打印"), b"{}"),
    "briefing": lambda: render_docx(short(form="briefing", copies="报：示例县人民政府。"), b"{}"),
    "minutes": lambda: render_docx(short(minutes_of="云岭乡党委会议"), b"{}"),
    "proved": lambda: render_docx(
        short(proof=Annex("怎样核验", (Paragraph((Run("见下。", "s001", silent=True, listed=True),)),))),
        b"{}",
    ),
    "cards": lambda: cards_docx(SHEETS, "云岭乡", Taken("示例甲", datetime(2026, 3, 2, 9, 5, tzinfo=UTC))),
    "list": lambda: list_docx(
        "问题清单",
        "云岭乡 2026年3月2日",
        ("编号", "问题"),
        (("W1", "后山有裂缝，宽3厘米"), ("W2", "路灯坏")),
        "示例甲打印",
    ),
    "audited": lambda: audited_word(judged(), (Repeated(4, 7, "same"),), NOW),
}
DRAWN = {
    "months": Chart(
        "trend",
        "落实记录",
        (("2025-11", 12), ("2025-12", 0), ("2026-01", None), ("2026-02", 30), ("2026-03", 7)),
        (("2026-02", "2026-0001"), ("2026-02", "2026-0002"), ("2025-12", "2025-0009")),
    ),
    "others": Chart("trend", "水位", (("2026H1", 3), ("其他", 1))),
    "states": Chart(
        "states", "证明状态", (("◉已核实", 3), ("●有证据", 2), ("○仅有记录", 1), ("？未知", None))
    ),
    "lights": Chart("lights", "三色灯", (("绿灯·期限未到", 5), ("黄灯·临近期限", 2), ("红灯·逾期", 1))),
    "code": Chart("code", "封存单", ((f"375 {ROOT}", None),)),
}


def as_looked_at(name: str, now: str) -> None:
    """Hold something against what was looked at."""
    kept = LOOKED_AT / name
    if os.environ.get("GOLDEN") == "write":
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(now, "utf-8")
    assert now.splitlines() == kept.read_text("utf-8").splitlines(), (
        "look at it; if it is right: GOLDEN=write"
    )


@pytest.mark.parametrize("name", WORD)
def test_a_word_paper_stands_on_its_pages_as_it_was_looked_at(name):
    as_looked_at(f"{name}.txt", "\n".join(measures_of(WORD[name]())) + "\n")


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_as_it_was_looked_at(name):
    as_looked_at(f"{name}.svg", svg(DRAWN[name]).replace("><", ">\n<") + "\n")


def test_the_strip_of_an_audit_is_as_it_was_looked_at():
    kinds = [*Kind] * 5
    found = Audit(
        tuple(
            Sentence(n, "甲。", kind, (), evidence=False, declined=DECLINED if n % 8 == 0 else None)
            for n, kind in enumerate(kinds, 1)
        )
    )
    assert len(kinds) > 24
    as_looked_at("audit.svg", picture(found).replace("><", ">\n<") + "\n")
