"""How the paragraphs of a Word file stand on their pages, a line each, to be read beside a standard."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

# What a paragraph is told by: how it is aligned, its indents, the room around it and its line, in points.
MEASURES = {
    "first": "first_line_indent",
    "left": "left_indent",
    "right": "right_indent",
    "before": "space_before",
    "after": "space_after",
    "line": "line_spacing",
}
KEPT = {"next": "keep_with_next", "new page": "page_break_before"}


def measures_of(data: bytes) -> list[str]:
    """Return the page, its foot, and every paragraph of a Word file in their order."""
    word = docx.Document(io.BytesIO(data))
    lines = [f"page {page_of(section)}" for section in word.sections]
    lines += [f"foot {told(one)}" for section in word.sections for one in section.footer.paragraphs]
    return [*lines, *body_of(word), *(f"comment {one.author}: {one.text}" for one in word.comments)]


def page_of(section: Section) -> str:
    """Return a page's size and margins in millimetres."""
    sides = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
    return " ".join(f"{getattr(section, side).mm:.0f}" for side in sides)


def body_of(part: WordDocument | _Cell) -> Iterator[str]:
    """Yield the paragraphs of a text or a cell, and those of its tables with the width of their cells."""
    for one in part.iter_inner_content():
        if isinstance(one, Paragraph):
            yield told(one)
        else:
            yield from table_of(one)


def table_of(table: Table) -> Iterator[str]:
    """Yield a table's rules and place, and what stands in its cells, each told by its row and its width."""
    if ruled := rules_of(table._tbl.tblPr, "tblBorders", "tblpPr", "tblCellMar"):
        yield f"| {ruled}"
    for at, row in enumerate(table.rows, 1):
        marks = "".join(
            f" {name}" for name in ("tblHeader", "cantSplit") if row._tr.findall(f".//{qn(f'w:{name}')}")
        )
        for cell in dict.fromkeys(row.cells):
            wide = f"{cell.width.pt:.1f}" if cell.width else "-"
            for line in body_of(cell):
                yield f"| {at}{marks} {wide} | {line}"


def told(one: Paragraph) -> str:
    """Return a paragraph's runs, those to be filled in among them, and how it stands."""
    form = one.paragraph_format
    stands = [form.alignment.name.lower()] if form.alignment is not None else []
    stands += [f"{name} {said(value)}" for name, at in MEASURES.items() if (value := getattr(form, at))]
    stands += [name for name, at in KEPT.items() if getattr(form, at)]
    if ruled := rules_of(one._p, "pBdr"):
        stands.append(ruled)
    runs = [looks(run) for run in one._p.iter(qn("w:r"))]
    return f"{' + '.join(runs) or '-'} ⟨{', '.join(stands)}⟩"


def rules_of(part: Any, *names: str) -> str:
    """Return the rules of a paragraph or table, or where a table stands, attribute by attribute."""
    found = []
    for name in names:
        for one in part.iter(qn(f"w:{name}")):
            for inner in [*one] or [one]:
                said = " ".join(f"{at.rpartition('}')[2]}={value}" for at, value in inner.items())
                found.append(f"{inner.tag.rpartition('}')[2]} {said}")
    return "; ".join(found)


def looks(run: Any) -> str:
    """Return a run's words with typeface, size and what else is said of them."""
    properties = run.find(qn("w:rPr"))
    words = "".join(one.text or "" for one in run if one.tag in (qn("w:t"), qn("w:instrText")))
    marks = []
    for one in () if properties is None else properties:
        name = one.tag.rpartition("}")[2]
        value = one.get(qn("w:eastAsia")) if name == "rFonts" else one.get(qn("w:val"))
        marks.append(value if name == "rFonts" and value else f"{name} {value}" if value else name)
    return f"{words or '□'} [{', '.join(map(str, marks))}]"


def said(value: object) -> str:
    """Return a length in points, and anything else as it is."""
    return f"{value.pt:.1f}" if isinstance(value, Length) else str(value)
