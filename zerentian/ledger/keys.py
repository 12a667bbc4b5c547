"""Signing keys and the high-water mark: what is kept outside the database, under ZERENTIAN_HOME."""

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db.models import Q

from zerentian.ledger.files import write_whole
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.note import Checkpoint, VerifierKey, read_note, read_verifier_key, verifier_key
from zerentian.ledger.rules.refusals import NotAllowed


def key_folder() -> Path:
    """Return the folder of the signing keys, made on first use and closed to others."""
    folder: Path = settings.ZERENTIAN_HOME / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def key_files() -> list[Path]:
    """Return the key files, oldest first; the last one signs."""
    return sorted(key_folder().glob("seal-*.pem"))


def declared_key() -> bytes | None:
    """Return the public key that the log itself names: in a rotation or recovery since the last seal, else in that
    seal; None before the first one."""
    last = Seal.objects.order_by("-number").first()
    since = Q(index=None) | Q(index__gte=last.size if last else 0)
    changes = Entry.objects.filter(subject="ledger:1", verb__in=("ledger.key_rotated", "ledger.recovered"))
    change = changes.filter(since).order_by("-id").first()
    if change is not None:
        return bytes.fromhex(change.fact["new_key"])
    return read_verifier_key(last.vkeys.splitlines()[-1]).public if last else None


def key_of(public: bytes) -> Ed25519PrivateKey | None:
    """Return the private key of a public one, None when no file here holds it."""
    keys = (read_key(path) for path in reversed(key_files()))
    return next((key for key in keys if key.public_key().public_bytes_raw() == public), None)


def signing_key() -> Ed25519PrivateKey:
    """Return the key that signs: the one the log names, never another. NotAllowed when it is not here."""
    declared, files = declared_key(), key_files()
    key = key_of(declared) if declared else read_key(files[-1]) if files else None
    if key is None:
        raise NotAllowed(
            "签名密钥不在本机：请从密钥备份恢复到 keys 目录；若已遗失，运行 zerentian ledger recover 开立新台账",
            "the signing key is not here: restore it from its backup, or run `zerentian ledger recover`",
        )
    return key


def contact_fingerprint(key: bytes) -> str:
    """Return what the bytes of a contact key's file are recognised by; it helps nobody to guess the key."""
    return sha256(b"zerentian contact key\n" + key.strip()).hexdigest()


def read_key(path: Path) -> Ed25519PrivateKey:
    """Return the private key in a file; NotAllowed names the file and the remedy."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise NotAllowed(
            f"签名密钥 {path.name} 无法读取，请从密钥备份恢复",
            f"{path.name} is unreadable: restore it from the key backup",
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NotAllowed(f"{path.name} 不是 Ed25519 密钥", f"{path.name} is no Ed25519 key")
    return key


def make_key() -> Ed25519PrivateKey:
    """Make the next signing key, readable by its owner alone."""
    key = Ed25519PrivateKey.generate()
    numbers = [int(path.stem.removeprefix("seal-")) for path in key_files() if path.stem[5:].isdigit()]
    path = key_folder() / f"seal-{max(numbers, default=0) + 1:04}.pem"
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(path, data, mode=0o600)
    return key


def current_vkey(origin: str) -> VerifierKey:
    """Return the verifier key of the key that signs; the private one need not be here."""
    declared = declared_key()
    return VerifierKey(origin, declared) if declared else verifier_key(signing_key(), origin)


def high_water_path() -> Path:
    """Return where the highest checkpoint ever signed here is kept."""
    path: Path = settings.ZERENTIAN_HOME / "ledger" / "high-water"
    return path


def high_water() -> Checkpoint | None:
    """Return the highest checkpoint kept outside the database, if any; NotAllowed when it is damaged."""
    path = high_water_path()
    try:
        return read_note(path.read_text(encoding="utf-8"))[0] if path.exists() else None
    except ValueError as error:
        raise NotAllowed(
            f"{path} 已损坏，无法判断已签名到哪里：请从最近的备份复制 ledger/high-water；"
            "没有备份而确知数据库是最新的，先运行 zerentian verify --log，再把该文件移走，下次封存重新写出",
            f"{path} is damaged: copy ledger/high-water back from the newest backup; without one, and"
            " only if this database is the newest, run `zerentian verify --log` and move the file away",
        ) from error
