"""Plays what the culture station lends, and the volunteers it seeks: one asks for a certificate, the others do not."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from zerentian.community.actions import activities, bookings, items, signups, volunteers
from zerentian.community.actions.activities import Plan
from zerentian.community.models import Activity, Item, Loan, Venue
from zerentian.community.models.activities import Reached
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.activities import Counted, Door, Kind
from zerentian.community.rules.lending import Condition, Sort
from zerentian.community.rules.volunteers import Sought
from zerentian.duties.models import Duty
from zerentian.organization.models import Account
from zerentian.web.demo.culture import CLERK, OFFICE, PLACES, erase
from zerentian.web.demo.founding import BEGIN, Story, at

THINGS = (
    ("移动音响", Sort.SOUND, "文化站器材室", 2, 7),
    ("腰鼓（套）", Sort.TOOL, "文化站器材室", 12, 30),
    ("演出服装（套）", Sort.COSTUME, "文化站器材室", 20, 14),
    ("《果树修剪图解》（示例）", Sort.BOOK, "上坪村农家书屋2号架", 3, 30),
)


@dataclass(frozen=True, slots=True)
class Lent:
    """A thing is lent on a day of the story, kept longer by so many days, and back after so many, or not yet."""

    thing: str
    day: int
    back: int | None = None
    longer: int = 0
    condition: Condition = Condition.WHOLE


LENT = (
    Lent("移动音响", 45, 2),
    Lent("腰鼓（套）", 88, 35, longer=14),
    Lent("《果树修剪图解》（示例）", 120, 21),
    Lent("演出服装（套）", 165, 6, condition=Condition.DAMAGED),
    Lent("《果树修剪图解》（示例）", 190, 30, condition=Condition.LOST),
    Lent("移动音响", 218, 5),
    Lent("《果树修剪图解》（示例）", 300, 24),
    Lent("腰鼓（套）", 352),
    Lent("移动音响", 358),
)


@dataclass(frozen=True, slots=True)
class Call:
    """Volunteers are sought for a day: what for, how many, how many people came, and whether one asks for a paper."""

    title: str
    day: int
    people: int
    sought: Sought
    came: int | None = None
    minutes: int = 0
    joins: tuple[Door, ...] = field(default=(Door.PAGE, Door.PHONE, Door.COUNTER, Door.PAGE))


CALLS = (
    Call(
        "暑期图书整理志愿服务",
        31,
        4,
        Sought(task="整理农家书屋图书，给破损图书包书皮", risks="无", conditions="年满16周岁"),
        came=4,
        minutes=120,
    ),
    Call(
        "河道捡拾垃圾志愿服务",
        136,
        6,
        Sought(
            task="沿石桥村至集镇段河岸捡拾垃圾，不下水",
            risks="河岸湿滑，可能滑倒；天气突变时立即停止",
            conditions="年满18周岁，穿防滑鞋",
            dangerous=True,
            insured_by="示例县志愿服务联合会统一投保（示例）",
        ),
        came=4,
    ),
    Call(
        "春节陪老人写信志愿服务",
        219,
        4,
        Sought(task="在文化站帮老人写信、打电话", risks="无"),
        came=4,
        minutes=90,
    ),
    Call(
        "夏季防溺水宣传志愿服务",
        374,
        6,
        Sought(
            task="在河边宣传点向家长和孩子讲防溺水知识，不下水救人",
            risks="户外高温，可能中暑",
            conditions="年满18周岁",
            dangerous=True,
            insured_by="示例县志愿服务联合会统一投保（示例）",
        ),
    ),
)


def schedule_lending(story: Story) -> None:
    """Put loans, a booking and the calls for volunteers into the queue; the story's chance stays with others."""
    story.later(at(BEGIN + timedelta(days=9), 11), partial(add_things, story))
    for number, lent in enumerate(LENT):
        story.later(at(BEGIN + timedelta(days=lent.day), 11, 20), partial(lend, story, lent, number))
    story.later(at(date(2026, 5, 20), 11, 40), partial(book, story))
    story.later(at(date(2026, 7, 2), 11, 40), partial(book, story))
    for call in CALLS:
        day = BEGIN + timedelta(days=call.day)
        story.later(at(day - timedelta(days=14), 11, 10), partial(seek, story, call))


def add_things(story: Story, now: datetime) -> None:
    """Put on the list what is lent."""
    by, unit = story.people[CLERK], story.units[OFFICE]
    for title, sort, shelf, copies, days in THINGS:
        items.add_item(
            unit=unit, title=title, sort=sort, shelf=shelf, copies=copies, days=days, by=by, now=now
        )


def lend(story: Story, lent: Lent, number: int, now: datetime) -> None:
    """Lend a thing, and plan whether it is kept longer and when it is back."""
    told = Caller(f"示例{number}家", f"1390001{number:04}")
    loan = items.lend(Item.objects.get(title=lent.thing), told=told, by=story.people[CLERK], now=now)
    if lent.longer:
        until = loan.due + timedelta(days=lent.longer)
        story.later(now + timedelta(days=20), partial(prolong, story, loan.pk, until))
    if lent.back is not None:
        story.later(now + timedelta(days=lent.back), partial(take_back, story, loan.pk, lent.condition))
        story.later(now + timedelta(days=lent.back + 31), erase)


def prolong(story: Story, key: int, until: date, now: datetime) -> None:
    """Let it be kept longer."""
    items.prolong_loan(Loan.objects.get(pk=key), due=until, by=story.people[CLERK], now=now)


def take_back(story: Story, key: int, condition: Condition, now: datetime) -> None:
    """Record it as back, or as lost."""
    items.take_back(Loan.objects.get(pk=key), condition=condition, by=story.people[CLERK], now=now)


def book(story: Story, now: datetime) -> None:
    """Let a village group have the station's room on the evening of a week later."""
    begins = (now + timedelta(days=7)).replace(hour=18, minute=0)
    bookings.book_venue(
        Venue.objects.get(name=PLACES[0][0]),
        purpose="广场舞队排练",
        begins_at=begins,
        ends_at=begins + timedelta(hours=2),
        told=Caller("示例舞队", "13900020001"),
        by=story.people[CLERK],
        now=now,
    )


def seek(story: Story, call: Call, now: datetime) -> None:
    """Seek volunteers, let some sign up on the days after, and plan what becomes of it."""
    clerk = story.people[CLERK]
    begins = at(BEGIN + timedelta(days=call.day), 8, 30)
    plan = Plan(
        title=call.title,
        kind=Kind.SERVICE,
        venue=Venue.objects.get(name=PLACES[0][0]),
        begins_at=begins,
        ends_at=begins + timedelta(hours=3),
        duty=Duty.objects.in_force().allowed(clerk, "deed.record").order_by("pk")[0],
        capacity=call.people,
    )
    one = volunteers.seek_volunteers(plan, call.sought, unit=story.units[OFFICE], by=clerk, now=now)
    for number, door in enumerate(call.joins):
        story.later(now + timedelta(hours=4 + 9 * number), partial(join, story, one.pk, number, door))
    if call.came is not None:
        story.later(begins + timedelta(hours=4), partial(hold, story, one.pk, call.came))
    if call.minutes:
        story.later(begins + timedelta(days=3), partial(certify, story, one.pk, call.minutes))
    story.later(begins + timedelta(days=31), erase)


def join(story: Story, key: int, number: int, door: Door, now: datetime) -> None:
    """Let a volunteer sign up by one of the doors."""
    by = Account.objects.system("public") if door is Door.PAGE else story.people[CLERK]
    told = Reached(f"示例志愿者{number + 1}", f"1390002{number:04}", "")
    signups.sign_up(Activity.objects.get(pk=key), told=told, size=1, door=door, by=by, now=now)


def hold(story: Story, key: int, came: int, now: datetime) -> None:
    """Say that it was held."""
    one = Activity.objects.get(pk=key)
    activities.hold_activity(one, attended=came, counted=Counted.HEADS, by=story.people[CLERK], now=now)


def certify(story: Story, key: int, minutes: int, now: datetime) -> None:
    """Give the first volunteer the certificate they ask for; nobody else is given one."""
    party = Activity.objects.get(pk=key).signups.order_by("pk")[0]
    volunteers.certify(party, minutes=minutes, asked=True, by=story.people[CLERK], now=now)
