"""What a manifest states of a document's words, cells, pictures and frame, so that a file of it can be compared."""

from hashlib import sha256
from typing import Any

from zerentian.reports.render.pictures import png
from zerentian.reports.rules.document import Document, GeneratedParagraph, plain_paragraphs


def stated(document: Document) -> list[dict[str, Any]]:
    """Return the paragraphs in document order: text, statements, kind; place, controls and picture if any."""
    return [as_data(paragraph) for paragraph in plain_paragraphs(document)]


def as_data(paragraph: GeneratedParagraph) -> dict[str, Any]:
    """Return a paragraph as a manifest states it; a picture by the SHA-256 of its PNG and the words in its stead."""
    data: dict[str, Any] = {
        "text": paragraph.text,
        "statements": list(paragraph.statements),
        "kind": paragraph.kind,
    }
    if paragraph.at:
        data["at"] = list(paragraph.at)
    if paragraph.controls:
        data["controls"] = [list(control) for control in paragraph.controls]
    if paragraph.chart:
        digest = sha256(png(paragraph.chart)).hexdigest()
        data["picture"] = {"sha256": digest, "words": paragraph.chart.text_alternative}
    return data
