"""Signing keys and the high-water mark: what is kept outside the database, under ZERENTIAN_HOME."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from zerentian.ledger.rules.note import Checkpoint, VerifierKey, read_note, verifier_key
from zerentian.ledger.rules.refusals import NotAllowed


def key_folder() -> Path:
    """Return the folder of the signing keys, made on first use and closed to others."""
    folder: Path = settings.ZERENTIAN_HOME / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def key_files() -> list[Path]:
    """Return the key files, oldest first; the last one signs."""
    return sorted(key_folder().glob("seal-*.pem"))


def signing_key() -> Ed25519PrivateKey:
    """Return the key that signs, made on first use."""
    files = key_files()
    return read_key(files[-1]) if files else make_key()


def read_key(path: Path) -> Ed25519PrivateKey:
    """Return the private key in a file; NotAllowed names the file and the remedy."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise NotAllowed(
            f"签名密钥 {path.name} 无法读取，请从密钥备份恢复"
            f" · {path.name} is unreadable: restore it from the key backup"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NotAllowed(f"{path.name} 不是 Ed25519 密钥 · {path.name} is no Ed25519 key")
    return key


def make_key() -> Ed25519PrivateKey:
    """Make the next signing key, readable by its owner alone."""
    key = Ed25519PrivateKey.generate()
    path = key_folder() / f"seal-{len(key_files()) + 1:04}.pem"
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(path, data, mode=0o600)
    return key


def current_vkey(origin: str) -> VerifierKey:
    """Return the verifier key of the key that signs."""
    return verifier_key(signing_key(), origin)


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader, or a kill, finds the old one or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with open(part, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


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
            f"{path} 已损坏，无法判断已签名到哪里：请从最近的备份复制 ledger/high-water；没有备份而确知数据库是最新的，"
            "先运行 zerentian verify --log，再把该文件移走，下次封存重新写出"
            f" · {path} is damaged: copy ledger/high-water back from the newest backup; without one, and only if"
            " this database is the newest, run `zerentian verify --log` and move the file away"
        ) from error
