"""Plays the culture station of the demo township: its venues, activities, sign-ups, a waiting list, what was held."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from zerentian.community.actions import activities, contacts, openings, signups, venues
from zerentian.community.actions.activities import Plan
from zerentian.community.models import Activity, Closure, Venue
from zerentian.community.models.activities import Reached
from zerentian.community.rules.activities import Counted, Door, Kind, State
from zerentian.duties.models import Duty
from zerentian.organization.models import Account
from zerentian.web.demo.founding import BEGIN, Story, at

OFFICE, CLERK = "990101-WH", "clerk-wh"
WEEK = ["8:30-12:00，14:30-17:30"] * 5 + ["9:00-17:00", "9:00-17:00"]
PLACES = (
    ("乡文化站", "云岭街8号", "舞台、椅子80把、投影"),
    ("上坪村农家书屋", "上坪村委会旁", "图书2000册、阅览桌6张"),
)
DOORS = (Door.PAGE, Door.PHONE, Door.COUNTER)


@dataclass(frozen=True, slots=True)
class Planned:
    """One activity: announced so many days before its day (from the story's begin), at an hour, for so many people."""

    title: str
    kind: Kind
    day: int
    hour: int
    capacity: int | None = None
    came: int | None = None
    cancelled: str = ""
    weeks: int = 1


PLANNED = (
    Planned("暑期少儿绘画班", Kind.TRAINING, 25, 9, 12, 12),
    Planned("乡村露天电影", Kind.FILM, 46, 19, None, 160),
    Planned("防溺水安全讲座", Kind.LECTURE, 53, 15, 60, 48),
    Planned("中秋诗会", Kind.FESTIVAL, 97, 19, None, 210),
    Planned("老年人智能手机培训", Kind.TRAINING, 130, 9, 10, 10),
    Planned("送戏下乡", Kind.SHOW, 170, 14, None, None),
    Planned("迎春写春联", Kind.FESTIVAL, 221, 9, None, 95),
    Planned("春耕农技讲座", Kind.LECTURE, 255, 15, 60, 57),
    Planned("广场健身展演", Kind.SPORT, 290, 19, None, 0, "连日大雨，广场积水"),
    Planned("亲子阅读", Kind.READING, 330, 9, 16, 14),
    Planned("暑期安全讲座", Kind.LECTURE, 375, 15, 40),
    Planned("周末书法课", Kind.TRAINING, 264, 9, 12, 11, weeks=3),
)


def schedule_culture(story: Story) -> None:
    """Put the year of the culture station into the queue. Hours are fixed: the story's chance belongs to others."""
    story.later(at(BEGIN + timedelta(days=9), 10, 10), partial(open_venues, story))
    story.later(at(date(2026, 1, 12), 10, 15), partial(close, story))
    story.later(at(date(2026, 1, 20), 17, 5), partial(open_sooner, story))
    story.later(at(date(2026, 6, 24), 10, 15), partial(open_longer, story))
    for planned in PLANNED:
        day = BEGIN + timedelta(days=planned.day)
        story.later(at(day - timedelta(days=12), 10, 25), partial(announce, story, planned))


def open_venues(story: Story, now: datetime) -> None:
    """Open the venues."""
    for name, place, equipment in PLACES:
        venues.open_venue(
            unit=story.units[OFFICE],
            name=name,
            place=place,
            hours=WEEK,
            holidays="9:00-17:00",
            equipment=equipment,
            by=story.people[CLERK],
            now=now,
        )


def close(story: Story, now: datetime) -> None:
    """Tell that the station is repaired for two days, in time."""
    openings.tell_closure(
        Venue.objects.get(name=PLACES[0][0]),
        first=date(2026, 1, 20),
        last=date(2026, 1, 21),
        reason="检修电路",
        urgent=False,
        by=story.people[CLERK],
        now=now,
    )


def open_sooner(story: Story, now: datetime) -> None:
    """Say that the repair is done a day early."""
    closure = Closure.objects.get(reason="检修电路")
    first = closure.last
    openings.call_off(closure, first=first, reason="提前修好", urgent=False, by=story.people[CLERK], now=now)


def open_longer(story: Story, now: datetime) -> None:
    """Tell that the station is open in the evenings of the summer."""
    openings.tell_hours(
        Venue.objects.get(name=PLACES[0][0]),
        first=date(2026, 7, 1),
        last=date(2026, 8, 31),
        hours="8:30-20:30",
        reason="暑期晚间延长开放",
        urgent=False,
        by=story.people[CLERK],
        now=now,
    )


def announce(story: Story, planned: Planned, now: datetime) -> None:
    """Announce an activity, let people sign up on the days after, and plan what becomes of it."""
    clerk, unit = story.people[CLERK], story.units[OFFICE]
    begins = at(BEGIN + timedelta(days=planned.day), planned.hour)
    duty = Duty.objects.in_force().allowed(clerk, "deed.record").order_by("pk")[0]
    plan = Plan(
        title=planned.title,
        kind=planned.kind,
        venue=Venue.objects.get(name=PLACES[planned.kind is Kind.READING][0]),
        begins_at=begins,
        ends_at=begins + timedelta(hours=2),
        duty=duty,
        capacity=planned.capacity,
    )
    for one in activities.announce_activity(plan, unit=unit, by=clerk, now=now, weeks=planned.weeks):
        lead(story, planned, one, now)


def lead(story: Story, planned: Planned, one: Activity, now: datetime) -> None:
    """Let people sign up for one activity, or one of a series, and plan what becomes of it."""
    begins = one.begins_at
    for number in range(7 if planned.capacity else 0):
        story.later(now + timedelta(hours=3 + 5 * number), partial(join, story, one.pk, number))
    if planned.capacity:
        story.later(now + timedelta(days=4), partial(someone_leaves, one.pk))
        story.later(now + timedelta(days=4, hours=2), partial(offer_taken, one.pk))
    if planned.cancelled:
        story.later(begins - timedelta(days=1), partial(cancel, story, one.pk, planned.cancelled))
    else:
        story.later(begins + timedelta(hours=3), partial(hold, story, one.pk, planned.came))
    story.later(begins + timedelta(days=31), erase)


def join(story: Story, key: int, number: int, now: datetime) -> None:
    """Let a party sign up by one of the doors."""
    door = DOORS[number % len(DOORS)]
    by = Account.objects.system("public") if door is Door.PAGE else story.people[CLERK]
    told = Reached(f"示例{number}家", f"1390000{number:04}", "靠前的座位" if number == 3 else "")
    signups.sign_up(Activity.objects.get(pk=key), told=told, size=1 + number % 3, door=door, by=by, now=now)


def someone_leaves(key: int, now: datetime) -> None:
    """Let the first party leave, so that those who wait are offered its places."""
    first = Activity.objects.get(pk=key).signups.live().first()
    if first is not None:
        signups.leave(first, by=Account.objects.system("public"), now=now)


def offer_taken(key: int, now: datetime) -> None:
    """Let whoever was offered a place take it."""
    for party in Activity.objects.get(pk=key).signups.filter(standing="offered"):
        signups.take_offer(party, by=Account.objects.system("public"), now=now)


def cancel(story: Story, key: int, reason: str, now: datetime) -> None:
    """Cancel an activity the day before."""
    activities.cancel_activity(Activity.objects.get(pk=key), reason=reason, by=story.people[CLERK], now=now)


def hold(story: Story, key: int, came: int | None, now: datetime) -> None:
    """Say that it was held, with the count where there is one."""
    one = Activity.objects.get(pk=key)
    if one.state != State.OPEN:
        return
    counted = "" if came is None else Counted.HEADS if came < 100 else Counted.ESTIMATE
    hands = (came * 3 // 4, came // 10, came // 40) if came else (None, None, None)
    activities.hold_activity(
        one,
        attended=came,
        counted=counted,
        liked=hands[0],
        so_so=hands[1],
        disliked=hands[2],
        by=story.people[CLERK],
        now=now,
    )


def erase(now: datetime) -> None:
    """Do what the worker does by the clock."""
    contacts.erase_past(by=Account.objects.system("clock"), now=now)
