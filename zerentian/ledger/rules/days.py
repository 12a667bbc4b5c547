"""Which days may be entered: at the forms, and again where an entry is written.

A day outside is nearly always a slip of the keyboard (0026, 1026, 9999), and an entry can't be taken back.
"""

from collections.abc import Mapping
from datetime import date

from zerentian.ledger.rules.periods import BadPeriod, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.verbs import Day
from zerentian.ledger.rules.words import Words

# The founding of the People's Republic: no township office has anything from before.
FIRST_DAY = date(1949, 10, 1)

# What the days of entries are called, for the one who typed them.
FACT_WORDS: Mapping[str, Words] = {
    "occurred_on": Words("发生日期", "the day it happened"),
    "before": Words("原定日期", "the day before it was moved"),
    "due": Words("期限", "the due day"),
    "old_due": Words("原期限", "the former due day"),
    "notice_due": Words("告知期限", "the day by which to tell"),
    "first": Words("起始日期", "the first day"),
    "last": Words("最后日期", "the last day"),
    "since": Words("生效日期", "the day from which it holds"),
    "until": Words("截止日期", "the day until which it holds"),
    "old_until": Words("原截止日期", "the former day until which it held"),
    "received": Words("收到日期", "the day it was received"),
    "visit_on": Words("会商日期", "the day of the visit"),
    "called": Words("召集日期", "the day it was called"),
    "promised_by": Words("承诺完成日期", "the day by which it was promised"),
    "told_on": Words("告知日期", "the day the person was told"),
    "asked_on": Words("申请日期", "the day it was asked for"),
    "due_on": Words("期限", "the due day"),
    "issued_on": Words("印发日期", "the day of issue"),
    "mended": Words("整改完成日期", "the day it was mended"),
    "reported": Words("申请销号日期", "the day it was reported"),
    "observed": Words("核查所见日期", "the day it was looked at"),
    "look_back": Words("回头看日期", "the day of the look-back"),
    "day": Words("会议日期", "the day of the meeting"),
    "done": Words("完成日期", "the day it was done"),
    "asked": Words("请求确认的日期", "the day on which it was asked to be confirmed"),
    "next_due": Words("下次巡查期限", "the day by which the next patrol is due"),
    "owed_next": Words("下一轮巡查期限", "the day by which the patrol after it is due"),
    "owed_since": Words("应巡查起算日期", "the day since which a patrol is owed"),
    "missed": Words("未巡查日期", "the day of the missed patrol"),
    "kept": Words("巡查对应日期", "the day whose patrol it was"),
    "made_good": Words("补巡对应日期", "the day that it made good"),
    "patrolled": Words("巡查日期", "the day of the patrol"),
    "issued": Words("发布日期", "the day it was issued"),
    "lifted": Words("解除日期", "the day it was lifted"),
}


def last_day(today: date, years: int) -> date:
    """Return the latest day that may be entered: some years after today (28 February for the 29th)."""
    leap = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + years, day=28 if leap else today.day)


def in_range(day: date, today: date, years: int = Day.YEARS) -> bool:
    """Tell whether a day may be entered: from FIRST_DAY to ``years`` after today, both included."""
    return FIRST_DAY <= day <= last_day(today, years)


def period_within(text: str, today: date) -> Period:
    """Return the period that was written; BadPeriod for what is none, and for days that nothing can have."""
    period, latest = Period.parse(text), last_day(today, Day.YEARS)
    if not FIRST_DAY <= period.first <= period.last <= latest:
        raise BadPeriod(
            f"期间须在{FIRST_DAY}至{latest}之间，请核对年份：{text}",
            f"a period lies between {FIRST_DAY} and {latest}: check the year of {text}",
        )
    return period


def stray_days(
    facts: Mapping[str, object], schema: Mapping[str, object], today: date
) -> list[tuple[str, date, int]]:
    """Return the name, day and allowed years ahead of every fact whose day may not be entered."""
    found = []
    for name, kind in schema.items():
        value = facts.get(name)
        if isinstance(kind, Day) and value is not None:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            if not in_range(day, today, kind.years):
                found.append((name, day, kind.years))
    return found


def out_of_range(name: str, day: date, first: date, last: date) -> Words:
    """Return the words that name a day, the field it stands in, and what may stand there."""
    field = FACT_WORDS.get(name, Words(name, name))
    return Words(
        f"{field.zh} {day} 不在 {first} 至 {last} 之间，请核对年份",
        f"{field.en} is {day}, which is not between {first} and {last}: check the year",
    )


def refuse_stray(name: str, day: date | None, today: date, years: int = Day.YEARS) -> None:
    """Refuse a stated day that may not be entered, for days that stand in a row and in no fact."""
    if day is not None and not in_range(day, today, years):
        raise NotAllowed(out_of_range(name, day, FIRST_DAY, last_day(today, years)))
