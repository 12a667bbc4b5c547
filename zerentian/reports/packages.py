"""A package for the archive that somebody sends, beside the log at hand."""

import io
import zipfile

from zerentian.ledger.models import Entry
from zerentian.reports.offline.verify import ALONE, COMPOSED, NO_SLIP, PAGE_TEXT, UNKNOWN_KEY, Verification

# What a package does not prove by itself, but the entry that holds the digest of its lists, and so of every byte.
PROVED_BY_PACKING = (NO_SLIP, ALONE, COMPOSED, PAGE_TEXT, UNKNOWN_KEY)
TOO_MUCH_HERE = (
    "移交包里的案卷太多，本页来不及逐件核验；请用 zerentian verify 或 verify.py 核验"
    " · it holds more files than this page can verify in its time: use zerentian verify or verify.py"
)
# Whoever saves a report anew to have it opened has another file: what helps elsewhere would harm here.
NOT_IN_TIME = (
    "文件过大、过于复杂，或者已经损坏，本页来不及核验；请原样保留，不要另存，用 zerentian verify 或 verify.py 核验"
    " · it is very large, very complex or damaged, and this page can't verify it in its time: "
    "keep it as it is, don't save it anew, and use zerentian verify or verify.py"
)


def compare_with_packed(result: Verification, data: bytes, origin: str) -> None:
    """Compare a package for the archive with the transfers that this instance packed under its number."""
    told = result.manifest["report"]
    number, digest = told.get("number"), told.get("digest")
    entries = [one for one in Entry.objects.filter(verb="archive.packed") if one.fact["number"] == number]
    for entry in entries:
        same = entry.fact["manifest"] == digest
        words = (
            f"与本机封存的移交一致（第 {entry.index} 条） · as this log has it"
            if same
            else "与本机封存的移交不同 · it differs from the transfer in this log"
        )
        result.say(same, str(number), words)
        if same:
            result.notes = [note for note in result.notes if note not in PROVED_BY_PACKING]


def holds_bag(data: bytes) -> bool:
    """Tell whether a file looks like a package for the archive, by the list of its parts alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.endswith("/bagit.txt") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False
