"""Which keys sealed this log, and how each of them is known: from elsewhere, from this machine, or from the log.

A key that was rotated is vouched for by the entry that both keys signed; a key that was lost, by the entry of the
recovery, which the key after it sealed.
"""

from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zerentian.ledger.keys import key_files, read_key
from zerentian.ledger.models import Entry, Instance, Seal
from zerentian.ledger.rules.note import BadNote, VerifierKey, note_signed_by, read_note, read_verifier_key

GIVEN = "给定的公钥 · the key given"
HERE = "本机的密钥 · a key of this machine"
DATABASE = "数据库 · the database"

Known = dict[bytes, str]
"""Public keys, each with the words that say how it is known."""


def known_keys(given: VerifierKey | None = None) -> Known:
    """Return the keys that are known from outside the log: the one given, else those of this machine."""
    if given is not None:
        return {given.public: GIVEN}
    return {read_key(path).public_key().public_bytes_raw(): HERE for path in key_files()}


def with_retired(known: Known) -> Known:
    """Return the keys with those that the log's own entries vouch for under them."""
    entries = Entry.objects.filter(
        subject="ledger:1", verb__in=("ledger.key_rotated", "ledger.recovered"), index__isnull=False
    ).order_by("-index")
    story = list(entries)
    origins = {entry.fact["old_origin"] for entry in story if entry.verb == "ledger.recovered"}
    origins |= set(Instance.objects.values_list("origin", flat=True))
    found = dict(known)
    for entry in story:
        words = f"台账第 {entry.index} 条（{entry.verb}） · entry {entry.index} of the log"
        old, new = (bytes.fromhex(entry.fact.get(name, "")) for name in ("old_key", "new_key"))
        if old and new in found and (entry.verb == "ledger.recovered" or both_signed(entry, origins)):
            found.setdefault(old, words)
    for entry in reversed(story):
        if entry.verb == "ledger.key_rotated" and bytes.fromhex(entry.fact["old_key"]) in found:
            words = f"台账第 {entry.index} 条（{entry.verb}） · entry {entry.index} of the log"
            if both_signed(entry, origins):
                found.setdefault(bytes.fromhex(entry.fact["new_key"]), words)
    return found


def both_signed(rotation: Entry, origins: Iterable[str]) -> bool:
    """Tell whether both keys signed a rotation, under one of the names the log has borne."""
    fact = rotation.fact
    return any(
        all(
            signature_holds(fact[f"{which}_key"], fact[f"{which}_signature"], origin, fact)
            for which in ("old", "new")
        )
        for origin in origins
    )


def signature_holds(public: str, signature: str, origin: str, fact: dict[str, str]) -> bool:
    """Tell whether a key signed the statement of a rotation."""
    statement = f"{origin}\n{fact['old_key']}\n{fact['new_key']}\n".encode()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def keys_of(seal: Seal) -> list[bytes]:
    """Return the public keys that the seal's row names; what is unreadable is left out."""
    found = []
    for line in seal.vkeys.splitlines():
        try:
            found.append(read_verifier_key(line).public)
        except BadNote:
            continue
    return found


def signer(seal: Seal, known: Iterable[bytes]) -> bytes | None:
    """Return which of the keys signed the seal's note, under the name the note bears; BadNote when unreadable."""
    origin = read_note(seal.note)[0].origin
    return next((key for key in known if note_signed_by(seal.note, VerifierKey(origin, key))), None)


def seal_problem(seal: Seal) -> str:
    """Return what is wrong with a seal's note whoever signed it, or nothing."""
    try:
        checkpoint = read_note(seal.note)[0]
    except BadNote as error:
        return (
            f"第 {seal.number} 次封存的封存单无法读取 · the note of seal {seal.number} is unreadable: {error}"
        )
    if (checkpoint.size, checkpoint.root) != (seal.size, bytes(seal.root)):
        return f"第 {seal.number} 次封存的封存单与其记录不符 · the note of seal {seal.number} differs from its row"
    return ""
