"""Pairs of files or texts that may have been used twice: found by the machine, decided on by a person."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from zerentian.evidence.models import File, Judgement, Pair, Sketch
from zerentian.evidence.models.pairs import decidable, own_of
from zerentian.evidence.rules.metadata.exif import DamagedPicture
from zerentian.evidence.rules.pairs import (
    DECIDING,
    check_decided,
    check_open,
    check_other_person,
    check_reason,
    common_path,
)
from zerentian.ledger.actions import record_on
from zerentian.ledger.foreign import Busy, read_apart
from zerentian.ledger.rules.later import Later
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account

if TYPE_CHECKING:
    from zerentian.evidence.rules import likeness, shelf
else:
    likeness, shelf = Later("zerentian.evidence.rules.likeness"), Later("zerentian.evidence.rules.shelf")

# What one turn of the worker takes on, some seconds of work; the rest waits for the next.
AT_A_TIME = 20


def compare_pictures(
    now: datetime, most: int | None = AT_A_TIME, progress: Callable[[int], object] | None = None
) -> int:
    """Look up pictures that were not compared yet, the oldest first, at most ``most``; return how many pairs came up.

    Each is drawn and compared in a child process, then written with its pairs in one transaction: a run that is cut
    off goes on where it was. Nothing is said in the ledger until a person decides.
    """
    files = File.objects.comparable()
    waiting = list(files.filter(sketch=None).order_by("pk")[:most])
    if not waiting:
        return 0
    kept = Sketch.objects.filter(file__in=files.values("pk")).order_by("pk")
    pictures = shelf.Shelf(
        (number, bytes(keys)) for number, keys in kept.values_list("pk", "keys").iterator(5000)
    )
    found = 0
    for file in waiting:
        try:
            found += compare_one(file, pictures, now)
        except Busy:
            # Nothing is known of this picture yet, and must not be kept as if it held nothing.
            break
        if progress:
            progress(1)
    return found


def compare_one(file: File, pictures: "shelf.Shelf", now: datetime) -> int:
    """Look up one picture among those on the shelf, put it there, and write its pairs down; return how many."""
    drawn = drawn_of(file)
    others = File.objects.filter(pk__in=pictures.find(drawn.asked)).order_by("pk") if drawn.keys else []
    alike = [(other, share) for other in others if (share := share_alike(other, file)) is not None]
    with transaction.atomic():
        # Whatever was erased or hidden meanwhile is gone; nobody erases one of these until they are written.
        rows = File.objects.comparable().filter(pk__in=[file.pk, *(other.pk for other, _ in alike)])
        stand = {one.pk for one in rows.select_for_update().order_by("pk")}
        if file.pk not in stand:
            return 0
        Sketch.objects.get_or_create(file=file, defaults={"keys": drawn.keys})
        made = [
            note_pair("photo", other, file, measure=share, now=now)
            for other, share in alike
            if other.pk in stand
        ]
    pictures.add(file.pk, drawn.keys)
    return sum(made)


def drawn_of(file: File) -> "likeness.Drawn":
    """Return what a picture is found by; nothing for one that cannot be opened: it can't be compared."""
    try:
        return read_apart(likeness.drawn, file.path, settings.EVIDENCE_MAX_PIXELS)
    except Busy:
        raise
    except (DamagedPicture, NotAllowed):
        return likeness.Drawn(b"", b"")


def share_alike(one: File, other: File) -> int | None:
    """Return the share, in percent, of the blocks in which two pictures are the same; None if they are not alike."""
    if one.sha256 == other.sha256:
        return 100
    try:
        found = read_apart(likeness.compared, one.path, other.path, settings.EVIDENCE_MAX_PIXELS)
    except Busy:
        raise
    except (DamagedPicture, NotAllowed):
        return None
    return round(found.same * 100) if found.holds else None


def note_pair(
    sort: str, first: File, second: File, *, measure: int, now: datetime, refs: tuple[str, str] = ("", "")
) -> bool:
    """Write down that a person should look at two files, or at two uses of them; tell whether that is new.

    ``refs`` refer to the records that rest on them. Called inside a transaction.
    """
    _, is_new = Pair.objects.get_or_create(
        sort=sort,
        first_file=first,
        second_file=second,
        first=refs[0],
        second=refs[1],
        defaults={
            "measure": measure,
            "path": common_path(paths_of([first, second], everywhere=bool(refs[0]))),
            "found_at": now,
        },
    )
    return is_new


def paths_of(files: Iterable[File], *, everywhere: bool) -> list[str]:
    """Return the paths of the units that deposited files first, as they stood then; ``everywhere``: of all that did.

    Two records may rest on one file that two townships deposited: neither decides on the other's.
    """
    found = []
    for file in files:
        made = file.deposits.select_related("unit").filter(unit__isnull=False).order_by("pk")
        for one in made if everywhere else made[:1]:
            assert one.unit is not None
            found.append(one.unit.path_on(local_day(one.deposited_at)) or one.unit.path)
    return found


@transaction.atomic
def judge_pair(pair: Pair, *, outcome: str, reason: str, by: Account, now: datetime) -> Pair:
    """Decide on a pair that waits, with the reason: ``same``, ``other`` or ``explained``.

    NotAllowed for who deposited one of the files, without a reason, and where it was decided on meanwhile.
    """
    pair = locked(pair, by)
    check_open(pair.outcome)
    return decided(pair, "pair.judged", outcome, check_reason(reason), by, now)


@transaction.atomic
def take_back(pair: Pair, *, reason: str, by: Account, now: datetime) -> Pair:
    """Take back what was decided on a pair, with the reason: it waits again, and what was said stays readable."""
    pair = locked(pair, by)
    check_decided(pair.outcome)
    return decided(pair, "pair.reopened", "", check_reason(reason), by, now)


def locked(pair: Pair, by: Account) -> Pair:
    """Return a pair that an account may decide on, locked; Forbidden or NotAllowed where it may not."""
    found = Pair.objects.select_for_update().get(pk=pair.pk)
    one = Pair.objects.filter(pk=found.pk)
    if not one.filter(decidable(by)).exists():
        raise Forbidden(DECIDING[0])
    if not one.visible_to(by).exists():
        raise Forbidden("evidence.view")
    check_other_person(one.filter(own_of(by)).exists())
    return found


def may_decide(pair: Pair, account: Account) -> bool:
    """Tell whether an account that sees a pair may decide on it, or take back what was decided."""
    return Pair.objects.filter(decidable(account), pk=pair.pk).exclude(own_of(account)).exists()


def decided(pair: Pair, verb: str, outcome: str, reason: str, by: Account, now: datetime) -> Pair:
    """Write a judgement, what the pair now is, and the entry."""
    before, pair.outcome = pair.outcome, outcome
    pair.save()
    judgement = Judgement.objects.create(pair=pair, outcome=outcome, reason=reason, by=by, at=now)
    facts: dict[str, object] = {"sort": pair.sort, "outcome": outcome or before}
    record_on(pair, verb, by=by, now=now, facts=facts, rows=[judgement])
    return pair


def forget_sketch(file: File) -> None:
    """Take away what a file was found by, and the pairs nobody said anything on: the file itself is leaving."""
    Sketch.objects.filter(file=file).delete()
    for side in ("first_file", "second_file"):
        Pair.objects.filter(outcome="", judgements=None, **{side: file}).delete()


def compare_anew() -> int:
    """Have every picture compared again, as when a version finds more; return how many. Decided pairs stay."""
    gone, _ = Sketch.objects.all().delete()
    return gone
