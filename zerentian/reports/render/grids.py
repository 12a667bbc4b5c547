"""Tables about hazard points as Word and PDF, to be signed or hung up: roll call, duty roster.

A roll call tells who lives where, so nothing of them is sealed or kept.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import docx
from docx.shared import Emu, Pt

from zerentian.reports.render.cards import Taken, typeset
from zerentian.reports.render.leftovers import saved
from zerentian.reports.render.listed import MADE, WIDTH, centred, repeated, turn, write
from zerentian.reports.render.wordparts import BIAO, FANG, HEI

TEMPLATE = Path(__file__).with_name("grids.typ")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: what it is, what it is about, its headings with their share of the width, its rows, its last line."""

    title: str
    under: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    foot: str


def grid_pdf(paper: Grid, issuer: str, taken: Taken) -> bytes:
    """Return a table as PDF; MissingGlyph for a character that no font here prints."""
    texts = [paper.title, paper.under, paper.foot, *(one for one, _ in paper.columns)]
    return typeset(TEMPLATE, asdict(paper), [*texts, *chain.from_iterable(paper.rows)], issuer, taken)


def grid_docx(paper: Grid, issuer: str, taken: Taken) -> bytes:
    """Return a table as a Word file; who took it and when stands at the foot of every page."""
    word = docx.Document()
    turn(word)
    centred(word, paper.title, BIAO, 20)
    centred(word, paper.under, FANG, 12)
    table = word.add_table(rows=0, cols=len(paper.columns), style="Table Grid")
    table.autofit = False
    whole = sum(share for _, share in paper.columns)
    widths = [Emu(int(WIDTH * share / whole)) for _, share in paper.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    add_row(table.add_row().cells, [heading for heading, _ in paper.columns], widths, HEI)
    repeated(table.rows[0])
    for row in paper.rows:
        add_row(table.add_row().cells, row, widths, FANG)
    foot = word.add_paragraph()
    foot.paragraph_format.space_before = Pt(12)
    write(foot, paper.foot, FANG, 12)
    write(word.sections[0].footer.paragraphs[0], str(taken), FANG, 9)
    word.core_properties.created = word.core_properties.modified = MADE
    word.core_properties.title, word.core_properties.author = paper.title, issuer
    return saved(word)


def add_row(
    cells: Sequence[docx.table._Cell], texts: Sequence[str], widths: Sequence[Emu], font: str
) -> None:
    """Write a row; the texts' own lines are kept."""
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
        write(paragraph, text, font, 11)
