"""What is told of single days of a venue: closed, or open at other hours; and called off where it holds no more."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from zerentian.community.actions.venues import locked
from zerentian.community.models import CallingOff, Closure, OtherHours, Slot, Venue
from zerentian.community.rules.venues import (
    check_notice,
    check_told,
    check_told_hours,
    days_from,
    left_out,
    spans_of,
    touches,
    written,
)
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account, CalendarYear


@transaction.atomic
def tell_closure(
    venue: Venue, *, first: date, last: date, reason: str, urgent: bool, by: Account, now: datetime
) -> Closure:
    """Tell that a venue is closed on some days, seven days before unless something sudden forces it.

    NotAllowed while activities stand on these days. Source: 公共文化体育设施条例 art. 18.
    """
    venue = locked(venue, by=by, now=now)
    check_told(first, last, local_day(now), urgent=urgent)
    refuse_planned(standing(venue, first, last))
    said = check_filled(reason, "闭馆原因", "why it is closed")
    closure = Closure(venue=venue, first=first, last=last, reason=said, urgent=urgent)
    closure.told_on, closure.told_by = local_day(now), by
    closure.save()
    facts: dict[str, object] = {"first": first, "last": last, "urgent": urgent}
    record_on(venue, "venue.closure_told", by=by, now=now, facts=facts, rows=[closure])
    return closure


@transaction.atomic
def tell_hours(
    venue: Venue,
    *,
    first: date,
    last: date,
    hours: str,
    reason: str,
    urgent: bool,
    by: Account,
    now: datetime,
) -> OtherHours:
    """Tell the hours of some days that are not those of the week; NotAllowed as for closures where they are shorter.

    Longer hours may be told at any time. What stands in the hours that are left out is moved or cancelled first.
    """
    venue = locked(venue, by=by, now=now)
    spans = spans_of(hours, "这几天", "these days")
    check_told_hours(spans, first, last)
    calendar, today = CalendarYear.objects.calendar(), local_day(now)
    out = {day: left_out(venue.usual_on(day, calendar), spans) for day in days_from(first, last)}
    check_told(first, last, today, urgent=urgent or not any(out.values()))
    refuse_told(venue, first, last)
    refuse_planned(one for one in standing(venue, first, last) if touches(one.minute, out[one.day]))
    told = OtherHours(venue=venue, first=first, last=last, spans=[list(one) for one in spans], urgent=urgent)
    told.reason = check_filled(reason, "调整原因", "why the hours are others")
    told.told_on, told.told_by = today, by
    told.save()
    facts: dict[str, object] = {"first": first, "last": last, "urgent": urgent}
    record_on(venue, "venue.hours_told", by=by, now=now, facts=facts, rows=[told])
    return told


@transaction.atomic
def call_off(
    told: Closure | OtherHours, *, first: date, reason: str, urgent: bool, by: Account, now: datetime
) -> CallingOff:
    """Say that a closure or other hours hold no more from a day on. NotAllowed where nothing of them is left by then,
    and where somebody who read longer hours would learn it too late.
    """
    venue = locked(told.venue, by=by, now=now)
    told = type(told).objects.with_end().get(pk=told.pk)
    first, today = max(first, told.first), local_day(now)
    if hasattr(told, "calling_off") or first > told.last:
        raise NotAllowed("已经撤回，或到那天已经结束", "it was called off, or is over by that day")
    if first < today:
        raise NotAllowed("已过的日子不能撤回，请从今天或以后开始", "past days stand: choose today or later")
    if isinstance(told, OtherHours):
        calendar = CalendarYear.objects.calendar()
        days = days_from(first, told.last)
        gone = any(left_out(told.spans, venue.usual_on(day, calendar)) for day in days)
        check_notice(first, today, urgent=urgent or not gone)
    whose = {"closure" if isinstance(told, Closure) else "other_hours": told}
    off = CallingOff(first=first, told_on=today, told_by=by, **whose)
    off.reason = check_filled(reason, "撤回原因", "why it is called off")
    off.save()
    verb = "venue.closure_called_off" if isinstance(told, Closure) else "venue.hours_called_off"
    facts: dict[str, object] = {"first": first, "last": told.last}
    record_on(venue, verb, by=by, now=now, facts=facts, rows=[off])
    return off


def standing(venue: Venue, first: date, last: date) -> Iterable[Slot]:
    """Return the half hours that are taken on some days."""
    return Slot.objects.filter(venue=venue, day__range=(first, last)).select_related("activity", "booking")


def refuse_planned(slots: Iterable[Slot]) -> None:
    """Refuse to take hours away in which something stands; the refusal names it with its day."""
    if planned := sorted({(one.day, one.title) for one in slots}):
        zh = "、".join(f"{title}（{chinese_day(day)}）" for day, title in planned)
        en = ", ".join(f"{title} ({day})" for day, title in planned)
        raise NotAllowed(
            f"这几天已安排活动：{zh}，请先改期或取消",
            f"activities stand on these days: {en}; move or cancel them first",
        )


def refuse_told(venue: Venue, first: date, last: date) -> None:
    """Refuse hours for days of which something is told already; the refusal names it."""
    if closure := venue.closures.holding(first, last).with_end().first():
        zh, en = chinese_day(closure.first), f"{closure.first}"
        raise NotAllowed(
            f"已公告{zh}起闭馆（{closure.reason}），请先撤回或改日期",
            f"it is told closed from {en} ({closure.reason}): call that off first, or choose other days",
        )
    if other := venue.other_hours.holding(first, last).with_end().first():
        zh, en = chinese_day(other.first), f"{other.first}"
        raise NotAllowed(
            f"已公告{zh}起开放{written(other.spans)}（{other.reason}），请先撤回或改日期",
            f"hours are told from {en}: {written(other.spans, ', ')} ({other.reason});"
            " call them off first, or choose other days",
        )
