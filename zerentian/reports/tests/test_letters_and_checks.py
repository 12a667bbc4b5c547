"""What letters have in common, and what is told of a file that was checked: kinds, sentences that rest on records."""

import io
import zipfile
from datetime import UTC, date, datetime
from hashlib import sha256
from types import SimpleNamespace

import pytest

from zerentian.reports import checking, letters
from zerentian.reports.offline import verify
from zerentian.reports.rules.document import Heading, text_of

from .test_archive_bytes import archive
from .test_manifests_checked import VKEY, checked, manifest

# -- Letters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", ""),
        ("已经办结", "已经办结。"),
        ("已经办结。", "已经办结。"),
        *[(f"已经办结{end}", f"已经办结{end}") for end in "！？；：…”）"],
        ("已经办结，", "已经办结。"),
        ("见附件.pdf", "见附件.pdf"),
        ("见附件.doc", "见附件.doc。"),
    ],
)
def test_a_line_ends_with_a_stop_where_whoever_typed_it_wrote_none(line, said):
    assert letters.ended(line) == said


def test_parts_are_numbered_and_one_without_text_is_left_out():
    blocks = letters.sections((("请求", " 修路灯 \n\n早日"), ("缘由", " "), ("意见", "同意。")))
    assert [(type(one) is Heading, text_of(one.runs)) for one in blocks] == [
        (True, "一、请求"),
        (False, "修路灯。"),
        (False, "早日。"),
        (True, "二、意见"),
        (False, "同意。"),
    ]
    assert letters.sections(()) == []
    many = letters.sections(tuple((f"部{at}", "有。") for at in range(9)))
    assert text_of(many[-2].runs) == "九、部8"


def test_what_a_letter_says_in_short_stands_at_its_head():
    assert text_of(letters.in_short("已受理。").runs) == "简单说：已受理。"
    assert [text_of(one.runs) for one in letters.paragraphs(" 甲 \n\n乙")] == ["甲", "乙"]


def test_who_printed_it_and_when_stands_in_local_time():
    viewer = SimpleNamespace(name="示例甲")
    assert (
        letters.print_line(viewer, datetime(2026, 3, 2, 1, 5, tzinfo=UTC)) == "示例甲 2026-03-02 09:05 打印"
    )


def unit(address="", telephone="", organ=True):
    kept = SimpleNamespace(address=address, telephone=telephone) if organ else None
    return SimpleNamespace(kept_organ=kept, organ_on=lambda day: "示例县人民政府", parent_on=lambda day: None)


@pytest.mark.parametrize(
    ("one", "alone", "within"),
    [
        (unit(organ=False), "示例县人民政府", "示例县人民政府"),
        (unit(), "示例县人民政府", "示例县人民政府"),
        (unit("一路1号"), "示例县人民政府，地址：一路1号", "示例县人民政府（地址：一路1号）"),
        (unit("", "0000"), "示例县人民政府，电话：0000", "示例县人民政府（电话：0000）"),
        (
            unit("一路1号", "0000"),
            "示例县人民政府，地址：一路1号，电话：0000",
            "示例县人民政府（地址：一路1号，电话：0000）",
        ),
    ],
)
def test_an_organ_is_named_with_how_it_is_reached_as_far_as_that_is_kept(one, alone, within):
    day = date(2026, 3, 2)
    assert letters.reached(one, day) == alone
    assert letters.reached_within(one, day) == within
    concern = SimpleNamespace(unit=SimpleNamespace(parent_on=lambda day: one))
    assert letters.reviewer(concern, day) == f"复查机关：{alone}。"
    assert letters.reviewer(SimpleNamespace(unit=one), day) == ""


# -- What a paper says ---------------------------------------------------------------------------------


def paragraph(text, kind="generated", statements=(), **more):
    return {"text": text, "kind": kind, "statements": list(statements)} | more


def said(*paragraphs, opened=()):
    openings = [{"value": one} for one in opened]
    return list(checking._said(list(paragraphs), openings))


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (paragraph("巡山3次。", statements=["s001"]), [("巡山3次。", True)]),
        (paragraph("巡山。"), [("巡山。", False)]),
        (paragraph("努力。", "author", ["s001"]), [("努力。", True)]),
        (paragraph("题", "title"), [("题", False)]),
        (paragraph("一、", "heading"), [("一、", False)]),
        (paragraph("甲", "cell"), []),
        (paragraph("甲", "note"), []),
        (paragraph("甲", "caption"), []),
        (paragraph(""), []),
        (paragraph("特此报告。"), []),
        (paragraph("专此报告。"), []),
        (paragraph("云岭乡", controls=[[3, "印章"]]), []),
    ],
)
def test_what_says_something_is_told_with_whether_it_rests_on_entries(one, found):
    assert said(one) == found


@pytest.mark.parametrize("end", ["附件", "附件 1", "附件12", "核验页"])
def test_nothing_behind_the_annexes_begin_is_told(end):
    assert said(paragraph("前。"), paragraph(end, "heading"), paragraph("后。")) == [("前。", False)]
    assert len(said(paragraph(end), paragraph("后。"))) == 2, "only a heading begins them"
    assert len(said(paragraph("附件说明", "heading"), paragraph("后。"))) == 2


def test_a_sentence_rests_on_a_text_that_was_opened_and_long_enough():
    opened = ["清理村口河道三百米。", "巡山", 3]
    assert said(paragraph("本月清理村口河道三百米，"), opened=opened) == [("本月清理村口河道三百米，", True)]
    assert said(paragraph("巡山。"), opened=opened) == [("巡山。", False)]
    assert said(paragraph("本月清理村口河道三百米", "author"), opened=opened)[0][1] is False
    assert said(paragraph("六字的一句话"), opened=["六字的一句话"]) == [("六字的一句话", True)]
    assert said(paragraph("五字一句话"), opened=["五字一句话"]) == [("五字一句话", False)]


@pytest.mark.parametrize(
    ("text", "rests"),
    [
        ("清理河道。", True),
        ("清理河道，全县第一。", False),
        ("清理河道，完成98%。", False),
        ("别的事。", False),
        ("清理河道零事故。", True),
        ("巡查，清理河道。", True),
    ],
)
def test_who_quotes_a_record_and_boasts_beside_it_has_no_record_for_that(text, rests):
    assert checking.tells_opened(text, ["清理河道", "清理河道零事故"]) is rests


def test_what_is_said_of_a_damaged_paper_is_nothing():
    assert checking.said_by(SimpleNamespace(stated={}, manifest={})) == []
    assert checking.said_by(
        checked(manifest() | {"paragraphs": [paragraph("巡山3次。", statements=["s001"])]})
    ) == [("巡山3次。", True)]


def test_a_paper_is_told_by_its_number_and_title():
    assert checking.about(checked(manifest()))["number"] == "BG-1"
    assert checking.about(SimpleNamespace(manifest={})) == {}
    assert checking.about(SimpleNamespace(manifest={"report": "x"})) == {}


# -- Files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"<!doctype html>", "html"),
        (b"{}", "manifest"),
        (archive({"word/document.xml": b""}), "docx"),
        (archive({"manifest.json": b""}), ""),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_first_bytes(data, kind):
    assert checking.kind_of(data) == kind
    assert (kind in ("docx", "")) == zipfile.is_zipfile(io.BytesIO(data))


def compared(data: bytes, **fact: str):
    """Return the lines and notes of a result after its file was compared with an entry of issue."""
    told = checked(manifest(), VKEY)
    told.lines.clear()
    told.notes[:] = [verify.ALONE, verify.COMPOSED, verify.PAGE_TEXT, "别的"]
    checking.compare_file(told, data, SimpleNamespace(fact=fact))
    return [(line["holds"], line["message"].partition(" · ")[0]) for line in told.lines], told.notes


def test_what_the_issue_proves_is_no_limit_any_more():
    pdf = b"%PDF-1.7"
    digest = sha256(pdf).hexdigest()
    assert compared(pdf, pdf=digest) == ([(True, "与出具的文件逐字节相同")], ["别的"])
    assert compared(pdf, pdf="0" * 64) == (
        [(False, "与出具的文件不同，页面文字不能担保")],
        [verify.PAGE_TEXT, "别的"],
    )
    assert compared(b"<!", html=sha256(b"<!").hexdigest()) == (
        [(True, "与出具的文件逐字节相同")],
        [verify.PAGE_TEXT, "别的"],
    )


def test_a_word_file_that_was_saved_again_is_compared_by_its_words_alone():
    word = archive({"word/document.xml": b""})
    said_of, notes = compared(word, docx="0" * 64)
    assert (said_of, notes[-1].partition("：")[0]) == ([], "Word 文件另存过")
    assert compared(word, docx=sha256(word).hexdigest())[0] == [(True, "与出具的文件逐字节相同")]
    assert compared(archive({"manifest.json": b""}))[0] == []


def entry(index):
    at = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
    return SimpleNamespace(index=index, subject="export:3", recorded_at=at)


def test_a_file_that_is_as_it_left_holds_once_its_entry_is_sealed():
    found = checking.as_it_left(entry(7), "x.xlsx")
    assert (found.verdict, found.holds, found.why, found.problems) == ("holds", True, "", [])
    assert found.paper == {
        "number": "export:3",
        "title": "导出的表格 · an exported table",
        "day": "2026-03-03",
    }
    assert found.lines[0]["message"].startswith("与第 7 条封存的导出逐字节相同")
    waiting = checking.as_it_left(entry(None), "x.xlsx")
    assert (waiting.verdict, waiting.holds, len(waiting.problems)) == ("unproved", False, 1)
    assert waiting.why.startswith("出具记录尚未封存")
    assert checking.as_it_left(entry(0), "x").holds


def rests_on(monkeypatch, head_is_ours: bool, origin: str):
    told = checked(manifest(), VKEY)
    told.lines.clear()
    told.notes.clear()
    monkeypatch.setattr(checking, "sealed_here", lambda head: head_is_ours)
    monkeypatch.setattr(checking, "say_key", lambda result: result.notes.append("key"))
    return checking.comes_from_here(told, origin), told.lines, told.notes


def test_a_paper_comes_from_here_whose_seal_was_made_here(monkeypatch):
    assert rests_on(monkeypatch, True, "x") == (True, [], ["key"])
    assert rests_on(monkeypatch, False, "y") == (False, [], [checking.ELSEWHERE])
    comes, lines, notes = rests_on(monkeypatch, False, "x")
    assert (comes, notes, [line["holds"] for line in lines]) == (False, [], [False])
    assert "自称出自本机台账 x" in lines[0]["message"]


@pytest.mark.parametrize(
    ("data", "verdict", "words"),
    [(b'{"checkpoint":', "unproved", "不完整或已损坏"), (b"PK\x03\x04words", "unproved", "压缩包不完整")],
)
def test_a_damaged_file_is_unproved_and_says_why(monkeypatch, data, verdict, words):
    monkeypatch.setattr(checking, "check_here", verify.verify_bytes)
    found = checking.outcome_of(data, "x")
    assert (found.verdict, words in found.why, found.lines) == (verdict, True, [])


def test_an_outcome_tells_its_verdict_why_and_what_was_filled_in(monkeypatch):
    result = checked(manifest(), VKEY)
    result.controls = ["", "〔请填写文号〕", "（盖章）", "某人"]
    monkeypatch.setattr(checking, "check_here", lambda *given: result)
    found = checking.outcome_of(b"", "x")
    assert (found.verdict, found.why, found.filled) == ("holds", "", ["某人"])
    result.notes.append(verify.ALONE)
    assert checking.outcome_of(b"", "x").why == verify.ALONE
    result.say(False, "x", "不符")
    differs = checking.outcome_of(b"", "x")
    assert (differs.verdict, differs.why, differs.said, len(differs.problems)) == ("differs", "", [], 1)
