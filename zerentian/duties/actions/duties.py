"""Duties: adopted, corrected, handed over, retired; and the thresholds of the lights."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.actions.occurrences import close_occurrence, move_occurrence
from zerentian.duties.models import Basis, Duty, FunctionItem, Threshold
from zerentian.duties.rules.cadences import Cadence, DueRule, check_rule
from zerentian.duties.rules.deeds import check_reason
from zerentian.duties.rules.functions import Asked, FunctionKind, Level, Outcome
from zerentian.duties.rules.lights import AMBER_DAYS
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.days import refuse_stray
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Area, Post

MAX_AMBER_DAYS = 180


@transaction.atomic
def adopt_duty(
    *,
    title: str,
    area: Area,
    post: Post,
    rule: DueRule,
    by: Account,
    now: datetime,
    item: FunctionItem | None = None,
    demanded_by: Level | None = None,
    basis: Basis | None = None,
    asks: Asked = Asked.NONE,
    first: date | None = None,
) -> Duty:
    """Put a duty on a post from a day on. Off the function list it must say which level demanded it."""
    require(by, "duty.manage", post.unit, now=now)
    duty = Duty(unit=post.unit, post=post, first=first or local_day(now))
    duty.path = path_on(post.unit, duty.first)
    if duty.first > local_day(now):
        raise NotAllowed("起始日期不能晚于今天", "a duty can't begin in the future")
    refuse_stray("due_on", rule.on, local_day(now))
    describe(duty, title, area, rule, item, demanded_by, basis, asks)
    duty.save()
    facts = standing(duty) | {"cadence": duty.cadence, "area": area.code, "post": post.code}
    record_on(duty, "duty.adopted", by=by, now=now, facts=facts, occurred_on=duty.first)
    return duty


@transaction.atomic
def correct_duty(
    duty: Duty,
    *,
    title: str,
    area: Area,
    rule: DueRule,
    by: Account,
    now: datetime,
    item: FunctionItem | None = None,
    demanded_by: Level | None = None,
    basis: Basis | None = None,
    asks: Asked = Asked.NONE,
) -> Duty:
    """Correct what was wrongly stated of a duty. What changes over time is retired and adopted anew."""
    require(by, "duty.manage", duty.unit, now=now)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    refuse_retired(duty)
    if rule.cadence != duty.cadence:
        raise NotAllowed(
            "周期变化请终止原责任后重新立责", "to change the cadence, retire the duty and adopt it anew"
        )
    if rule.on != duty.due_on:
        refuse_stray("due_on", rule.on, local_day(now))
    describe(duty, title, area, rule, item, demanded_by, basis, asks)
    duty.save()
    adopted = head(duty.ref, "duty.adopted")
    facts = adopted_facts(adopted) | standing(duty) | {"area": area.code}
    corrected = rewrite(adopted, duty, facts, by, now, "corrected")
    carry_standing(duty, corrected, by, now)
    return duty


@transaction.atomic
def hand_over_duty(duty: Duty, *, to: Post, by: Account, now: datetime, because: Entry | None = None) -> Duty:
    """Pass a duty, with its open occurrences, to another post. Within a hand-over of posts ``because`` names it
    and the right to it has been asked there."""
    if because is None:
        require(by, "duty.manage", duty.unit, now=now)
        require(by, "duty.manage", to.unit, now=now)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    refuse_retired(duty)
    old_path, old_post = duty.path, duty.post
    duty.post, duty.unit, duty.path = to, to.unit, path_on(to.unit, local_day(now))
    duty.save(update_fields=["post", "unit", "path"])
    facts = standing(duty) | {
        "from": old_path,
        "to": duty.path,
        "from_post": old_post.code,
        "to_post": to.code,
    }
    entry = record_on(duty, "duty.handed_over", by=by, now=now, facts=facts, because=because)
    if old_path != duty.path:
        for occurrence in duty.occurrences.open():
            move_occurrence(occurrence, duty=duty, by=by, now=now, because=entry)
    return duty


@transaction.atomic
def retire_duty(duty: Duty, *, reason: str, by: Account, now: datetime) -> Duty:
    """End a duty today with a reason; its open occurrences are cancelled unless they are overdue."""
    require(by, "duty.manage", duty.unit, now=now)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    refuse_retired(duty)
    today = local_day(now)
    duty.last, duty.retired_because = today, check_reason(reason)
    duty.save(update_fields=["last", "retired_because"])
    entry = record_on(duty, "duty.retired", by=by, now=now, facts=standing(duty))
    for occurrence in duty.occurrences.open().filter(due__gte=today):
        close_occurrence(occurrence, outcome=Outcome.CANCELLED, on=today, by=by, now=now, because=entry)
    return duty


@transaction.atomic
def set_threshold(*, kind: str, amber_days: int, by: Account, now: datetime) -> Threshold:
    """Set from how many days before its due day a kind of matter is amber."""
    require(by, "duty.manage", now=now)
    if kind not in AMBER_DAYS or not 0 <= amber_days <= MAX_AMBER_DAYS:
        raise NotAllowed("提前天数须在 0 到 180 之间", "the days lie between 0 and 180")
    threshold, _ = Threshold.objects.update_or_create(kind=kind, defaults={"amber_days": amber_days})
    facts = {"kind": kind, "days": amber_days}
    record_on(threshold, "threshold.set", by=by, now=now, facts=facts)
    return threshold


def describe(
    duty: Duty,
    title: str,
    area: Area,
    rule: DueRule,
    item: FunctionItem | None,
    demanded_by: Level | None,
    basis: Basis | None,
    asks: Asked,
) -> None:
    """Write what a duty says onto its row."""
    check_rule(rule)
    check_item(item, demanded_by)
    if not title.strip():
        raise NotAllowed("请写明责任内容", "say what the duty is")
    duty.title, duty.area, duty.item, duty.basis, duty.asks = title.strip(), area, item, basis, asks
    duty.demanded_by = demanded_by or ""
    duty.cadence, duty.due_day = rule.cadence, rule.day
    duty.due_month, duty.due_on = rule.month, rule.on if rule.cadence == Cadence.ONCE else None


def check_item(item: FunctionItem | None, demanded_by: Level | None) -> None:
    """Refuse a duty that is on and off the list at once, or rests on what the superior took back."""
    if (item is None) == (demanded_by is None):
        raise NotAllowed(
            "请挂接履职事项清单的一项；清单外的，写明由哪一级提出",
            "choose an item of the function list, or say which level demanded the duty off the list",
        )
    if item is not None and item.kind == FunctionKind.WITHDRAWN:
        raise NotAllowed(
            "该事项已由上级收回，不能再立责",
            "the superior has taken this function back: no duty may rest on it",
        )


def refuse_retired(duty: Duty) -> None:
    """Refuse to change a duty that has ended."""
    if duty.last is not None:
        raise NotAllowed(f"该责任已于{chinese_day(duty.last)}终止", f"this duty was retired on {duty.last}")


def standing(duty: Duty) -> dict[str, object]:
    """Return the facts that say in which stocks of duties a duty counts."""
    return {"listed": duty.listed} | ({"demanded_by": duty.demanded_by} if duty.demanded_by else {})


def adopted_facts(entry: Entry) -> dict[str, object]:
    """Return what an entry says of cadence, area and post, without the ledger's own facts."""
    return {name: entry.fact[name] for name in ("cadence", "area", "post")}


def carry_standing(duty: Duty, because: Entry, by: Account, now: datetime) -> None:
    """Restate every hand-over of a corrected duty, for it carries the corrected facts."""
    replaced = Entry.objects.exclude(replaces=None).values("replaces")
    moves = Entry.objects.filter(subject=duty.ref, verb="duty.handed_over").exclude(uuid__in=replaced)
    for entry in moves.order_by("id"):
        facts = {name: entry.fact[name] for name in ("from", "to", "from_post", "to_post")}
        rewrite(entry, duty, facts | standing(duty), by, now, "carried", because)


def rewrite(
    entry: Entry,
    duty: Duty,
    facts: Mapping[str, object],
    by: Account,
    now: datetime,
    change: str,
    because: Entry | None = None,
) -> Entry:
    """Replace an entry of the duty's, where and when it stood."""
    return record_on(
        duty,
        entry.verb,
        unit=entry.unit,
        by=by,
        now=now,
        occurred_on=entry.occurred_on,
        facts=facts,
        replaces=entry,
        change=change,
        because=because,
    )
