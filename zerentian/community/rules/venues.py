"""Venues (场所): hours by weekday, and how early a closure is told, as plain rules."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from zerentian.ledger.rules.refusals import NotAllowed

# 公共文化体育设施条例 art. 18: closing for repair is made known seven days before.
NOTICE_DAYS = 7
SPAN = re.compile(r"([0-9]{1,2})[:：.]([0-5][0-9])\s*[-—–~～至到]\s*([0-9]{1,2})[:：.]([0-5][0-9])")
BETWEEN = re.compile(r"[,，、;；\s]*")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_MINUTES = 24 * 60
SLOT_MINUTES = 30
Span = tuple[int, int]


def spans_of(text: str, weekday: int) -> list[Span]:
    """Return the hours of a weekday (0: Monday) as minutes of the day, from and to; an empty text is closed.

    NotAllowed names the weekday whose hours are not written as hours, run backwards or lie over one another.
    """
    rest = SPAN.sub("", text)
    spans = [(int(m[1]) * 60 + int(m[2]), int(m[3]) * 60 + int(m[4])) for m in SPAN.finditer(text)]
    if not BETWEEN.fullmatch(rest):
        raise NotAllowed(
            f"{WEEKDAYS[weekday]}的开放时间请写成 8:30-12:00，14:30-17:30 的样子；不开放就留空",
            f"{WEEKDAYS_EN[weekday]}: write hours such as 8:30-12:00, 14:30-17:30, or nothing where it is closed",
        )
    ends = [0, *(end for _begin, end in spans)]
    for (begin, end), before in zip(spans, ends, strict=False):
        if not before <= begin < end <= DAY_MINUTES:
            raise NotAllowed(
                f"{WEEKDAYS[weekday]}的开放时间前后颠倒或重叠，请核对",
                f"{WEEKDAYS_EN[weekday]}: hours run backwards or lie over one another",
            )
    return spans


def written(spans: Sequence[Sequence[int]]) -> str:
    """Return hours as they are written on the door: ``8:30-12:00，14:30-17:30``."""
    return "，".join(f"{begin // 60}:{begin % 60:02}-{end // 60}:{end % 60:02}" for begin, end in spans)


def week_of(texts: Sequence[str]) -> dict[str, list[list[int]]]:
    """Return the hours of a week, Monday first, as they are kept; NotAllowed as ``spans_of``, and for no hours."""
    week = {str(at): [list(one) for one in spans_of(text, at)] for at, text in enumerate(texts)}
    if not any(week.values()):
        raise NotAllowed("请至少写一天的开放时间", "write the hours of one day at least")
    return week


def minutes_a_week(week: Mapping[str, Sequence[Sequence[int]]]) -> int:
    """Return for how many minutes a week a venue is open."""
    return sum(end - begin for spans in week.values() for begin, end in spans)


def check_closure(first: date, last: date, today: date, *, urgent: bool) -> None:
    """Refuse a closure that runs backwards, is over, or is told less than seven days before and is not urgent."""
    if last < first:
        raise NotAllowed("闭馆的最后一天早于第一天，请核对", "it ends before it begins: check the days")
    if last < today:
        raise NotAllowed("闭馆日期已过", "these days have passed")
    if (first - today).days < NOTICE_DAYS and not urgent:
        raise NotAllowed(
            f"闭馆须提前{NOTICE_DAYS}日公告；确因突发情况临时关闭的，请勾选“突发情况”",
            f"a closure is told {NOTICE_DAYS} days before; tick the box where something sudden forces it",
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
