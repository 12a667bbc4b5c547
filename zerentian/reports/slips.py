"""Checking a slip by itself: whether this instance's log still begins as a checkpoint that somebody kept says."""

import re

from django.db import DatabaseError

from zerentian.ledger import proofs
from zerentian.ledger.models import Instance, Seal
from zerentian.ledger.rules.note import BadNote, note_signed_by, read_note, read_verifier_key
from zerentian.reports.checking import ELSEWHERE, NO_LOG, Outcome

COUNT, ROOT = re.compile(r"[0-9]{1,15}"), re.compile(r"[0-9a-f]{64}")
NAME = "封存单 · checkpoint"
UNREADABLE = (
    "这不是封存单：请输入整张封存单，或回执上的条数，空一格，再输入树根的 64 个字母和数字"
    " · no checkpoint: enter the whole slip, or from a receipt the number of entries, a space, and the root's 64 signs"
)
UNKNOWN_ROOT = (
    "本机台账没有这个条数和树根。请先核对是否抄错、是否别处的回执；都不是，则台账被改写过，请告诉审计人员或上级"
    " · this log has no such root: check the copying, and whose slip it is; if both are right, the log was rewritten"
)


def outcome_of_slip(text: str) -> Outcome:
    """Check a whole checkpoint, or the count and root that a receipt prints, against the log of this instance."""
    try:
        instance = Instance.objects.first()
    except DatabaseError:
        instance = None
    if instance is None:
        return Outcome(NAME, "unproved", why=NO_LOG)
    if "\n\n" in text:
        return outcome_of_note(f"{text.strip()}\n", instance.origin)
    size, _, rest = re.sub(r"\s+", " ", text).strip().partition(" ")
    root = re.sub(r"[\s.:-]", "", rest).lower()
    if not COUNT.fullmatch(size) or not ROOT.fullmatch(root):
        return Outcome(NAME, "unproved", why=UNREADABLE)
    seal = Seal.objects.filter(size=int(size)).first()
    if seal is None or seal.root_hex != root:
        return differing(UNKNOWN_ROOT)
    return outcome_of_head(seal.size, bytes(seal.root))


def outcome_of_note(note: str, origin: str) -> Outcome:
    """Check a checkpoint: its signature by a key of its own seal, its root by the log."""
    try:
        head = read_note(note)[0]
    except BadNote:
        return Outcome(NAME, "unproved", why=UNREADABLE)
    seal = Seal.objects.filter(size=head.size).first()
    if seal is None or bytes(seal.root) != head.root:
        if head.origin != origin:
            return Outcome(NAME, "unproved", why=ELSEWHERE)
        return differing(UNKNOWN_ROOT)
    if not any(note_signed_by(note, read_verifier_key(key)) for key in seal.vkeys.splitlines()):
        return differing("封存单上的签名不是本机的 · the signature on it is not this log's")
    return outcome_of_head(head.size, head.root)


def outcome_of_head(size: int, root: bytes) -> Outcome:
    """Check that the first ``size`` entries of the log still lead to the root."""
    if proofs.root_at(size) != root:
        return differing(UNKNOWN_ROOT)
    words = f"本机台账的前 {size} 条仍与它一致，没有被改写 · the first {size} entries of this log are still as it says"
    return Outcome(NAME, "holds", lines=[{"holds": True, "place": NAME, "message": words}])


def differing(words: str) -> Outcome:
    """Return that a slip does not fit the log."""
    return Outcome(NAME, "differs", lines=[{"holds": False, "place": NAME, "message": words}])
