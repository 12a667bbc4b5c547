"""Encryption of contact data and of older reports of wrongdoing; the keys lie outside the database.

A token is bound to its row and column: copied to another row it does not open there. Scheme: ChaCha20-Poly1305
(RFC 8439) under a key derived (HKDF-SHA256) from the contact key, with the place as associated data. Tokens of earlier
versions (Fernet, bound to nothing) open until a rotation has moved them: then their key is in use no more.
"""

import base64
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zerentian.ledger.files import begun, keep
from zerentian.ledger.keys import contact_fingerprint, key_folder
from zerentian.ledger.models import DeclaredKey, Entry
from zerentian.ledger.rules.refusals import NotAllowed

BOUND = "bound1."
NAMED = 16  # hex digits of a key's fingerprint by which a token names it
NONCE = 12  # bytes
RETIRED = ".retired"


class ContactKey:
    """A contact key as it is used: it encrypts bound tokens, and opens those and earlier ones."""

    def __init__(self, key: bytes) -> None:
        self.fernet = Fernet(key)
        self.head = f"{BOUND}{contact_fingerprint(key)[:NAMED]}."
        derived = HKDF(SHA256(), 32, salt=None, info=b"zerentian contact bound 1")
        self.aead = ChaCha20Poly1305(derived.derive(base64.urlsafe_b64decode(key)))

    def encrypted(self, text: str, place: str) -> str:
        """Return a text as a token bound to a place."""
        nonce = token_bytes(NONCE)
        sealed = self.aead.encrypt(nonce, text.encode(), place.encode())
        return self.head + base64.urlsafe_b64encode(nonce + sealed).decode()

    def opened(self, token: str, place: str) -> str | None:
        """Return the text of a token, None when it is another key's, of another place, or damaged."""
        try:
            if not token.startswith(BOUND):
                return self.fernet.decrypt(token.encode()).decode()
            if not token.startswith(self.head):
                return None
            sealed = base64.urlsafe_b64decode(token.removeprefix(self.head))
            return self.aead.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode()).decode()
        except (InvalidToken, InvalidTag, ValueError):
            return None


def text_place(mark: int) -> str:
    """Return what binds the encrypted text of an earlier report of wrongdoing to its concern."""
    return f"casework.concern {mark} sealed_text"


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
    for path in reversed(key_files() or [make_key("contact-0001.key")]):
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


def keys() -> Sequence[ContactKey]:
    """Return the declared keys, the one that encrypts first; NotAllowed when it is not here. None is made by use."""
    return keys_of(declared_files())


def keys_of(files: list[Path]) -> Sequence[ContactKey]:
    """Return the keys of some files."""
    return loaded(tuple((str(path), path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def loaded(files: tuple[tuple[str, int], ...]) -> Sequence[ContactKey]:
    """Return the keys of these files; the times tell a replaced file from the one read before. NotAllowed names one
    that is none."""
    return [key_in(Path(name)) for name, _ in files]


def key_in(path: Path) -> ContactKey:
    """Return the key in a file; NotAllowed names the file and the remedy."""
    try:
        return ContactKey(path.read_bytes().strip())
    except ValueError as error:
        raise NotAllowed(
            f"联系方式密钥 {path.name} 已损坏，请从密钥备份恢复",
            f"the contact key {path.name} is damaged: restore it from the key backup",
        ) from error


def make_key(name: str, key: bytes | None = None) -> Path:
    """Make a key file, whole or not at all; of two that make the same at once, one finds the other's."""
    path = key_folder() / name
    with begun(path, 0o600) as (part, file):
        try:
            keep(file, key or Fernet.generate_key())
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink(missing_ok=True)
    return path


def next_key() -> Path:
    """Return the file of the key that comes next: one that was made and not declared yet, else a new one."""
    declared = set(DeclaredKey.objects.values_list("fingerprint", flat=True))
    made = [path for path in key_files() if contact_fingerprint(path.read_bytes()) not in declared]
    taken = [path.name.split(".")[0][8:] for path in key_folder().glob("contact-*.key*")]
    number = max((int(one) for one in taken if one.isdigit()), default=0) + 1
    return made[0] if made else make_key(f"contact-{number:04}.key")


def encrypted(text: str, place: str) -> str:
    """Return a text encrypted for a place; an empty one stays empty."""
    return keys()[0].encrypted(text, place) if text else ""


def decrypted(token: str, place: str) -> str:
    """Return the text of a token at its place; NotAllowed says what to do when no key opens it there."""
    if not token:
        return ""
    for key in keys():
        if (text := key.opened(token, place)) is not None:
            return text
    raise NotAllowed(
        "解密失败：缺少 keys/contact-*.key 中对应的密钥，请从密钥备份恢复；密钥都在的，这一条是从别处挪来或改动过的",
        "no key in keys/contact-*.key opens this: restore it from the key backup; if all are there, it was altered or"
        " moved here from another row",
    )


def writer_digest(text: str) -> str:
    """Return a keyed digest (HMAC-SHA-256, hex) by the key that encrypts; a rotation makes those that are kept anew.

    It tells the same from another, also where contact data is in it: without the key nobody can try out guesses.
    """
    return hmac.new(declared_files()[0].read_bytes().strip(), text.encode(), sha256).hexdigest()


def row_digest(text: str) -> str:
    """Return a keyed digest by which the row of a table is known again; no rotation changes it, for rows are not kept.

    Its key is the first contact key until the first rotation, and from then on that in ``rows-0001.key``.
    """
    return hmac.new(row_key(), text.encode(), sha256).hexdigest()


def row_key() -> bytes:
    """Return the key by which rows are known again, the very one that the first rotation named; else NotAllowed."""
    rotated = Entry.objects.filter(verb="contact_key.rotated").order_by("id").first()
    if rotated is None:
        return declared_files()[-1].read_bytes().strip()
    path = key_folder() / "rows-0001.key"
    if not path.exists() or contact_fingerprint(path.read_bytes()) != rotated.fact["rows"]:
        raise NotAllowed(
            "识别导入行的密钥 keys/rows-0001.key 不在本机，请从密钥备份恢复，再导入",
            "the key keys/rows-0001.key, by which imported rows are known again, is not here: restore it first",
        )
    return path.read_bytes().strip()
