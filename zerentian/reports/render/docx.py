"""A document as a Word file on the page of GB/T 9704-2012, with the manifest inside.

Margins 37/28/35/26 mm, 22 lines of 28 characters. ``docGrid`` is not used: LibreOffice halves the line with it;
exact spacing and a slightly narrowed 16 pt run give the grid everywhere. 文号, 签发人 and 印章 are content controls.
"""

import base64
import io
import zipfile
import zlib
from collections.abc import Callable

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from zerentian.reports.render.pictures import png
from zerentian.reports.rules.document import (
    AUTHOR_MARK,
    Annex,
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    closing,
)

FANG, HEI, KAI, BIAO, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
HEADING_FONTS = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
LINE = Pt(28.95)
EARLIEST = (1980, 1, 1, 0, 0, 0)
ITEM_PROPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?><ds:datastoreItem'
    ' ds:itemID="{7A657265-6E74-4961-8E00-000000000001}"'
    ' xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs/></ds:datastoreItem>'
)


def render_docx(document: Document, manifest: bytes) -> bytes:
    """Return the Word file; the same document gives the same bytes."""
    word = docx.Document()
    lay_out(word)
    if document.mark:
        line(word, document.mark, FANG, align=WD_ALIGN_PARAGRAPH.CENTER, color=RGBColor(0xB3, 0x26, 0x1E))
    number_line(word)
    line(word, document.title, BIAO, 22, align=WD_ALIGN_PARAGRAPH.CENTER, spacing=Pt(35))
    if document.recipient:
        line(word, f"{document.recipient}：", FANG)
    for block in document.blocks:
        write(word, block)
    close(word, document)
    for one in document.annexes:
        annex(word, one)
    describe(word, document)
    embed(word, manifest)
    return with_fixed_dates(word)


def lay_out(word: docx.document.Document) -> None:
    """Set the page, the body style and the page numbers."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    section.start_type = WD_SECTION.NEW_PAGE
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(16)
    east_asian(style.element.get_or_add_rPr(), FANG)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    word.settings.odd_and_even_pages_header_footer = True
    page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def page_number(paragraph: WordParagraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """Write ``— 1 —`` in 4号宋体, one character in from the outer edge."""
    paragraph.alignment = align
    indent = paragraph.paragraph_format
    if align == WD_ALIGN_PARAGRAPH.RIGHT:
        indent.right_indent = Pt(14)
    else:
        indent.left_indent = Pt(14)
    text(paragraph, "— ", SONG, 14)
    run = text(paragraph, "", SONG, 14)
    for kind, content in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = content
        run._r.append(mark)
    text(paragraph, " —", SONG, 14)


def text(
    paragraph: WordParagraph, content: str, font: str, size: float = 16, color: RGBColor | None = None
) -> WordRun:
    """Add a run in an East Asian font; 16 pt runs are narrowed so that 28 fit a line."""
    run = paragraph.add_run(content)
    run.font.size = Pt(size)
    if color is not None:
        run.font.color.rgb = color
    properties = run._r.get_or_add_rPr()
    east_asian(properties, font)
    if size == 16:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), "-4")
        properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u")
    return run


def east_asian(properties: object, font: str) -> None:
    """Name the font for Chinese characters."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    fonts.set(qn("w:eastAsia"), font)


def line(
    word: docx.document.Document,
    content: str,
    font: str,
    size: float = 16,
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    indent: float = 0,
    spacing: Pt = LINE,
    color: RGBColor | None = None,
) -> WordParagraph:
    """Add a paragraph of one run."""
    paragraph = word.add_paragraph()
    shape(paragraph, align, indent, spacing)
    text(paragraph, content, font, size, color)
    return paragraph


def shape(paragraph: WordParagraph, align: WD_ALIGN_PARAGRAPH, indent: float, spacing: Pt = LINE) -> None:
    """Set alignment, first-line indent (points) and exact line spacing."""
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent = align, Pt(indent)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
    form.space_before = form.space_after = Pt(0)


def number_line(word: docx.document.Document) -> None:
    """Leave 文号 and 签发人 to a person, as content controls."""
    paragraph = word.add_paragraph()
    shape(paragraph, WD_ALIGN_PARAGRAPH.CENTER, 0)
    paragraph._p.append(control("文号", "〔请填写文号〕"))
    paragraph._p.append(control("签发人", "　　〔签发人〕"))


def control(tag: str, placeholder: str) -> object:
    """Return a content control."""
    element = OxmlElement("w:sdt")
    properties, content, run, words = (
        OxmlElement(name) for name in ("w:sdtPr", "w:sdtContent", "w:r", "w:t")
    )
    for name, value in (("w:alias", tag), ("w:tag", tag)):
        item = OxmlElement(name)
        item.set(qn("w:val"), value)
        properties.append(item)
    properties.append(OxmlElement("w:text"))
    words.text = placeholder
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    content.append(run)
    element.append(properties)
    element.append(content)
    return element


def write(word: docx.document.Document, block: Block) -> None:
    """Write one block."""
    writers: dict[type, Callable[..., None]] = {
        Heading: heading,
        Paragraph: paragraph,
        Table: table,
        Chart: chart,
    }
    writers[type(block)](word, block)


def heading(word: docx.document.Document, block: Heading) -> None:
    """Write a heading with its outline level, so that Word and screen readers find it."""
    paragraph = word.add_paragraph()
    shape(paragraph, WD_ALIGN_PARAGRAPH.LEFT, 32)
    paragraph.paragraph_format.keep_with_next = True
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), str(block.level - 1))
    paragraph._p.get_or_add_pPr().append(level)
    runs(paragraph, block.runs, HEADING_FONTS[min(block.level, 4)])


def paragraph(word: docx.document.Document, block: Paragraph) -> None:
    """Write a paragraph; free text carries its mark."""
    made = word.add_paragraph()
    shape(made, WD_ALIGN_PARAGRAPH.LEFT, 32)
    runs(made, block.runs, FANG)
    if block.kind == "author":
        text(made, AUTHOR_MARK, KAI, 16, RGBColor(0x57, 0x53, 0x4C))


def runs(made: WordParagraph, parts: tuple[Run, ...], font: str, size: float = 16) -> None:
    """Write runs; a number with entries is set with a dotted underline."""
    for part in parts:
        run = text(made, part.text, font, size)
        if part.statement:
            underline = OxmlElement("w:u")
            underline.set(qn("w:val"), "dotted")
            run._r.get_or_add_rPr().append(underline)


def table(word: docx.document.Document, block: Table) -> None:
    """Write a table whose header repeats on every page."""
    line(word, block.caption, HEI, 14).paragraph_format.keep_with_next = True
    made = word.add_table(rows=1, cols=len(block.header), style="Table Grid")
    for cell, content in zip(made.rows[0].cells, block.header, strict=True):
        text(snug(cell.paragraphs[0]), content, HEI, 12)
    repeat = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in block.rows:
        for cell, parts in zip(made.add_row().cells, row, strict=True):
            runs(snug(cell.paragraphs[0]), parts, FANG, 12)


def snug(paragraph: WordParagraph) -> WordParagraph:
    """Set a cell's paragraph close, so that a wrapped line is not cut off."""
    paragraph.paragraph_format.line_spacing = Pt(18)
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def chart(word: docx.document.Document, block: Chart) -> None:
    """Write a drawing with its text alternative and its title below."""
    made = word.add_paragraph()
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(10), Pt(0)
    picture = made.add_run().add_picture(io.BytesIO(png(block)), width=Mm(150))
    picture._inline.docPr.set("descr", block.text_alternative)
    line(word, block.title, KAI, 14, align=WD_ALIGN_PARAGRAPH.CENTER)


def annex(word: docx.document.Document, block: Annex) -> None:
    """Write an annex on a page of its own."""
    line(word, block.title, HEI).paragraph_format.page_break_before = True
    for inner in block.blocks:
        write(word, inner)


def close(word: docx.document.Document, document: Document) -> None:
    """Write signature and day, and leave the seal to a person."""
    first, *rest = closing(document)
    line(word, first.text, FANG, align=WD_ALIGN_PARAGRAPH.RIGHT)
    for one in rest:
        line(word, one.text, FANG, align=WD_ALIGN_PARAGRAPH.RIGHT)
    made = word.add_paragraph()
    shape(made, WD_ALIGN_PARAGRAPH.RIGHT, 0)
    made._p.append(control("印章", "〔此处盖章〕"))


def describe(word: docx.document.Document, document: Document) -> None:
    """Set the properties a reader's program shows."""
    properties = word.core_properties
    properties.title, properties.author = document.title, document.unit_name
    properties.language, properties.comments = "zh-CN", f"报告编号 {document.number}"


def embed(word: docx.document.Document, manifest: bytes) -> None:
    """Put the manifest in as a custom XML part, which word processors keep when they save again."""
    data = base64.b64encode(zlib.compress(manifest, 9)).decode()
    xml = f'<?xml version="1.0" encoding="UTF-8"?><manifest xmlns="urn:zerentian:manifest">{data}</manifest>'
    package = word.part.package
    item = Part(PackURI("/customXml/item9.xml"), "application/xml", xml.encode(), package)
    props = Part(
        PackURI("/customXml/itemProps9.xml"),
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        ITEM_PROPS.encode(),
        package,
    )
    item.relate_to(props, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    word.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)


def with_fixed_dates(word: docx.document.Document) -> bytes:
    """Return the file with every date in its archive fixed."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EARLIEST), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
