"""A Word file beside what its paper states, and the page of a paper: what agrees, what is named, how much is told."""

from datetime import date

import pytest

from zerentian.reports.keeping import issued, packed
from zerentian.reports.models import Transfer
from zerentian.reports.offline import verify
from zerentian.reports.render import html
from zerentian.reports.rules.document import AUTHOR_MARK, Annex, Chart, Heading, Paragraph, Run, Table
from zerentian.reports.rules.transfers import TransferState

from .test_archive_bytes import result
from .test_word_reading import control, p, tbl, tc, word

# -- A file beside its manifest ------------------------------------------------------------------------


def paragraph(text="", **more):
    return {"text": text, "statements": [], **more}


def compared(body: str, *stated: dict, **more):
    """Return what is said of a file of this body whose paper states these paragraphs."""
    told = result(
        stated={"title": "报告", "unit_name": "云岭乡", "number": "BG-1", "paragraphs": list(stated)},
        manifest={"report": {"unit_name": "云岭乡"}},
    )
    verify.compare_word(told, word(body, **more), "r.docx")
    return told


FRAME = paragraph(controls=[[0, "印发日期"]])
LINE = f"<w:p>{control()}</w:p>"


def test_a_file_that_shows_what_is_stated_agrees():
    told = compared(p("甲") + p("乙") + LINE, paragraph("甲"), paragraph("乙"), FRAME)
    assert told.said == [(True, "r.docx", "2 段文字与清单一致")]
    assert told.controls == ["3月2日"]
    assert [line["text"] for line in told.marked] == ["甲", "乙", ""]
    assert told.notes == []


def test_a_line_that_is_altered_is_named_with_its_statements_and_nothing_more():
    told = compared(p("甲") + p("丙") + LINE, paragraph("甲"), paragraph("乙", statements=["s001"]), FRAME)
    assert told.said == [(False, "r.docx 第 2 段（s001）", "原文“乙”，文件中为“丙”")]
    assert told.marked[1]["was"] == "乙"


def test_a_fault_is_named_at_its_line_with_the_statements_it_holds():
    hidden = p("3次", "", "<w:vanish/>")
    told = compared(p("甲") + hidden + LINE, paragraph("甲"), paragraph("3次", statements=["s001"]), FRAME)
    assert told.said == [(False, "r.docx 第 2 段（s001）", "“3次” 隐藏文字")]
    odd = compared(p("甲") + LINE + p("", "<w:bidi/>"), paragraph("甲"), FRAME)
    assert odd.said == [(False, "r.docx 第 1 段", "从右到左")]


@pytest.mark.parametrize(
    ("faults", "lines", "last"), [(40, 40, None), (41, 41, "另有 1 处不符"), (45, 41, "另有 5 处不符")]
)
def test_no_more_faults_are_told_than_a_reader_needs(faults, lines, last):
    body = "".join(p(f"字{at}", "", "<w:vanish/>") for at in range(faults))
    told = compared(body + LINE, *(paragraph(f"字{at}") for at in range(faults)), FRAME)
    assert len(told.said) == lines
    assert not any(holds for holds, _, _ in told.said)
    assert told.said[-1] == (
        (False, "r.docx", last) if last else (False, "r.docx 第 40 段", "“字39” 隐藏文字")
    )


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (p("甲") + LINE, None),
        (p("甲"), None),
        (p("甲") + f"<w:p>{control(tag='')}</w:p>", None),
        (LINE + p("甲"), "r.docx 第 0 段之后"),
        (p("甲") + f"<w:p>{control(tag='抄送')}</w:p>", "r.docx 第 1 段之后"),
        (p("甲") + LINE + LINE, "r.docx 第 1 段之后"),
        (f"<w:p><w:r><w:t>甲</w:t></w:r>{control()}</w:p>{LINE}", "r.docx 甲"),
    ],
)
def test_a_control_stands_where_the_frame_has_one(body, place):
    told = compared(body, paragraph("甲"), FRAME)
    words = (False, place, "多出的内容控件") if place else (True, "r.docx", "1 段文字与清单一致")
    assert told.said == [words]


def test_cells_are_compared_by_their_places_and_none_is_added_blank():
    stated = (paragraph("甲", at=[1, 0]), paragraph("乙", at=[1, 1]), FRAME)
    assert compared(tbl(tc("甲") + tc("乙")) + LINE, *stated).said[0][0] is True
    moved = compared(tbl(tc("乙") + tc("甲")) + LINE, *stated)
    assert not any(holds for holds, _, _ in moved.said)
    blank = compared(tbl(tc("甲") + tc("乙"), tc("") + tc("")) + LINE, *stated)
    assert blank.said == [(False, "r.docx", "多出空的单元格")]


# -- The page ------------------------------------------------------------------------------------------


def rendered(block) -> str:
    return "".join(html.rendered(block))


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (Run("<甲>"), "&lt;甲&gt;"),
        (Run("3次", href="/f", hint="“定义”"), '<a class="figure" href="/f" title="“定义”">3次</a>'),
        (Run("3次", statement="s001", listed=True), '<span id="s001">3次</span>'),
        (
            Run("3次", statement="s001", href="/f", hint="定义", silent=True, listed=True),
            '<a class="silent" id="s001" href="/f" title="定义">3次</a>',
        ),
        (
            Run("3次", statement="s001", href="/f", hint="定义", silent=True),
            '<a class="silent" href="/f" title="定义">3次</a>',
        ),
        (
            Run("3次", statement="s001", href="/f", hint="定义"),
            '<a class="figure" href="/f" title="定义">3次</a><sup><a href="#s001">〔证1〕</a></sup>',
        ),
        (Run("BG-2026-001号"), '<span class="whole">BG-2026-001</span>号'),
    ],
)
def test_a_run_is_escaped_and_leads_where_it_should(run, text):
    assert html.runs((run,)) == text


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Heading(1, (Run("一"),)), "<h2>一</h2>"),
        (Heading(3, (Run("一"),)), "<h4>一</h4>"),
        (Heading(4, (Run("一"),)), "<h4>一</h4>"),
        (Paragraph((Run("甲。"),)), '<p class="generated">甲。</p>'),
        (Paragraph((Run("甲。"),), "author"), f'<p class="author">甲。{AUTHOR_MARK}</p>'),
        (Paragraph((Run("甲。"),), "note"), '<p class="note">甲。</p>'),
    ],
)
def test_a_heading_or_paragraph_is_told_by_its_kind(block, text):
    assert rendered(block) == text


def test_a_table_has_a_head_for_each_column_and_row():
    block = Table("表", ("村", "件"), (((Run("上坪村"),), (Run("3"),)), ((Run("下坪村"),), (Run("4"),))))
    text = rendered(block)
    assert "<caption>表</caption>" in text
    assert '<thead><tr><th scope="col">村</th><th scope="col">件</th></tr></thead>' in text
    assert (
        '<tr><th scope="row">上坪村</th><td>3</td></tr><tr><th scope="row">下坪村</th><td>4</td></tr>' in text
    )


def test_a_drawing_is_told_in_words_below_it_and_an_annex_under_its_label():
    text = rendered(Chart("states", "状态", (("甲", 1),)))
    assert text.startswith("<figure><svg")
    assert text.endswith(
        "<figcaption>状态</figcaption><details><summary>图中数据</summary><p>状态：甲 1</p></details></figure>"
    )
    one = Annex("来源", (Paragraph((Run("甲。"),)),))
    assert html.annex("附件1", one) == (
        '<section class="annex"><p class="plain label">附件1</p><h2>来源</h2><p class="generated">甲。</p></section>'
    )
    assert html.annex("", one).startswith('<section class="annex"><h2>')


# -- What is kept beside the database ------------------------------------------------------------------


@pytest.mark.django_db
def test_packages_that_wait_for_the_archive_are_kept_and_no_others(township, first, now):
    span = {"period": "2026-01", "first": date(2026, 1, 1), "last": date(2026, 1, 31)}
    by = {"unit": township, "path": "990100/990101", "asked_by": first, "asked_at": now}
    for number, state in enumerate(TransferState, 1):
        done = {"received_on": date(2026, 3, 2), "received_by": "某馆"} if state == "received" else {}
        made = (
            {} if state == "asked" else {"package": f"{number}" * 64, "manifest": "m" * 64, "packed_at": now}
        )
        Transfer.objects.create(number=f"YJ2026-00{number}", state=state, **span, **by, **made, **done)
    assert list(packed()) == [("archive/YJ2026-002.zip", "2" * 64)]
    assert list(issued()) == []
