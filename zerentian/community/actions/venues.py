"""Venues are opened with their hours, described anew, and given up."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zerentian.community.models import Activity, Venue
from zerentian.community.rules.activities import State
from zerentian.community.rules.venues import week_of
from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
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
    holidays: str = "",
    equipment: str = "",
    phone: str = "",
) -> Venue:
    """Write a venue down; ``hours`` are the seven weekdays' as they stand on the door, Monday first, ``holidays``
    those of days that law or notice gives off: empty as on the weekday, “closed” or hours.
    """
    require(by, "activity.keep", unit, now=now)
    today = local_day(now)
    venue = Venue(unit=unit, path=path_on(unit, today), opened_on=today)
    venue.week = week_of(hours, holidays)
    described(venue, name, place, equipment, phone)
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
    holidays: str = "",
    equipment: str = "",
    phone: str = "",
) -> Venue:
    """Say anew what a venue is called, where it is, when it is open and what is in it."""
    venue = locked(venue, by=by, now=now)
    venue.week = week_of(hours, holidays)
    described(venue, name, place, equipment, phone)
    record_on(venue, "venue.described", by=by, now=now)
    return venue


def described(venue: Venue, name: str, place: str, equipment: str, phone: str) -> None:
    """Put what is said of a venue onto its row and save it; NotAllowed for a name its unit has already."""
    venue.name = check_filled(name, "名称", "the name")
    venue.place = check_filled(place, "地址", "where it is")
    venue.equipment, venue.phone = equipment.strip(), phone.strip()
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
