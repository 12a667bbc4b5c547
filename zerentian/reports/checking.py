"""Verifying one file of a report, and what was found, for the console and for pages.

A file alone proves its figures. Where the report was issued by this very instance, it is compared with the sealed
entry of the issue as well, so that every word of it is proved.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import DatabaseError

from zerentian.exchange.models import ExportRun, FormFilling
from zerentian.ledger import proofs
from zerentian.ledger.actions import envelope
from zerentian.ledger.figures import latest_size
from zerentian.ledger.foreign import LIMITS, Limits, Unopened
from zerentian.ledger.models import Entry, Instance, Seal
from zerentian.ledger.rules.merkle import consistency_holds
from zerentian.ledger.rules.note import Checkpoint, read_note, read_verifier_key
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.signatures import known_keys, with_retired
from zerentian.reports.attached import verified_apart
from zerentian.reports.models import Report
from zerentian.reports.offline.verify import (
    ALONE,
    COMPOSED,
    DAMAGED,
    ISSUES,
    PAGE_TEXT,
    TAKEN,
    UNKNOWN_KEY,
    BagVerification,
    Link,
    NotOurs,
    PaperVerification,
    TableVerification,
    Verification,
    canonical,
    stated_forms,
    verify_by_entry,
)
from zerentian.reports.packages import NOT_IN_TIME, TOO_MUCH_HERE, compare_with_packed, holds_bag
from zerentian.reports.rules.claims import BOASTED
from zerentian.reports.rules.document import CLOSINGS
from zerentian.reports.rules.dresses import PROOF_PAGE

ELSEWHERE = "不是本机出具的，未与出具记录比对；请到出具单位的核验页核验 · issued elsewhere: not compared with its issue"
NO_LOG = "本机没有台账，未与出具记录比对 · no log on this machine: not compared with an issue"
SPOKEN = ("generated", "author", "heading", "title")  # kinds of paragraphs that say something
ANNEX = re.compile(r"附件\s*\d*$")
# From so many letters on an opened text is a sentence of its own, not a name that any sentence may have.
SHORTEST = 6
HINT = re.compile(r".*〔.*〕.*|（盖章）")  # what a content control says while nobody filled it in
HASHED = ("docx", "pdf", "html", "manifest")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verification found: the verdict, the paper, the lines checked, the limits of the check.

    ``verdict`` is ``holds``, ``differs``, ``unproved`` or ``foreign``; ``why`` says in one sentence what kept it from
    being proved. ``shown`` is the paper's own text, each place that differs marked; ``said`` its sentences without
    frame, tables and annexes, and of each paragraph whether it rests on entries.
    """

    name: str
    verdict: str
    paper: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    why: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)
    said: list[tuple[str, bool]] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Tell whether the paper is proved, as far as it can be."""
        return self.verdict == "holds"

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Return the lines that do not hold."""
        return [line for line in self.lines if not line["holds"]]


DAMAGED_FILE = (
    "文件已损坏，无法读取；请重新取得一份 · the file is damaged and cannot be read: get it once more"
)


def outcome_of(data: bytes, name: str, vkey: str = "", checkpoint: str = "") -> Outcome:
    """Verify a file by its content, and against what this instance issued; nothing that it holds is an error."""
    known = vkey or None, checkpoint or None
    try:
        result = check_here(data, name, *known)
    except NotOurs as error:
        entry = kept_here(data)
        if entry is not None:
            return as_it_left(entry, name)
        found = known_here(data, name, *known, link_here)
        if found is None:
            return Outcome(name, "foreign", why=str(error))
        result = found
    except Unopened:
        return Outcome(name, "unproved", why=TOO_MUCH_HERE if holds_bag(data) else NOT_IN_TIME)
    except DAMAGED as error:
        told = str(error) if type(error) is ValueError and " · " in str(error) else DAMAGED_FILE
        return Outcome(name, "unproved", why=told)
    limits = result.limits
    return Outcome(
        name,
        result.verdict,
        about(result),
        result.lines,
        result.notes,
        why=limits[0] if result.verdict == "unproved" else "",
        shown=result.shown,
        said=[] if result.verdict == "differs" else said_by(result),
        filled=[words for words in result.controls if words and not HINT.fullmatch(words)],
    )


def said_by(result: Verification) -> list[tuple[str, bool]]:
    """Return what a paper of ours says before its annexes, and whether it rests on entries: numbers or opened texts."""
    try:
        return list(_said(result.stated["paragraphs"], result.manifest.get("openings", [])))
    except DAMAGED:
        return []


def _said(paragraphs: list[dict[str, Any]], openings: list[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs that say something, those of the annexes left out."""
    opened = [str(one["value"]) for one in openings if isinstance(one["value"], str)]
    opened = [words for words in (one.strip("。；; \n") for one in opened) if len(words) >= SHORTEST]
    for one in paragraphs:
        text, kind = str(one["text"]), one["kind"]
        if kind == "heading" and (ANNEX.match(text) or text == PROOF_PAGE):
            return
        if kind in SPOKEN and text and text not in CLOSINGS and not one.get("controls"):
            yield text, bool(one["statements"]) or (kind != "author" and tells_opened(text, opened))


def tells_opened(text: str, opened: list[str]) -> bool:
    """Tell whether a paragraph tells what opened texts say, and boasts of nothing beside: whoever quotes a record and
    goes on to a first place or a share has no record for that."""
    told = [words for words in opened if words in text]
    for words in sorted(told, key=len, reverse=True):
        text = text.replace(words, "")
    return bool(told) and not BOASTED.search(text)


def about(result: Verification) -> dict[str, Any]:
    """Return number, title and day of a paper, as far as its manifest tells them."""
    if isinstance(result, TableVerification):
        return {"number": result.manifest["index"], "title": "导出的表格 · an exported table"}
    told = result.stated if isinstance(result, PaperVerification) else result.manifest.get("report")
    return told if isinstance(told, dict) else {}


def kept_here(data: bytes) -> Entry | None:
    """Return the entry by which exactly these bytes left the office, if a row beside it knows their digest.

    So it is with another office's form that was filled: it carries no word of ours, and its entry hides what it says.
    Lists of concerns that left before tables proved themselves are known so as well.
    """
    digest = sha256(data).hexdigest()
    try:
        run = ExportRun.objects.filter(file_digest=digest).first()
        filling = None if run else FormFilling.objects.filter(digest=digest).first()
        verb, row = ("concerns.exported", run) if run else ("form.filled", filling)
        return Entry.objects.filter(verb=verb, subject=row.ref).first() if row else None
    except DatabaseError:
        return None


def as_it_left(entry: Entry, name: str) -> Outcome:
    """Return what is known of a file that left the office as it is: that it is, byte for byte, that file."""
    sealed_in = entry.index is not None
    message = f"与第 {entry.index} 条封存的导出逐字节相同" if sealed_in else "出具记录尚未封存"
    words = f"{message} · as the export that was recorded"
    line = {"holds": sealed_in, "place": name, "message": words}
    told = {
        "number": entry.subject,
        "title": "导出的表格 · an exported table",
        "day": f"{entry.recorded_at.astimezone(LOCAL):%Y-%m-%d}",
    }
    return Outcome(name, "holds" if sealed_in else "unproved", told, [line], why="" if sealed_in else words)


def known_here(data: bytes, name: str, *known: Any) -> Verification | None:
    """Verify a file without proof of its own by the entry that committed to it here; None when there is none."""
    for stated, digests in stated_forms(data):
        digest = sha256(canonical(stated)).hexdigest()
        try:
            entries = Entry.objects.filter(verb__in=TAKEN, facts__contains=digest).exclude(index=None)
            entry = entries.first()
        except DatabaseError:
            return None
        if entry is not None:
            proof = envelope(entry, entry.recorded_at)
            result: Verification = verify_by_entry(data, name, (stated, digests, proof), *known)
            compare_with_printed(result, data, Instance.objects.get().origin)
            return result
    return None


def check_report(
    data: bytes,
    name: str,
    vkey: str | None = None,
    checkpoint: str | None = None,
    link: Link | None = None,
    limits: Limits = LIMITS,
    *,
    with_proof: bool = False,
) -> Verification:
    """Verify a proof.zip, Word file, PDF, page or manifest by its content, in a child process within limits.

    ValueError when it is none of them or damaged; ``link`` tells of two heads whether a log at hand holds both. Only
    ``with_proof`` may the result be compared with an exported log, which asks for the entries themselves.
    """
    result = verified_apart(data, name, vkey, limits, with_proof=with_proof)
    result.checkpoint, result.link = checkpoint, link
    result.check_known()
    return result


def check_here(
    data: bytes,
    name: str,
    vkey: str | None = None,
    checkpoint: str | None = None,
    link: Link | None = None,
    limits: Limits = LIMITS,
    *,
    with_proof: bool = False,
) -> Verification:
    """Verify a file as ``check_report`` does, with the log at hand, and compare it with what was issued here."""
    result = check_report(data, name, vkey, checkpoint, link or link_here, limits, with_proof=with_proof)
    compare = compare_with_printed if isinstance(result, PaperVerification) else compare_with_issued
    compare = compare_with_packed if isinstance(result, BagVerification) else compare
    try:
        instance = Instance.objects.first()
        if instance is not None:
            compare(result, data, instance.origin)
    except DatabaseError:
        instance = None
    if instance is None:
        result.notes.append(NO_LOG)
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


def comes_from_here(result: Verification, origin: str) -> bool:
    """Tell whether this instance made the seal on which a paper stands; say so when it only claims that."""
    head = read_note(result.manifest["checkpoint"])[0]
    if sealed_here(head):
        say_key(result)
        return True
    if head.origin == origin:
        result.say(
            False,
            "issue",
            f"封存单自称出自本机台账 {origin}，本机却没有这次封存：是伪造的，或本机数据库是旧备份或另一份"
            " · its checkpoint claims this instance's log, but no such seal was made here",
        )
    else:
        result.notes.append(ELSEWHERE)
    return False


def compare_with_printed(result: Verification, data: bytes, origin: str) -> None:
    """Compare a paper's entry with the one that this instance holds in its place."""
    if not comes_from_here(result, origin):
        return
    entry = Entry.objects.filter(index=result.manifest["index"]).first()
    same = entry is not None and entry.leaf_content().canonical().decode() == result.manifest["entry"]
    result.say(
        same,
        "issue",
        f"本机打印过这份文书（第 {result.manifest['index']} 条） · this paper was printed here"
        if same
        else "本机没有打印过这份文书 · no such paper was printed here",
    )


def compare_with_issued(result: Verification, data: bytes, origin: str) -> None:
    """Compare a file with the sealed entry of its issue, when this instance says it issued it."""
    if not comes_from_here(result, origin):
        return
    number = str(result.manifest["report"]["number"])
    entries = list(Entry.objects.filter(verb__in=ISSUES, subject=f"report:{number}"))
    if not entries:
        result.say(False, "issue", f"本机没有出具过编号 {number} 的报告 · no report {number} was issued here")
        return
    own = [entry for entry in entries if entry.fact["manifest"] == result.digest]
    check_row(result, number, entries)
    if say_issued(result, number, own):
        compare_file(result, data, own[0])


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


def check_row(result: Verification, number: str, entries: list[Entry]) -> None:
    """Check that the report's row still says what the entry that brought it says."""
    row = Report.objects.filter(number=number).first()
    entry = next((one for one in entries if one.verb == "report.issued" or "redacts" in one.fact), None)
    if entry is None:
        result.say(
            False,
            f"report:{number}",
            "台账里没有这份报告的出具条目 · the log holds no entry of this report's issue",
        )
        return
    if row is None or any(getattr(row, kind) != entry.fact.get(kind) for kind in HASHED):
        result.say(
            False,
            f"report:{number}",
            "数据库中的报告行与出具条目不符，以条目为准 · the report's row differs from its entry of issue",
        )
    if entry.index is None:
        result.notes.append("出具条目尚未封存 · the entry of issue is not sealed yet")


def say_issued(result: Verification, number: str, own: list[Entry]) -> bool:
    """Say whether a manifest is that of one of the renditions that were issued here; ``own`` is its entry, or none."""
    result.say(
        bool(own),
        "issue",
        f"与本机出具的 {number} 号报告的清单一致（第 {own[0].index} 条） · it is report {number} as issued here"
        if own
        else f"与本机出具的 {number} 号报告的清单不同 · it is not report {number} as issued here",
    )
    return bool(own)


def compare_file(result: Verification, data: bytes, entry: Entry) -> None:
    """Compare a lone file's bytes with those issued; what the issue proves is no limit of the check any more."""
    result.notes = [note for note in result.notes if note not in (ALONE, COMPOSED)]
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
    """Return ``pdf``, ``html``, ``docx`` or ``manifest``; empty for a proof.zip, whose parts are compared by itself."""
    if data.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(b"<!"):
        return "html"
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return "manifest"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "docx" if "word/document.xml" in archive.namelist() else ""
