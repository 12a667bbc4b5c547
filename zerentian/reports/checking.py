"""Verifying one file of a report, and what was found, for the console and for pages.

A file alone proves its figures. Where the report was issued by this very instance, it is compared with the sealed
entry of the issue as well, so that every word of it is proved.
"""

import io
import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import DatabaseError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from zerentian.ledger import proofs
from zerentian.ledger.figures import latest_size
from zerentian.ledger.models import Entry, Instance, Seal
from zerentian.ledger.rules.merkle import consistency_holds
from zerentian.ledger.rules.note import Checkpoint, read_note, read_verifier_key
from zerentian.ledger.signatures import known_keys, with_retired
from zerentian.reports.models import Report
from zerentian.reports.offline.verify import (
    ALONE,
    DAMAGED,
    PAGE_TEXT,
    PDF_MARK,
    UNKNOWN_KEY,
    Link,
    Verification,
    verify_bytes,
)

HASHED = ("docx", "pdf", "html", "manifest")


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
    """Verify a file of a report by its content, and against what this instance issued."""
    try:
        result = check_here(data, name, vkey or None, checkpoint or None)
    except DAMAGED as error:
        return Outcome(name, holds=False, unreadable=f"{type(error).__name__}: {error}"[:300])
    about = result.manifest.get("report")
    return Outcome(
        name, bool(result.holds), about if isinstance(about, dict) else {}, result.lines, result.notes
    )


def check_report(
    data: bytes, name: str, vkey: str | None = None, checkpoint: str | None = None, link: Link | None = None
) -> Verification:
    """Verify a proof.zip, Word file, PDF or manifest by its content; ValueError when it is none of them."""
    if not data.startswith(b"%PDF") or PDF_MARK in data:
        return verify_bytes(data, name, vkey, checkpoint, link)
    # A report of format 1, or a PDF that another program saved again: its pages are not to be compared.
    result = Verification(manifest_of_pdf(data), vkey, checkpoint, link).run()
    result.notes += [ALONE, PAGE_TEXT]
    result.check_known()
    return result


def check_here(
    data: bytes, name: str, vkey: str | None = None, checkpoint: str | None = None, link: Link | None = None
) -> Verification:
    """Verify a file as ``check_report`` does, with the log at hand, and compare it with what was issued here."""
    result = check_report(data, name, vkey, checkpoint, link or link_here)
    try:
        instance = Instance.objects.first()
        if instance is not None:
            compare_with_issued(result, data, instance.origin)
    except DatabaseError:
        instance = None
    if instance is None:
        result.notes.append(
            "本机没有台账，未与出具记录比对 · no log on this machine: not compared with an issue"
        )
    return result


def link_here(old: tuple[int, bytes], new: tuple[int, bytes]) -> bool | None:
    """Tell whether two heads are both heads of this instance's log; None when that cannot be told."""
    try:
        size = latest_size()
    except DatabaseError:
        return None
    if not 0 < old[0] <= new[0] <= size:
        return None
    held = [proofs.root_at(count) == root for count, root in (old, new)]
    if any(held) and not all(held):
        return False
    steps = proofs.consistency(old[0], new[0])
    return consistency_holds(old[0], new[0], old[1], new[1], steps) if all(held) else None


def compare_with_issued(result: Verification, data: bytes, origin: str) -> None:
    """Compare a file with the sealed entry of its issue, when this instance says it issued it."""
    head, about = read_note(result.manifest["checkpoint"])[0], result.manifest["report"]
    if not sealed_here(head):
        if head.origin == origin:
            result.say(
                False,
                "issue",
                f"封存单自称出自本机台账 {origin}，本机却没有这次封存：是伪造的，或本机数据库是旧备份或另一份"
                " · its checkpoint claims this instance's log, but no such seal was made here",
            )
        else:
            result.notes.append(
                f"不是本机出具的报告（{head.origin}），未与出具记录比对"
                " · issued elsewhere: not compared with the record of its issue"
            )
        return
    say_key(result)
    number = str(about["number"])
    entry = Entry.objects.filter(verb="report.issued", subject=f"report:{number}").first()
    if entry is None:
        result.say(False, "issue", f"本机没有出具过编号 {number} 的报告 · no report {number} was issued here")
        return
    check_row(result, number, entry)
    if compare_manifest(result, number, entry):
        compare_file(result, data, entry)


def say_key(result: Verification) -> None:
    """Say where the key that signed is known from, when this instance's log or machine knows it."""
    known = with_retired(known_keys())
    words = known.get(read_verifier_key(result.manifest["vkey"]).public)
    if words and UNKNOWN_KEY in result.notes:
        result.notes.remove(UNKNOWN_KEY)
        result.notes.append(f"签名密钥取自{words}")


def sealed_here(head: Checkpoint) -> bool:
    """Tell whether a head is one that this instance sealed."""
    seal = Seal.objects.filter(size=head.size).first()
    return seal is not None and bytes(seal.root) == head.root


def check_row(result: Verification, number: str, entry: Entry) -> None:
    """Check that the report's row still says what its entry of issue says."""
    row = Report.objects.filter(number=number).first()
    if row is None or any(getattr(row, kind) != entry.fact.get(kind) for kind in HASHED):
        result.say(
            False,
            f"report:{number}",
            "数据库中的报告行与出具条目不符，以条目为准 · the report's row differs from its entry of issue",
        )
    if entry.index is None:
        result.notes.append("出具条目尚未封存 · the entry of issue is not sealed yet")


def compare_manifest(result: Verification, number: str, entry: Entry) -> bool:
    """Compare the manifest with the one issued; tell whether it is that one."""
    same: bool = sha256(result.raw).hexdigest() == entry.fact["manifest"]
    result.say(
        same,
        "issue",
        f"与本机出具的 {number} 号报告的清单一致（第 {entry.index} 条） · it is report {number} as issued here"
        if same
        else f"与本机出具的 {number} 号报告的清单不同 · it is not report {number} as issued here",
    )
    return same


def compare_file(result: Verification, data: bytes, entry: Entry) -> None:
    """Compare a lone file's bytes with those issued; what the issue proves is no limit of the check any more."""
    if ALONE in result.notes:
        result.notes.remove(ALONE)
    kind = kind_of(data)
    same = sha256(data).hexdigest() == entry.fact.get(kind)
    if kind == "pdf" and same and PAGE_TEXT in result.notes:
        result.notes.remove(PAGE_TEXT)
    if kind == "docx" and not same:
        result.notes.append(
            "Word 文件另存过：文字已比对，图片未比对 · saved again: its words were compared, its pictures were not"
        )
    elif kind in HASHED:
        result.say(
            same,
            "issue",
            "与出具的文件逐字节相同 · the file is byte for byte the one issued"
            if same
            else "与出具的文件不同，页面文字不能担保 · not the file issued: nothing vouches for its pages",
        )


def kind_of(data: bytes) -> str:
    """Return ``pdf``, ``docx`` or ``manifest``; empty for a proof.zip, whose parts are compared by itself."""
    if data.startswith(b"%PDF"):
        return "pdf"
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return "manifest"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "docx" if "word/document.xml" in archive.namelist() else ""


def manifest_of_pdf(data: bytes) -> bytes:
    """Return the manifest attached to a PDF; ValueError when there is none."""
    try:
        attachments = PdfReader(io.BytesIO(data)).attachments
    except PyPdfError as error:
        raise ValueError(f"PDF 无法读取 · unreadable PDF: {error}") from error
    if "manifest.json" not in attachments:
        raise ValueError("PDF 中没有证明清单 · the PDF holds no manifest")
    return bytes(attachments["manifest.json"][0])
