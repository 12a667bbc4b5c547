"""Files written so that nothing half-written is ever found: not after a kill, nor when the disk is full."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO


@contextmanager
def gone_on_failure(path: Path) -> Iterator[None]:
    """Take away what was begun where writing it fails; the failure goes on."""
    try:
        yield
    except OSError:
        path.unlink(missing_ok=True)
        raise


def part_of(path: Path) -> Path:
    """Return where a file is written before it gets its name: a name no longer than any, however long its own is."""
    return path.with_name(f".{sha256(path.name.encode()).hexdigest()[:16]}.{os.getpid()}.part")


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader, a kill, or a full disk (OSError) leaves the old one or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    with gone_on_failure(part):
        with open(part, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            keep(file, data)
        os.replace(part, path)
    # The name as well: after a power cut the folder may not know the file yet, and a key lost is a log ended.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_new(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file that is not there yet (FileExistsError); nothing stays of it where that fails (OSError).

    It gets its name at once: a key may be made on a stick whose file system knows no second names.
    """
    with (
        open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file,
        gone_on_failure(path),
    ):
        keep(file, data)


def write_out(path: Path, data: bytes) -> None:
    """Write what somebody asked for into a file; what is no file (``/dev/stdout``, a pipe) takes it as it comes."""
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    place = path.resolve()  # A link goes on leading to its file.
    write_whole(place, data, mode=place.stat().st_mode & 0o777 if place.exists() else 0o666)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file of any size so that the target is whole or not there."""
    part = part_of(target)
    with gone_on_failure(part):
        shutil.copyfile(source, part)
        os.replace(part, target)


def keep(file: BinaryIO, data: bytes) -> None:
    """Write, and wait until the disk has it."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())
