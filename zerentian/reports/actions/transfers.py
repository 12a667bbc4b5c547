"""Transfers to the archive: drawn up, kept once packed, received, withdrawn; each an entry in the log."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record, record_on
from zerentian.ledger.drawn import free_number
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.retention import Retention
from zerentian.reports.items import CASES, Item, items_to_transfer, kinds_to_transfer
from zerentian.reports.models import KeptFor, Report, Transfer, TransferPaper, TransferPiece
from zerentian.reports.rules.transfers import (
    MOST_WORDS,
    OURS,
    Piece,
    TransferState,
    check_asked,
    check_class,
    check_kinds,
    check_received,
    check_step,
    check_withdrawn,
)

RIGHT = "archive.transfer"


@dataclass(frozen=True, slots=True)
class Packed:
    """A package that was made: the file, what is in it, its digests, how large its payload is."""

    path: Path
    pieces: Sequence[tuple[Item, Piece]]
    files: int
    size: int
    package: str
    manifest: str


def folder() -> Path:
    """Return where packages wait for who takes them to the archive."""
    home: Path = settings.ZERENTIAN_HOME
    return home / "archive"


def package_of(transfer: Transfer) -> Path:
    """Return the file of a transfer's package."""
    return folder() / transfer.file_name


@transaction.atomic
def ask_transfer(
    *,
    unit: Unit,
    period: Period,
    archive: str = "",
    kinds: Sequence[str] | None = None,
    by: Account,
    now: datetime,
) -> Transfer:
    """Draw up a transfer of a unit's files that were closed in a period, of all kinds or of some.

    NotAllowed when there are none.
    """
    require(by, RIGHT, unit, now=now)
    today = local_day(now)
    wanted = [*kinds_to_transfer()] if kinds is None else list(kinds)
    check_kinds(wanted, kinds_to_transfer())
    begun = period.first <= today
    found = len(items_to_transfer(unit, period.first, period.last, by, wanted)) if begun else 0
    if begun and not found:
        refuse_packed(unit, period, wanted, by)
    check_asked(found, period.first, today)
    transfer = Transfer.objects.create(
        unit=unit,
        path=path_on(unit, min(period.last, today)),
        number=new_number(today),
        period=period.code,
        first=period.first,
        last=period.last,
        kinds=".".join(wanted),
        archive=archive.strip(),
        asked_by=by,
        asked_at=now,
    )
    facts = {
        "number": transfer.number,
        "first": transfer.first,
        "last": transfer.last,
        "kinds": transfer.kinds,
    }
    record_on(transfer, "archive.asked", by=by, now=now, facts=facts)
    return transfer


def refuse_packed(unit: Unit, period: Period, kinds: Collection[str], by: Account) -> None:
    """Refuse where what was closed waits in packages, and say where they are; a run may have been cut off then."""
    waiting = Transfer.objects.visible_to(by).filter(unit=unit, state=TransferState.PACKED)
    there = waiting.filter(first__lte=period.last, last__gte=period.first)
    if numbers := [one.number for one in there if not set(kinds).isdisjoint(one.kind_codes)]:
        raise NotAllowed(
            f"这个期间的案卷已成包，尚未交出：{'、'.join(numbers)}；"
            "在移交页面下载，或用 zerentian archive write 编号 --out 目录 再写出",
            f"packed already, not handed over yet: {', '.join(numbers)}; its page has the package, and"
            " `zerentian archive write NUMBER --out FOLDER` writes it once more",
        )


def new_number(today: date) -> str:
    """Return a number of a year, such as YJ2026-48319027 (移交)."""
    return free_number(f"YJ{today.year}-", lambda one: Transfer.objects.filter(number=one).exists())


@transaction.atomic
def keep_package(transfer: Transfer, packed: Packed, *, by: Account, now: datetime) -> Transfer:
    """Record that a transfer was packed: how much, with which digests, and on each case that it lies in it."""
    require(by, RIGHT, transfer.path, now=now)
    transfer = locked(transfer)
    check_step(transfer.state, (TransferState.ASKED,), "再次成包", "packed again")
    transfer.state, transfer.packed_at = TransferState.PACKED, now
    transfer.cases, transfer.files, transfer.size = len(packed.pieces), packed.files, packed.size
    transfer.package, transfer.manifest = packed.package, packed.manifest
    transfer.save()
    facts = {
        "number": transfer.number,
        "cases": transfer.cases,
        "files": transfer.files,
        "bytes": transfer.size,
        "package": transfer.package,
        "manifest": transfer.manifest,
    }
    entry = record_on(transfer, "archive.packed", by=by, now=now, facts=facts)
    for item, piece in packed.pieces:
        row = keep_case(transfer, item, piece) if item.kind == CASES else keep_paper(transfer, piece)
        record(
            "archive.included",
            subject=item.ref,
            unit=path_of_matter(item.row),
            by=by,
            now=now,
            facts={
                "number": transfer.number,
                "place": piece.place,
                "pages": piece.pages,
                "stated": piece.digest,
            },
            rows=[row],
            because=entry,
        )
    return transfer


def path_of_matter(row: Any) -> str:
    """Return where a matter counts; a report is itself about a unit's path."""
    return row.unit if isinstance(row, Report) else str(row.path)


def keep_case(transfer: Transfer, item: Item, piece: Piece) -> TransferPiece:
    """Keep that a case lies in a transfer."""
    return TransferPiece.objects.create(
        transfer=transfer,
        concern=item.row,
        place=piece.place,
        closed_on=piece.day,
        retention=piece.retention,
        pages=piece.pages,
        digest=piece.digest,
    )


def keep_paper(transfer: Transfer, piece: Piece) -> TransferPaper:
    """Keep that another matter's file lies in a transfer."""
    return TransferPaper.objects.create(
        transfer=transfer,
        ref=piece.ref,
        number=piece.number,
        title=piece.title,
        organ=piece.responsible,
        place=piece.place,
        closed_on=piece.day,
        retention=piece.retention,
        pages=piece.pages,
        digest=piece.digest,
    )


@transaction.atomic
def set_class(
    ref: str, *, unit: Unit, period: Period, retention: str, reason: str, by: Account, now: datetime
) -> KeptFor:
    """Decide how long the file of a matter is kept, before it is packed; NotAllowed once it lies in a transfer.

    ``unit`` and ``period`` are those of the list on which it stands. It holds for the matter, whatever becomes of it.
    """
    require(by, RIGHT, unit, now=now)
    found = items_to_transfer(unit, period.first, period.last, by, [*kinds_to_transfer()])
    item = next((one for one in found if one.ref == ref), None)
    if item is None:
        raise NotAllowed(
            "没有这份待移交的案卷：可能已经移交",
            "no such file waits to be handed over: it may lie in a transfer",
        )
    words = check_class(item.retention, Retention(retention), reason)
    row = KeptFor.objects.create(
        ref=ref, retention=retention, before=item.retention, reason=words, by=by, at=now
    )
    facts = {"retention": retention, "before": item.retention.value}
    record(
        "archive.classed", subject=ref, unit=path_of_matter(item.row), by=by, now=now, facts=facts, rows=[row]
    )
    return row


@transaction.atomic
def fail_transfer(transfer: Transfer, problem: str, *, by: Account, now: datetime) -> Transfer:
    """Record that a transfer could not be packed, and why: its cases are free for another."""
    require(by, RIGHT, transfer.path, now=now)
    transfer = locked(transfer)
    check_step(transfer.state, (TransferState.ASKED,), "标为未能成包", "marked as failed")
    transfer.state, transfer.problem = TransferState.FAILED, problem[:400]
    transfer.save(update_fields=["state", "problem"])
    record_on(transfer, "archive.failed", by=by, now=now, facts={"number": transfer.number})
    return transfer


@transaction.atomic
def receive_transfer(
    transfer: Transfer,
    *,
    received_on: date,
    received_by: str,
    remark: str = "",
    by: Account,
    now: datetime,
) -> Transfer:
    """Record that the archive took a package over: when, who, and what was found when it was looked through."""
    require(by, RIGHT, transfer.path, now=now)
    transfer = locked(transfer)
    check_step(transfer.state, (TransferState.PACKED,), "登记接收", "received")
    check_received(received_on, local_day(transfer.packed_at or now), local_day(now), received_by)
    transfer.state, transfer.received_on = TransferState.RECEIVED, received_on
    transfer.received_by, transfer.remark = received_by.strip(), remark.strip()[:MOST_WORDS]
    transfer.save(update_fields=["state", "received_on", "received_by", "remark"])
    facts = {"number": transfer.number, "received": received_on}
    record_on(transfer, "archive.received", by=by, now=now, occurred_on=received_on, facts=facts)
    transaction.on_commit(lambda: package_of(transfer).unlink(missing_ok=True))
    return transfer


@transaction.atomic
def withdraw_transfer(transfer: Transfer, *, reason: str, by: Account, now: datetime) -> Transfer:
    """Withdraw a transfer that was not received: its cases may be handed over with another."""
    require(by, RIGHT, transfer.path, now=now)
    transfer = locked(transfer)
    check_step(transfer.state, OURS, "撤回", "withdrawn")
    transfer.state, transfer.remark = TransferState.WITHDRAWN, check_withdrawn(reason)
    transfer.save(update_fields=["state", "remark"])
    record_on(transfer, "archive.withdrawn", by=by, now=now, facts={"number": transfer.number})
    transaction.on_commit(lambda: package_of(transfer).unlink(missing_ok=True))
    return transfer


def locked(transfer: Transfer) -> Transfer:
    """Return a transfer as it stands, held until the transaction ends."""
    held: Transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    return held
