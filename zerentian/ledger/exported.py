"""Verifying an exported log without the database: bundles, tiles, checkpoint and key of its folder."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from zerentian.ledger.rules.canonical import MAX_LEAF_BYTES
from zerentian.ledger.rules.findings import Findings
from zerentian.ledger.rules.merkle import LEAF_PREFIX, perfect_root, tree_root
from zerentian.ledger.rules.note import (
    Checkpoint,
    VerifierKey,
    note_signed_by,
    read_note,
    read_verifier_key,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.tiles import WIDTH, tile_path, tiles_of, unbundle

Progress = Callable[[int], object]
MOST_OF_NOTE = 1 << 20
MOST_OF_TILE = WIDTH * (MAX_LEAF_BYTES + 2)  # a bundle of entries, each as long as one may be


def verify_export(
    folder: Path,
    *,
    old: Checkpoint | None = None,
    key: VerifierKey | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Verify an exported log: bundles against hash tiles, the tree against its checkpoint and an older one."""
    findings = Findings()
    note, head = exported_head(folder)
    findings.origin, findings.seals = head.origin, 1
    if key is None:
        key = exported_key(folder)
        findings.notes.append("签名密钥来源未核对（用的是导出目录中的 vkey） · the key came with the export")
    if not note_signed_by(note, VerifierKey(head.origin, key.public)):
        findings.add(
            "seal", "checkpoint", "封存单的签名不属于该密钥 · the checkpoint is not signed by that key"
        )
    leaves = exported_leaves(folder, head.size, findings, progress)
    check_upper_tiles(folder, leaves, findings)
    findings.size, root = len(leaves), tree_root(leaves)
    findings.root = root.hex()
    if (len(leaves), root) != (head.size, head.root):
        findings.add(
            "seal",
            "checkpoint",
            "导出的条目与封存单不符 · the exported entries do not give the checkpoint's root",
        )
    if old is not None and (old.size > len(leaves) or tree_root(leaves[: old.size]) != old.root):
        findings.add(
            "checkpoint", f"size {old.size}", "与给定的封存单不符 · the log differs from the given checkpoint"
        )
    return findings


def read_at_most(path: Path, most: int) -> bytes:
    """Return the bytes of a file; OSError for a device or pipe, which may never end, and for one that is too large."""
    if not path.is_file():
        raise OSError(f"{path} 不是文件 · is no file")
    with open(path, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(f"{path} 过大 · is too large")
    return data


def exported_head(folder: Path) -> tuple[str, Checkpoint]:
    """Return the signed note of an exported log and its tree head; NotAllowed when the folder holds none."""
    try:
        note = read_at_most(folder / "checkpoint", MOST_OF_NOTE).decode()
        return note, read_note(note)[0]
    except (OSError, ValueError) as error:
        raise NotAllowed(
            f"{folder / 'checkpoint'} 缺失或无法读取：这不是完整的台账导出，请重新取得",
            f"{folder / 'checkpoint'} is missing or unreadable: no whole exported log; obtain it again",
        ) from error


def exported_key(folder: Path) -> VerifierKey:
    """Return the verifier key in an exported log; NotAllowed when there is none that can be read."""
    try:
        return read_verifier_key(read_at_most(folder / "vkey", MOST_OF_NOTE).decode())
    except (OSError, ValueError) as error:
        raise NotAllowed(
            f"{folder / 'vkey'} 缺失或无法读取：请重新取得，或用 --vkey 给出公钥",
            f"{folder / 'vkey'} is missing or unreadable: obtain it again, or give the key with --vkey",
        ) from error


def exported_leaves(folder: Path, size: int, findings: Findings, progress: Progress | None) -> list[bytes]:
    """Return the leaf hashes of every exported entry; a tile that differs is named with its first entry."""
    leaves: list[bytes] = []
    for number, width in tiles_of(size):
        path = folder / tile_path("entries", number, width)
        try:
            hashes = [
                sha256(LEAF_PREFIX + entry).digest() for entry in unbundle(read_at_most(path, MOST_OF_TILE))
            ]
            tile = read_at_most(folder / tile_path(0, number, width), MOST_OF_TILE)
        except (OSError, ValueError) as error:
            findings.add("file", str(path.relative_to(folder)), f"无法读取 · unreadable: {error}")
            return leaves
        compare_tile(hashes, tile, number, width, findings)
        leaves += hashes
        if progress:
            progress(width)
    return leaves


def check_upper_tiles(folder: Path, hashes: list[bytes], findings: Findings) -> None:
    """Compare the tiles above the leaves, from which others make proofs, with what the leaves give."""
    level = 1
    while hashes := [
        perfect_root(hashes[n : n + WIDTH]) for n in range(0, len(hashes) // WIDTH * WIDTH, WIDTH)
    ]:
        for number, width in tiles_of(len(hashes)):
            path = folder / tile_path(level, number, width)
            expected = b"".join(hashes[number * WIDTH : number * WIDTH + width])
            if not path.is_file() or path.stat().st_size > MOST_OF_TILE or path.read_bytes() != expected:
                place = str(path.relative_to(folder))
                findings.add("file", place, "哈希瓦片与条目不符 · a hash tile is not what the entries give")
        level += 1


def compare_tile(hashes: list[bytes], tile: bytes, number: int, width: int, findings: Findings) -> None:
    """Name the first entry of a bundle whose hash differs from the hash tile."""
    if b"".join(hashes) == tile and len(hashes) == width:
        return
    stored = [tile[place : place + 32] for place in range(0, len(tile), 32)]
    wrong = next(
        (n for n, pair in enumerate(zip(hashes, stored, strict=False)) if pair[0] != pair[1]),
        min(len(hashes), len(stored)),
    )
    index = number * WIDTH + wrong
    findings.add("entry", f"index {index}", f"第 {index} 条被改动 · entry {index} was altered")
