"""A document as page and PDF before a manifest stands in them, and the digests by which the manifest states them."""

from dataclasses import dataclass
from hashlib import sha256

from zerentian.ledger.rules.words import Words
from zerentian.reports.render.html import html_page
from zerentian.reports.render.pdf import set_pdf
from zerentian.reports.rules.document import Document


@dataclass(frozen=True, slots=True)
class Pages:
    """The page and the PDF of a document without a manifest, and the log of substituted fonts."""

    html: bytes
    pdf: bytes
    log: list[Words]

    @property
    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of what stands outside the manifest's envelope, by the kind of file."""
        return {"html": sha256(self.html).hexdigest(), "pdf": sha256(self.pdf).hexdigest()}


def set_pages(document: Document) -> Pages:
    """Set a document as page and PDF; MissingGlyph when a character cannot be printed."""
    pdf, log = set_pdf(document)
    return Pages(html_page(document), pdf, log)
