"""A paper that somebody sends, read in a child process: what was checked of it comes back as plain data."""

import io
import pickle
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from pypdf import PdfReader

from zerentian.ledger.foreign import Limits, read_apart
from zerentian.ledger.foreign.opening import MEGABYTE
from zerentian.reports.offline.verify import (
    ALONE,
    DAMAGED,
    KINDS,
    PAGE_TEXT,
    PDF_MARK,
    BagVerification,
    NotOurs,
    PaperVerification,
    Verification,
    verification_of,
    verify_bytes,
)

# A report on a hundred thousand entries takes some 10 s; the console has nobody waiting behind it.
AT_CONSOLE = Limits(memory=3072 * MEGABYTE, seconds=600, answer=1024 * MEGABYTE)

# What was checked of a file alone follows from its bytes: no file is taken apart twice within an hour, unless its
# answer is large. What the log at hand says of it is asked anew each time.
SMALL_ANSWER, KEPT_FOR = 2 * MEGABYTE, 3600


def verified_apart(
    data: bytes, name: str, vkey: str | None, limits: Limits, *, with_proof: bool = False
) -> Verification:
    """Return the verification of a file, run in a child process, not yet compared with any log at hand.

    Raises NotOurs for a file of somebody else's, ValueError for a damaged one, Unopened for one beyond the limits.
    """
    given = sha256(repr((name, vkey, with_proof)).encode()).hexdigest()
    key = f"found:{sha256(data).hexdigest()}:{given}"
    kept = caches["verified"]
    told = kept.get(key)
    if told is None:
        told = read_apart(verified, data, name, vkey, with_proof, limits=limits)
        if len(pickle.dumps(told)) <= SMALL_ANSWER:
            kept.set(key, told, KEPT_FOR)
    if isinstance(told, str):
        raise ValueError(told)
    # What only a package sets says that it is one, whatever format a manifest names.
    kind = BagVerification if "bag_folder" in told else KINDS.get(told["manifest"]["format"], Verification)
    result = kind.__new__(kind)
    vars(result).update(told)
    return result


def verified(data: bytes, name: str, vkey: str | None, with_proof: bool) -> dict[str, Any] | str:
    """Verify a proof.zip, package, Word file, PDF, page or manifest: all that was found, as plain data.

    A fault that has words of its own is returned as those, any other as an empty text.
    """
    try:
        result = verify_bytes(data, name, vkey) if is_whole(data) else verified_pdf(data, vkey)
    except NotOurs:
        raise
    except DAMAGED as error:
        return str(error) if type(error) is ValueError and " · " in str(error) else ""
    return vars(result) if with_proof else without_proof(vars(result))


def without_proof(told: dict[str, Any]) -> dict[str, Any]:
    """Return what was found without what only proved it, nine tenths of it all: the manifest's bytes, the entries,
    and the nodes of the tree. Who compares a paper with an exported log needs them."""
    told = {name: value for name, value in told.items() if name not in ("raw", "entries")}
    if "manifest" in told:
        manifest = told["manifest"]
        told["manifest"] = {name: manifest[name] for name in manifest if name not in ("entries", "nodes")}
    return told


def is_whole(data: bytes) -> bool:
    """Tell whether a file is compared whole: any but a PDF of format 1, or one that another program saved again."""
    return not data.startswith(b"%PDF") or PDF_MARK in data


def verified_pdf(data: bytes, vkey: str | None) -> Verification:
    """Verify the manifest attached to a PDF whose pages are not to be compared."""
    result = verification_of(attached_manifest(data), vkey)
    result.notes += [PAGE_TEXT] if isinstance(result, PaperVerification) else [ALONE, PAGE_TEXT]
    return result


def attached_manifest(data: bytes) -> bytes:
    """Return the manifest attached to a PDF; NotOurs when there is none, or an error of the library."""
    attachments = PdfReader(io.BytesIO(data)).attachments
    if "manifest.json" not in attachments:
        raise NotOurs("PDF 中没有证明清单 · the PDF holds no manifest")
    return bytes(attachments["manifest.json"][0])
