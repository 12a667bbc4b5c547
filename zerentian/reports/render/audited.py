"""An audited report as a Word file: its text, and what each sentence does and leaves open as comments beside it."""

from datetime import UTC, datetime
from itertools import groupby

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zerentian.organization.rules.protected import ADDED
from zerentian.reports.render.leftovers import saved
from zerentian.reports.rules.audit import Audit, Kind, Sentence
from zerentian.reports.rules.audit.comparison import Repeated
from zerentian.reports.rules.audit.presentation import LABELS
from zerentian.reports.rules.audit.questions import MISSING

_AUTHOR, _INITIALS = "责任田审读", "审"
_BODY, _TITLE = Pt(16), Pt(22)


def audited_word(found: Audit, repeated: tuple[Repeated, ...], now: datetime) -> bytes:
    """Return a .docx of the report with a comment on every sentence but headings and leads, and the questions last."""
    word = docx.Document()
    _page(word)
    told = {one.n: one for one in repeated}
    for place, (_, inside) in enumerate(groupby(found.sentences, key=lambda one: one.paragraph)):
        sentences = list(inside)
        paragraph = word.add_paragraph()
        heading = sentences[0].kind is Kind.HEADING
        paragraph.paragraph_format.first_line_indent = None if heading and place == 0 else Pt(32)
        for sentence in sentences:
            run = paragraph.add_run(sentence.text)
            run.bold = sentence.kind is Kind.HEADING
            run.font.size = _TITLE if place == 0 and heading else _BODY
            words = _comment(sentence, told.get(sentence.n))
            if sentence.n == 1:
                words = f"{found.summary.zh}\n{words}".strip()
            if words:
                word.add_comment(run, text=words, author=_AUTHOR, initials=_INITIALS)
    _questions(word, found)
    word.add_paragraph().add_run(ADDED).font.size = Pt(9)
    properties = word.core_properties
    properties.author = properties.last_modified_by = _AUTHOR
    properties.title, properties.comments = "报告审读意见", ""
    properties.created = properties.modified = now.astimezone(UTC)
    return saved(word)


def _comment(sentence: Sentence, repeated: Repeated | None) -> str:
    """Return the words beside a sentence, empty for a heading or lead that stands alone."""
    lines = []
    if sentence.declined:
        lines.append(f"不予采用：{sentence.declined.reason}")
    elif sentence.kind not in (Kind.HEADING, Kind.LEAD):
        missing = "、".join(MISSING[name].zh for name in sentence.missing)
        lines.append(f"{LABELS[sentence.kind][0]}" + (f"：缺{missing}" if missing else "：可以核查"))
    if repeated:
        how = "一字未改" if repeated.how == "same" else "只换了数字"
        lines.append(f"与上一份报告第{repeated.last}句相同，{how}")
    return "\n".join(lines)


def _questions(word: WordDocument, found: Audit) -> None:
    """Write the questions to the author on a page of their own."""
    if not found.questions:
        return
    head = word.add_paragraph()
    head.paragraph_format.page_break_before = True
    head.add_run("请作者答复").bold = True
    for section, inside in groupby(found.questions, key=lambda one: one.section):
        if section:
            word.add_paragraph().add_run(section).bold = True
        for question in inside:
            word.add_paragraph(question.words.zh)


def _page(word: WordDocument) -> None:
    """Set the page as an official document's, room for comments left to the reader's program."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = word.styles["Normal"]
    style.font.size = _BODY
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
