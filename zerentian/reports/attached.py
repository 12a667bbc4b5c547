"""The manifest inside a PDF that somebody sends; read in a child process."""

import io

from pypdf import PdfReader

from zerentian.reports.offline.verify import NotOurs


def attached_manifest(data: bytes) -> bytes:
    """Return the manifest attached to a PDF; NotOurs when there is none, or an error of the library."""
    attachments = PdfReader(io.BytesIO(data)).attachments
    if "manifest.json" not in attachments:
        raise NotOurs("PDF 中没有证明清单 · the PDF holds no manifest")
    return bytes(attachments["manifest.json"][0])
