"""Deeds that rest on one file, and photos taken far from the day a deed says: put beside each other for a person."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from zerentian.duties.models import DeedFile
from zerentian.evidence.actions import note_pair
from zerentian.evidence.models import File, Pair
from zerentian.evidence.rules.pairs import days_apart


def note_uses(now: datetime) -> int:
    """Write down the pairs that deeds bring up, both kinds; return how many are new. No entry: a person decides."""
    uses = (
        DeedFile.objects.filter(withdrawn_at=None, deed__withdrawn=False, file__in=File.objects.comparable())
        .select_related("deed", "file")
        .order_by("pk")
    )
    known = set(Pair.objects.exclude(sort="photo").values_list("sort", "first", "second"))
    first: defaultdict[int, list[str]] = defaultdict(list)
    made = 0
    for use in uses.iterator(2000):
        ref = use.deed.ref
        for earlier in first[use.file_id][:1]:
            made += noted("file", use.file, (earlier, ref), 100, known, now)
        first[use.file_id].append(ref)
        if days := days_apart(use.file.captured_at, use.deed.occurred_on):
            made += noted("time", use.file, (ref, ref), days, known, now)
    return made


def noted(
    sort: str,
    file: File,
    refs: tuple[str, str],
    measure: int,
    known: set[tuple[str, str, str]],
    now: datetime,
) -> bool:
    """Write down one pair unless it is known; tell whether it is new."""
    if (sort, *refs) in known:
        return False
    with transaction.atomic():
        return note_pair(sort, file, file, measure=measure, now=now, refs=refs)
