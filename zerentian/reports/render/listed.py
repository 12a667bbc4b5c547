"""A list as a Word file on landscape A4: title, unit and day, a table whose heading stands on every page."""

from collections.abc import Sequence
from datetime import UTC, datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from zerentian.organization.rules.protected import IN_LISTS
from zerentian.organization.rules.tables.leaving import signs
from zerentian.reports.render.leftovers import saved
from zerentian.reports.render.wordparts import FANG, HEI, SONG, dress

# A Word file says when it was made; the day of the list stands on it.
MADE = datetime(2000, 1, 1, tzinfo=UTC)
# A column is as wide as its longest cell, up to so many half-width characters, and room for the margins.
WIDEST, MARGINS = 16, 5
CELL_MARGIN = Mm(0.9)
WIDTH = Mm(297 - 2 * 15)
# Words are as large as a list has room for: 五号 where no cell of usual length breaks, else smaller.
SIZES, ROOMY = (10.5, 9.0), 28
CROWDED = 8.0


def list_docx(
    title: str, subtitle: str, headings: Sequence[str], rows: Sequence[Sequence[str]], taken: str
) -> bytes:
    """Return the Word file of a list; ``taken`` (who, when) and what is not in it stand at the foot of every page."""
    word = docx.Document()
    turn(word)
    centred(word, title, HEI, 18)
    centred(word, subtitle, FANG, 12)
    table = word.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    points = size_of_words(headings, rows)
    fill(table.rows[0].cells, headings, HEI, points)
    repeated(table.rows[0])
    for row in rows:
        fill(table.add_row().cells, row, SONG, points)
    size(table, headings, rows)
    foot = word.sections[0].footer.paragraphs[0]
    write(foot, f"{taken}　{IN_LISTS.partition(' · ')[0]}", SONG, 9)  # the list itself is in Chinese
    word.core_properties.created = word.core_properties.modified = MADE
    word.core_properties.title = title
    return saved(word)


def turn(word: WordDocument) -> None:
    """Lay the page on its side, with narrow margins."""
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(15)


def centred(word: WordDocument, text: str, font: str, points: int) -> None:
    """Add a line in the middle."""
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(paragraph, text, font, points)


def write(paragraph: Paragraph, text: str, font: str, points: float) -> None:
    """Add a text to a paragraph."""
    dress(paragraph.add_run(text), font, points)


def fill(cells: Sequence[_Cell], texts: Sequence[str], font: str, points: float) -> None:
    """Write a row's texts into its cells."""
    for cell, text in zip(cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        write(paragraph, text, font, points)


def size_of_words(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
    """Return the largest size, in points, at which the cells of every column stand side by side."""
    lines = [
        [headings[at], *(line for row in rows for line in row[at].splitlines())]
        for at in range(len(headings))
    ]
    wanted = sum(min(max(map(signs, column)), ROOMY) + MARGINS for column in lines)
    return next((points for points in SIZES if wanted * points / 2 <= WIDTH.pt), CROWDED)


def repeated(row: _Row) -> None:
    """Let a row stand at the head of every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def size(table: Table, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Give each column its share of the page, by its longest cell; a heading may break once."""
    spans = [
        max([signs(heading) // 2, *(signs(row[at]) for row in rows)]) for at, heading in enumerate(headings)
    ]
    weights = [min(span, WIDEST) + MARGINS for span in spans]
    for column, weight in zip(table.columns, weights, strict=True):
        width = Emu(int(WIDTH * weight / sum(weights)))
        column.width = width
        for cell in column.cells:
            cell.width = width
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(CELL_MARGIN.pt * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
