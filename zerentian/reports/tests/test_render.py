"""One document, three renditions: the page, the words, and that text stays text."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zerentian.reports.offline.verify import WordFile, stated_lines
from zerentian.reports.render.docx import render_docx
from zerentian.reports.render.fonts import missing
from zerentian.reports.render.html import render_html
from zerentian.reports.render.page import column_shares, kept_at_end, stays_with_next
from zerentian.reports.render.pdf import MissingGlyph, render_pdf
from zerentian.reports.render.stated import stated
from zerentian.reports.rules.document import Annex, Chart, Document, Heading, Paragraph, Run, Table

MANIFEST = '{"statements": [], "note": "清单"}'.encode()
HOSTILE = '#read("/etc/passwd") *x* $y$ <script>alert(1)</script> &amp; #panic("z")'


def report(*extra: Paragraph) -> Document:
    """Return a fictitious report with one of every block."""
    blocks = (
        Heading(1, (Run("一、工作安排"),)),
        Paragraph((Run("落实记录共"), Run("1234", "s001", "/figure/s001", "定义"), Run("件。"))),
        Paragraph((Run("自由文字。"),), "author"),
        Table("各村情况", ("村", "件数"), (((Run("石桥村"),), (Run("5678", "s002"),)),)),
        Chart("states", "证明状态", (("已核实", 3), ("未知", 1))),
        *extra,
    )
    listed = tuple(
        ((Run(f"证{n}"),), (Run(text, f"s00{n}", listed=True),)) for n, text in enumerate(("1234", "5678"), 1)
    )
    annexes = (
        Annex("数字依据一览", (Table("数字依据", ("证号", "数值"), listed),)),
        Annex("变动", (Paragraph((Run("无变动。"),)),)),
    )
    return Document("R1", "云岭乡工作报告", "云岭乡", "示例县", date(2026, 7, 1), blocks, annexes, "演示")


def page_text(data: bytes) -> str:
    """Return a PDF's text without spaces and line ends."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.fixture(scope="module")
def word() -> bytes:
    return render_docx(report(), MANIFEST)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(report(), MANIFEST)[0]


def test_the_word_page_is_that_of_the_standard(word) -> None:
    section = docx.Document(io.BytesIO(word)).sections[0]
    margins = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    for margin, wanted in zip(margins, (37, 28, 35, 26), strict=True):
        assert abs(margin - Mm(wanted)) < Mm(0.1)
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    assert abs(section.page_height - Mm(297)) < Mm(0.1)


def test_word_sets_title_and_body_in_the_sizes_of_the_standard(word) -> None:
    sizes = {
        one.text: one.runs[0].font.size for one in docx.Document(io.BytesIO(word)).paragraphs if one.runs
    }
    assert sizes["云岭乡工作报告"] == Pt(22)
    assert sizes["一、工作安排"] == Pt(16)


def test_word_numbers_odd_pages_right_and_even_pages_left(word) -> None:
    made = docx.Document(io.BytesIO(word))
    odd, even = made.sections[0].footer.paragraphs[0], made.sections[0].even_page_footer.paragraphs[0]
    assert made.settings.odd_and_even_pages_header_footer
    assert (odd.alignment.name, even.alignment.name) == ("RIGHT", "LEFT")
    assert {run.font.size for one in (odd, even) for run in one.runs} == {Pt(14)}


def test_word_keeps_the_order_of_run_properties(word) -> None:
    properties = docx.Document(io.BytesIO(word)).element.body.iter(qn("w:rPr"))
    order = ["rFonts", "color", "spacing", "sz", "u"]
    for one in properties:
        places = [order.index(child.tag.split("}")[1]) for child in one if child.tag.split("}")[1] in order]
        assert places == sorted(places)


def test_word_knows_that_its_text_is_simplified_chinese(word) -> None:
    styles = zipfile.ZipFile(io.BytesIO(word)).read("word/styles.xml").decode()
    assert 'w:eastAsia="zh-CN"' in styles
    assert 'w:lang w:val="en-US" w:eastAsia="en-US"' not in styles


def test_the_same_document_gives_the_same_bytes(word, pdf) -> None:
    assert render_docx(report(), MANIFEST) == word
    assert render_pdf(report(), MANIFEST)[0] == pdf
    assert render_html(report(), MANIFEST) == render_html(report(), MANIFEST)


def test_the_manifest_is_attached_to_the_pdf_byte_for_byte(pdf) -> None:
    assert pypdf.PdfReader(io.BytesIO(pdf)).attachments["manifest.json"] == [MANIFEST]


SAID = ["1234", "5678", "〔证1〕", "数字依据一览", "附件2", "云岭乡文件", "云岭乡工作报告", "无变动。"]


def tags(data: bytes) -> list[tuple[str, dict]]:
    """Return the tags of a PDF in the order of reading, by name."""
    found, waiting = [], [pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop(0).get_object()
        if not hasattr(one, "get"):
            continue
        if "/S" in one:
            found.append((one["/S"], one))
        kids = one.get("/K", [])
        waiting[:0] = kids if isinstance(kids, list) else [kids]
    return found


def test_the_pdf_shows_its_title_and_claims_to_be_accessible_where_its_tags_hold(pdf) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"][:2]) == (True, "zh")
    assert reader.metadata.title == report().title
    xmp = reader.xmp_metadata.stream.get_data()
    assert b"pdfuaid" in xmp
    assert b"pdfaid" in xmp
    told = tags(pdf)
    names = [name for name, _ in told]
    assert names.count("/Table") == 2
    assert names.count("/TH") == 4, "the cells of both heads"
    assert names.count("/TD") == 6
    assert all(one.get("/Alt") for name, one in told if name == "/Figure")
    assert names.count("/Figure") == 1
    assert names.count("/H1") >= 1


def test_a_pdf_whose_headings_skip_a_level_is_made_and_claims_nothing_of_the_sort() -> None:
    skipping = Heading(3, (Run("细目"),))
    made, log = render_pdf(report(skipping), MANIFEST)
    reader = pypdf.PdfReader(io.BytesIO(made))
    xmp = reader.xmp_metadata.stream.get_data()
    assert b"pdfuaid" not in xmp
    assert b"pdfaid" in xmp
    assert any("PDF/UA" in line.zh for line in log)
    assert "细目" in page_text(made)


@pytest.mark.parametrize("said", [*SAID, "〔作者陈述，无记录支撑〕", "2026年7月1日"])
def test_every_rendition_says_the_same(said, word, pdf) -> None:
    xml = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert said in xml
    assert said in page_text(pdf)
    assert said in render_html(report(), MANIFEST).decode()


def test_text_that_looks_like_markup_stays_text() -> None:
    hostile = report(Paragraph((Run(HOSTILE),)))
    assert "".join(HOSTILE.split()) in page_text(render_pdf(hostile, MANIFEST)[0])
    assert HOSTILE in [
        one.text for one in docx.Document(io.BytesIO(render_docx(hostile, MANIFEST))).paragraphs
    ]
    assert "<script>alert" not in render_html(hostile, MANIFEST).decode()


def test_a_character_no_font_holds_is_named_with_its_place() -> None:
    with pytest.raises(MissingGlyph, match="\U00016a4f"):
        render_pdf(report(Paragraph((Run("甲\U00016a4f乙"),))), MANIFEST)


def test_a_character_no_font_holds_is_found_in_a_drawing_too() -> None:
    drawn = Chart("states", "证明状态", (("\U00016a4f", 3),))
    with pytest.raises(MissingGlyph, match="\U00016a4f"):
        render_pdf(replace(report(), blocks=(drawn,)), MANIFEST)


def test_fonts_of_the_machine_are_read_only_for_what_the_packaged_lack(monkeypatch) -> None:
    monkeypatch.setattr("zerentian.reports.render.fonts.system_folders", None)
    assert missing("责任落实 证1") == []
    monkeypatch.setattr("zerentian.reports.render.fonts.system_folders", list)
    assert missing("责\U00016a4f") == ["\U00016a4f"]


def test_the_template_fetches_nothing() -> None:
    from_template = render_pdf.__globals__["TEMPLATE"].read_text("utf-8")
    assert "@preview" not in from_template
    assert "import" not in from_template


def test_word_leaves_to_a_person_what_a_person_decides(word) -> None:
    body = docx.Document(io.BytesIO(word)).element.body
    controls = [one.get(qn("w:val")) for one in body.iter(qn("w:tag"))]
    assert controls == ["发文机关标志", "发文字号", "签发人", "印章", "抄送", "印发机关", "印发日期"]


def test_no_two_marks_of_a_word_file_bear_one_id(word) -> None:
    body = docx.Document(io.BytesIO(word)).element.body
    for name in ("w:id", "w:bookmarkStart"):
        ids = [one.get(qn("w:id")) or one.get(qn("w:val")) for one in body.iter(qn(name))]
        assert len(ids) == len(set(ids)) > 0


def test_every_reference_in_word_leads_to_the_annex(word) -> None:
    body = docx.Document(io.BytesIO(word)).element.body
    places = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    assert {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} == places == {"s001", "s002"}


def test_every_reference_in_the_page_leads_to_the_annex() -> None:
    page = render_html(report(), MANIFEST).decode()
    for statement in ("s001", "s002"):
        assert f'href="#{statement}"' in page
        assert page.count(f'id="{statement}"') == 1


def test_a_long_report_repeats_its_table_heads_and_ends_on_an_even_page() -> None:
    rows = tuple(((Run(f"村{n}"),), (Run("7件"),)) for n in range(900))
    made = render_pdf(replace(report(), blocks=(Table("各村", ("单位", "件数"), rows),)), MANIFEST)[0]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert len(pages) >= 20
    assert len(pages) % 2 == 0
    assert all("件数" in page for page in pages[:20])
    assert "印发" in pages[-1]


def test_a_full_page_holds_22_lines_of_28_characters() -> None:
    body = replace(report(), blocks=(Paragraph((Run("年" * 28 * 60),)),), annexes=())
    page = pypdf.PdfReader(io.BytesIO(render_pdf(body, MANIFEST)[0])).pages[1]
    lines = [line for line in page.extract_text().splitlines() if "年" in line]
    assert (len(lines), {len(line.strip()) for line in lines}) == (22, {28})


@pytest.mark.parametrize(
    "change", [{}, {"mark": ""}, {"recipient": ""}, {"annexes": ()}, {"printed": "某某 打印"}]
)
def test_a_word_file_shows_what_is_stated_and_has_no_fault(change) -> None:
    """Whoever changes the frame of a Word file changes what is stated of it, and what the verifier knows."""
    document = replace(report(), **change)
    file = WordFile(render_docx(document, MANIFEST))
    assert file.faults == []
    assert [line["faults"] for line in file.lines if line["faults"]] == []
    lines = [line for line in file.lines if line["text"] or line["picture"] or line["controls"]]
    wanted = stated_lines({"paragraphs": stated(document)})
    assert [line["text"] for line in lines] == [line["text"] for line in wanted]
    assert [[one[:2] for one in line["controls"]] for line in lines] == [line["controls"] for line in wanted]
    for name in ("at", "picture"):
        assert [line[name] for line in lines] == [line[name] for line in wanted]


def test_a_word_file_says_who_issued_it_and_when(word) -> None:
    properties = docx.Document(io.BytesIO(word)).core_properties
    assert (properties.author, properties.last_modified_by) == ("云岭乡", "云岭乡")
    assert properties.created.date() == properties.modified.date() == date(2026, 7, 1)


def test_what_is_over_goes_to_the_column_whose_cells_still_break():
    def table(*rows):
        return Table("表", ("项目", "内容"), tuple(((Run(a),), (Run(b),)) for a, b in rows))

    long = table(("数量", "一" * 60), ("备注", ""))
    narrow, wide = column_shares(long)
    assert wide > 5 * narrow
    short = table(("数量", "一二"), ("备注", "三四"))
    assert column_shares(short) == pytest.approx([0.5, 0.5])
    crowded = Table("表", tuple("一二三四五六七八"), ((*((Run("字" * 20),),) * 8,),))
    assert column_shares(crowded) == pytest.approx([1 / 8] * 8)


def with_table(rows: int, lines: int) -> Document:
    """Return a paper whose table of so many rows follows so many lines of text."""
    before = tuple(Paragraph((Run("本段一行。"),)) for _ in range(lines))
    table = Table(
        "分单位情况", ("单位", "件数"), tuple(((Run(f"第{n}村"),), (Run(f"{n}件"),)) for n in range(rows))
    )
    return replace(report(), blocks=(*before, table), annexes=())


def pages_with_rows(document: Document) -> list[int]:
    """Return how many rows of the table stand on each page that has any."""
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(document, MANIFEST)[0])).pages
    return [found for page in pages if (found := len(re.findall(r"第\d+村", page.extract_text())))]


@pytest.mark.parametrize("lines", range(8, 13))
def test_a_short_table_is_not_torn_and_no_row_of_a_longer_one_stands_alone_under_its_header(lines) -> None:
    assert pages_with_rows(with_table(7, lines)) == [7]
    first, *rest = pages_with_rows(with_table(20, lines))
    assert first >= 3
    assert first + sum(rest) == 20


@pytest.mark.parametrize("rows", range(26, 36))
def test_the_end_of_a_longer_table_is_never_a_row_or_two_on_a_page(rows) -> None:
    *_, last = pages_with_rows(with_table(rows, 0))
    assert last >= 3


def test_few_rows_that_fill_a_page_are_torn_like_a_longer_table() -> None:
    """Kept whole, they left an empty page with the heading of their annex on it."""
    cell = (Run("很长的事项说明" * 20),)
    high = Table("清单", ("序号", "事项"), tuple(((Run(str(n)),), cell) for n in range(10)))
    low = replace(high, rows=tuple(((Run(str(n)),), (Run("短"),)) for n in range(10)))
    assert all(stays_with_next(low)[:-1])
    assert not all(stays_with_next(high)[:-1])
    assert kept_at_end(low) == 0


def test_word_keeps_the_rows_of_a_short_table_together_and_the_ends_of_a_longer_one() -> None:
    for rows, kept in ((7, [True] * 7 + [None]), (20, [True] * 3 + [None] * 15 + [True] * 2 + [None])):
        table = docx.Document(io.BytesIO(render_docx(with_table(rows, 1), MANIFEST))).tables[0]
        assert [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows] == kept
