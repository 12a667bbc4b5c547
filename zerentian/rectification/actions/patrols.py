"""Patrols are recorded, several places in one go; what was wrong becomes a finding; the clock tells missed ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zerentian.evidence.actions import Received
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.rectification.actions.opening import open_finding
from zerentian.rectification.actions.risk_steps import (
    filed,
    hours_now,
    locked,
    reckon,
    roll,
    taken,
)
from zerentian.rectification.actions.risks import check_kept
from zerentian.rectification.models import Checklist, Finding, MissedPatrol, Patrol, PatrolRule, RiskPoint
from zerentian.rectification.models.risk_terms import rules_over, signal_at
from zerentian.rectification.rules.findings import Level, Source
from zerentian.rectification.rules.patrols import (
    Frequency,
    PatrolResult,
    check_answers,
    check_patrolled,
    due_after,
    falls_in,
    result_of,
)
from zerentian.rectification.rules.risks import RiskLevel

WHOLE = ("整体情况",)
GRAVE = {RiskLevel.MAJOR: Level.GRAVE, RiskLevel.GREATER: Level.SERIOUS}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at one point: an answer with its note for each item of the checklist that was used."""

    point: RiskPoint
    answers: Sequence[tuple[str, str]]
    checklist: Checklist | None = None
    uploads: Sequence[Received] = field(default=())


def checklist_of(point: RiskPoint, day: date) -> Checklist | None:
    """Return the version of the kind's checklist in force on a day, None where the place has laid none down."""
    found = Checklist.objects.filter(kind=point.kind_id, since__lte=day).order_by("-since", "-version")
    first: Checklist | None = found.first()
    return first


def items_of(checklist: Checklist | None) -> Sequence[str]:
    """Return what is looked at: the items of a checklist, else the place as a whole."""
    return checklist.items if checklist else WHOLE


@transaction.atomic
def record_patrols(
    seen: Sequence[Seen], *, patrolled_on: date, clock: str, weather: str, by: Account, now: datetime
) -> list[Patrol]:
    """Record what was seen at several points on one day, all of them or none."""
    if not seen:
        raise NotAllowed("请至少选择一处风险点", "choose a risk point at least")
    return [
        record_patrol(one, patrolled_on=patrolled_on, clock=clock, weather=weather, by=by, now=now)
        for one in seen
    ]


@transaction.atomic
def record_patrol(
    seen: Seen, *, patrolled_on: date, clock: str, weather: str, by: Account, now: datetime
) -> Patrol:
    """Record one patrol; the due day it keeps, or the missed one it makes good, follows from its day."""
    point = locked(seen.point, by=by, now=now, right="risk.patrol")
    check_kept(point)
    check_patrolled(patrolled_on, point.registered_on, local_day(now))
    items = items_of(seen.checklist)
    check_answers(seen.answers, items)
    result = result_of([answer for answer, _note in seen.answers])
    answers = [
        {"item": item, "answer": answer, "note": note.strip()}
        for item, (answer, note) in zip(items, seen.answers, strict=True)
    ]
    patrol = Patrol(
        unit=point.unit,
        path=point.path,
        point=point,
        checklist=seen.checklist,
        patrolled_on=patrolled_on,
        clock=clock.strip(),
        weather=weather.strip(),
        result=result,
        answers=answers,
        patrolled_by=by,
        recorded_at=now,
    )
    patrol.unfollowed = len(patrol.abnormal)
    patrol.save()
    facts: dict[str, Any] = {"result": result, "items": len(items), "abnormal": len(patrol.abnormal)}
    if result != PatrolResult.UNABLE:
        facts |= kept_by(point, patrol)
    point.save(update_fields=["patrol_due", "behind_since", "last_patrolled_on"])
    files = filed(point, "patrol", seen.uploads, by=by, now=now, patrol=patrol)
    record_on(
        patrol,
        "patrol.done",
        by=by,
        now=now,
        occurred_on=patrolled_on,
        facts=facts,
        rows=[point],
        uses=files,
    )
    return patrol


def kept_by(point: RiskPoint, patrol: Patrol) -> dict[str, date | None]:
    """Let a point be seen on the day of a patrol; return what the entry says of due days kept and made good."""
    day, before = patrol.patrolled_on, point.owed_since
    facts: dict[str, date | None] = {}
    due, hours = point.patrol_due, point.patrol_hours
    if due and hours and falls_in(day, due, hours):
        point.patrol_due = due_after(day, hours)
        facts |= {"kept": due, "next_due": point.patrol_due}
    elif made_good := missed_on(point, day):
        made_good.made_good_by = patrol
        made_good.save(update_fields=["made_good_by"])
        facts["made_good"] = made_good.due
    if point.behind_since:
        point.behind_since = missed_since(point, max(day, point.behind_since))
    if point.last_patrolled_on is None or day > point.last_patrolled_on:
        point.last_patrolled_on = day
    if point.owed_since != before:
        facts |= {"owed_since": before, "owed_next": point.owed_since}
    return facts


def missed_on(point: RiskPoint, day: date) -> MissedPatrol | None:
    """Return the missed due day that a patrol on a day was in time for, None for none."""
    missed = point.missed.filter(made_good_by=None, due__gte=day).order_by("due").first()
    return missed if missed and falls_in(day, missed.due, missed.hours) else None


def missed_since(point: RiskPoint, day: date) -> date | None:
    """Return the first due day, from a day on, that passed without a patrol."""
    later = point.missed.filter(made_good_by=None, due__gte=day).order_by("due").first()
    return later.due if later else None


@transaction.atomic
def open_from_patrol(patrol: Patrol, *, item: int, by: Account, now: datetime) -> Finding:
    """Open a finding from an abnormal item of a patrol (``item`` from 1); the same item opens one once."""
    require(by, "finding.open", patrol.path, now=now)
    if not by.is_system and not Patrol.objects.visible_to(by).filter(pk=patrol.pk).exists():
        raise NotAllowed("没有这次巡查，或您不能查看", "there is no such patrol, or not for you to see")
    rows = Patrol.objects.select_for_update(of=("self",)).select_related("unit", "point__unit", "point__area")
    patrol = rows.get(pk=patrol.pk)
    wrong, point = wrong_item(patrol, item), patrol.point
    finding = open_finding(
        title=f"{point.title}：{wrong['note'] or wrong['item']}"[:200],
        unit=point.unit,
        source=Source.RISK,
        source_ref=patrol.ref,
        source_document=f"巡查记录 {patrol.number}",
        source_number=str(item),
        found_on=patrol.patrolled_on,
        place=(point.place or point.title)[:120],
        level=GRAVE.get(RiskLevel(point.level), Level.ORDINARY),
        detail=f"{wrong['item']}：{wrong['note']}",
        area=point.area,
        by=by,
        now=now,
    )
    patrol.unfollowed -= 1
    patrol.save(update_fields=["unfollowed"])
    facts = {"patrolled": patrol.patrolled_on, "finding": finding.ref}
    record_on(patrol, "patrol.followed", by=by, now=now, facts=facts)
    return finding


def wrong_item(patrol: Patrol, item: int) -> dict[str, Any]:
    """Return an abnormal item of a locked patrol; NotAllowed for another one, and for one that is a finding already."""
    wrong = dict(patrol.abnormal).get(item)
    if wrong is None:
        raise NotAllowed("这一项没有登记异常", "nothing was wrong with this item")
    opened = Finding.objects.filter(source_ref=patrol.ref, source_number=str(item)).first()
    if opened is not None:
        raise NotAllowed(
            f"这一项已转为问题 {opened.number}", f"this item is the finding {opened.number} already"
        )
    return wrong


def reckon_all(now: datetime, *, by: Account, unit: Unit | None = None) -> int:
    """Tell what was missed and reckon what another frequency asks for; return how many points changed.

    The clock does it every morning; a new rule, a signal and its lifting do it for the units below at once. ``by``
    has been asked for the right there. Only points for which something changes are locked, however many there are.
    """
    today = local_day(now)
    points = RiskPoint.objects.kept().select_related("unit", "kind").order_by("path", "pk")
    if unit is not None:
        points = points.under(unit, today)
    own: dict[int, list[Frequency]] = {}
    for rule in PatrolRule.objects.exclude(point=None).select_related("kind"):
        own.setdefault(rule.point_id or 0, []).append(rule.frequency)
    over: dict[str, tuple[list[Frequency], str]] = {}
    changed = 0
    for point in points:
        if point.path not in over:
            rules = [rule.frequency for rule in rules_over(point.unit, point.path)]
            over[point.path] = (rules, signal_at(point.path))
        general, colour = over[point.path]
        found = [*general, *own.get(point.pk, ())]
        missed = point.patrol_due is not None and point.patrol_due < today
        if missed or hours_now(point, today, found, colour) != point.patrol_hours:
            changed += reckon_one(point, by, now, found, colour)
    return changed


@transaction.atomic
def reckon_one(point: RiskPoint, by: Account, now: datetime, rules: Sequence[Frequency], colour: str) -> bool:
    """Tell what was missed at one point and reckon its next patrol; tell whether anything changed."""
    point = taken(point)
    told = roll(point, by=by, now=now)
    return reckon(point, by=by, now=now, rules=rules, signal=colour) or told > 0
