"""Verifying a package that went to the archive, as a folder or a zip: its digests, each of its cases, and the slip that
lies beside it or the entry of this instance's log."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Protocol

from django.db import DatabaseError

from zerentian.ledger.foreign import Unopened
from zerentian.ledger.models import Entry
from zerentian.reports.attached import AT_CONSOLE
from zerentian.reports.checking import about, check_here
from zerentian.reports.offline.verify import (
    DAMAGED,
    UNKNOWN_KEY,
    Link,
    NotOurs,
    PaperVerification,
    listed_digests,
)
from zerentian.reports.rules import bags

BLOCK = 1 << 20
MOST_TAG = 64 * BLOCK  # a list of half a million files is smaller
MOST_WHOLE = 512 * BLOCK  # of one case, which is put together in memory to be verified whole
CASE = re.compile(r"data/cases/[^/]+/")
PAPER = re.compile(r"data/papers/[^/]+/")
# What lies in the folder of a file other than a case, beside its evidence.
PAPERS = ("paper.docx", "paper.pdf", "report.docx", "report.pdf", "report.html", "manifest.json")
NUMBER = re.compile(r"^External-Identifier: (YJ[0-9]{4}-[0-9]{3,9})$", re.MULTILINE)
SELF_ONLY = (
    "整包与自带的清单一致，但清单是谁写的无从证明：请把登记表（-slip.docx 或 -slip.pdf）放在旁边一并核验，"
    "或与登记表所印的摘要核对 · it fits its own lists, which anybody may write: put its slip beside it, or compare "
    "the digest with the one that the slip prints"
)
TOO_LARGE = (
    "案卷过大，只核对了摘要和全文 · too large to be put together: its digests and its paper were checked"
)


class Files(Protocol):
    """Where the files of a bag lie."""

    def names(self) -> Iterator[tuple[str, int]]:
        """Yield path and size of each."""

    def open(self, path: str) -> IO[bytes]:
        """Open one."""


@dataclass(frozen=True, slots=True)
class InFolder:
    """A bag that lies in a folder."""

    base: Path

    def names(self) -> Iterator[tuple[str, int]]:
        """Yield path and size of each file."""
        for path in sorted(self.base.rglob("*")):
            if path.is_file():
                yield path.relative_to(self.base).as_posix(), path.stat().st_size

    def open(self, path: str) -> IO[bytes]:
        """Open a file."""
        return open(self.base / path, "rb")


@dataclass(frozen=True, slots=True)
class InZip:
    """A bag in the only folder of a zip."""

    archive: zipfile.ZipFile
    base: str

    def names(self) -> Iterator[tuple[str, int]]:
        """Yield path and size of each file; what lies outside of the folder keeps its whole name."""
        for one in self.archive.infolist():
            if not one.is_dir():
                yield one.filename.removeprefix(self.base), one.file_size

    def open(self, path: str) -> IO[bytes]:
        """Open a file."""
        return self.archive.open(self.base + path)


@dataclass
class BagOutcome:
    """What was found of a package; ``limits`` say what keeps its lists, its cases or its slip from being proved."""

    number: str = ""
    manifest: str = ""
    lines: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    @property
    def why(self) -> str:
        """Return the first limit; that a signer is unknown comes last."""
        return next(iter(sorted(self.limits, key=lambda limit: limit == UNKNOWN_KEY)), "")

    def say(self, holds: bool, place: str, message: str) -> None:
        """Note one thing that was checked."""
        self.lines.append({"holds": holds, "place": place, "message": message})

    @property
    def verdict(self) -> str:
        """Return ``differs``, ``unproved`` or ``holds``."""
        if not all(line["holds"] for line in self.lines):
            return "differs"
        return "unproved" if self.why else "holds"

    @property
    def exit_code(self) -> int:
        """Return 1 when it differs, 3 when it is not proved, else 0, whoever the signer is."""
        if self.verdict == "differs":
            return 1
        return 0 if self.why in ("", UNKNOWN_KEY) else 3

    def as_data(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {
            "verdict": self.verdict,
            "number": self.number,
            "manifest": self.manifest,
            "why": self.why,
            "holds": self.verdict == "holds",
            "lines": self.lines,
            "notes": self.notes,
        }


def is_bag(path: Path) -> bool:
    """Tell whether a folder or a zip holds a bag."""
    if path.is_dir():
        return (path / bags.MARK).is_file()
    return zipfile.is_zipfile(path) and bool(base_in(path))


def base_in(path: Path) -> str:
    """Return the folder of a zip in which a bag lies, empty when there is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [
                name for name in archive.namelist() if name.count("/") == 1 and name.endswith(f"/{bags.MARK}")
            ]
    except zipfile.BadZipFile:
        return ""
    return found[0].removesuffix(bags.MARK) if len(found) == 1 else ""


def verify_bag(
    path: Path, vkey: str | None = None, checkpoint: str | None = None, link: Link | None = None
) -> BagOutcome:
    """Verify a package: its lists, every case in it, and who vouches for its lists."""
    outcome = BagOutcome()
    try:
        if path.is_dir():
            check(InFolder(path), outcome, path.parent, vkey, checkpoint, link)
        else:
            with zipfile.ZipFile(path) as archive:
                check(InZip(archive, base_in(path)), outcome, path.parent, vkey, checkpoint, link)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        outcome.say(False, path.name, f"压缩包已损坏 · the zip is damaged: {error}")
    return outcome


def check(
    files: Files,
    outcome: BagOutcome,
    beside: Path,
    vkey: str | None,
    checkpoint: str | None,
    link: Link | None,
) -> None:
    """Check a bag wherever it lies."""
    sizes = dict(files.names())
    digests = {path: digest_in(files, path) for path in sizes}
    tags = {
        path: read(files, path)
        for path in (*bags.TAGS, bags.TAG_MANIFEST)
        if path in sizes and sizes[path] <= MOST_TAG
    }
    payload = sum(size for path, size in sizes.items() if path.startswith(bags.PAYLOAD))
    bag = bags.Bag(digests, tags, payload)
    problems = bag.check()
    for place, words in problems:
        outcome.say(False, place, f"{words.zh} · {words.en}")
    outcome.manifest = digests.get(bags.TAG_MANIFEST, "")
    found = NUMBER.search(tags.get(bags.INFO, b"").decode("utf-8", "replace"))
    outcome.number = found[1] if found else ""
    if not problems:
        outcome.say(True, bags.MANIFEST, f"{len(digests)} 个文件与清单一致 · all files are as listed")
    for folder in dict.fromkeys(found[0] for path in sizes if (found := CASE.match(path))):
        check_case(files, outcome, folder, sizes, vkey, checkpoint, link)
    for folder in dict.fromkeys(found[0] for path in sizes if (found := PAPER.match(path))):
        check_papers(files, outcome, folder, sizes, vkey, checkpoint, link)
    if not vouched(outcome, beside, vkey, checkpoint, link):
        outcome.limits.append(SELF_ONLY)


def read(files: Files, path: str) -> bytes:
    """Return a file of a bag."""
    with files.open(path) as file:
        return file.read()


def digest_in(files: Files, path: str) -> str:
    """Return the SHA-256 of a file of a bag, read a piece at a time."""
    found = sha256()
    with files.open(path) as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def check_case(
    files: Files,
    outcome: BagOutcome,
    folder: str,
    sizes: dict[str, int],
    vkey: str | None,
    checkpoint: str | None,
    link: Link | None,
) -> None:
    """Check one case as its own archive is checked; of one that is too large its paper alone."""
    inside = [path for path in sizes if path.startswith(folder)]
    whole = sum(sizes[path] for path in inside) <= MOST_WHOLE
    if whole:
        data, name = zipped({path.removeprefix(folder): read(files, path) for path in inside}), "case.zip"
    else:
        data, name = read(files, f"{folder}case.pdf"), "case.pdf"
        outcome.notes.append(f"{folder}：{TOO_LARGE}")
    try:
        result = check_here(data, name, vkey, checkpoint, link, AT_CONSOLE)
    except (NotOurs, Unopened, *DAMAGED) as error:
        outcome.say(False, folder, f"不是本程序的案卷，或已损坏 · no case of ours, or damaged: {error}")
        return
    wrong = [line for line in result.lines if not line["holds"]]
    for line in wrong:
        outcome.say(False, f"{folder}{line['place']}", str(line["message"]))
    if not wrong:
        outcome.say(True, folder, f"案卷 {result.stated['number']} 核验通过 · the case holds")
    outcome.limits += result.limits


def check_papers(
    files: Files,
    outcome: BagOutcome,
    folder: str,
    sizes: dict[str, int],
    vkey: str | None,
    checkpoint: str | None,
    link: Link | None,
) -> None:
    """Check one file other than a case: each of its papers by itself, and that it lists the evidence beside it."""
    inside = [path.removeprefix(folder) for path in sizes if path.startswith(folder)]
    told, listed = set(), set()
    for name in inside:
        if name.startswith("files/"):
            continue
        if name not in PAPERS or sizes[folder + name] > MOST_WHOLE:
            outcome.say(False, folder + name, "不是案卷里的文件 · not part of a file")
            continue
        try:
            result = check_here(read(files, folder + name), name, vkey, checkpoint, link, AT_CONSOLE)
        except (NotOurs, Unopened, *DAMAGED) as error:
            outcome.say(
                False, folder + name, f"不是本程序的文书，或已损坏 · no paper of ours, or damaged: {error}"
            )
            continue
        for line in result.lines:
            if not line["holds"]:
                outcome.say(False, f"{folder}{name} {line['place']}", str(line["message"]))
        outcome.limits += result.limits
        told.add(str(about(result).get("number", "")))
        if isinstance(result, PaperVerification):
            listed |= set(listed_digests(result.stated))  # type: ignore[no-untyped-call]
    say_papers(outcome, folder, told, {one.removeprefix("files/") for one in inside if "/" in one} - listed)


def say_papers(outcome: BagOutcome, folder: str, numbers: set[str], unlisted: set[str]) -> None:
    """Say whether the papers in a folder are those of one matter, and its evidence is what they list."""
    for name in sorted(unlisted):
        outcome.say(False, f"{folder}files/{name}", "案卷没有列出这个文件 · its paper lists no such file")
    if len(numbers) != 1:
        outcome.say(False, folder, "文书缺少，或分属不同事项 · no paper, or papers of several matters")
    elif not unlisted and not any(
        str(line["place"]).startswith(folder) for line in outcome.lines if not line["holds"]
    ):
        outcome.say(True, folder, f"文书 {next(iter(numbers))} 核验通过 · the paper holds")


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return parts as a zip, to be verified as the archive of a case."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def vouched(
    outcome: BagOutcome, beside: Path, vkey: str | None, checkpoint: str | None, link: Link | None
) -> bool:
    """Tell whether somebody vouches for the lists: the log at hand, or the slip that lies beside the package."""
    if not outcome.manifest or not outcome.number:
        return False
    # Both are asked: a slip that differs is said also where the log vouches.
    found = [entry_here(outcome), slip_beside(outcome, beside, vkey, checkpoint, link)]
    return any(found)


def entry_here(outcome: BagOutcome) -> bool:
    """Tell whether this instance's log says that a transfer of this number was packed with these lists."""
    try:
        entries = [
            one for one in Entry.objects.filter(verb="archive.packed") if one.fact["number"] == outcome.number
        ]
    except DatabaseError:
        return False
    for one in entries:
        same = one.fact["manifest"] == outcome.manifest
        words = (
            f"与本机封存的移交一致（第 {one.index} 条） · as this log has it"
            if same
            else "与本机封存的移交不同 · it differs from the transfer in this log"
        )
        outcome.say(same, outcome.number, words)
    return bool(entries)


def slip_beside(
    outcome: BagOutcome, beside: Path, vkey: str | None, checkpoint: str | None, link: Link | None
) -> bool:
    """Tell whether a slip lies beside the package; say whether it holds and prints the digest of these lists.

    It is worth as much as its signer: of a log whose key nobody has compared, anybody may have printed it.
    """
    for form in ("docx", "pdf"):
        path = beside / f"{outcome.number}-slip.{form}"
        if not path.is_file():
            continue
        try:
            result = check_here(path.read_bytes(), path.name, vkey, checkpoint, link, AT_CONSOLE)
            told = "".join(str(one["text"]) for one in result.stated["paragraphs"]).replace(" ", "")
        except (NotOurs, Unopened, *DAMAGED) as error:
            outcome.say(False, path.name, f"登记表无法读取 · the slip cannot be read: {error}")
            return True
        same = result.holds and outcome.manifest in told
        words = (
            "登记表核验通过，所印摘要与本包相同 · the slip holds and prints this digest"
            if same
            else "登记表被改动，或是另一次移交的 · the slip was altered, or belongs to another package"
        )
        outcome.say(same, path.name, words)
        outcome.limits += result.limits
        return True
    return False
