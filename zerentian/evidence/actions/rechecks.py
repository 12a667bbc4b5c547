"""Re-check: what lies on disk is hashed again, a share at a time; what does not hold is recorded and named."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zerentian.evidence import store
from zerentian.evidence.models import File, Recheck
from zerentian.ledger.actions import record
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import require
from zerentian.organization.models import Account

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that does not hold: ``condition`` is ``damaged`` or ``missing``."""

    file: File
    condition: str
    detail: str | Words

    @property
    def text(self) -> str:
        """Return what is wrong, in both languages."""
        return f"佐证 {self.file.sha256}（{self.file.ref}）{self.detail}"


def check_files(progress: Progress | None = None, files: Iterable[File] | None = None) -> Iterator[Damage]:
    """Hash files again (default: all that should be on disk) and yield those that do not hold.

    Writes nothing. ``progress`` is called with 1 for each file.
    """
    for file in File.objects.standing().order_by("pk").iterator(500) if files is None else files:
        condition, detail = condition_of(file)
        if progress:
            progress(1)
        if condition != "sound":
            yield Damage(file, condition, detail)


def condition_of(file: File) -> tuple[str, str | Words]:
    """Return the condition of a file on disk and what is wrong with it."""
    try:
        if store.digest(file.path) == file.sha256:
            return "sound", ""
    except FileNotFoundError:
        return "missing", Words("不在磁盘上，请从备份取回", "is not on disk: bring it back from the backup")
    except OSError as error:
        return "damaged", Words(f"无法读取（{error.strerror}），请检查磁盘", "can't be read: check the disk")
    return (
        "damaged",
        Words("与存入时的哈希不符，请从备份取回", "differs from its hash: bring it back from the backup"),
    )


def recheck(
    share: float, now: datetime, *, by: Account, progress: Progress | None = None
) -> tuple[Recheck, list[Damage]]:
    """Hash a share (0 < share <= 1) of all files again, those checked longest ago first; record the outcome.

    Also removes from the disk what an interrupted upload or erasure left there. Returns the run and what does
    not hold. Run daily with 1/30, every file is read once a month.
    """
    require(by, "ledger.verify", now=now)
    standing = File.objects.standing().count()
    files = list(File.objects.next_to_check()[: math.ceil(standing * share)])
    damages = list(check_files(progress, files))
    unclaimed = sweep()
    with transaction.atomic():
        run = write(files, damages, unclaimed, by=by, now=now)
    return run, damages


def recheck_is_due(now: datetime) -> bool:
    """Tell whether there are files and no re-check has run today."""
    last = Recheck.objects.first()
    today = local_day(now)
    return File.objects.standing().exists() and (last is None or local_day(last.started_at) < today)


def write(files: list[File], damages: list[Damage], unclaimed: int, *, by: Account, now: datetime) -> Recheck:
    """Write the run, and an entry for each file whose condition changed."""
    found = {damage.file.pk: damage.condition for damage in damages}
    for file in files:
        condition = found.get(file.pk, "sound")
        if condition != file.condition:
            write_change(file, condition, by, now)
    File.objects.filter(pk__in=[file.pk for file in files]).update(checked_at=now)
    counts = {"damaged": 0, "missing": 0} | tally(found.values())
    run = Recheck.objects.create(started_at=now, checked=len(files), **counts)
    record(
        "evidence.rechecked",
        subject=run.ref,
        unit="",
        by=by,
        now=now,
        facts={"checked": len(files), "unclaimed": unclaimed, **counts},
        rows=[run],
    )
    return run


def tally(conditions: Iterable[str]) -> dict[str, int]:
    """Return how often each condition occurs."""
    counts: dict[str, int] = {}
    for condition in conditions:
        counts[condition] = counts.get(condition, 0) + 1
    return counts


def write_change(file: File, condition: str, by: Account, now: datetime) -> None:
    """Write a file's changed condition, in the unit that deposited it first."""
    was_sound = file.condition == "sound"
    File.objects.filter(pk=file.pk).update(condition=condition)
    made = file.deposits.select_related("unit").order_by("pk").first()
    facts: dict[str, object] = {} if condition == "sound" else {"condition": condition, "first": was_sound}
    record(
        "evidence.restored" if condition == "sound" else "evidence.damaged",
        subject=file.ref,
        unit=made.unit.path_on(local_day(now)) if made and made.unit else "",
        by=by,
        now=now,
        facts=facts,
    )


def sweep() -> int:
    """Remove what interrupted uploads and erasures left on disk; return how many files it was.

    Looks at the server's own clock: it is the disk's ages that count, also in a demo.
    """
    server_now = timezone.now()
    left = store.abandoned(server_now)
    for path in left:
        path.unlink(missing_ok=True)
    unclaimed = [sha256 for sha256 in store.settled(server_now) if not is_claimed(sha256)]
    gone = [file.sha256 for file in File.objects.exclude(erased_at=None) if file.path.exists()]
    erased = [sha256 for sha256 in gone if not is_claimed(sha256)]
    for sha256 in {*unclaimed, *erased}:
        store.remove(sha256)
    return len(left) + len({*unclaimed, *erased})


def is_claimed(sha256: str) -> bool:
    """Tell whether a standing file has this hash."""
    return File.objects.standing().filter(sha256=sha256).exists()
