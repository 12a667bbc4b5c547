"""Measures: planned, carried out, or dropped with a reason and replaced by another; each with its entry."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Unpack

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.evidence.actions import Received
from zerentian.ledger.actions import Besides, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit
from zerentian.rectification.actions.steps import filed, locked
from zerentian.rectification.models import Finding, Measure
from zerentian.rectification.models.findings import FindingStep
from zerentian.rectification.models.measures import DONE, DROPPED, cents_of
from zerentian.rectification.rules.findings import OWED_STATES, check_mended


@transaction.atomic
def plan_measure(
    finding: Finding,
    *,
    text: str,
    responsible: Post,
    due: date,
    by: Account,
    now: datetime,
    assisting: Sequence[Unit] = (),
    money: Decimal | None = None,
) -> Measure:
    """Plan a measure of a finding that is in somebody's charge. ``money`` in yuan; None is unknown, not 0."""
    finding = locked(finding, by=by, now=now, right="finding.handle")
    check_owed(finding)
    today = local_day(now)
    if due < today:
        raise NotAllowed("措施的完成日期不能早于今天", "the due day can't lie in the past")
    if any(unit.pk == responsible.unit_id for unit in assisting):
        raise NotAllowed(
            "责任岗位所在单位不必再列为配合单位，请取消勾选",
            "the unit in charge does not assist itself: leave it out",
        )
    measure = Measure.objects.create(
        finding=finding,
        text=check_words(text, "采取什么措施", "what is to be done"),
        responsible=responsible,
        unit=responsible.unit,
        path=path_on(responsible.unit, today),
        due=due,
        cents=cents_of(money),
    )
    measure.assisting.set(assisting)
    facts = {"due": due, "assisting": len(assisting), "money_known": money is not None} | yuan_of(money)
    say("measure.planned", measure, "plan", measure.text, by=by, now=now, facts=facts)
    return measure


@transaction.atomic
def carry_out(
    measure: Measure,
    *,
    done_on: date,
    result: str,
    by: Account,
    now: datetime,
    spent: Decimal | None = None,
    uploads: Sequence[Received] = (),
    done_by: Account | None = None,
) -> Measure:
    """State that a measure was carried out on a day, with what came of it. ``spent`` in yuan; None is unknown."""
    measure = taken(measure, by=by, now=now)
    check_mended(done_on, measure.finding.found_on, local_day(now))
    measure.state, measure.done_on, measure.done_by = DONE, done_on, done_by or by
    measure.result, measure.cents_spent = check_words(result, "落实情况", "what was done"), cents_of(spent)
    measure.save(update_fields=["state", "done_on", "done_by", "result", "cents_spent"])
    files = filed(measure.finding, "measure_done", uploads, by=by, now=now, measure=measure)
    facts = {"due": measure.due, "on_time": done_on <= measure.due, "spent_known": spent is not None}
    facts |= yuan_of(spent)
    say("measure.done", measure, "measure_done", measure.result, by=by, now=now, facts=facts, uses=files)
    return measure


@transaction.atomic
def drop_measure(
    measure: Measure, *, reason: str, by: Account, now: datetime, because: Entry | None = None
) -> Measure:
    """Drop a measure that is not carried out, with the reason; another may be planned in its place."""
    measure = taken(measure, by=by, now=now, asks=because is None)
    measure.state = DROPPED
    measure.save(update_fields=["state"])
    words = check_words(reason, "撤销理由", "why it is dropped")
    facts = {"due": measure.due}
    say("measure.dropped", measure, "measure_dropped", words, by=by, now=now, facts=facts, because=because)
    return measure


def drop_open_measures(finding: Finding, *, by: Account, now: datetime, because: Entry) -> None:
    """Drop what is still under way for a finding that is over; ``because`` says why."""
    for measure in finding.measures.open():
        drop_measure(measure, reason="问题已终结，措施随之撤销", by=by, now=now, because=because)


@transaction.atomic
def hand_over_measure(
    measure: Measure, *, to: Post, by: Account, now: datetime, because: Entry | None = None
) -> Measure:
    """Pass a measure under way to another post. Within a hand-over of posts ``because`` names it."""
    measure = taken(measure, by=by, now=now, asks=because is None, right="finding.assign")
    old_path, old_post = measure.path, measure.responsible
    measure.responsible, measure.unit, measure.path = to, to.unit, path_on(to.unit, local_day(now))
    measure.save(update_fields=["responsible", "unit", "path"])
    facts = {
        "due": measure.due,
        "from": old_path,
        "to": measure.path,
        "from_post": old_post.code,
        "to_post": to.code,
    }
    say("measure.moved", measure, "hand_over", measure.text, by=by, now=now, facts=facts, because=because)
    return measure


def taken(
    measure: Measure, *, by: Account, now: datetime, asks: bool = True, right: str = "finding.handle"
) -> Measure:
    """Return the measure under way, locked; the right is asked over its own unit or that of its finding."""
    rows = Measure.objects.select_for_update(of=("self",))
    fresh: Measure = rows.select_related("finding", "unit", "responsible").get(pk=measure.pk)
    if asks:
        require(by, right, fresh.path if by.may(right, fresh.path) else fresh.finding.path, now=now)
    if not fresh.is_open:
        raise NotAllowed("这条措施已经办结，请刷新页面", "this measure is over: reload the page")
    return fresh


def yuan_of(money: Decimal | None) -> dict[str, int]:
    """Return the fact that states an amount, in whole yuan (halves up); nothing for an unknown one."""
    return {} if money is None else {"yuan": int(money.quantize(Decimal(1), ROUND_HALF_UP))}


def check_owed(finding: Finding) -> None:
    """Refuse to plan for a finding that nobody is in charge of, or that has been reported mended."""
    if finding.state not in OWED_STATES:
        raise NotAllowed(
            "定责之后、申请销号之前才能制定措施",
            "measures are planned after somebody is in charge, before the report",
        )


def say(
    verb: str,
    measure: Measure,
    move: str,
    words: str,
    *,
    by: Account,
    now: datetime,
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step of a measure; it stands in the story of its finding."""
    said = FindingStep(finding=measure.finding, step=move, words=words, by=by, at=now)
    said.due, said.occurred_on = measure.due, local_day(now)
    return record_step(measure, verb, said, **besides)
