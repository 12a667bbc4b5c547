"""Sealing reports of wrongdoing to the county's public key: the private key never lies on this machine.

Scheme: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, of the cryptography
library. Every piece is bound to its matter by ``info``: what is moved to another matter does not open there.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from zerentian.ledger.rules.refusals import NotAllowed

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
PUBLIC, PRIVATE, TEXT = "zerentian-county-public-1 ", "zerentian-county-private-1 ", "sealed1."
FILE = b"zerentian-sealed-file-1\n"
IDENT = 16  # random bytes that tell one sealed file from another
PIECE = 4 * 1024 * 1024  # bytes of a file that are sealed at a time
LENGTH = 4  # bytes in which the length of a sealed piece is written


class NoCountyKey(NotAllowed):
    """No county has declared a key here: nothing can be sealed, and nothing is taken in the clear."""

    def __init__(self) -> None:
        super().__init__(
            "县级受理机关还没有在本系统登记公钥，这里不能受理检举控告；请直接向纪检监察机关反映（电话 12388）",
            "the county has declared no key here, so that no report of wrongdoing is taken: tell the discipline"
            " inspection directly (telephone 12388)",
        )


def new_private() -> str:
    """Return a new private key, as its file holds it."""
    return PRIVATE + base64.b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode()


def public_of(private: str) -> str:
    """Return the public key of a private one, as its file holds it."""
    public = private_from(private).public_key().public_bytes_raw()
    return PUBLIC + base64.b64encode(public).decode()


def key_bytes(text: str, head: str) -> bytes:
    """Return the 32 bytes of a key's file; NotAllowed when it is none."""
    try:
        data = base64.b64decode(text.strip().removeprefix(head), validate=True)
    except ValueError:
        data = b""
    if not text.strip().startswith(head) or len(data) != 32:
        raise NotAllowed(f"不是密钥文件：应以 {head}开头", f"no key file: it begins with {head}")
    return data


def private_from(text: str) -> X25519PrivateKey:
    """Return the private key of a file; NotAllowed when it is none."""
    return X25519PrivateKey.from_private_bytes(key_bytes(text, PRIVATE))


def public_from(text: str) -> X25519PublicKey:
    """Return the public key of a file; NotAllowed when it is none."""
    return X25519PublicKey.from_public_bytes(key_bytes(text, PUBLIC))


def fingerprint_of(public: str) -> str:
    """Return the fingerprint by which people compare a public key: SHA-256 of its bytes, in hex."""
    return sha256(key_bytes(public, PUBLIC)).hexdigest()


def bound_to(matter: str, what: str) -> bytes:
    """Return what binds a sealed piece to its matter (its random key) and its place there."""
    return f"zerentian wrongdoing 1\n{matter}\n{what}".encode()


def seal_text(said: Mapping[str, str], *, matter: str, public: str) -> str:
    """Return what was said, sealed, as one line."""
    content = json.dumps(dict(said), ensure_ascii=False, sort_keys=True).encode()
    sealed = SUITE.encrypt(content, public_from(public), info=bound_to(matter, "text"))
    return TEXT + base64.urlsafe_b64encode(sealed).decode()


def open_text(line: str, *, matter: str, private: str) -> dict[str, str]:
    """Return what a sealed line says; NotAllowed when the key does not open it, or it is of another matter."""
    try:
        sealed = base64.urlsafe_b64decode(line.removeprefix(TEXT))
    except ValueError as error:
        raise cut_off() from error
    return told_in(opened(sealed, private_from(private), bound_to(matter, "text")))


def told_in(content: bytes) -> dict[str, str]:
    """Return what opened JSON tells by name; NotAllowed for anything else, for anybody can seal what he likes."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise cut_off() from error
    if not isinstance(said, dict) or any(not isinstance(words, str) for words in said.values()):
        raise cut_off()
    return said


def cut_off() -> NotAllowed:
    """Return the refusal of something sealed that is cut off, or was sealed by another program."""
    return NotAllowed(
        "密封的内容不完整，或不是本系统密封的", "what is sealed is cut off, or no work of this program"
    )


def seal_file(name: str, content: bytes, *, matter: str, public: str) -> bytes:
    """Return a file with its name, sealed piece by piece: each bound to this file and its place, the last as last."""
    key, ident = public_from(public), token_bytes(IDENT)
    whole = json.dumps({"name": name}, ensure_ascii=False).encode() + b"\n" + content
    pieces = [whole[at : at + PIECE] for at in range(0, len(whole), PIECE)]
    sealed = FILE + ident
    for number, piece in enumerate(pieces, 1):
        place = piece_name(ident, number, len(pieces))
        data = SUITE.encrypt(piece, key, info=bound_to(matter, place))
        sealed += len(data).to_bytes(LENGTH, "big") + data
    return sealed


def open_file(sealed: bytes, *, matter: str, private: str) -> tuple[str, bytes]:
    """Return name and content of a sealed file; NotAllowed when the key does not open it, or it is not whole."""
    key = private_from(private)
    ident, parts = sealed[len(FILE) : len(FILE) + IDENT], list(pieces_of(sealed))
    opened_parts = (
        opened(part, key, bound_to(matter, piece_name(ident, number, len(parts))))
        for number, part in enumerate(parts, 1)
    )
    head, _, content = b"".join(opened_parts).partition(b"\n")
    return told_in(head).get("name", ""), content


def piece_name(ident: bytes, number: int, count: int) -> str:
    """Return the place of a piece of a file, the last one marked."""
    return f"file {ident.hex()} {number}{' last' if number == count else ''}"


def pieces_of(sealed: bytes) -> Iterator[bytes]:
    """Yield the sealed pieces of a file; NotAllowed when it is no sealed file, or cut off."""
    at = len(FILE) + IDENT
    while at < len(sealed) and sealed.startswith(FILE):
        end = at + LENGTH + int.from_bytes(sealed[at : at + LENGTH], "big")
        if end > len(sealed):
            break
        yield sealed[at + LENGTH : end]
        at = end
    if at != len(sealed) or not sealed.startswith(FILE):
        raise NotAllowed("密封的文件不完整", "the sealed file is cut off, or none")


def opened(sealed: bytes, key: X25519PrivateKey, info: bytes) -> bytes:
    """Return what was sealed; NotAllowed when key or matter are others."""
    try:
        return SUITE.decrypt(sealed, key, info=info)
    except (InvalidTag, ValueError) as error:
        raise NotAllowed(
            "打不开：不是这把私钥，或内容被移动、改动过",
            "it does not open: another key, or it was moved or altered",
        ) from error
