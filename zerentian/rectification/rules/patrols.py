"""Patrols (巡查): how often a point is looked at, by rules that are data; what a patrol found; which were missed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.rectification.rules.risks import COLOURS

LONGEST_HOURS = 8784
DAY_HOURS = 24
MOST_ITEMS = 40
MOST_ROLLED = 400
LEAP_YEAR = 2024


class PatrolResult(StrEnum):
    """What a patrol, or one item of it, came to."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    UNABLE = "unable"


@dataclass(frozen=True, slots=True)
class Frequency:
    """At most so many hours between two patrols, for points that fit every condition; an empty one fits all.

    ``first`` and ``last`` are a season as (month, day), over the turn of the year too. ``signal`` is the mildest
    colour of a signal in force. ``hours`` 0 ends an earlier rule of the same conditions. ``own``: for one point.
    """

    hours: int
    since: date
    kind: str = ""
    level: str = ""
    state: str = ""
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    signal: str = ""
    own: bool = False

    @property
    def conditions(self) -> tuple[object, ...]:
        """Return what tells this rule from another; a later one of the same conditions takes its place."""
        return self.kind, self.level, self.state, self.first, self.last, self.signal, self.own


@dataclass(frozen=True, slots=True)
class Situation:
    """What a point is on a day: its kind, level and state, and the colour of the signal in force (empty: none)."""

    kind: str
    level: str
    state: str
    day: date
    signal: str = ""


def check_season(first: tuple[int, int] | None, last: tuple[int, int] | None) -> None:
    """Refuse half a season, and days that no year has."""
    if (first is None) != (last is None):
        raise NotAllowed("季节须写明起止两天，或都不写", "a season has both its days, or none")
    for month_day in filter(None, (first, last)):
        try:
            date(LEAP_YEAR, *month_day)
        except ValueError:
            raise NotAllowed(
                f"没有 {month_day[0]} 月 {month_day[1]} 日，请写作 04-15", "no such day: write it as 04-15"
            ) from None


def in_season(day: date, first: tuple[int, int] | None, last: tuple[int, int] | None) -> bool:
    """Tell whether a day lies in a season; one that ends before it begins goes over the turn of the year."""
    if first is None or last is None:
        return True
    here = (day.month, day.day)
    return first <= here <= last if first <= last else here >= first or here <= last


def fits(rule: Frequency, now: Situation) -> bool:
    """Tell whether a rule speaks of a point as it is."""
    named = ((rule.kind, now.kind), (rule.level, now.level), (rule.state, now.state))
    if any(wanted and wanted != is_ for wanted, is_ in named) or not in_season(
        now.day, rule.first, rule.last
    ):
        return False
    return not rule.signal or (bool(now.signal) and COLOURS.index(now.signal) >= COLOURS.index(rule.signal))


def hours_for(rules: Iterable[Frequency], now: Situation) -> int | None:
    """Return the hours that may lie between two patrols: the fewest of the rules that fit; None where none does.

    A rule for the point itself goes before the general ones.
    """
    newest: dict[tuple[object, ...], Frequency] = {}
    for rule in rules:
        known = newest.get(rule.conditions)
        if rule.since <= now.day and (known is None or rule.since >= known.since):
            newest[rule.conditions] = rule
    fitting = [rule for rule in newest.values() if rule.hours and fits(rule, now)]
    chosen = [rule for rule in fitting if rule.own] or fitting
    return min((rule.hours for rule in chosen), default=None)


def check_hours(hours: int) -> int:
    """Return the hours of a rule; NotAllowed for none that is."""
    if not 0 <= hours <= LONGEST_HOURS:
        raise NotAllowed(
            f"间隔须在 1 到 {LONGEST_HOURS} 小时之间；填 0 表示停用",
            f"between 1 and {LONGEST_HOURS} hours; 0 ends the rule",
        )
    return hours


def days_of(hours: int) -> int:
    """Return in how many days the next patrol is due: patrols are counted by the day, several a day once."""
    return max(1, hours // DAY_HOURS)


def due_after(day: date, hours: int) -> date:
    """Return the day the next patrol is due after one on a day (or after the point came onto the register)."""
    return day + timedelta(days=days_of(hours))


def rolled(due: date, hours: int, today: date) -> tuple[list[date], date]:
    """Return the due days that passed before today without a patrol, and the one that is due now.

    At most MOST_ROLLED at once; the rest follow with the next time.
    """
    missed: list[date] = []
    while due < today and len(missed) < MOST_ROLLED:
        missed.append(due)
        due = due_after(due, hours)
    return missed, due


def falls_in(day: date, due: date, hours: int) -> bool:
    """Tell whether a patrol on a day is the one that was due on another: after the due day before, by this one."""
    return due - timedelta(days=days_of(hours)) < day <= due


def check_items(items: Sequence[str]) -> list[str]:
    """Return the items of a checklist without blanks and repetitions; NotAllowed for none, or too many."""
    found = list(dict.fromkeys(text.strip() for text in items if text.strip()))
    if not 1 <= len(found) <= MOST_ITEMS:
        raise NotAllowed(f"检查项须有 1 到 {MOST_ITEMS} 条，一行一条", f"1 to {MOST_ITEMS} items, one a line")
    return found


def result_of(answers: Sequence[str]) -> PatrolResult:
    """Return what a patrol came to: abnormal if anything is, unable if nothing could be seen, else normal."""
    if PatrolResult.ABNORMAL in answers:
        return PatrolResult.ABNORMAL
    if not answers or set(answers) == {PatrolResult.UNABLE}:
        return PatrolResult.UNABLE
    return PatrolResult.NORMAL


def check_answers(answers: Sequence[tuple[str, str]], items: Sequence[str]) -> None:
    """Refuse a patrol that leaves an item out, or says no word where something is wrong or could not be seen."""
    if len(answers) != len(items):
        raise NotAllowed(
            "每一项都要选：正常、异常或未能检查", "every item is answered: normal, abnormal or not seen"
        )
    for (answer, note), item in zip(answers, items, strict=True):
        if answer not in tuple(PatrolResult):
            raise NotAllowed(f"“{item}”请选正常、异常或未能检查", f"answer the item “{item}”")
        if answer != PatrolResult.NORMAL and not note.strip():
            raise NotAllowed(
                f"“{item}”请写明异常情况或未能检查的原因",
                f"say what is wrong with “{item}”, or why it wasn't seen",
            )


def check_patrolled(day: date, since: date, today: date) -> None:
    """Refuse a patrol after today, or before the point stood on the register."""
    if not since <= day <= today:
        raise NotAllowed(
            f"巡查日期须在登记之日{chinese_day(since)}与今天之间",
            f"a patrol is made between {since}, when the point was registered, and today",
        )
