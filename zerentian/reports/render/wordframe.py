"""The frame of an official document in Word: 版头, title, 附件说明, closing and 版记.

发文机关标志, 发文字号, 签发人, 印章, 抄送 and 印发 are content controls: a person fills them in or mends them.
"""

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from zerentian.reports.render.page import (
    MASTHEAD_TOP,
    closing_indents,
    copies_asked,
    imprint,
    list_indents,
    masthead,
    masthead_size,
)
from zerentian.reports.render.wordparts import (
    BIAO,
    CHARACTER,
    FANG,
    HEI,
    KAI,
    LINE,
    RED,
    bookmark,
    border,
    control,
    line,
    off_grid,
    shape,
    text,
)
from zerentian.reports.rules.document import Annex, Document, annex_list, closing, compiled_line
from zerentian.reports.rules.titles import title_lines

PROOF = "proof"  # the bookmark of the proof page
RULE_BELOW = 11.3  # points: the red rule stands 4 mm below 发文字号


def head(word: docx.document.Document, document: Document) -> None:
    """Write 版头: the mark of a demo, 发文机关标志 35 mm below the top, 发文字号 and 签发人, the red rule."""
    above = MASTHEAD_TOP
    if document.mark:
        line(word, document.mark, HEI, align=WD_ALIGN_PARAGRAPH.LEFT, color=RED)
        above -= LINE.pt
    if document.form == "file":
        return
    if document.form == "letter":
        letter_head(word, document)
        return
    size = masthead_size(document)
    made = word.add_paragraph()
    shape(made, WD_ALIGN_PARAGRAPH.CENTER, 0)
    made.paragraph_format.space_before = Pt(above)
    made.paragraph_format.line_spacing = Pt(6 * LINE.pt - MASTHEAD_TOP)
    off_grid(made)._p.append(control("发文机关标志", masthead(document), BIAO, size, hint=False, color=RED))
    if document.form == "briefing":
        briefing_lines(word, document)
    else:
        number_line(word, document)
    rule = line(word, "", FANG)
    rule.paragraph_format.line_spacing = Pt(RULE_BELOW)
    border(rule, {"bottom": (0.7, "E60012", 0)})


def briefing_lines(word: docx.document.Document, document: Document) -> None:
    """Write 期号 of a briefing under its masthead, and who compiled it and the day over the rule."""
    issue = word.add_paragraph()
    shape(issue, WD_ALIGN_PARAGRAPH.CENTER, 0)
    issue.paragraph_format.space_before = LINE
    issue._p.append(control("发文字号", "〔第　　期〕"))
    made = word.add_paragraph()
    shape(made, WD_ALIGN_PARAGRAPH.LEFT, 0)
    form = made.paragraph_format
    form.space_before, form.left_indent = LINE, Pt(CHARACTER)
    form.tab_stops.add_tab_stop(Mm(156) - Pt(CHARACTER), WD_TAB_ALIGNMENT.RIGHT)
    text(made, "\t".join(compiled_line(document)), FANG)


def number_line(word: docx.document.Document, document: Document) -> None:
    """Write 发文字号, and 签发人 at the right where the paper has one."""
    numbers = word.add_paragraph()
    shape(numbers, WD_ALIGN_PARAGRAPH.LEFT, 0)
    form = numbers.paragraph_format
    form.space_before, form.left_indent = Pt(2 * LINE.pt), Pt(CHARACTER)
    form.tab_stops.add_tab_stop(Mm(156) - Pt(CHARACTER), WD_TAB_ALIGNMENT.RIGHT)
    numbers._p.append(control("发文字号", "〔请填写文号〕"))
    if document.signer:
        text(numbers, "\t" + document.signer, FANG)
        numbers._p.append(
            control("签发人", document.signatory or "〔姓名〕", KAI, hint=not document.signatory)
        )
    else:
        numbers.alignment = WD_ALIGN_PARAGRAPH.CENTER


def letter_page(word: docx.document.Document) -> None:
    """Lay out the first page of a letter: no number on it, a double line 20 mm above its lower edge."""
    section = word.sections[0]
    section.top_margin = Mm(30)
    section.different_first_page_header_footer = True
    foot = section.first_page_footer.paragraphs[0]
    border(foot, {"top": (1.0, "E60012", 0)}, "thinThickSmallGap")


def letter_head(word: docx.document.Document, document: Document) -> None:
    """Write the head of a letter: the organ's full name in red, a double line 4 mm below, its number at the right."""
    made = word.add_paragraph()
    shape(made, WD_ALIGN_PARAGRAPH.CENTER, 0)
    made.paragraph_format.line_spacing = Pt(2 * LINE.pt)
    size = masthead_size(document)
    off_grid(made)._p.append(control("发文机关标志", masthead(document), BIAO, size, hint=False, color=RED))
    border(made, {"bottom": (1.0, "E60012", 4)}, "thickThinSmallGap")
    number = word.add_paragraph()
    shape(number, WD_ALIGN_PARAGRAPH.RIGHT, 0)
    number.paragraph_format.space_before = Pt(LINE.pt / 2)
    number._p.append(control("发文字号", "〔请填写文号〕"))


def printed(word: docx.document.Document, document: Document) -> None:
    """Write who printed a letter or file, and when, in small letters under its end."""
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    made = word.add_paragraph()
    shape(made, WD_ALIGN_PARAGRAPH.RIGHT, 0)
    made.paragraph_format.space_before = LINE
    made._p.append(control("打印", document.printed, FANG, 10.5))


def title(
    word: docx.document.Document, content: str, above: float = 2 - RULE_BELOW / LINE.pt
) -> WordParagraph:
    """Write a title in 2号小标宋, its lines broken between words, ``above`` lines below what precedes it."""
    made = word.add_paragraph()
    shape(made, WD_ALIGN_PARAGRAPH.CENTER, 0)
    made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(above * LINE.pt), LINE
    made.paragraph_format.keep_with_next = True
    off_grid(made)
    for place, part in enumerate(title_lines(content)):
        run = text(made, part, BIAO, 22)
        if place:
            run._r.insert(1, OxmlElement("w:br"))
    return made


def end(word: docx.document.Document, document: Document) -> None:
    """Write 附件说明, and 署名 and 成文日期 with room for the seal."""
    for place, content in enumerate(annex_list(document)):
        left, hanging = list_indents(place, len(document.annexes))
        made = line(word, content, FANG, indent=-hanging * CHARACTER)
        made.paragraph_format.left_indent = Pt(left * CHARACTER)
        made.paragraph_format.space_before = LINE if place == 0 else Pt(0)
        made.paragraph_format.keep_with_next = True
    if not closing(document):
        return
    (name, day), (name_indent, day_indent) = closing(document), closing_indents(document)
    made = line(word, name.text, FANG, align=WD_ALIGN_PARAGRAPH.RIGHT)
    made.paragraph_format.right_indent = Pt(max(name_indent * CHARACTER - 48, 0))
    made.paragraph_format.space_before = Pt(2 * LINE.pt)
    made.paragraph_format.keep_with_next = True
    if name.controls:
        made._p.append(control("印章", "（盖章）", KAI, 12))
    made = line(word, day.text, FANG, align=WD_ALIGN_PARAGRAPH.RIGHT)
    made.paragraph_format.right_indent = Pt(day_indent * CHARACTER)


def note(word: docx.document.Document, document: Document) -> None:
    """Write 附注, in brackets below the date; a case file, which has no date there, bears it as well."""
    if document.note:
        line(word, f"（{document.note}）", FANG, align=WD_ALIGN_PARAGRAPH.LEFT, indent=2 * CHARACTER)


def annex_head(word: docx.document.Document, label: str, block: Annex) -> None:
    """Begin an annex on a page of its own: 附件 and number at the upper left, its title on the third line."""
    head = line(word, label, HEI).paragraph_format
    head.page_break_before = head.keep_with_next = True
    title(word, block.title, 1)


def proof_head(word: docx.document.Document, block: Annex) -> None:
    """Begin the proof page: its title, to which silent numbers lead."""
    made = title(word, block.title, 0)
    made.paragraph_format.page_break_before = True
    bookmark(made.runs[0], PROOF)


def tail(word: docx.document.Document, document: Document) -> None:
    """Write 版记 at the foot of the last page: 抄送, 印发机关 and 印发日期 between rules."""
    office, day = imprint(document)
    made = word.add_table(rows=2, cols=2)
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    rules(made)
    copies = made.cell(0, 0).merge(made.cell(0, 1)).paragraphs[0]
    issuer, printed = (cell.paragraphs[0] for cell in made.rows[1].cells)
    for one in (copies, issuer, printed):
        shape(off_grid(one), WD_ALIGN_PARAGRAPH.LEFT, 0)
        one.paragraph_format.line_spacing = Pt(24)
    printed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    copies.paragraph_format.left_indent = issuer.paragraph_format.left_indent = Pt(8)
    printed.paragraph_format.right_indent = Pt(8)
    copies._p.append(
        control("抄送", document.copies or copies_asked(document), FANG, 14, hint=not document.copies)
    )
    issuer._p.append(control("印发机关", office, FANG, 14, hint=False))
    printed._p.append(control("印发日期", day, FANG, 14, hint=False))
    line(word, "", FANG, 1).paragraph_format.line_spacing = Pt(1)


def rules(table: WordTable) -> None:
    """Set a table at the foot of its page, with rules of 0.35 mm outside and 0.25 mm between its rows."""
    properties = table._tbl.tblPr
    place, borders = OxmlElement("w:tblpPr"), OxmlElement("w:tblBorders")
    for name, value in (("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpXSpec", "center")):
        place.set(qn(f"w:{name}"), value)
    place.set(qn("w:tblpYSpec"), "bottom")
    for side, eighths in (("top", "8"), ("bottom", "8"), ("insideH", "6")):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", eighths), ("space", "0"), ("color", "000000")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    after = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(borders, *after)
    properties.insert_element_before(place, "w:tblOverlap", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders")
