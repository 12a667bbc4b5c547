"""Cadences: how often a duty falls due, and the dated occurrences that follow from it."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed


class Cadence(StrEnum):
    """How often a duty falls due."""

    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}
LAST_DAY = 31


@dataclass(frozen=True, slots=True)
class DueRule:
    """When within its span an occurrence falls due.

    Weekly: ``day`` is the ISO weekday (1 Monday … 7). Longer: day of the month (clamped to its length) in the
    span's ``month`` (1 is its first; 0 its last). Once: on the date ``on``.
    """

    cadence: Cadence
    day: int = LAST_DAY
    month: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One dated occurrence: its code (2026W27, 2026-07, 2026Q3, 2026H2, 2026), first day and due day."""

    code: str
    first: date
    due: date


def check_rule(rule: DueRule) -> None:
    """Refuse a due rule that names no day of its cadence."""
    if rule.cadence == Cadence.ONCE:
        if rule.on is None:
            raise NotAllowed("一次性责任须写明完成日期", "a duty that is due once needs its date")
        return
    length = 7 if rule.cadence == Cadence.WEEKLY else LAST_DAY
    if not 1 <= rule.day <= length or not 0 <= rule.month <= MONTHS.get(rule.cadence, 0):
        raise NotAllowed(
            "到期规则有误：每周填 1–7（周一至周日），其余填期内第几月和几日",
            "the due rule is wrong: weekly takes 1–7 (Monday to Sunday), the rest month and day of the span",
        )


def spans(rule: DueRule, *, since: date, until: date) -> Iterator[Span]:
    """Yield the occurrences that begin by ``until`` and fall due on or after ``since``, oldest first."""
    if rule.cadence == Cadence.ONCE:
        if rule.on is not None and since <= until:
            yield Span("once", since, rule.on)
        return
    first = span_first(rule.cadence, since)
    while first <= until:
        due = due_day(rule, first)
        if due >= since:
            yield Span(span_code(rule.cadence, first), max(first, since), due)
        first = next_first(rule.cadence, first)


def span_first(cadence: Cadence, day: date) -> date:
    """Return the first day of the span that holds the day."""
    if cadence == Cadence.WEEKLY:
        return day - timedelta(days=day.weekday())
    months = MONTHS[cadence]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_first(cadence: Cadence, first: date) -> date:
    """Return the first day of the span after the one that begins on ``first``."""
    if cadence == Cadence.WEEKLY:
        return first + timedelta(days=7)
    return months_later(first, MONTHS[cadence])


def due_day(rule: DueRule, first: date) -> date:
    """Return the day on which the span that begins on ``first`` falls due."""
    if rule.cadence == Cadence.WEEKLY:
        return first + timedelta(days=rule.day - 1)
    month = months_later(first, (rule.month or MONTHS[rule.cadence]) - 1)
    return month.replace(day=min(rule.day, calendar.monthrange(month.year, month.month)[1]))


def months_later(first: date, months: int) -> date:
    """Return the first day of the month ``months`` after the month of ``first``."""
    serial = first.year * 12 + first.month - 1 + months
    return date(serial // 12, serial % 12 + 1, 1)


def span_code(cadence: Cadence, first: date) -> str:
    """Return the code of the span that begins on ``first``."""
    week = first.isocalendar()
    codes = {
        Cadence.WEEKLY: f"{week.year}W{week.week:02}",
        Cadence.MONTHLY: f"{first:%Y-%m}",
        Cadence.QUARTERLY: f"{first.year}Q{(first.month + 2) // 3}",
        Cadence.HALF_YEARLY: f"{first.year}H{1 if first.month < 7 else 2}",
        Cadence.YEARLY: str(first.year),
    }
    return codes[cadence]


def span_label(code: str) -> str:
    """Return an occurrence's code in Chinese words: 2026年第27周, 2026年7月, 2026年第三季度."""
    year, rest = code[:4], code[4:]
    if code == "once":
        return "一次"
    if rest[:1] == "W":
        return f"{year}年第{int(rest[1:])}周"
    if rest[:1] == "Q":
        return f"{year}年第{'一二三四'[int(rest[1:]) - 1]}季度"
    if rest[:1] == "H":
        return f"{year}年{'上' if rest[1:] == '1' else '下'}半年"
    return f"{year}年{int(rest[1:])}月" if rest else f"{year}年"
