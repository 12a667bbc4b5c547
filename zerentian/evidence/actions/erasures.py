"""Lawful erasure: one person asks, another decides; the file goes, its hash stays and reads 依法删除."""

from datetime import datetime

from django.db import transaction

from zerentian.evidence.actions.deposits import remove_unclaimed
from zerentian.evidence.actions.pairs import forget_sketch
from zerentian.evidence.models import Erasure, File
from zerentian.evidence.rules.erasures import check_ground, check_second_person
from zerentian.ledger.actions import record
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.models.entries import new_salt
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@transaction.atomic
def ask_erasure(file: File, *, ground: str, reason: str, by: Account, now: datetime) -> Erasure:
    """Ask that a file be erased, on one of the grounds of 个人信息保护法 art. 47."""
    check_reach(file, "evidence.erase", by, now)
    check_ground(ground, reason)
    if file.erased_at:
        raise NotAllowed("这个文件已经依法删除", "this file is already erased")
    if file.open_erasure:
        raise NotAllowed(
            "已有人提出删除，正等待批准", "an erasure was already asked for and awaits its decision"
        )
    erasure = Erasure.objects.create(
        file=file, ground=ground, reason=reason.strip(), asked_by=by, asked_at=now
    )
    write("evidence.erasure_asked", erasure, by, now, [erasure])
    return erasure


def erase(erasure: Erasure, *, by: Account, now: datetime, answer: str = "") -> File:
    """Approve a request: the file leaves the disk, its names and salts are destroyed, hash and size stay.

    What reports and other rooms say about the file keeps its place; nothing can be opened any more that the
    ledger committed to about it. The file on disk goes last: a crash before that is made good by the re-check.
    """
    with transaction.atomic():
        file = decide(erasure, "erased", answer, by, now)
        deposits = list(file.deposits.all())
        file.name, file.fingerprint, file.captured_at, file.erased_at = "", "", None, now
        for row in (file, *deposits):
            row.salt = new_salt()
        file.save()
        forget_sketch(file)
        for made in deposits:
            made.name = ""
            made.save()
        write("evidence.erased", erasure, by, now, [file, erasure, *deposits])
        transaction.on_commit(lambda: remove_unclaimed(file.sha256))
    return file


@transaction.atomic
def refuse_erasure(erasure: Erasure, *, by: Account, now: datetime, answer: str) -> File:
    """Refuse a request, with the reason."""
    if not answer.strip():
        raise NotAllowed("请写明不予删除的理由", "say why the file is not erased")
    file = decide(erasure, "refused", answer, by, now)
    write("evidence.erasure_refused", erasure, by, now, [erasure])
    return file


def decide(erasure: Erasure, state: str, answer: str, by: Account, now: datetime) -> File:
    """Write a second person's decision into an open request; return the file, locked."""
    file = File.objects.select_for_update().get(pk=erasure.file_id)
    check_reach(file, "evidence.erase_approve", by, now)
    erasure.refresh_from_db()
    if erasure.state != "asked":
        raise NotAllowed("这项申请已经有了决定", "this request has already been decided")
    check_second_person(erasure.asked_by_id, by.pk)
    erasure.state, erasure.answer = state, answer.strip()
    erasure.decided_by, erasure.decided_at = by, now
    erasure.save()
    return file


def check_reach(file: File, right: str, by: Account, now: datetime) -> None:
    """Ask for the right over every unit that deposited the file: erasing takes it from all of them."""
    for unit in units_of(file):
        require(by, right, unit, now=now)


def units_of(file: File) -> list[Unit | None]:
    """Return the units that deposited a file, the first one first."""
    return [made.unit for made in file.deposits.select_related("unit").order_by("pk")] or [None]


def write(verb: str, erasure: Erasure, by: Account, now: datetime, rows: list[Committed]) -> Entry:
    """Record a step of an erasure in the unit that deposited the file first."""
    unit = units_of(erasure.file)[0]
    return record(
        verb,
        subject=erasure.file.ref,
        unit=unit.path_on(local_day(now)) if unit else "",
        by=by,
        now=now,
        facts={"ground": erasure.ground},
        rows=rows,
    )
