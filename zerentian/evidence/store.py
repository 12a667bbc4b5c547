"""Files on disk, under ZERENTIAN_HOME/evidence: named by their SHA-256, written once, read-only.

A file is first received beside the store, made safe, hashed and forced to disk; keeping it is one hard link to
its final name. A program that is killed in between leaves at most a nameless file, which ``sweep`` removes.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from django.conf import settings

from zerentian.ledger.rules.refusals import NotAllowed

SHA256 = re.compile(r"^[0-9a-f]{64}$")
CHUNK_BYTES = 1024 * 1024
READ_ONLY = 0o440
# Uploads still under way are younger than this; anything older was left behind by a program that died.
LEFT_BEHIND = timedelta(days=1)


def root() -> Path:
    """Return the folder of the kept files."""
    folder: Path = settings.ZERENTIAN_HOME / "evidence"
    return folder


def incoming() -> Path:
    """Return the folder of files being received, on the same disk, made on first use."""
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    return folder


def copies() -> Path:
    """Return the folder of the small copies for the screen, all of which can be made again."""
    folder: Path = settings.ZERENTIAN_HOME / "derived" / "pictures"
    return folder


def path_of(sha256: str) -> Path:
    """Return where the file with this hash stands: ``evidence/ab/cd/abcd…``."""
    if not SHA256.match(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256")
    return root() / sha256[:2] / sha256[2:4] / sha256


def copy_path(sha256: str, size: str) -> Path:
    """Return where a picture's small copy of this size stands, once it has been made."""
    return copies() / sha256[:2] / f"{sha256}-{size}.jpg"


@contextmanager
def received(stream: BinaryIO, *, max_bytes: int) -> Iterator[Path]:
    """Write a stream to a nameless file beside the store; it is gone when the block ends.

    Reads 1 MiB at a time. NotAllowed when the stream holds more than ``max_bytes`` or breaks off.
    """
    handle, name = mkstemp(dir=incoming(), prefix=".upload-")
    path = Path(name)
    try:
        with open(handle, "wb") as file:
            copy(stream, file, max_bytes)
        yield path
    except OSError as error:
        raise NotAllowed(
            "文件没有传完或磁盘写不下，未存入；请稍后再传",
            "the file could not be written whole: send it again",
        ) from error
    finally:
        path.unlink(missing_ok=True)


def copy(stream: BinaryIO, file: BinaryIO, max_bytes: int) -> None:
    """Copy a stream in pieces, refusing it as soon as it grows past the limit."""
    left = max_bytes
    while chunk := stream.read(CHUNK_BYTES):
        left -= len(chunk)
        if left < 0:
            raise too_large(max_bytes)
        file.write(chunk)


def too_large(max_bytes: int) -> NotAllowed:
    """Return the refusal of a file over the limit."""
    megabytes = max_bytes // 1_000_000
    return NotAllowed(
        f"文件超过 {megabytes} MB，请压缩或分开后再传",
        f"over {megabytes} MB: make the file smaller or split it",
    )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits, read in pieces. Raises OSError when it can't be read."""
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def secure(path: Path) -> None:
    """Make a received file read-only and force it to disk, so that a link to it never names half a file."""
    os.chmod(path, READ_ONLY)
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def keep(path: Path, sha256: str) -> Path:
    """Give a secured file its final name. One that already stands there stays, unless it is damaged."""
    final = path_of(sha256)
    if not final.parent.is_dir():
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        for folder in (final.parent.parent, root()):
            force(folder)
    try:
        os.link(path, final)
    except FileExistsError:
        # Counts as written now, so that ``settled`` gives its new depositor time to record it.
        os.utime(final)
        if digest(final) == sha256:
            return final
        path.replace(final)
    force(final.parent)
    return final


def force(folder: Path) -> None:
    """Force a folder's names to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(sha256: str) -> None:
    """Remove a file and its small copies from the disk, if they are there."""
    path_of(sha256).unlink(missing_ok=True)
    for copy_file in (copies() / sha256[:2]).glob(f"{sha256}-*.jpg"):
        copy_file.unlink(missing_ok=True)


def settled(server_now: datetime) -> Iterator[str]:
    """Yield the SHA-256 of every file that was put in the store more than a day ago."""
    for path in root().glob("??/??/*"):
        if SHA256.match(path.name) and is_old(path, server_now):
            yield path.name


def abandoned(server_now: datetime) -> list[Path]:
    """Return received files that no program is working on any more."""
    return [path for path in incoming().glob(".upload-*") if is_old(path, server_now)]


def is_old(path: Path, server_now: datetime) -> bool:
    """Tell whether a file was written long enough ago for an upload to be over."""
    return server_now.timestamp() - path.stat().st_mtime > LEFT_BEHIND.total_seconds()
