"""A generation made by hand: three files in the store and a database of a few bytes."""

import json
from hashlib import sha256
from pathlib import Path

from django.db import connection

from zerentian.ledger.backup.generations import DESCRIPTION, Generation, stored

CONTENT = {"pictures/a.jpg": b"one", "pictures/deep/b.jpg": b"two", "evidence/c": b"three"}


def digest(content: bytes) -> str:
    """Return the SHA-256 of some content in hex."""
    return sha256(content).hexdigest()


def kept_in(folder: Path) -> Generation:
    """Make the generation in a folder."""
    for content in CONTENT.values():
        place = stored(folder, digest(content))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    generation = Generation(folder, "20260302T023000Z")
    generation.path.mkdir(parents=True)
    (generation.path / "database.sqlite3").write_bytes(b"rows")
    said = {
        "engine": connection.vendor,
        "made_at": "2026-03-02T02:30:00+00:00",
        "database": {"name": "database.sqlite3", "sha256": digest(b"rows")},
        "files": {path: digest(content) for path, content in CONTENT.items()},
        "keys": {},
        "missing": [],
    }
    (generation.path / DESCRIPTION).write_text(json.dumps(said), "utf-8")
    return generation
