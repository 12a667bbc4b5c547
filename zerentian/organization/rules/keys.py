"""Access keys: what a program shows instead of a user name and a password."""

import secrets
from hashlib import sha256

PREFIX = "ztk_"
FEED_PREFIX = "ztc_"  # opens a calendar feed and nothing else
MOST_DAYS = 366
MOST_KEYS = 10


def new_token(prefix: str = PREFIX) -> str:
    """Return a fresh key of 256 random bits; its beginning lets a scanner of leaked secrets know it."""
    return prefix + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return what is kept of a key: SHA-256 in hex. As random as a key is, nobody finds it from that."""
    return sha256(token.encode()).hexdigest()


def token_in(header: str) -> str:
    """Return the key that an ``Authorization`` header shows (``Bearer``, RFC 6750 §2.1), empty for none."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
