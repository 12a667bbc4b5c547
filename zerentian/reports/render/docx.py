"""A document as a Word file on the page of GB/T 9704-2012, with the manifest inside.

Margins 37/28/35/26 mm, 22 lines of 28 characters. ``docGrid`` counts the lines only: with characters, too,
LibreOffice sets one a line. Exact spacing and a slightly narrowed 16 pt run give the grid everywhere.
"""

import base64
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, time
from itertools import compress

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from zerentian.reports.offline.verify import deflated
from zerentian.reports.render.leftovers import saved
from zerentian.reports.render.page import FULL_WIDTH, column_shares, last_words, stays_with_next, table_size
from zerentian.reports.render.pictures import png
from zerentian.reports.render.wordframe import (
    PROOF,
    annex_head,
    end,
    head,
    letter_page,
    note,
    printed,
    proof_head,
    tail,
    title,
)
from zerentian.reports.render.wordparts import (
    CHARACTER,
    FANG,
    HEI,
    KAI,
    LINE,
    SOFT,
    SONG,
    bookmark,
    east_asian,
    line,
    link,
    off_grid,
    shape,
    text,
)
from zerentian.reports.rules.document import (
    AUTHOR_MARK,
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    announces,
    labelled,
    with_references,
)

HEADING_FONTS = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
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
    if document.form == "letter":
        letter_page(word)
    head(word, document)
    title(word, document.title)
    if document.recipient:
        line(word, f"{document.recipient}：", FANG)
    for block in document.blocks:
        write(word, block)
    for kept in word.paragraphs[len(word.paragraphs) - last_words(document) :]:
        kept.paragraph_format.keep_with_next = True
    if document.form != "file":
        end(word, document)
    note(word, document)
    for label, one in labelled(document):
        annex_head(word, label, one)
        for inner in one.blocks:
            write(word, inner)
    if document.proof:
        proof_head(word, document.proof)
        for inner in document.proof.blocks:
            write(word, inner)
    if document.imprinted:
        tail(word, document)
    else:
        printed(word, document)
    describe(word, document)
    embed(word, manifest)
    return with_fixed_dates(word)


def lay_out(word: docx.document.Document) -> None:
    """Set the page, the body style and the page numbers."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(23)
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE.pt * 20)))
    section.start_type = WD_SECTION.NEW_PAGE
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(16)
    east_asian(style.element.get_or_add_rPr(), FANG)
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        apart = OxmlElement(name)
        apart.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().append(apart)
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
    shape(paragraph, WD_ALIGN_PARAGRAPH.LEFT, 2 * CHARACTER)
    paragraph.paragraph_format.keep_with_next = True
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), str(block.level - 1))
    paragraph._p.get_or_add_pPr().append(level)
    runs(paragraph, block.runs, HEADING_FONTS[min(block.level, 4)])


def paragraph(word: docx.document.Document, block: Paragraph) -> None:
    """Write a paragraph; free text carries its mark."""
    made = word.add_paragraph()
    shape(made, WD_ALIGN_PARAGRAPH.JUSTIFY, 2 * CHARACTER)
    made.paragraph_format.keep_with_next = announces(block) or None
    runs(made, block.runs, FANG)
    if block.kind == "author":
        text(made, AUTHOR_MARK, KAI, 16, SOFT)


def runs(made: WordParagraph, parts: tuple[Run, ...], font: str, size: float = 16) -> None:
    """Write runs; a number with entries is underlined with dots, its reference is raised and leads to the annex.

    A silent number looks like any other: it bears a bookmark and leads to the proof page.
    """
    for part in with_references(parts):
        run = text(made, part.text, font, 9 if part.refers else size, SOFT if part.refers else None)
        if part.refers:
            run.font.size = Pt(size)
            run.font.superscript = True
            link(run, part.refers)
        elif part.silent:
            if part.listed:
                bookmark(run, part.statement)
            link(run, PROOF)
        elif part.listed:
            bookmark(run, part.statement)
        elif part.statement:
            underline = OxmlElement("w:u")
            underline.set(qn("w:val"), "dotted")
            run._r.get_or_add_rPr().append(underline)


def table(word: docx.document.Document, block: Table) -> None:
    """Write a table as wide as the page whose header repeats on every page; no row is torn, nor a short table."""
    line(word, block.caption, HEI, 14).paragraph_format.keep_with_next = True
    made = word.add_table(rows=1 + len(block.rows), cols=len(block.header), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    shares, size = column_shares(block), table_size(block)
    for column, share in zip(made.columns, shares, strict=True):
        column.width = Pt(FULL_WIDTH * share)
    head, *rest = made.rows
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, content, share in zip(head.cells, block.header, shares, strict=True):
        cell.width = Pt(FULL_WIDTH * share)
        text(snug(cell.paragraphs[0], WD_ALIGN_PARAGRAPH.CENTER), content, HEI, size)
    for made_row, row in zip(rest, block.rows, strict=True):
        made_row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for cell, parts, share in zip(made_row.cells, row, shares, strict=True):
            cell.width = Pt(FULL_WIDTH * share)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            runs(snug(cell.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT), parts, FANG, size)
    for made_row in compress(made.rows, stays_with_next(block)):
        for cell in made_row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def snug(paragraph: WordParagraph, align: WD_ALIGN_PARAGRAPH) -> WordParagraph:
    """Set a cell's paragraph close, so that a wrapped line is not cut off."""
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(17)
    paragraph.paragraph_format.space_after = Pt(0)
    return off_grid(paragraph)


def chart(word: docx.document.Document, block: Chart) -> None:
    """Write a drawing with its text alternative and its title below."""
    made = word.add_paragraph()
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(6), Pt(0)
    made.paragraph_format.keep_with_next = True
    picture = made.add_run().add_picture(io.BytesIO(png(block)), width=Mm(150))
    picture._inline.docPr.set("descr", block.text_alternative)
    line(word, block.title, KAI, 14, align=WD_ALIGN_PARAGRAPH.CENTER)


def describe(word: docx.document.Document, document: Document) -> None:
    """Set the properties a reader's program shows; the day is the paper's own, so that it gives the same bytes."""
    properties = word.core_properties
    properties.title, properties.author = document.title, document.unit_name
    properties.last_modified_by, properties.revision = document.unit_name, 1
    made = datetime.combine(document.closing_day, time(4), UTC)  # noon in China
    properties.created = properties.modified = made
    properties.language, properties.comments = "zh-CN", f"报告编号 {document.number}"


def embed(word: docx.document.Document, manifest: bytes) -> None:
    """Put the manifest in as a custom XML part, which word processors keep when they save again."""
    data = base64.b64encode(deflated(manifest)).decode()
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
    made, fixed = io.BytesIO(saved(word)), io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EARLIEST), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
