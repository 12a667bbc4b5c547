"""Deeds: recorded, corrected, withdrawn, given or deprived of evidence, verified by another person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Unpack
from uuid import UUID

from django.db import transaction

from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.actions.occurrences import close_occurrence, redate_closing, reopen_occurrence
from zerentian.duties.models import Deed, DeedChange, DeedFile, DeedService, Duty, Occurrence
from zerentian.duties.rules.deeds import (
    DeedKind,
    check_fresh,
    check_other_person,
    check_people,
    check_reason,
    check_text,
)
from zerentian.duties.rules.functions import Outcome
from zerentian.evidence.models import File
from zerentian.ledger.actions import Besides, record_on, record_step
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit

RECORDED = "deed.recorded"


@transaction.atomic
def record_deed(
    *,
    what: str,
    occurred_on: date,
    serves: Sequence[Duty],
    unit: Unit,
    by: Account,
    now: datetime,
    kind: DeedKind = DeedKind.OTHER,
    occurrences: Sequence[Occurrence] = (),
    place: str = "",
    people: int | None = None,
    files: Sequence[File] = (),
    done_by: Account | None = None,
    imported: bool = False,
) -> Deed:
    """Record what was done, once, for all the duties it serves.

    Each duty's occurrence is the one named in ``occurrences``, else the one the day falls to; an open one is
    fulfilled by the deed. ``people`` None is unknown. ``done_by`` defaults to who records.
    """
    require(by, "deed.record", unit, now=now)
    check_duties(serves)
    deed = Deed(unit=unit, done_by=done_by or by, recorded_by=by, recorded_at=now)
    describe(deed, what, kind, occurred_on, place, people)
    deed.save()
    chosen = {occurrence.duty_id: occurrence for occurrence in occurrences}
    services = [
        DeedService.objects.create(
            deed=deed, duty=duty, occurrence=chosen.get(duty.pk) or occurrence_of(duty, occurred_on)
        )
        for duty in serves
    ]
    uses = [DeedFile.objects.create(deed=deed, file=file, added_at=now) for file in files]
    told = told_of(deed, rows=[*services, *uses], imported=imported)
    entry = record_on(deed, RECORDED, by=by, now=now, **told)
    for service in services:
        if service.occurrence is not None:
            fulfil(service.occurrence, occurred_on, by, now, entry)
    return deed


@transaction.atomic
def correct_deed(
    deed: Deed,
    *,
    reason: str,
    what: str,
    occurred_on: date,
    serves: Sequence[Duty],
    by: Account,
    now: datetime,
    kind: DeedKind = DeedKind.OTHER,
    place: str = "",
    people: int | None = None,
    expected: UUID | None = None,
) -> Deed:
    """Correct what a deed says, with the reason; a verification given before falls away.

    ``expected`` is the entry that the corrector saw; somebody else's change in between is refused.
    """
    require(by, "deed.record", deed.unit, now=now)
    deed, old = locked(deed, expected)
    check_duties(serves)
    before = stated(deed)
    old_services = list(deed.services.filter(dropped=False).select_related("occurrence", "duty"))
    describe(deed, what, kind, occurred_on, place, people)
    deed.verified_by, deed.verified_at = None, None
    deed.save()
    kept, rows = assign_services(deed, old_services, serves)
    entry = rewrite(deed, "corrected", old, by, now, reason=check_reason(reason), before=before, rows=rows)
    settle(old_services, kept, occurred_on, by, now, entry)
    return deed


@transaction.atomic
def withdraw_deed(deed: Deed, *, reason: str, by: Account, now: datetime) -> Deed:
    """Withdraw a deed that should not stand, with the reason; what it fulfilled is open again."""
    require(by, "deed.record", deed.unit, now=now)
    deed, old = locked(deed)
    before = stated(deed)
    deed.withdrawn, deed.verified_by, deed.verified_at = True, None, None
    deed.save(update_fields=["withdrawn", "verified_by", "verified_at"])
    entry = rewrite(deed, "voided", old, by, now, reason=check_reason(reason), before=before)
    for service in deed.services.filter(dropped=False, occurrence__isnull=False):
        release(service, by, now, entry)
    return deed


@transaction.atomic
def add_evidence(deed: Deed, *, files: Sequence[File], by: Account, now: datetime) -> Deed:
    """Let a deed rest on more files."""
    require(by, "deed.record", deed.unit, now=now)
    deed, old = locked(deed)
    used = set(DeedFile.objects.filter(deed=deed).values_list("file_id", flat=True))
    fresh = [file for file in files if file.pk not in used]
    if not fresh:
        raise NotAllowed("这些文件已经附在这条记录上", "these files are with this record already")
    uses = [DeedFile.objects.create(deed=deed, file=file, added_at=now) for file in fresh]
    rewrite(deed, "evidence_added", old, by, now, rows=uses)
    return deed


@transaction.atomic
def withdraw_evidence(
    file: File, *, reason: str, by: Account, now: datetime, deeds: Iterable[Deed] | None = None
) -> list[Deed]:
    """Take a file away from the deeds that rest on it (default: all of them), one entry each; the file is kept."""
    reason = check_reason(reason)
    uses = DeedFile.objects.filter(file=file, withdrawn_at=None, deed__withdrawn=False)
    if deeds is not None:
        uses = uses.filter(deed__in=[deed.pk for deed in deeds])
    uses = uses.select_related("deed__unit").order_by("deed")
    if not uses:
        raise NotAllowed("没有记录用到这份佐证", "no record rests on this file")
    return [withdraw_use(use, reason, by, now) for use in uses]


def withdraw_use(use: DeedFile, reason: str, by: Account, now: datetime) -> Deed:
    """Take a file away from one deed; a verification given before falls away."""
    require(by, "deed.record", use.deed.unit, now=now)
    deed, old = locked(use.deed)
    use.withdrawn_at = now
    use.save(update_fields=["withdrawn_at"])
    deed.verified_by, deed.verified_at = None, None
    deed.save(update_fields=["verified_by", "verified_at"])
    before = {"file": use.file_id}
    rewrite(deed, "evidence_withdrawn", old, by, now, reason=reason, before=before, rows=[use])
    return deed


@transaction.atomic
def verify_deed(deed: Deed, *, by: Account, now: datetime, expected: UUID | None = None) -> Deed:
    """Confirm, as somebody other than who did and who recorded it, that a deed is so."""
    require(by, "deed.verify", deed.unit, now=now)
    deed, old = locked(deed, expected)
    check_other_person(by.pk, deed.done_by_id, deed.recorded_by_id)
    if deed.verified_by_id is not None:
        raise NotAllowed("这条记录已经核实", "this record has been verified already")
    deed.verified_by, deed.verified_at = by, now
    deed.save(update_fields=["verified_by", "verified_at"])
    rewrite(deed, "verified", old, by, now)
    return deed


def locked(deed: Deed, expected: UUID | None = None) -> tuple[Deed, Entry]:
    """Return the deed locked against others, with its newest entry; refuse a withdrawn one and an old page."""
    deed = Deed.objects.select_for_update().select_related("unit").get(pk=deed.pk)
    newest = head(deed.ref, RECORDED)
    check_fresh(str(expected or ""), str(newest.uuid))
    if deed.withdrawn:
        raise NotAllowed(
            "这条记录已撤回，不能再改；请另登记一条",
            "this record was withdrawn and can't be changed: record a new one",
        )
    return deed, newest


def check_duties(serves: Sequence[Duty]) -> None:
    """Refuse a deed for no duty at all."""
    if not serves:
        raise NotAllowed("请选择这件工作落实的责任", "choose the duty that this work serves")


def describe(
    deed: Deed, what: str, kind: DeedKind, occurred_on: date, place: str, people: int | None
) -> None:
    """Write what a deed says onto its row."""
    deed.what, deed.kind, deed.occurred_on = check_text(what), kind, occurred_on
    deed.place, deed.people = place.strip(), check_people(people)
    deed.path = path_on(deed.unit, occurred_on)


def occurrence_of(duty: Duty, day: date) -> Occurrence | None:
    """Return the open occurrence that a day falls to: the last one begun by then, if it is still open."""
    latest = duty.occurrences.filter(first__lte=day).order_by("-first").first()
    return latest if latest and latest.outcome == Outcome.OPEN else None


def fulfil(occurrence: Occurrence, day: date, by: Account, now: datetime, because: Entry) -> None:
    """Close an occurrence by a deed of that day, unless it is closed already."""
    if occurrence.outcome == Outcome.OPEN:
        close_occurrence(occurrence, outcome=Outcome.FULFILLED, on=day, by=by, now=now, because=because)


def release(service: DeedService, by: Account, now: datetime, because: Entry) -> None:
    """Reopen the occurrence that a deed fulfilled and no longer stands for."""
    occurrence = service.occurrence
    if occurrence is not None and occurrence.outcome == Outcome.FULFILLED:
        reopen_occurrence(occurrence, by=by, now=now, because=because)


def assign_services(
    deed: Deed, old: Sequence[DeedService], serves: Sequence[Duty]
) -> tuple[dict[int, Occurrence], list[Committed]]:
    """Write which duties a corrected deed serves; return its occurrences by duty, and the rows that changed."""
    day, rows = deed.occurred_on, list[Committed]()
    kept: dict[int, Occurrence] = {}
    wanted = {duty.pk: duty for duty in serves}
    known = {service.duty_id: service for service in deed.services.all()}
    for service in old:
        if service.duty_id not in wanted:
            service.dropped = True
            service.save(update_fields=["dropped"])
            rows.append(service)
    for duty in serves:
        service = known.get(duty.pk) or DeedService(deed=deed, duty=duty)
        standing = service.occurrence if service.pk and not service.dropped else None
        fits = standing is not None and standing.first <= day
        service.occurrence = standing if fits else occurrence_of(duty, day)
        service.dropped = False
        service.save()
        rows.append(service)
        if service.occurrence is not None:
            kept[duty.pk] = service.occurrence
    return kept, rows


def settle(
    old: Sequence[DeedService],
    kept: dict[int, Occurrence],
    day: date,
    by: Account,
    now: datetime,
    entry: Entry,
) -> None:
    """Reopen what a corrected deed no longer fulfils, restate what it fulfils on another day, close the rest."""
    fulfilled = {service.occurrence_id for service in old if service.occurrence_id}
    still = {occurrence.pk for occurrence in kept.values()}
    for service in old:
        if service.occurrence_id and service.occurrence_id not in still:
            reopen_occurrence(Occurrence.objects.get(pk=service.occurrence_id), by=by, now=now, because=entry)
    for occurrence in kept.values():
        if occurrence.pk in fulfilled and occurrence.closed_on != day:
            redate_closing(occurrence, on=day, by=by, now=now, because=entry)
        elif occurrence.pk not in fulfilled:
            fulfil(occurrence, day, by, now, entry)


def stated(deed: Deed) -> dict[str, Any]:
    """Return what a deed says now, as it is kept beside its change."""
    return {
        "what": deed.what,
        "kind": deed.kind,
        "occurred_on": deed.occurred_on.isoformat(),
        "place": deed.place,
        "people": deed.people,
        "duties": list(deed.services.filter(dropped=False).values_list("duty_id", flat=True)),
    }


def rewrite(
    deed: Deed,
    change: str,
    old: Entry,
    by: Account,
    now: datetime,
    *,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    rows: Sequence[Committed] = (),
) -> Entry:
    """Record anew what a changed deed says, and why it was changed, in the words of who did."""
    why = DeedChange(deed=deed, change=change, reason=reason, by=by, at=now, before=before or {})
    return record_step(deed, RECORDED, why, **told_of(deed, rows=rows, replaces=old, change=change))


def facts_of(deed: Deed, files: Sequence[File]) -> dict[str, object]:
    """Return a deed's facts: its kind, participations, area, duties, and whether it has evidence."""
    services = list(deed.services.filter(dropped=False).select_related("duty__area"))
    codes = "/".join(str(service.duty_id) for service in services[:20])
    facts: dict[str, object] = {"kind": deed.kind, "has_evidence": bool(files), "people": deed.people}
    if services:
        facts |= {"duties": codes, "area": services[0].duty.area.code}
    return facts


def told_of(deed: Deed, **besides: Unpack[Besides]) -> Besides:
    """Return what an entry says of a deed now: its day and facts, resting on the files that were not withdrawn."""
    files = list(File.objects.filter(pk__in=deed.uses.filter(withdrawn_at=None).values("file")))
    besides |= {"occurred_on": deed.occurred_on, "facts": facts_of(deed, files), "files": files}
    return besides
