"""What was recorded wrongly of a land matter is taken back while no later step rests on it; it stays to be seen."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from zerentian.duties.actions.heads import head
from zerentian.ledger.actions import record_on, void_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.models import Account, CalendarYear
from zerentian.rectification.actions.land import locked, met_before
from zerentian.rectification.models import LandMatter, LandStep
from zerentian.rectification.rules.land import (
    STAGES,
    LandKind,
    LandStage,
    check_in_turn,
    check_posting,
    check_rested_on,
)

DAYS = ("first", "last", "due")


@transaction.atomic
def take_back(matter: LandMatter, *, stage: LandStage, reason: str, by: Account, now: datetime) -> LandMatter:
    """Take back that a step is met, with the counts of the objections if it is they; it counts no more.

    Its posting, if it had one, stands and can be corrected then.
    """
    matter, step = mistaken(matter, stage, by, now)
    if step.met_on is None:
        raise NotAllowed("这一步还没有登记完成", "this step is not recorded as met")
    before = was(step, reason, now)
    if stage == LandStage.OBJECTIONS:
        before["words"] += f"；异议{matter.objections}件，{matter.members}人中{matter.objectors}人认为不符合"
    step.earlier = [*step.earlier, before]
    step.met_on, step.words = None, ""
    step.save(update_fields=["met_on", "words", "earlier"])
    if stage == LandStage.OBJECTIONS:
        matter.objections = matter.objectors = matter.members = None
        matter.hearing_due = False
    if stage == LandStage.APPROVED:
        matter.final_due = None
    matter.save(update_fields=["objections", "objectors", "members", "hearing_due", "final_due"])
    stale = [entry_of(matter, "land.met", stage)]
    stale += [head(matter.ref, "land.objections")] if stage == LandStage.OBJECTIONS else []
    for old in stale:
        void_on(matter, old, by=by, now=now, facts=said_in(old), rows=[step])
    return matter


@transaction.atomic
def correct_posting(
    matter: LandMatter,
    *,
    stage: LandStage,
    first: date,
    last: date,
    where: str,
    reason: str,
    by: Account,
    now: datetime,
) -> LandMatter:
    """Say again from when until when a paper hangs, and where, before its step is met."""
    matter, step = mistaken(matter, stage, by, now)
    if step.first is None or step.met_on:
        raise NotAllowed("请先撤回这一步的完成登记", "first take back that this step is met")
    check_posting(stage, first, last, local_day(now), CalendarYear.objects.calendar())
    check_in_turn(first, met_before(matter, stage))
    step.earlier = [*step.earlier, was(step, reason, now)]
    step.first, step.last, step.where = first, last, check_words(where, "张贴在哪里", "where it hangs")
    step.save(update_fields=["first", "last", "where", "earlier"])
    old = entry_of(matter, "land.posted", stage)
    facts = said_in(old) | {"first": first, "last": last}
    record_on(
        matter,
        "land.posted",
        by=by,
        now=now,
        facts=facts,
        rows=[step],
        occurred_on=first,
        replaces=old,
        change="corrected",
    )
    return matter


def mistaken(matter: LandMatter, stage: LandStage, by: Account, now: datetime) -> tuple[LandMatter, LandStep]:
    """Return a matter under way, locked, and what is recorded of a step on which nothing rests yet."""
    matter = locked(matter, by=by, now=now)
    recorded = {one.stage: one for one in matter.stages.all() if one.first or one.met_on}
    if stage not in recorded:
        raise NotAllowed("这一步还没有登记，请刷新页面", "nothing is recorded of this step: reload the page")
    check_rested_on(LandKind(matter.kind), stage, recorded, matter.hearing_due)
    return matter, recorded[stage]


def was(step: LandStep, reason: str, now: datetime) -> dict[str, str]:
    """Return what a step said before, with the reason why it does not hold."""
    said = {"first": step.first, "last": step.last, "met_on": step.met_on}
    days = {name: day.isoformat() for name, day in said.items() if day}
    words = {"where": step.where, "words": step.words}
    why = check_words(reason, "理由", "the reason")
    return days | words | {"reason": why, "title": STAGES[LandStage(step.stage)].zh, "at": now.isoformat()}


def entry_of(matter: LandMatter, verb: str, stage: LandStage) -> Entry:
    """Return the newest entry that a verb has about a step of a matter."""
    entries = Entry.objects.filter(subject=matter.ref, verb=verb).order_by("-id")
    found = next(one for one in entries if one.fact["stage"] == stage)
    if found.unit != matter.path:
        raise NotAllowed(
            "登记这一步以后事项已转到其他单位，不能撤回",
            "the matter has passed to another unit since: it can't be taken back",
        )
    return found


def said_in(old: Entry) -> dict[str, Any]:
    """Return the facts of an entry as they are said again: days as days."""
    return {name: date.fromisoformat(one) if name in DAYS else one for name, one in old.fact.items()}
