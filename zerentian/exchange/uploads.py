"""Files on their way in: kept between a look and the import, apart from the database, for a day at most."""

import re
import time
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from zerentian.ledger.files import write_whole
from zerentian.ledger.rules.refusals import NotAllowed

MOST_BYTES = 50 * 1024 * 1024
KEPT_SECONDS = 24 * 60 * 60
DIGEST = re.compile(r"[0-9a-f]{64}")


def folder() -> Path:
    """Return the folder of kept files, readable by its owner alone."""
    path: Path = settings.ZERENTIAN_HOME / "incoming"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(stream: BinaryIO) -> str:
    """Keep a file and return its SHA-256; what was left here over a day ago is removed."""
    prune()
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NotAllowed("文件超过 50 MB，请拆分", "the file is larger than 50 MB: split it")
    digest = sha256(content).hexdigest()
    write_whole(folder() / digest, content, mode=0o600)
    return digest


def kept(digest: str) -> BinaryIO:
    """Open a kept file; NotAllowed when it is gone."""
    path = folder() / digest
    if not DIGEST.fullmatch(digest) or not path.exists():
        raise NotAllowed("文件已不在，请重新选择", "the file is gone: choose it again")
    return path.open("rb")


def drop(digest: str) -> None:
    """Remove a kept file."""
    if DIGEST.fullmatch(digest):
        (folder() / digest).unlink(missing_ok=True)


def prune() -> None:
    """Remove what nobody came back for."""
    for path in folder().iterdir():
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
