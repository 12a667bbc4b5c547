"""Files written so that nothing half-written is ever found: not after a kill, nor when the disk is full."""

import fcntl
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

# How folders are named in which something is worked out. Whatever is named so and locked by nobody is taken away with
# all that is in it: no name that a person would give a folder may ever fit.
SCRATCH = ".zerentian-scratch-"
SCRATCH_NAME = re.compile(rf"{re.escape(SCRATCH)}[a-z]+-[a-z0-9_]{{8}}")


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
    return path.with_name(f"{beginning_of(path)}{os.getpid()}.{threading.get_native_id()}.part")


def beginning_of(path: Path) -> str:
    """Return how the names begin under which a file is written before it gets its own."""
    return f".{sha256(path.name.encode()).hexdigest()[:16]}."


@contextmanager
def begun(path: Path, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    """Open the file in which another is written before it gets its name, locked so that nobody takes it for one left
    behind; what killed writers left of the same file goes."""
    part = part_of(path)
    take_away_left(path)
    with gone_on_failure(part):
        file = opened_alone(part, mode)
        with file:
            yield part, file


def opened_alone(part: Path, mode: int) -> BinaryIO:
    """Open and lock a file to be written; anew where it was taken away between the two."""
    while True:
        file = open(part, "wb", opener=lambda name, flags: os.open(name, flags, mode))  # noqa: SIM115
        with suppress(OSError):  # Some file systems know no locks.
            fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), part.stat()):
                return file
        file.close()


def take_away_left(path: Path) -> None:
    """Take away what killed processes began of a file: a folder that is published must not hold it for ever."""
    for part in path.parent.glob(f"{beginning_of(path)}*.part"):
        with suppress(OSError), open(part, "rb") as file:  # Somebody writes it, or it is gone.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader, a kill, or a full disk (OSError) leaves the old one or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with begun(path, mode) as (part, file):
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


def check_writable(path: Path) -> None:
    """Raise OSError where ``write_out`` would, before anything is done and recorded of what is to be written there.

    Nothing is left behind: what is to be written may still be refused.
    """
    if path.exists() and not path.is_file():
        return
    place = path.resolve()
    folder = next(one for one in place.parents if one.exists())
    with begun(folder / place.name, 0o600) as (part, _):
        part.unlink()


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file of any size so that the target is whole or not there."""
    with begun(target, 0o666) as (part, _):
        shutil.copyfile(source, part)
        os.replace(part, target)


def keep(file: BinaryIO, data: bytes) -> None:
    """Write, and wait until the disk has it."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def scratch_folder(kind: str, parent: Path | None = None) -> Iterator[Path]:
    """Yield an empty folder that is gone when the block ends; ``parent`` is otherwise the machine's own place for them.

    What residents sent, or a whole restored instance with its keys, lies here for a while. A killed process leaves it:
    what such left beside it goes first. It is locked as long as somebody works there, so nobody's is taken who lives.
    """
    place = parent or Path(tempfile.gettempdir())
    take_away_scratch(place)
    folder, held = locked_folder(kind, place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def locked_folder(kind: str, place: Path) -> tuple[Path, int]:
    """Make and lock a folder; another where it was taken away between the two. Return it, and what holds the lock."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{kind}-", dir=place))
        with suppress(FileNotFoundError):
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            with suppress(OSError):  # Some file systems know no locks.
                fcntl.flock(held, fcntl.LOCK_EX)
            if folder.exists():
                return folder, held
            os.close(held)


def take_away_scratch(place: Path) -> None:
    """Take away the folders in which killed processes of this user were at work."""
    for folder in place.glob(f"{SCRATCH}*"):
        if not SCRATCH_NAME.fullmatch(folder.name):
            continue
        with suppress(OSError):  # Somebody works there, it is another's or a link, or it is gone.
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(held).st_uid == os.geteuid():
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(held)
