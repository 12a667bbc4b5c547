"""The half hours of a venue that an activity or a booking takes: each once, and none on days told otherwise."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from zerentian.community.models import Activity, Booking, Slot, Venue
from zerentian.community.rules.venues import SLOT_MINUTES, left_out, slots_between, touches, written
from zerentian.ledger.rules.periods import LOCAL, chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import CalendarYear

Half = tuple[date, int]


def take_slots(taker: Activity | Booking) -> None:
    """Take the half hours of an activity or a booking at its venue; NotAllowed names what stands there already.

    The database holds that no half hour is taken twice; asking first is for the words of the refusal.
    """
    venue = taker.venue
    wanted = slots_between(taker.begins_at.astimezone(LOCAL), taker.ends_at.astimezone(LOCAL))
    refuse_told_days(venue, wanted)
    standing = venue.slots.filter(day__in={day for day, _ in wanted}).select_related("activity", "booking")
    taken = {(one.day, one.minute): one for one in standing}
    for slot in wanted:
        if slot in taken:
            refuse_taken(venue, taken[slot])
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


def refuse_taken(venue: Venue, slot: Slot) -> None:
    """Refuse a half hour that is taken, saying by what and until when: until 10:00 by what ends at 9:40."""
    taker = slot.taker
    whole = slots_between(taker.begins_at.astimezone(LOCAL), taker.ends_at.astimezone(LOCAL))
    first, last = (
        datetime.combine(day, time()) + timedelta(minutes=minute) for day, minute in (whole[0], whole[-1])
    )
    last += timedelta(minutes=SLOT_MINUTES)
    hours = f"{first:%-H:%M}-{last:%-H:%M}"
    raise NotAllowed(
        f"{venue.name}{chinese_day(first.date())}{hours}已安排“{taker.title}”（场所按半小时占用），请换时间或场所",
        f"“{taker.title}” stands there on {first:%Y-%m-%d}, {hours} (a venue is taken by the half hour):"
        " choose another time or venue",
    )


def refuse_told_days(venue: Venue, wanted: Sequence[Half]) -> None:
    """Refuse half hours on a day that is told closed, and those that hours told of a day leave out of the usual ones.

    What lies outside the usual hours anyway, such as a rehearsal in the evening, is nobody's open door.
    """
    calendar, days = CalendarYear.objects.calendar(), {day for day, _minute in wanted}
    closures = list(venue.closures.holding(min(days), max(days)).with_end())
    others = list(venue.other_hours.holding(min(days), max(days)).with_end())
    for day, minute in wanted if closures or others else ():
        opening = venue.opening_by(day, calendar, closures, others)
        if opening.closure:
            raise NotAllowed(
                f"{venue.name}{chinese_day(day)}闭馆：{opening.closure.reason}",
                f"{venue.name} is closed on {day}: {opening.closure.reason}",
            )
        if opening.other and touches(minute, left_out(venue.usual_on(day, calendar), opening.spans)):
            raise NotAllowed(
                f"{venue.name}{chinese_day(day)}只开放{written(opening.spans)}：{opening.other.reason}",
                f"{venue.name} is open at {written(opening.spans, ', ')} only on {day}: {opening.other.reason}",
            )
