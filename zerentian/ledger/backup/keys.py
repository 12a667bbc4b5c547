"""Keys are backed up apart from the data: whoever holds both could sign a false history."""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from zerentian.ledger.backup.generations import IDENTITY
from zerentian.ledger.files import write_whole
from zerentian.ledger.kept import UNOPENED
from zerentian.ledger.keys import contact_fingerprint, read_key
from zerentian.ledger.models import Seal
from zerentian.ledger.rules.note import read_verifier_key
from zerentian.ledger.rules.refusals import NotAllowed

# Keys that a rotation has retired are named otherwise, and no longer in use.
PATTERNS = ("seal-*.pem", "contact-*.key", "rows-*.key")


def key_home() -> Path:
    """Return the folder of the keys in use."""
    home: Path = settings.ZERENTIAN_HOME
    return home / "keys"


def key_paths(folder: Path) -> list[Path]:
    """Return the key files in a folder, by name."""
    return sorted(path for pattern in PATTERNS for path in folder.glob(pattern))


def public_bytes(path: Path) -> bytes:
    """Return the public half of a signing key's file; NotAllowed when it cannot be read."""
    return read_key(path).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(path: Path) -> str:
    """Return what a key file is recognised by, and nothing that would help to guess it."""
    if path.suffix == ".pem":
        return public_bytes(path).hex()
    return contact_fingerprint(path.read_bytes())


def fingerprints(folder: Path) -> dict[str, str]:
    """Return the fingerprint of every key file in a folder, by its name."""
    return {path.name: fingerprint(path) for path in key_paths(folder)}


def lacking_keys(known: dict[str, str] | None = None) -> Iterator[str]:
    """Yield in both languages which keys this machine lacks.

    ``known`` are the fingerprints a backup holds of the keys in use when it was made. What the database itself says
    is asked besides: who signed the last seal, and what is encrypted.
    """
    here = set(fingerprints(key_home()).values())
    for name, expected in sorted((known or {}).items()):
        if expected not in here:
            yield f"缺少密钥 keys/{name}（或不是同一把） · the key keys/{name} is missing, or another one"
    vkeys = Seal.objects.order_by("-number").values_list("vkeys", flat=True).first()
    # The seal of a rotation is signed by the old key and, last, by the one in use.
    if vkeys and read_verifier_key(vkeys.split("\n")[-1]).public.hex() not in here:
        yield "缺少签署最近一次封存的密钥 keys/seal-*.pem · the key that signed the last seal is not in keys"
    for unopened in UNOPENED.values():
        yield from unopened()


def bring_keys(source: Path) -> list[str]:
    """Copy key files from where they are kept apart into HOME/keys; return their names. Overwrites none."""
    return copied(source, key_home())


def back_up_keys(folder: Path) -> list[str]:
    """Copy the keys into a folder of their own and check that every copy opens; return the names copied."""
    if (folder / IDENTITY).exists() or any(
        (parent / IDENTITY).exists() for parent in folder.resolve().parents
    ):
        raise NotAllowed(
            f"{folder} 里是数据的备份；密钥须另存他处，否则得到一份备份的人就能伪造历史",
            f"{folder} holds a backup of the data: keep the keys elsewhere, or one theft forges a history",
        )
    if lacking := list(lacking_keys()):
        raise NotAllowed("；".join(lacking))
    names = copied(key_home(), folder)
    if fingerprints(folder) | fingerprints(key_home()) != fingerprints(folder):
        raise NotAllowed(f"{folder} 中的密钥与在用的不符", f"the keys in {folder} differ from those in use")
    return names


def copied(source: Path, target: Path) -> list[str]:
    """Copy key files, readable by their owner alone; NotAllowed when another key has the name already."""
    found = key_paths(source)
    if not found:
        raise NotAllowed(f"{source} 里没有密钥文件", f"there are no key files in {source}")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in found:
        place = target / path.name
        if place.exists() and place.read_bytes().strip() != path.read_bytes().strip():
            raise NotAllowed(
                f"{place} 是另一把密钥，不会覆盖", f"{place} is another key: it is not overwritten"
            )
    new = [path for path in found if not (target / path.name).exists()]
    for path in new:
        write_whole(target / path.name, path.read_bytes(), mode=0o600)
    return [path.name for path in new]
