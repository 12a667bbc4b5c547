"""Small copies of pictures for the screen: newly encoded, kept beside the store, made again when they are gone."""

import os
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings

from zerentian.evidence import store
from zerentian.evidence.rules import photos
from zerentian.ledger.foreign import read_apart


def picture(sha256: str, size: str) -> Path:
    """Return the copy of a kept picture in a size of ``photos.SIDES``, made on first use.

    Raises DamagedPicture when the kept file can no longer be decoded, KeyError for a size that is none.
    """
    path = store.copy_path(sha256, size)
    if not path.exists():
        kept, side = store.path_of(sha256), photos.SIDES[size]
        content = read_apart(photos.display_copy, kept, side, settings.EVIDENCE_MAX_PIXELS)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        handle, name = mkstemp(dir=path.parent)
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    return path
