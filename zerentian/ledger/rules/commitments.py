"""Salted commitments: what the ledger may prove about people's words and files without holding them.

``commitment = HMAC-SHA256(key, canonical value)`` with ``key = HMAC-SHA256(salt, uuid ‖ name)``. The salt lies
in the row that holds the value; erasing the row leaves the tree whole and the commitment meaningless. The key
of one commitment can be disclosed without opening any other.
"""

import hmac
import re
from hashlib import sha256
from uuid import UUID

from zerentian.ledger.rules.canonical import canonical_bytes

BLOCK = 64  # bytes in a block of SHA-256
INNER, OUTER = (bytes(byte ^ mask for byte in range(256)) for mask in (0x36, 0x5C))
ROW_COMMITMENT = re.compile(r'"row:([^"]+)":"([0-9a-f]{64})"')


def authenticated(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA256, by its definition (RFC 2104): half the time of the library's, which prepares a context.

    An import makes more than ten of a row.
    """
    if len(key) > BLOCK:
        return hmac.digest(key, message, "sha256")
    padded = key.ljust(BLOCK, b"\0")
    return sha256(padded.translate(OUTER) + sha256(padded.translate(INNER) + message).digest()).digest()


def opening_key(salt: bytes, uuid: UUID, name: str) -> bytes:
    """Return the key that opens one commitment of one entry."""
    return authenticated(salt, uuid.bytes + name.encode())


def committed(key: bytes, value: object) -> str:
    """Return the commitment to a value under an opening key, as 64 hex digits."""
    return authenticated(key, canonical_bytes(value)).hex()


def commit(salt: bytes, uuid: UUID, name: str, value: object) -> str:
    """Return the commitment to ``value`` that entry ``uuid`` carries under ``name``."""
    return committed(opening_key(salt, uuid, name), value)
