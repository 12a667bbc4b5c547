"""Canonical bytes: the one way in which an entry becomes the bytes that are hashed.

Sorted keys, no spaces, UTF-8 in NFC, integers only, UTC times with microseconds. The golden vectors in the
tests are frozen: a change here would make every log that was ever signed unverifiable.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]

MAX_LEAF_BYTES = 16 * 1024


def plain(value: object) -> Plain:
    """Return ``value`` as canonical plain data; refuse floats and unknown types (TypeError)."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")


def canonical_text(value: object) -> str:
    """Return the canonical JSON text of ``value``."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical_bytes(value: object) -> bytes:
    """Return the canonical JSON of ``value`` in UTF-8."""
    return canonical_text(value).encode()


def utc_text(moment: datetime) -> str:
    """Return an aware time as ``2026-03-02T01:00:00.000000Z``; a naive one is refused (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a naive time has no canonical form")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one entry commits to, with ``facts`` and ``commitments`` already as canonical text."""

    uuid: UUID
    verb: str
    subject: str
    unit: str
    occurred_on: date
    recorded_at: datetime
    facts: str
    commitments: str
    replaces: UUID | None
    change: str
    because: UUID | None

    def canonical(self) -> bytes:
        """Return the canonical bytes, put together in key order (the plain fields hold safe ASCII only)."""
        because = f'"{self.because.hex}"' if self.because else "null"
        replaces = f'"{self.replaces.hex}"' if self.replaces else "null"
        return (
            f'{{"because":{because},"change":"{self.change}","commitments":{self.commitments},'
            f'"facts":{self.facts},"occurred_on":"{self.occurred_on.isoformat()}",'
            f'"recorded_at":"{utc_text(self.recorded_at)}","replaces":{replaces},'
            f'"subject":"{self.subject}","unit":"{self.unit}","uuid":"{self.uuid.hex}",'
            f'"v":1,"verb":"{self.verb}"}}'
        ).encode()
