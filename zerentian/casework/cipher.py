"""Encryption of contact data and of reports of wrongdoing; the key lies outside the database."""

import hmac
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from zerentian.ledger.keys import contact_fingerprint, key_folder
from zerentian.ledger.models import DeclaredKey
from zerentian.ledger.rules.refusals import NotAllowed


def key_files() -> list[Path]:
    """Return the key files, newest first: the newest encrypts, all of them read."""
    return sorted(key_folder().glob("contact-*.key"), reverse=True)


def declare_key() -> None:
    """Begin encrypting: the one act by which an instance comes to its first key.

    Asked when an instance is made, and after an upgrade from a version whose database named no key; a key file that
    is there already is taken over. The caller has made sure that it opens what is encrypted. Nothing is done where a
    key is declared.
    """
    if DeclaredKey.objects.exists():
        return
    for path in reversed(key_files() or [make_key(1)]):
        DeclaredKey.objects.create(fingerprint=contact_fingerprint(path.read_bytes()))


def declared_files() -> list[Path]:
    """Return the files of the declared keys, newest first; NotAllowed when the one that encrypts is not here."""
    here = {contact_fingerprint(path.read_bytes()): path for path in key_files()}
    declared = list(DeclaredKey.objects.order_by("-pk").values_list("fingerprint", flat=True))
    if not declared or declared[0] not in here:
        raise NotAllowed(
            "联系方式的密钥不在本机（或不是本台账的那一把），暂不能读写联系方式：请把密钥备份中的 contact-*.key 复制到"
            " keys 目录，再运行 zerentian contacts check-key",
            "the key of the contact data is not here, or is another instance's: copy contact-*.key from the key"
            " backup into keys, then run `zerentian contacts check-key`",
        )
    return [here[one] for one in declared if one in here]


def cipher() -> MultiFernet:
    """Return the cipher of the declared keys; NotAllowed when they are not here. No key is ever made by using one."""
    return cipher_of(declared_files())


def opens(token: str) -> bool:
    """Tell whether a key on this machine opens a token, declared or not: a database that is backed up before its
    upgrade declares none yet."""
    files = key_files()
    try:
        return bool(files) and bool(cipher_of(files).decrypt(token.encode()))
    except InvalidToken:
        return False


def cipher_of(files: list[Path]) -> MultiFernet:
    """Return the cipher of some key files: the first encrypts, all of them read."""
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
    oldest = declared_files()[-1].read_bytes().strip()
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
