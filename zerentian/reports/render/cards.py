"""Papers of a hazard point as Word and PDF: a page for each copy, to be signed by hand.

They tell who lives where, so nothing of them is sealed or kept: a digest of so few words could be tried out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

import docx
import typst
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell

from zerentian.reports.render.fonts import fonts, missing
from zerentian.reports.render.leftovers import saved
from zerentian.reports.render.listed import MADE, write
from zerentian.reports.render.pdf import FAMILIES, UNKNOWN_FONT, MissingGlyph
from zerentian.reports.render.wordparts import BIAO, FANG, HEI

TEMPLATE = Path(__file__).with_name("cards.typ")
LABEL, TEXT = Mm(42), Mm(128)
WIDE_LABEL, NARROW_TEXT = Mm(58), Mm(112)
HUNG_UP = 26


@dataclass(frozen=True, slots=True)
class CardSheet:
    """One page: what it is, its number and for whom this copy is, lines of label and text, where it is signed.

    What is ``hung_up`` is read from a distance.
    """

    title: str
    number: str
    lines: tuple[tuple[str, str], ...]
    foot: str
    hung_up: bool = False

    @property
    def size(self) -> int:
        """Return how large its text is, in points."""
        return HUNG_UP if self.hung_up else 13


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took the pages, and when by the local clock."""

    name: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M} 打印"


def cards_pdf(sheets: Sequence[CardSheet], issuer: str, taken: Taken) -> bytes:
    """Return the pages as PDF; MissingGlyph for a character that no font here prints."""
    texts = [
        text for one in sheets for text in (one.title, one.number, one.foot, *chain.from_iterable(one.lines))
    ]
    pages = [asdict(one) | {"size": one.size} for one in sheets]
    data = {"title": sheets[0].title, "sheets": pages}
    return typeset(TEMPLATE, data, texts, issuer, taken)


def typeset(
    template: Path, data: Mapping[str, object], texts: Iterable[str], issuer: str, taken: Taken
) -> bytes:
    """Return what a template makes of data as PDF; MissingGlyph for a character that no font here prints."""
    refuse_missing([*texts, issuer, str(taken)])
    families = frozenset(name.lower() for name in fonts().families())
    chosen = {role: [name for name in names if name.lower() in families] for role, names in FAMILIES.items()}
    about = {
        "issuer": issuer,
        "taken": str(taken),
        "day": [taken.at.year, taken.at.month, taken.at.day],
    }
    inputs = {
        "paper": json.dumps({**data, **about}, ensure_ascii=False),
        "fonts": json.dumps(chosen, ensure_ascii=False),
    }
    made, warnings = typst.compile_with_warnings(
        template.read_bytes(), format="pdf", pdf_standards="a-2b", sys_inputs=inputs, font_paths=fonts()
    )
    for warning in warnings:
        if UNKNOWN_FONT.search(warning.message):
            raise MissingGlyph(warning.message)
    assert isinstance(made, bytes)
    return made


def refuse_missing(texts: Iterable[str]) -> None:
    """Refuse a character that no font here can print; a name is what has rare ones, so Word prints it instead."""
    for text in texts:
        if found := missing(text):
            raise MissingGlyph(
                f"“{found[0]}”没有字体可印；请导出Word，或把含该字的字体放入 ZERENTIAN_FONT_DIR",
                f"no font here can print {found[0]!r}: take Word, or put a font into ZERENTIAN_FONT_DIR",
            )


def cards_docx(sheets: Sequence[CardSheet], issuer: str, taken: Taken) -> bytes:
    """Return the pages as a Word file; who took it and when stands at the foot of every page."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(18), Mm(16)
    for place, sheet in enumerate(sheets):
        add_sheet(word, sheet, new_page=place > 0)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    write(foot, str(taken), FANG, 9)
    word.core_properties.created = word.core_properties.modified = MADE
    word.core_properties.title, word.core_properties.author = sheets[0].title, issuer
    return saved(word)


def add_sheet(word: WordDocument, sheet: CardSheet, *, new_page: bool) -> None:
    """Add one page: its title, its number, its table, the line to be signed on."""
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.page_break_before = new_page
    write(title, sheet.title, BIAO, 36 if sheet.hung_up else 21)
    number = word.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    number.paragraph_format.space_after = Pt(4)
    write(number, sheet.number, FANG, 11)
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    widths = (WIDE_LABEL, NARROW_TEXT) if sheet.hung_up else (LABEL, TEXT)
    table.columns[0].width, table.columns[1].width = widths
    for label, text in sheet.lines:
        left, right = table.add_row().cells
        put(left, label, HEI, widths[0], sheet.size)
        put(right, text, FANG, widths[1], sheet.size)
    for line in sheet.foot.split("\n"):
        foot = word.add_paragraph()
        foot.paragraph_format.space_before = Pt(12)
        write(foot, line, FANG, sheet.size)


def put(cell: _Cell, text: str, font: str, width: Mm, size: int) -> None:
    """Write a cell; the text's own lines are kept."""
    cell.width = width
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(size / 3)
    write(paragraph, text, font, size)
