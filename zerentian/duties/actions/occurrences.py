"""Occurrences: opened from a duty's cadence, closed by a deed or excused, reopened when the deed falls away."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from zerentian.duties.actions.heads import head
from zerentian.duties.models import Duty, Occurrence
from zerentian.duties.rules.cadences import Span, spans
from zerentian.duties.rules.deeds import check_reason
from zerentian.duties.rules.functions import Outcome
from zerentian.ledger.actions import record_on, void_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account

CLOSED = "occurrence.closed"


@transaction.atomic
def open_occurrences(
    *, until: date, by: Account, now: datetime, duties: Iterable[Duty] | None = None
) -> list[Occurrence]:
    """Open every occurrence that begins by ``until`` and is not open yet; calling again opens nothing twice."""
    require(by, "duty.manage", now=now)
    wanted = Duty.objects.in_force() if duties is None else duties
    chosen = list(Duty.objects.filter(pk__in=[duty.pk for duty in wanted]).select_for_update())
    known: dict[int, set[str]] = {duty.pk: set() for duty in chosen}
    latest: dict[int, date] = {}
    rows = Occurrence.objects.filter(duty__in=chosen).values_list("duty_id", "code", "first")
    for duty_id, code, first in rows.order_by("first"):
        known[duty_id].add(code)
        latest[duty_id] = first
    return [
        open_occurrence(duty, span, by, now)
        for duty in chosen
        for span in spans(duty.rule, since=latest.get(duty.pk, duty.first), until=until)
        if span.code not in known[duty.pk]
    ]


def open_occurrence(duty: Duty, span: Span, by: Account, now: datetime) -> Occurrence:
    """Open one occurrence with its entry."""
    occurrence = Occurrence.objects.create(
        duty=duty, unit=duty.unit, path=duty.path, code=span.code, first=span.first, due=span.due
    )
    facts = dated(occurrence) | {"duty": duty.ref, "listed": duty.listed}
    record_on(occurrence, "occurrence.opened", by=by, now=now, facts=facts)
    return occurrence


@transaction.atomic
def excuse_occurrence(occurrence: Occurrence, *, reason: str, by: Account, now: datetime) -> Occurrence:
    """Excuse an open occurrence with a reason; it stays in what was due and shows as excused."""
    require(by, "duty.manage", occurrence.unit, now=now)
    occurrence = Occurrence.objects.select_for_update().get(pk=occurrence.pk)
    occurrence.reason = check_reason(reason)
    close_occurrence(occurrence, outcome=Outcome.EXCUSED, on=local_day(now), by=by, now=now)
    return occurrence


def close_occurrence(
    occurrence: Occurrence,
    *,
    outcome: Outcome,
    on: date,
    by: Account,
    now: datetime,
    because: Entry | None = None,
) -> Entry:
    """Close an open occurrence on a day; part of an action that has asked for its right."""
    if occurrence.outcome != Outcome.OPEN:
        raise NotAllowed("这一期已经办结，请刷新页面", "this occurrence is closed already: reload the page")
    occurrence.outcome, occurrence.closed_on = outcome, on
    occurrence.save(update_fields=["outcome", "closed_on", "reason"])
    day = counted_from(occurrence, on)
    facts = closing(occurrence)
    return record_on(occurrence, CLOSED, by=by, now=now, facts=facts, occurred_on=day, because=because)


def counted_from(occurrence: Occurrence, on: date) -> date:
    """Return the day on which a closing counts: not before the occurrence came to the unit that closes it.

    Whether it was in time is stated by itself, by the deed's own day.
    """
    moves = Entry.objects.filter(subject=occurrence.ref, verb="occurrence.moved", occurred_on__gt=on)
    latest = moves.order_by("-occurred_on").first()
    return latest.occurred_on if latest else on


def redate_closing(occurrence: Occurrence, *, on: date, by: Account, now: datetime, because: Entry) -> Entry:
    """Restate on which day an occurrence was fulfilled, after its deed's day was corrected."""
    occurrence.closed_on = on
    occurrence.save(update_fields=["closed_on"])
    return record_on(
        occurrence,
        CLOSED,
        by=by,
        now=now,
        facts=closing(occurrence),
        occurred_on=counted_from(occurrence, on),
        because=because,
        replaces=head(occurrence.ref, CLOSED),
        change="carried",
    )


def reopen_occurrence(occurrence: Occurrence, *, by: Account, now: datetime, because: Entry) -> None:
    """Take back the closing of an occurrence whose deed no longer stands for it; it lies where its duty lies now."""
    facts = closing(occurrence)
    occurrence.outcome, occurrence.closed_on, occurrence.reason = Outcome.OPEN, None, ""
    occurrence.save(update_fields=["outcome", "closed_on", "reason"])
    void_on(occurrence, head(occurrence.ref, CLOSED), by=by, now=now, facts=facts, because=because)
    if occurrence.duty.last is not None and occurrence.due >= occurrence.duty.last:
        close_occurrence(
            occurrence, outcome=Outcome.CANCELLED, on=local_day(now), by=by, now=now, because=because
        )
    elif occurrence.path != occurrence.duty.path:
        move_occurrence(occurrence, duty=occurrence.duty, by=by, now=now, because=because)


def move_occurrence(
    occurrence: Occurrence, *, duty: Duty, by: Account, now: datetime, because: Entry
) -> None:
    """Let an open occurrence follow its duty into another unit."""
    facts = dated(occurrence) | {"from": occurrence.path, "to": duty.path}
    occurrence.unit, occurrence.path = duty.unit, duty.path
    occurrence.save(update_fields=["unit", "path"])
    record_on(occurrence, "occurrence.moved", by=by, now=now, facts=facts, because=because)


def dated(occurrence: Occurrence) -> dict[str, object]:
    """Return the occurrence's span as facts."""
    return {"first": occurrence.first, "due": occurrence.due}


def closing(occurrence: Occurrence) -> dict[str, object]:
    """Return the facts of a closing: how, and whether by the due day."""
    closed_on = occurrence.closed_on
    in_time = closed_on is not None and closed_on <= occurrence.due
    on_time = occurrence.outcome == Outcome.FULFILLED and in_time
    return dated(occurrence) | {"outcome": occurrence.outcome, "on_time": on_time}
