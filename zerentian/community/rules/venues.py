"""Venues (场所): hours by weekday, on holidays and on single days, and how early a change is told, as plain rules."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from zerentian.ledger.rules.refusals import NotAllowed

# 公共文化体育设施条例 art. 18: closing for repair is made known seven days before.
NOTICE_DAYS = 7
SPAN = re.compile(r"([0-9]{1,2})[:：∶.]([0-5][0-9])\s*[-—–~～至到]+\s*([0-9]{1,2})[:：∶.]([0-5][0-9])")
BETWEEN = re.compile(r"[,，、;；\s]*")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Under this key of a week stand the hours of holidays; without it they are those of the weekday.
HOLIDAYS = "holidays"
NOT_OPEN = ("不开放", "闭馆", "关闭", "休息", "closed")
MOST_DAYS = 366
DAY_MINUTES = 24 * 60
SLOT_MINUTES = 30
Span = tuple[int, int]


def spans_of(text: str, zh: str, en: str) -> list[Span]:
    """Return the hours of a day as minutes, from and to; an empty text is closed.

    NotAllowed names the day (in both languages) whose hours are not hours, run backwards or lie over one another.
    """
    rest = SPAN.sub("", text)
    spans = [(int(m[1]) * 60 + int(m[2]), int(m[3]) * 60 + int(m[4])) for m in SPAN.finditer(text)]
    if not BETWEEN.fullmatch(rest):
        raise NotAllowed(
            f"{zh}的开放时间请写成 8:30-12:00，14:30-17:30 的样子；不开放就留空",
            f"{en}: write hours such as 8:30-12:00, 14:30-17:30, or nothing where it is closed",
        )
    ends = [0, *(end for _begin, end in spans)]
    for (begin, end), before in zip(spans, ends, strict=False):
        if not before <= begin < end <= DAY_MINUTES:
            raise NotAllowed(
                f"{zh}的开放时间前后颠倒或重叠，请核对",
                f"{en}: hours run backwards or lie over one another",
            )
    return spans


def written(spans: Sequence[Sequence[int]], comma: str = "，") -> str:
    """Return hours as they stand on the door, with the comma of the language in which it is written."""
    return comma.join(f"{begin // 60}:{begin % 60:02}-{end // 60}:{end % 60:02}" for begin, end in spans)


def week_of(texts: Sequence[str], holidays: str = "") -> dict[str, list[list[int]]]:
    """Return the hours of a week, Monday first, as they are kept; NotAllowed as ``spans_of``, and for no hours.

    ``holidays`` are the hours of days that law or notice gives off, empty as on the weekday, or a word for closed.
    """
    week = {
        str(at): [list(one) for one in spans_of(text, WEEKDAYS[at], WEEKDAYS_EN[at])]
        for at, text in enumerate(texts)
    }
    if not any(week.values()):
        raise NotAllowed("请至少写一天的开放时间", "write the hours of one day at least")
    if said := holidays.strip():
        spans = [] if said.casefold() in NOT_OPEN else spans_of(said, "节假日", "holidays")
        week[HOLIDAYS] = [list(one) for one in spans]
    return week


def minutes_a_week(week: Mapping[str, Sequence[Sequence[int]]]) -> int:
    """Return for how many minutes a week a venue is open."""
    return sum(end - begin for at in range(7) for begin, end in week.get(str(at), []))


def left_out(usual: Iterable[Sequence[int]], told: Iterable[Sequence[int]]) -> list[Span]:
    """Return what of the usual hours of a day the told ones leave out."""
    left = [(begin, end) for begin, end in usual]
    for begin, end in told:
        parts = [
            part for old, end_of in left for part in ((old, min(end_of, begin)), (max(old, end), end_of))
        ]
        left = [part for part in parts if part[0] < part[1]]
    return left


def touches(minute: int, spans: Iterable[Sequence[int]]) -> bool:
    """Tell whether the half hour from a minute of the day lies partly in some spans."""
    return any(begin < minute + SLOT_MINUTES and minute < end for begin, end in spans)


def days_from(first: date, last: date) -> Iterator[date]:
    """Yield the days from one to another."""
    yield from (first + timedelta(days=at) for at in range((last - first).days + 1))


def check_told_hours(spans: Sequence[Span], first: date, last: date) -> None:
    """Refuse hours of single days that are none, and those of more than a year: these are the hours of the week."""
    if not spans:
        raise NotAllowed(
            "请写这几天的开放时间；全天不开放的，请用“公告闭馆”",
            "write the hours of these days; where it is closed all day, tell a closure",
        )
    if (last - first).days >= MOST_DAYS:
        raise NotAllowed(
            "一次最长一年；长期调整请改一周的开放时间",
            "a year at most: for longer, change the hours of the week",
        )


def check_told(first: date, last: date, today: date, *, urgent: bool) -> None:
    """Refuse days that run backwards, are over, or are told less than seven days before without an urgent reason."""
    if last < first:
        raise NotAllowed("最后一天早于第一天，请核对", "it ends before it begins: check the days")
    if last < today:
        raise NotAllowed("这几天已过", "these days have passed")
    check_notice(first, today, urgent=urgent)


def check_notice(first: date, today: date, *, urgent: bool) -> None:
    """Refuse to take hours away from a day that is less than seven days off, unless something sudden forces it."""
    if (first - today).days < NOTICE_DAYS and not urgent:
        raise NotAllowed(
            f"闭馆或缩短开放时间须提前{NOTICE_DAYS}日公告；确因突发情况的，请勾选“突发情况”",
            f"told {NOTICE_DAYS} days before where hours are taken away; tick the box if something sudden forces it",
        )


def slots_between(begins: datetime, ends: datetime) -> list[tuple[date, int]]:
    """Return the half hours that a stretch of local time touches, as (day, minutes from midnight)."""
    at = datetime.combine(begins.date(), time(), begins.tzinfo)
    at += timedelta(minutes=(begins.hour * 60 + begins.minute) // SLOT_MINUTES * SLOT_MINUTES)
    found = []
    while at < ends:
        found.append((at.date(), at.hour * 60 + at.minute))
        at += timedelta(minutes=SLOT_MINUTES)
    return found
