"""Control measures of risk points: planned, carried out, or dropped with a reason; each with its entry."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Unpack

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.evidence.actions import Received
from zerentian.ledger.actions import Besides, record_on, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.models import Account, Post
from zerentian.rectification.actions.risk_steps import filed, locked
from zerentian.rectification.actions.risks import check_kept
from zerentian.rectification.models import RiskControl, RiskPoint, RiskStep


@transaction.atomic
def plan_control(
    point: RiskPoint, *, text: str, responsible: Post, due: date, by: Account, now: datetime
) -> RiskControl:
    """Plan what lessens the risk: what, which post, until when."""
    point = locked(point, by=by, now=now, right="risk.keep")
    check_kept(point)
    if due < local_day(now):
        raise NotAllowed("期限不能早于今天", "the due day can't lie in the past")
    control = RiskControl.objects.create(
        unit=responsible.unit,
        path=path_on(responsible.unit, local_day(now)),
        point=point,
        text=check_words(text, "采取什么措施", "what is done"),
        responsible=responsible,
        due=due,
    )
    say("risk_control.planned", control, "control", control.text, by=by, now=now, facts={"due": due})
    return control


@transaction.atomic
def finish_control(
    control: RiskControl,
    *,
    done_on: date,
    result: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
) -> RiskControl:
    """Say that a control measure was carried out, since when and with which result."""
    control, point = opened(control, by, now, "risk.patrol")
    if done_on > local_day(now):
        raise NotAllowed("完成日期不能晚于今天", "it can't have been done after today")
    control.state, control.done_on, control.done_by = "done", done_on, by
    control.result = check_words(result, "做了什么", "what was done")
    control.save(update_fields=["state", "done_on", "done_by", "result"])
    files = filed(point, "control_done", uploads, by=by, now=now)
    facts = {"due": control.due, "on_time": done_on <= control.due}
    say("risk_control.done", control, "control_done", control.result, by=by, now=now, facts=facts, uses=files)
    return control


@transaction.atomic
def drop_control(control: RiskControl, *, reason: str, by: Account, now: datetime) -> RiskControl:
    """Drop a control measure, with the reason."""
    control, _point = opened(control, by, now, "risk.keep")
    control.state, control.result = "dropped", check_words(reason, "撤销理由", "why it is dropped")
    control.save(update_fields=["state", "result"])
    facts = {"due": control.due}
    say("risk_control.dropped", control, "control_dropped", control.result, by=by, now=now, facts=facts)
    return control


@transaction.atomic
def hand_over_control(
    control: RiskControl, *, to: Post, by: Account, now: datetime, because: Entry
) -> RiskControl:
    """Pass a control measure under way to another post, within a hand-over of posts, which has asked for the right."""
    control = RiskControl.objects.select_for_update(of=("self",)).get(pk=control.pk)
    facts = {"due": control.due, "from": control.path, "from_post": control.responsible.code}
    control.responsible, control.unit = to, to.unit
    control.path = path_on(to.unit, local_day(now))
    control.save(update_fields=["responsible", "unit", "path"])
    facts |= {"to": control.path, "to_post": to.code}
    record_on(control, "risk_control.moved", by=by, now=now, facts=facts, because=because)
    return control


def opened(control: RiskControl, by: Account, now: datetime, right: str) -> tuple[RiskControl, RiskPoint]:
    """Return a control measure under way and its point, both locked."""
    point = locked(control.point, by=by, now=now, right=right)
    rows = RiskControl.objects.select_for_update(of=("self",)).select_related("unit", "responsible")
    fresh: RiskControl = rows.get(pk=control.pk)
    if not fresh.is_open:
        raise NotAllowed("这条措施已经办结，请刷新页面", "this measure is over: reload the page")
    return fresh, point


def say(
    verb: str,
    control: RiskControl,
    step: str,
    words: str,
    *,
    by: Account,
    now: datetime,
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step of a control measure; what was said stands in the story of its point, and is committed to."""
    said = RiskStep(point=control.point, step=step, words=words, occurred_on=local_day(now), by=by, at=now)
    return record_step(control, verb, said, **besides)
