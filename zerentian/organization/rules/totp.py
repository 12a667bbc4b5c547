"""One-time codes by time (RFC 6238, over RFC 4226): six digits, thirty seconds, SHA-1, as all generators have it."""

import hmac
import secrets
from base64 import b32decode, b32encode
from hashlib import sha1, sha256
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
# A phone's clock may be one step off.
WINDOW = 1
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 10


def new_secret() -> str:
    """Return a fresh secret of 160 bits (RFC 4226 §4), in base 32 as generators take it."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(seconds: float) -> int:
    """Return the time step of a moment, given in seconds since 1970."""
    return int(seconds // SECONDS)


def code_at(secret: str, step: int) -> str:
    """Return the code of a time step (RFC 4226 §5.3)."""
    digest = hmac.digest(b32decode(secret), step.to_bytes(8, "big"), sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: str, code: str, *, now: int, after: int) -> int | None:
    """Return the step whose code this is, within the window around ``now`` and later than ``after``; else None.

    A code is taken once: whoever keeps the returned step as the next ``after`` takes neither it nor an older one
    again (RFC 6238 §5.2).
    """
    typed = "".join(code.split())
    found = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()) and step > after:
            found = step
    return found


def provisioning_uri(secret: str, *, username: str, issuer: str) -> str:
    """Return what the QR code says to a generator (the ``otpauth`` key URI format)."""
    label = quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def new_recovery_codes() -> list[str]:
    """Return ten fresh recovery codes of almost 50 bits each, in two groups."""
    signs = [
        "".join(secrets.choice(RECOVERY_SIGNS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    return [f"{code[:5]}-{code[5:]}" for code in signs]


def recovery_digest(code: str, *, key: bytes, account: int) -> str:
    """Return what is kept of a recovery code, however it is typed: a keyed hash, of this account alone."""
    bare = "".join(sign for sign in code.lower() if sign in RECOVERY_SIGNS)
    return hmac.digest(key, f"recovery {account} {bare}".encode(), sha256).hex()
