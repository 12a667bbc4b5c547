"""The log as files for custodians: the C2SP tlog-tiles layout, written again only where it grew.

It is not for the public: in a small village even codes and days can point to people.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zerentian.ledger.files import write_whole
from zerentian.ledger.keys import current_vkey
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.proofs import StoredTree, tile_hashes
from zerentian.ledger.rules import merkle
from zerentian.ledger.rules.note import BadNote, Checkpoint, read_note
from zerentian.ledger.rules.refusals import Fork, NotAllowed
from zerentian.ledger.rules.tiles import WIDTH, bundle, tile_path, tiles_of

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: the tree size, how many entries were new, and how many files."""

    size: int
    new: int
    files: int


def export_log(folder: Path, progress: Progress | None = None) -> Exported:
    """Write tiles, bundles, ``vkey`` and at last ``checkpoint``; a killed export is made whole by the next.

    Raises NotAllowed when nothing is sealed or the folder holds another log, Fork when its log is no prefix.
    """
    last = Seal.objects.order_by("-number").first()
    if last is None:
        raise NotAllowed(
            "还没有封存，请先运行 zerentian seal", "nothing is sealed yet: run `zerentian seal` first"
        )
    present = exported_before(folder, last)
    files = write_tiles(folder, present, last.size) + write_bundles(folder, present, last.size, progress)
    write_whole(folder / "vkey", (current_vkey(last.checkpoint.origin).text() + "\n").encode())
    write_whole(folder / "checkpoint", last.note.encode())
    return Exported(last.size, last.size - present, files + 2)


def exported_before(folder: Path, last: Seal) -> int:
    """Return the tree size the folder holds; refuse another log, or one that is no prefix of ours."""
    path = folder / "checkpoint"
    if not path.exists():
        if folder.exists() and any(folder.iterdir()) and not (folder / "tile").exists():
            raise NotAllowed(
                f"{folder} 不是空目录，也不是导出的台账", f"{folder} is neither empty nor an exported log"
            )
        return 0
    try:
        old = read_note(path.read_text())[0]
    except BadNote as error:
        raise NotAllowed(f"{path}: {error}") from error
    refuse_other_log(old, last, folder)
    return old.size


def refuse_other_log(old: Checkpoint, last: Seal, folder: Path) -> None:
    """Refuse to write over a log of another origin, or one that is no prefix of this."""
    if old.origin != last.checkpoint.origin:
        raise NotAllowed(
            f"{folder} 是另一台账 {old.origin} 的导出，请另选目录",
            f"{folder} holds another log: {old.origin}",
        )
    ours = merkle.range_root(0, old.size, StoredTree().subtree) if 0 < old.size <= last.size else b""
    if ours != old.root:
        raise Fork(f"{folder} 中的台账不是本台账的前段", f"the log in {folder} is no prefix of this one")


def write_tiles(folder: Path, present: int, size: int) -> int:
    """Write the hash tiles of every level that grew since ``present``; return their number."""
    files, level = 0, 0
    while (count := size >> (8 * level)) > 0:
        for number, width in tiles_of(count, present >> (8 * level)):
            first = number * WIDTH
            data = b"".join(tile_hashes(level, first, first + width))
            write_tile(folder, level, number, width, data)
            files += 1
        level += 1
    return files


def write_bundles(folder: Path, present: int, size: int, progress: Progress | None) -> int:
    """Write the entry bundles that grew; return their number."""
    files = 0
    for number, width in tiles_of(size, present):
        entries = Entry.objects.filter(index__gte=number * WIDTH, index__lt=number * WIDTH + width).order_by(
            "index"
        )
        data = bundle(entry.leaf_content().canonical() for entry in entries)
        write_tile(folder, "entries", number, width, data)
        files += 1
        if progress:
            progress(width)
    return files


def write_tile(folder: Path, level: int | str, number: int, width: int, data: bytes) -> None:
    """Write one tile; once it is full, its partial forms go."""
    write_whole(folder / tile_path(level, number, width), data)
    if width == WIDTH:
        shutil.rmtree(folder / f"{tile_path(level, number)}.p", ignore_errors=True)
