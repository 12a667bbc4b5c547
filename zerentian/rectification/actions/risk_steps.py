"""What every step on a risk point shares: the lock, the right, the words said, the files, and its patrol reckoned."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Unpack

from zerentian.evidence.actions import Received, deposit
from zerentian.evidence.models import File
from zerentian.ledger.actions import Besides, record_on, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.models import MissedPatrol, Patrol, PatrolRule, RiskFile, RiskPoint, RiskStep
from zerentian.rectification.models.risk_terms import rules_over, signal_at
from zerentian.rectification.rules.patrols import Frequency, Situation, due_after, hours_for, rolled


def locked(point: RiskPoint, *, by: Account, now: datetime, right: str) -> RiskPoint:
    """Return the point, locked, for an account that may read it and holds the right over it; missed patrols told."""
    fresh = taken(point)
    require(by, right, fresh.path, now=now)
    if not by.is_system and not RiskPoint.objects.visible_to(by).filter(pk=fresh.pk).exists():
        raise NotAllowed("没有这个风险点，或您不能查看", "there is no such risk point, or not for you to see")
    roll(fresh, by=by, now=now)
    return fresh


def taken(point: RiskPoint) -> RiskPoint:
    """Return the point, locked against other steps; the caller has asked for the right."""
    rows = RiskPoint.objects.select_for_update(of=("self",)).select_related("unit", "responsible", "kind")
    fresh: RiskPoint = rows.get(pk=point.pk)
    return fresh


def unit_with(unit: Unit, post: Post) -> Unit:
    """Return where a place stands once another post looks after it: where it lies, whoever comes by.

    Only between villages it passes to the post's: a village looks after its own.
    """
    return post.unit if unit.kind == post.unit.kind == Kind.VILLAGE else unit


def say(
    verb: str,
    point: RiskPoint,
    move: str,
    *,
    by: Account,
    now: datetime,
    words: str = "",
    before: dict[str, Any] | None = None,
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step with the words said on it, in the transaction of the change; save the point beforehand."""
    day = besides.get("occurred_on") or local_day(now)
    said = RiskStep(point=point, step=move, words=words, occurred_on=day, before=before or {}, by=by, at=now)
    return record_step(point, verb, said, **besides)


def filed(
    point: RiskPoint,
    move: str,
    uploads: Sequence[Received],
    *,
    by: Account,
    now: datetime,
    patrol: Patrol | None = None,
) -> list[RiskFile]:
    """Deposit files as this very point's; content that was sent twice is one file."""
    files: dict[int, File] = {}
    for upload in uploads:
        file = deposit(upload, by=by, now=now, belongs_to=point.ref)
        files[file.pk] = file
    return [
        RiskFile.objects.create(point=point, file=file, step=move, patrol=patrol, added_at=now)
        for file in files.values()
    ]


def frequencies(point: RiskPoint) -> list[Frequency]:
    """Return the rules that may ask for a patrol of a point: those over its unit, and its own."""
    own = PatrolRule.objects.filter(point=point).select_related("kind") if point.pk else ()
    return [rule.frequency for rule in (*rules_over(point.unit, point.path), *own)]


def hours_now(
    point: RiskPoint, day: date, rules: Sequence[Frequency] | None = None, signal: str | None = None
) -> int | None:
    """Return the hours that may lie between two patrols of a point today, None where no rule asks for one."""
    colour = signal_at(point.path) if signal is None else signal
    situation = Situation(str(point.kind_id), point.level, point.state, day, colour)
    return hours_for(frequencies(point) if rules is None else rules, situation)


def begin_patrols(point: RiskPoint, today: date) -> dict[str, date | None]:
    """Let a point that comes onto the register owe its first patrol; return what its entry says of it."""
    point.patrol_hours = hours_now(point, today)
    point.patrol_due = due_after(today, point.patrol_hours) if point.patrol_hours else None
    point.behind_since = None
    return {"next_due": point.patrol_due, "owed_next": point.patrol_due}


def roll(point: RiskPoint, *, by: Account, now: datetime) -> int:
    """Tell each due day that passed before today without a patrol, one entry each; return how many."""
    if point.patrol_due is None or point.patrol_hours is None:
        return 0
    missed, due = rolled(point.patrol_due, point.patrol_hours, local_day(now))
    following = [*missed, due][1:]
    for day, after in zip(missed, following, strict=True):
        MissedPatrol.objects.create(point=point, due=day, hours=point.patrol_hours)
        point.behind_since = point.behind_since or day
        point.patrol_due = after
        point.save(update_fields=["behind_since", "patrol_due"])
        record_on(point, "risk.missed", by=by, now=now, facts={"missed": day, "next_due": after})
    return len(missed)


def reckon(
    point: RiskPoint,
    *,
    by: Account,
    now: datetime,
    because: Entry | None = None,
    rules: Sequence[Frequency] | None = None,
    signal: str | None = None,
) -> bool:
    """Reckon the next patrol of a locked point anew where the rules ask for another frequency; tell whether they do.

    It is due from the last patrol on (else from the register), at the earliest today.
    """
    today = local_day(now)
    hours = hours_now(point, today, rules, signal) if point.is_kept else None
    if hours == point.patrol_hours:
        return False
    facts: dict[str, Any] = {"hours": hours, "due": point.patrol_due, "owed_since": point.owed_since}
    last = point.last_patrolled_on or point.registered_on
    point.patrol_hours = hours
    point.patrol_due = max(today, due_after(last, hours)) if hours else None
    point.behind_since = point.behind_since if hours else None
    point.save(update_fields=["patrol_hours", "patrol_due", "behind_since"])
    facts |= {"next_due": point.patrol_due, "owed_next": point.owed_since}
    record_on(point, "risk.reckoned", by=by, now=now, facts=facts, because=because)
    return True
