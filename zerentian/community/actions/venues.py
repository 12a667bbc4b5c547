"""Venues are opened with their hours, described anew, closed for some days with notice, and given up."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from zerentian.community.models import Activity, Booking, Closure, Slot, Venue
from zerentian.community.rules.activities import State
from zerentian.community.rules.notices import check_words
from zerentian.community.rules.venues import check_closure, slots_between, week_of
from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@transaction.atomic
def open_venue(
    *,
    unit: Unit,
    name: str,
    place: str,
    hours: Sequence[str],
    by: Account,
    now: datetime,
    equipment: str = "",
    phone: str = "",
) -> Venue:
    """Write a venue down; ``hours`` are the seven weekdays' as they stand on the door, Monday first."""
    require(by, "activity.keep", unit, now=now)
    today = local_day(now)
    venue = Venue(unit=unit, path=path_on(unit, today), opened_on=today)
    described(venue, name, place, hours, equipment, phone)
    record_on(venue, "venue.opened", by=by, now=now)
    return venue


@transaction.atomic
def describe_venue(
    venue: Venue,
    *,
    name: str,
    place: str,
    hours: Sequence[str],
    by: Account,
    now: datetime,
    equipment: str = "",
    phone: str = "",
) -> Venue:
    """Say anew what a venue is called, where it is, when it is open and what is in it."""
    venue = locked(venue, by=by, now=now)
    described(venue, name, place, hours, equipment, phone)
    record_on(venue, "venue.described", by=by, now=now)
    return venue


def described(venue: Venue, name: str, place: str, hours: Sequence[str], equipment: str, phone: str) -> None:
    """Put what is said of a venue onto its row and save it; NotAllowed for a name its unit has already."""
    venue.name = check_words(name, "名称", "the name")
    venue.place = check_words(place, "地址", "where it is")
    venue.equipment, venue.phone, venue.week = equipment.strip(), phone.strip(), week_of(hours)
    others = Venue.objects.kept().filter(unit=venue.unit, name=venue.name).exclude(pk=venue.pk)
    if others.exists():
        raise NotAllowed(
            "本单位已有同名场所，请换一个名称", "the unit has a venue of this name: choose another"
        )
    venue.save()


def locked(venue: Venue, *, by: Account, now: datetime) -> Venue:
    """Return the venue, locked, for an account that keeps venues there; NotAllowed for one that is given up."""
    fresh: Venue = Venue.objects.select_for_update(of=("self",)).select_related("unit").get(pk=venue.pk)
    require(by, "activity.keep", fresh.path, now=now)
    if fresh.ended_on is not None:
        raise NotAllowed("这个场所已停用", "this venue is given up")
    return fresh


@transaction.atomic
def tell_closure(
    venue: Venue, *, first: date, last: date, reason: str, urgent: bool, by: Account, now: datetime
) -> Closure:
    """Tell that a venue is closed on some days, seven days before unless something sudden forces it.

    NotAllowed while activities stand on these days. Source: 公共文化体育设施条例 art. 18.
    """
    venue = locked(venue, by=by, now=now)
    check_closure(first, last, local_day(now), urgent=urgent)
    stand = Slot.objects.filter(venue=venue, day__range=(first, last)).select_related("activity", "booking")
    if names := sorted({one.title for one in stand}):
        raise NotAllowed(
            f"这几天已安排活动：{'、'.join(names)}，请先改期或取消",
            f"activities stand on these days: {', '.join(names)}; move or cancel them first",
        )
    said = check_words(reason, "闭馆原因", "why it is closed")
    closure = Closure(venue=venue, first=first, last=last, reason=said, urgent=urgent)
    closure.told_on, closure.told_by = local_day(now), by
    closure.save()
    facts: dict[str, object] = {"first": first, "last": last, "urgent": urgent}
    record_on(venue, "venue.closure_told", by=by, now=now, facts=facts, rows=[closure])
    return closure


@transaction.atomic
def end_venue(venue: Venue, *, by: Account, now: datetime) -> Venue:
    """Give a venue up; NotAllowed while activities are announced there, or somebody has booked it."""
    venue = locked(venue, by=by, now=now)
    if venue.bookings.coming(now).exists():
        raise NotAllowed(
            "这里还有人预订，请先取消预订并告知对方", "it is booked: cancel the bookings, and tell who booked"
        )
    if Activity.objects.filter(venue=venue, state=State.OPEN).exists():
        raise NotAllowed(
            "这里还有已公布的活动，请先举办、改到别处或取消",
            "activities are announced there: hold, move or cancel them",
        )
    venue.ended_on = local_day(now)
    venue.save(update_fields=["ended_on"])
    record_on(venue, "venue.ended", by=by, now=now)
    return venue


def take_slots(taker: Activity | Booking) -> None:
    """Take the half hours of an activity or a booking at its venue; NotAllowed names what stands there already.

    The database holds that no half hour is taken twice; asking first is for the words of the refusal.
    """
    venue = taker.venue
    begins, ends = taker.begins_at.astimezone(LOCAL), taker.ends_at.astimezone(LOCAL)
    wanted = slots_between(begins, ends)
    days = {day for day, _minute in wanted}
    if closure := venue.closed_within(min(days), max(days)):
        raise NotAllowed(
            f"{venue.name}这天闭馆：{closure.reason}", f"{venue.name} is closed that day: {closure.reason}"
        )
    standing = venue.slots.filter(day__in=days).select_related("activity", "booking")
    taken = {(one.day, one.minute): one for one in standing}
    for slot in wanted:
        if slot in taken:
            other = taken[slot].title
            raise NotAllowed(
                f"{venue.name}这个时间已安排“{other}”，请换时间或场所",
                f"“{other}” stands there at that time: choose another time or venue",
            )
    whose = {"activity" if isinstance(taker, Activity) else "booking": taker}
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(
                [Slot(venue=venue, day=day, minute=minute, **whose) for day, minute in wanted]
            )
    except IntegrityError as error:
        raise NotAllowed(
            f"{venue.name}这个时间刚被别人占用，请换时间或场所",
            "somebody took that time a moment ago: choose another time or venue",
        ) from error
