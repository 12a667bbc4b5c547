"""Salted commitments: what the ledger may prove about people's words and files without holding them.

``commitment = HMAC-SHA256(key, canonical value)`` with ``key = HMAC-SHA256(salt, uuid ‖ name)``. The salt lies
in the row that holds the value; erasing the row leaves the tree whole and the commitment meaningless. The key
of one commitment can be disclosed without opening any other.
"""

import hmac
import re
from uuid import UUID

from zerentian.ledger.rules.canonical import canonical_bytes

ROW_COMMITMENT = re.compile(r'"row:([^"]+)":"([0-9a-f]{64})"')


def opening_key(salt: bytes, uuid: UUID, name: str) -> bytes:
    """Return the key that opens one commitment of one entry."""
    return hmac.digest(salt, uuid.bytes + name.encode(), "sha256")


def committed(key: bytes, value: object) -> str:
    """Return the commitment to a value under an opening key, as 64 hex digits."""
    return hmac.digest(key, canonical_bytes(value), "sha256").hex()


def commit(salt: bytes, uuid: UUID, name: str, value: object) -> str:
    """Return the commitment to ``value`` that entry ``uuid`` carries under ``name``."""
    return committed(opening_key(salt, uuid, name), value)
