"""Codes for residents: random, without letters that are mistaken for digits; and how a code's secret is kept."""

import hmac
import re
import secrets
import unicodedata
from hashlib import sha256
from uuid import UUID

from zerentian.ledger.drawn import (
    new_serial as new_serial,  # Concerns and their migrations know it from here.
)

# Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
NO_SIGN_OF_A_CODE = re.compile("[^0-9A-Z]")
CODE_LENGTH = 10
SECRET_LENGTH = 8
# Four are held in mind at once, and read out in one breath.
GROUP = 4


def new_key() -> str:
    """Return the random key by which the ledger and the office's pages know a concern."""
    return secrets.token_hex(8)


def new_code() -> str:
    """Return a resident's code: 50 bits that say nothing of the concern."""
    return random_letters(CODE_LENGTH)


def new_secret() -> str:
    """Return the secret that opens a code's personal part: 40 bits, told once, on the slip."""
    return random_letters(SECRET_LENGTH)


def secret_for(submission: UUID, key: bytes) -> str:
    """Return the secret of a form that may arrive twice: the same each time, to nobody else's guess."""
    digest = hmac.digest(key, b"concern secret " + submission.bytes, sha256)
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:SECRET_LENGTH])


def random_letters(length: int) -> str:
    """Return so many random characters of the alphabet."""
    # 32 letters divide the 256 values of a byte evenly.
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))


def as_typed(text: str) -> str:
    """Return a code or secret as it was meant: upper case, letters and digits alone, look-alikes read as digits.

    A Chinese keyboard types wide letters, and dashes of many kinds.
    """
    narrow = unicodedata.normalize("NFKC", text).upper()
    return NO_SIGN_OF_A_CODE.sub("", narrow).translate(READ_AS)


def secret_digest(secret: str, salt: bytes) -> str:
    """Return what is kept of a secret: enough to recognise it, not to tell it."""
    return hmac.digest(salt, as_typed(secret).encode(), sha256).hex()


def is_secret(secret: str, salt: bytes, digest: str) -> bool:
    """Tell, in constant time, whether this is the secret of which the digest was kept."""
    return bool(digest) and hmac.compare_digest(secret_digest(secret, salt), digest)


def spelled(code: str) -> str:
    """Return a code or secret in groups of four, to be read out and typed: ``7K3P-D20X-QM``."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
