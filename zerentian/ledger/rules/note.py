"""Signed tree heads: C2SP signed-note and tlog-checkpoint, with Ed25519 (RFC 8032).

A checkpoint is ``origin, size, base64 root`` one a line, a blank line, and signature lines
``— name base64(key id ‖ signature)``. A verifier key is ``name+key id in hex+base64(0x01 ‖ public key)``.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
ORIGIN = re.compile(r"[!-*,-~]{1,120}\Z")  # visible ASCII, no space, no '+'
WHOLE = re.compile(r"(0|[1-9][0-9]{0,14})\Z")


class BadNote(ValueError):
    """A checkpoint or verifier key that cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: whose log, how many entries, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a signing key, with the name it signs under."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Return the first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def text(self) -> str:
        """Return the one-line verifier key."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the signature over the message is by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def verifier_key(private: Ed25519PrivateKey, name: str) -> VerifierKey:
    """Return the verifier key of a signing key under a name."""
    if not ORIGIN.match(name):
        raise BadNote(f"the name {name!r} must be visible ASCII without space or '+'")
    return VerifierKey(name, private.public_key().public_bytes_raw())


def read_verifier_key(line: str) -> VerifierKey:
    """Read a one-line verifier key; BadNote when it is none."""
    parts = line.strip().split("+", 2)
    try:
        name, key_id, encoded = parts
        data = decoded(encoded)
    except (ValueError, binascii.Error) as error:
        raise BadNote("a verifier key is one line: name+id+base64") from error
    key = VerifierKey(name, data[1:])
    if not ORIGIN.match(name) or data[:1] != ED25519 or len(key.public) != 32 or key.key_id.hex() != key_id:
        raise BadNote("the verifier key's id does not fit its public key")
    return key


def sign(checkpoint: Checkpoint, keys: Sequence[Ed25519PrivateKey]) -> str:
    """Return the signed note of a checkpoint, one signature line per key."""
    text = checkpoint.text()
    lines = [signature_line(text, key, verifier_key(key, checkpoint.origin)) for key in keys]
    return text + "\n" + "".join(lines)


def signature_line(text: str, private: Ed25519PrivateKey, key: VerifierKey) -> str:
    """Return one signature line over the text."""
    blob = base64.b64encode(key.key_id + private.sign(text.encode())).decode()
    return f"— {key.name} {blob}\n"


def read_note(note: str) -> tuple[Checkpoint, list[tuple[str, bytes, bytes]]]:
    """Return the checkpoint and its signatures as (name, key id, signature); BadNote when unreadable."""
    text, separator, tail = note.partition("\n\n")
    lines = text.split("\n")
    if not separator or len(lines) != 3 or not ORIGIN.match(lines[0]) or not WHOLE.match(lines[1]):
        raise BadNote("a checkpoint has an origin, a size and a root, one a line, then a blank line")
    try:
        root = decoded(lines[2])
        signatures = [read_signature(line) for line in tail[:-1].split("\n")]
    except (ValueError, binascii.Error) as error:
        raise BadNote("the checkpoint's root or a signature is not readable base64") from error
    if len(root) != 32 or tail[-1:] != "\n" or len(set(signatures)) < len(signatures):
        raise BadNote("a checkpoint has a root of 32 bytes and at least one signature")
    return Checkpoint(lines[0], int(lines[1]), root), signatures


def decoded(text: str) -> bytes:
    """Return the bytes of base64 text; ValueError unless it is written in the one way that encoding gives."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 that is not written as one is")
    return data


def read_signature(line: str) -> tuple[str, bytes, bytes]:
    """Return (name, key id, signature) of one signature line."""
    dash, name, encoded = line.split(" ")
    blob = decoded(encoded)
    if dash != "—" or not ORIGIN.match(name) or len(blob) < 5:
        raise BadNote("a signature line is an em dash, a name, a key id and a signature")
    return name, blob[:4], blob[4:]


def note_signed_by(note: str, key: VerifierKey) -> bool:
    """Tell whether the note carries a valid signature of this key."""
    checkpoint, signatures = read_note(note)
    message = (note.partition("\n\n")[0] + "\n").encode()
    return key.name == checkpoint.origin and any(
        name == key.name and key_id == key.key_id and key.signed(message, signature)
        for name, key_id, signature in signatures
    )
