"""Deposit of evidence: received, made safe, hashed, kept; then recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from zerentian.evidence import store
from zerentian.evidence.models import Deposit, File
from zerentian.evidence.rules import photos
from zerentian.evidence.rules.metadata import CLEANERS, recording
from zerentian.evidence.rules.sniffing import KINDS, Kind, sniff
from zerentian.ledger.actions import record, record_on
from zerentian.ledger.foreign import read_apart
from zerentian.ledger.models.entries import new_salt
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit

MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is safely on disk under its hash, and not yet recorded as anybody's evidence."""

    name: str
    sha256: str
    size: int
    kind: Kind
    captured_at: datetime | None
    fingerprint: str


def receive(stream: BinaryIO, *, name: str) -> Received:
    """Put an uploaded file into the store: limited, sniffed, freed of places, hashed, forced to disk.

    Reads the stream in pieces and needs no transaction: call it before one begins, for a large file takes
    seconds. A file that nobody deposits within a day is removed again. Raises NotAllowed with the remedy when
    the file isn't kept; then nothing of it is left on disk.
    """
    with store.received(stream, max_bytes=max(settings.EVIDENCE_MAX_BYTES.values())) as path:
        kind = read_apart(sniff, path, name)
        if path.stat().st_size > (limit := settings.EVIDENCE_MAX_BYTES[kind.family]):
            raise store.too_large(limit)
        captured_at = cleaned(path, kind)
        fingerprint = (
            read_apart(photos.fingerprint, path, settings.EVIDENCE_MAX_PIXELS)
            if kind.family == "picture"
            else ""
        )
        store.secure(path)
        sha256, size = store.digest(path), path.stat().st_size
        store.keep(path, sha256)
    return Received(kept_name(name, kind), sha256, size, kind, captured_at, fingerprint)


def sealed_away(received: Received, seal: Callable[[bytes], bytes], *, name: str) -> Received:
    """Return a received file as it stands sealed, under another name; inside a transaction.

    The clear content leaves the disk when the transaction holds, unless a file that stands elsewhere has the same.
    """
    data = seal(store.path_of(received.sha256).read_bytes())
    with store.received(BytesIO(data), max_bytes=len(data)) as path:
        store.secure(path)
        sha256 = store.digest(path)
        store.keep(path, sha256)
    transaction.on_commit(lambda: remove_unclaimed(received.sha256))
    return Received(name, sha256, len(data), KINDS["sealed"], None, "")


@transaction.atomic
def seal_standing(
    file: File, seal: Callable[[bytes], bytes], *, name: str, by: Account, now: datetime
) -> File | None:
    """Seal a file that lies here in the clear already, in its own place; return it, None where it is sealed or gone.

    What stood in the clear, name, look and bytes, leaves rows and disk; the row's salt is a new one, so that nothing
    the ledger committed to about it can be tried out. Backups keep it until their generation ends.
    """
    file = File.objects.select_for_update().get(pk=file.pk)
    if file.kind == "sealed" or file.erased_at or not file.path.is_file():
        return None
    received = Received(
        file.name, file.sha256, file.size, KINDS[file.kind], file.captured_at, file.fingerprint
    )
    sealed = sealed_away(received, seal, name=name)
    deposits = list(file.deposits.select_related("unit").order_by("pk"))
    file.sha256, file.size, file.kind, file.name = sealed.sha256, sealed.size, sealed.kind.code, name
    file.fingerprint, file.captured_at, file.checked_at = "", None, now
    for made in deposits:
        made.name = name
    for row in (file, *deposits):
        row.salt = new_salt()
        row.save()
    unit = deposits[0].unit if deposits else None
    path = unit.path_on(local_day(now)) if unit else ""
    record_on(file, "evidence.sealed_away", unit=path, by=by, now=now, rows=deposits)
    return file


def cleaned(path: Path, kind: Kind) -> datetime | None:
    """Take out of a received file whatever may tell where it was made; return when a picture was taken."""
    if kind.code in CLEANERS:
        data = path.read_bytes()
        content, captured_at = CLEANERS[kind.code](data)
        if content != data:
            path.write_bytes(content)
        return captured_at
    if kind.media_type in {"video/mp4", "audio/mp4", "video/3gpp"}:
        with open(path, "r+b") as file:
            recording.clean(file)
    return None


def kept_name(name: str, kind: Kind) -> str:
    """Return the last part of a name, without what is unseen in it, with the ending of its kind, at most 120 signs."""
    path = PurePosixPath(plain(PurePosixPath(PureWindowsPath(name).name).name, lines=False))
    ending = f".{kind.endings[0]}" if path.suffix.lower().lstrip(".") in kind.renamed else path.suffix
    return path.stem[: MAX_NAME - len(ending)] + ending


def deposit(
    stream: BinaryIO | Received,
    *,
    name: str = "",
    by: Account,
    now: datetime,
    unit: Unit | None = None,
    belongs_to: str = "",
) -> File:
    """Deposit a file as evidence of a unit (by default the person's own) and return it.

    With ``belongs_to``, the reference of a matter, only whoever may read that matter will see it. The same content
    is kept once in a matter, and once outside of all: ``file.deposits_before(now)`` then tells where and when it
    came in before.
    A stream is received first; inside a transaction pass what ``receive`` returned. Raises NotAllowed as
    ``receive`` does, and for content that was lawfully erased.
    """
    unit = unit or next(iter(by.units_on(local_day(now))), None)
    require(by, "evidence.deposit", unit, now=now)
    received = stream if isinstance(stream, Received) else receive(stream, name=name)
    return write(received, unit=unit, belongs_to=belongs_to, by=by, now=now)


@transaction.atomic
def write(received: Received, *, unit: Unit | None, belongs_to: str, by: Account, now: datetime) -> File:
    """Write the rows and the entry of a deposit; a unit that deposited this content already adds nothing."""
    file, is_new = File.objects.select_for_update().get_or_create(
        sha256=received.sha256,
        belongs_to=belongs_to,
        defaults={
            "size": received.size,
            "kind": received.kind.code,
            "name": received.name,
            "captured_at": received.captured_at,
            "fingerprint": received.fingerprint,
            "checked_at": now,
        },
    )
    if file.erased_at:
        refuse_erased(file)
    made, is_first = Deposit.objects.get_or_create(
        file=file, unit=unit, defaults={"name": received.name, "deposited_at": now, "by": by}
    )
    if is_first:
        record(
            "evidence.deposited",
            subject=file.ref,
            unit=unit.path_on(local_day(now)) if unit else "",
            by=by,
            now=now,
            facts={
                "kind": file.kind,
                "media_type": file.media_type,
                "size": file.size,
                "seen_before": not is_new,
            },
            rows=[file, made] if is_new else [made],
            files=[file],
        )
    return file


def refuse_erased(file: File) -> None:
    """Refuse content that the law made us erase, and take it off the disk again."""
    remove_unclaimed(file.sha256)
    day = local_day(file.erased_at) if file.erased_at else None
    when = f"于{chinese_day(day)}" if day else ""
    raise NotAllowed(
        f"这个文件已{when}依法删除，不能再次存入",
        f"this file was lawfully erased{f' on {day}' if day else ''} and can't be deposited again",
    )


def remove_unclaimed(sha256: str) -> None:
    """Take content off the disk, unless a file that stands elsewhere has the same."""
    if not File.objects.standing().filter(sha256=sha256).exists():
        store.remove(sha256)
