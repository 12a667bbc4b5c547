"""Encryption of contact data and of reports of wrongdoing; the key lies outside the database."""

import hmac
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from zerentian.ledger.keys import key_folder
from zerentian.ledger.rules.refusals import NotAllowed


def key_files() -> list[Path]:
    """Return the key files, newest first: the newest encrypts, all of them read."""
    return sorted(key_folder().glob("contact-*.key"), reverse=True)


def cipher() -> MultiFernet:
    """Return the cipher; the first key is made on first use, readable by its owner alone."""
    files = key_files() or [make_key(1)]
    return loaded(tuple((str(path), path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def loaded(files: tuple[tuple[str, int], ...]) -> MultiFernet:
    """Return the cipher of these key files; the times tell a replaced file from the one read before."""
    return MultiFernet([Fernet(Path(name).read_bytes().strip()) for name, _ in files])


def make_key(number: int) -> Path:
    """Make a key file; of two that make the first at once, one finds the other's."""
    path = key_folder() / f"contact-{number:04}.key"
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(Fernet.generate_key())
    except FileExistsError:
        pass
    return path


def encrypted(text: str) -> str:
    """Return a text encrypted; an empty one stays empty."""
    return cipher().encrypt(text.encode()).decode() if text else ""


def fingerprint(text: str) -> str:
    """Return a keyed digest (HMAC-SHA-256, hex) by the oldest contact key, which a rotation keeps.

    It tells the same from another, also where contact data is in it: without the key nobody can try out guesses.
    """
    cipher()
    oldest = key_files()[-1].read_bytes().strip()
    return hmac.new(oldest, text.encode(), sha256).hexdigest()


def decrypted(token: str) -> str:
    """Return the text of a token; NotAllowed says what to do when no key opens it."""
    if not token:
        return ""
    try:
        return cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise NotAllowed(
            "解密失败：缺少 keys/contact-*.key 中对应的密钥，请从密钥备份恢复",
            "no key in keys/contact-*.key opens this: restore it from the key backup",
        ) from error
