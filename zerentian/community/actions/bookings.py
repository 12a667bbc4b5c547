"""A venue is booked for what is no activity of the office, and the booking cancelled: no hour is taken twice."""

from datetime import datetime, timedelta

from django.db import transaction

from zerentian.community.actions.slots import take_slots
from zerentian.community.actions.venues import locked
from zerentian.community.models import Booking, Venue
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.activities import KEPT_DAYS, check_span
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account


@transaction.atomic
def book_venue(
    venue: Venue,
    *,
    purpose: str,
    begins_at: datetime,
    ends_at: datetime,
    told: Caller,
    by: Account,
    now: datetime,
) -> Booking:
    """Book a venue for some hours. NotAllowed for hours that have passed or are taken, and on days told otherwise."""
    venue = locked(venue, by=by, now=now)
    check_span(begins_at, ends_at)
    if begins_at <= now:
        raise NotAllowed("开始时间已过，请改为以后", "it begins in the past: choose a later time")
    booking = Booking(venue=venue, begins_at=begins_at, ends_at=ends_at, booked_by=by)
    booking.purpose = check_filled(purpose, "用途", "what it is for")
    check_filled(told.name, "怎么称呼", "a name to call you by")
    check_filled(told.phone, "电话", "a telephone number")
    booking.keep(**told._asdict())
    booking.erase_on = local_day(ends_at) + timedelta(days=KEPT_DAYS)
    booking.save()
    take_slots(booking)
    record_on(venue, "venue.booked", by=by, now=now, facts={"day": booking.day}, rows=[booking])
    return booking


@transaction.atomic
def cancel_booking(booking: Booking, *, reason: str, by: Account, now: datetime) -> Booking:
    """Cancel a booking with the reason; its hours are free again. NotAllowed for one that is over."""
    venue = locked(booking.venue, by=by, now=now)
    booking = Booking.objects.get(pk=booking.pk)
    if booking.cancelled or booking.ends_at <= now:
        raise NotAllowed("预订已取消或已结束，请刷新页面", "it was cancelled or is over: reload the page")
    booking.cancelled, booking.reason = True, check_filled(reason, "取消原因", "why it is cancelled")
    booking.save(update_fields=["cancelled", "reason"])
    booking.slots.all().delete()
    record_on(venue, "venue.booking_cancelled", by=by, now=now, facts={"day": booking.day}, rows=[booking])
    return booking
