"""Verifying one file of a report, and what was found, for the console and for pages."""

import io
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from zerentian.reports.offline.verify import ALONE, DAMAGED, Verification, verify_bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a file holds: the lines checked, the limits of the check, and what could not be read."""

    name: str
    holds: bool
    report: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unreadable: str = ""


def outcome_of(data: bytes, name: str, vkey: str = "", checkpoint: str = "") -> Outcome:
    """Verify a file of a report by its content."""
    try:
        result = check_report(data, name, vkey or None, checkpoint or None)
    except DAMAGED as error:
        return Outcome(name, holds=False, unreadable=f"{type(error).__name__}: {error}"[:300])
    about = result.manifest.get("report")
    return Outcome(
        name, bool(result.holds), about if isinstance(about, dict) else {}, result.lines, result.notes
    )


def check_report(
    data: bytes, name: str, vkey: str | None = None, checkpoint: str | None = None
) -> Verification:
    """Verify a proof.zip, Word file, PDF or manifest by its content; ValueError when it is none of them."""
    if not data.startswith(b"%PDF"):
        return verify_bytes(data, name, vkey, checkpoint)
    result = Verification(manifest_of_pdf(data), vkey, checkpoint).run()
    result.notes.append(ALONE)
    result.notes.append(
        "页面文字未比对；请连同证明包核验 · page text not compared: verify the proof.zip for that"
    )
    return result


def manifest_of_pdf(data: bytes) -> bytes:
    """Return the manifest attached to a PDF; ValueError when there is none."""
    try:
        attachments = PdfReader(io.BytesIO(data)).attachments
    except PyPdfError as error:
        raise ValueError(f"PDF 无法读取 · unreadable PDF: {error}") from error
    if "manifest.json" not in attachments:
        raise ValueError("PDF 中没有证明清单 · the PDF holds no manifest")
    return bytes(attachments["manifest.json"][0])
