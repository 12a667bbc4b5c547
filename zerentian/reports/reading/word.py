"""Word files: paragraphs with their automatic numbers, notes, tables, text boxes and controls, in document order."""

import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from zerentian.organization.rules.tables.xls import MAGIC
from zerentian.reports.reading.numbering import Numbering
from zerentian.reports.reading.unreadable import Unreadable

Element = Any  # lxml tells no types
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text, the old place of moved text, and the second copy of what a newer Word draws.
_NOT_READ = frozenset((qn("w:del"), qn("w:moveFrom"), _FALLBACK, qn("w:txbxContent")))


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_NOTES = {
    qn("w:footnoteReference"): (RELATIONSHIP_TYPE.FOOTNOTES, qn("w:footnote")),
    qn("w:endnoteReference"): (RELATIONSHIP_TYPE.ENDNOTES, qn("w:endnote")),
}


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a text and belongs to it: the numbers of its lists; its notes, by (kind of reference, id)."""

    numbering: Numbering
    notes: Mapping[tuple[str, str], Element] = field(default_factory=dict)

    @classmethod
    def of(cls, document: WordDocument) -> "_Beside":
        """Return what stands beside a document's text."""
        found = {
            (reference, str(note.get(qn("w:id")))): note
            for reference, (kind, tag) in _NOTES.items()
            for relation in document.part.rels.values()
            if relation.reltype == kind and not relation.is_external
            for note in etree.fromstring(relation.target_part.blob, _PARSER).iter(tag)
        }
        return cls(Numbering(document), found)

    def notes_of(self, paragraph: Element) -> Iterator[Element]:
        """Yield the notes to which a paragraph itself refers, in order; none of a text box in it, nor deleted ones."""
        for one in paragraph.iter(*_NOTES):
            above = list(itertools.takewhile(lambda node: node is not paragraph, one.iterancestors()))
            note = self.notes.get((one.tag, str(one.get(qn("w:id")))))
            if note is not None and not any(node.tag in _NOT_READ for node in above):
                yield note


def read_word(path: Path) -> str:
    """Return the text of a .docx file, paragraphs and table rows one a line, the cells of a row parted by tabs."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) == MAGIC:
            raise Unreadable(
                f"{path.name}：设有打开密码，或者其实是旧的 .doc，请取消密码、另存为 .docx 再审读",
                "it has a password, or is an old .doc: take the password off, save it as .docx",
            )
    try:
        document = Document(str(path))
        return "\n".join(_lines(document.element.body, _Beside.of(document)))
    except (
        PackageNotFoundError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        etree.LxmlError,
    ) as error:
        raise Unreadable(
            f"{path.name}：不是完好的 Word 文件，请重新另存为 .docx", "not a sound Word file, save it again"
        ) from error


def _lines(parent: Element, beside: _Beside) -> Iterator[str]:
    """Yield the lines of a body, a cell, a control or a text box."""
    for child in parent:
        if child.tag == qn("w:p"):
            yield from _paragraph(child, beside)
        elif child.tag == qn("w:tbl"):
            yield from _table(child, beside)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _lines(child, beside)


def _paragraph(paragraph: Element, beside: _Beside) -> Iterator[str]:
    """Yield a paragraph's text with its number, broken where it breaks lines, then its text boxes and its notes."""
    text = "".join(_signs(paragraph))
    if _centred(paragraph):
        text = text.replace("\n", "")
    number = beside.numbering.next(paragraph) if text.strip() else ""
    yield from f"{number}{text}".split("\n")
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield from _lines(box, beside)
    for note in beside.notes_of(paragraph):
        # A note that refers to a note, or to itself, leads no further.
        yield from filter(str.strip, _lines(note, _Beside(beside.numbering)))


def _signs(parent: Element) -> Iterator[str]:
    """Yield the text inside a paragraph in order."""
    for child in parent:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield " "
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif isinstance(child.tag, str) and child.tag not in _NOT_READ and child.tag != qn("w:pPr"):
            yield from _signs(child)


def _centred(paragraph: Element) -> bool:
    """Return whether a paragraph is set in the middle: a title, whose broken lines are one."""
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    return found is not None and found.get(qn("w:val")) == "center"


def _table(table: Element, beside: _Beside) -> Iterator[str]:
    """Yield the rows of a table, a merged cell once."""
    for row in table.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is not table:
            continue
        cells = [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row]
        told = [" ".join(" ".join(_lines(cell, beside)).split()) for cell in cells if not _goes_on(cell)]
        # A table of one column is a frame around paragraphs, no row of values.
        yield from _lines(cells[0], beside) if len(cells) == 1 else iter(["\t".join(told)])


def _goes_on(cell: Element) -> bool:
    """Return whether a cell only continues the one above it."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def own_text(document: WordDocument) -> str:
    """Return the plain words of a document without numbers, to be compared."""
    return re.sub(r"\s+", "", "".join("".join(_signs(one)) for one in document.element.body.iter(qn("w:p"))))
