"""The calendar: seeded once, then loaded from each year's notice."""

from collections.abc import Iterable
from datetime import date, datetime

from chinese_calendar import constants
from django.db import transaction
from django.db.models import Q

from zerentian.ledger.actions import record
from zerentian.ledger.rules.days import refuse_stray
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.deadlines import RECKONED
from zerentian.organization.models import Account, CalendarDay, CalendarYear
from zerentian.organization.rules.calendar import SATURDAY, DayKind
from zerentian.organization.rules.notices import NoticeDays, kind_of

SEED_SOURCE = "chinesecalendar 1.11.0"
SEED_NOTICES = {2025: "国办发明电〔2024〕12号"}
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


@transaction.atomic
def load_year(
    *,
    year: int,
    days: NoticeDays,
    notice: str,
    issued_on: date | None,
    source: str,
    by: Account,
    now: datetime,
) -> CalendarYear:
    """Load a year's notice in place of what stood there, then let every room reckon its 预估 deadlines again."""
    require(by, "calendar.load", now=now)
    if not notice.strip() or not days:
        raise NotAllowed(
            "请填写通知文号，并至少列出一天", "give the notice's number, and at least one day it names"
        )
    refuse_stray("issued_on", issued_on, local_day(now))
    old = CalendarYear.objects.select_for_update().filter(year=year).first()
    version = old.version + 1 if old else 1
    loaded = CalendarYear(
        year=year, notice=notice.strip(), issued_on=issued_on, source=source.strip(), version=version
    )
    if old:
        loaded.salt = old.salt
    loaded.save()
    rows = write_days(loaded, days)
    worked = sum(kind is DayKind.WORKDAY for kind, _ in days.values())
    facts: dict[str, object] = {
        "year": year,
        "version": version,
        "off": len(days) - worked,
        "worked": worked,
    }
    entry = record(
        "calendar.loaded", subject=loaded.ref, unit="", by=by, now=now, facts=facts, rows=[loaded, *rows]
    )
    calendar = CalendarYear.objects.calendar()
    for reckoned in RECKONED:
        reckoned.reckon_again(calendar, by=by, now=now, because=entry)
    return loaded


def write_days(loaded: CalendarYear, days: NoticeDays) -> list[CalendarDay]:
    """Write the days a notice names, also those beyond the turn of its year, whichever notice named them before.

    A day the new notice no longer names stays, as what its weekday makes it.
    """
    named = {row.day: row for row in CalendarDay.objects.filter(Q(year=loaded) | Q(day__in=list(days)))}
    rows = []
    for day in sorted({*named, *days}):
        plain = DayKind.REST if day.weekday() >= SATURDAY else DayKind.WORKDAY
        row = named.get(day) or CalendarDay(day=day)
        row.year = loaded
        row.kind, row.name = days.get(day, (plain, ""))
        row.save()
        rows.append(row)
    return rows


def seed_calendar(*, years: Iterable[int], by: Account, now: datetime) -> list[CalendarYear]:
    """Load the years that are not there yet from the seed; a year beyond its data is left out, not guessed."""
    have = set(CalendarYear.objects.values_list("year", flat=True))
    wanted = [year for year in years if year not in have and seed_days(year)]
    return [
        load_year(
            year=year,
            days=seed_days(year),
            notice=SEED_NOTICES.get(year, f"国务院办公厅关于{year}年部分节假日安排的通知"),
            issued_on=None,
            source=SEED_SOURCE,
            by=by,
            now=now,
        )
        for year in wanted
    ]


def seed_days(year: int) -> NoticeDays:
    """Return what the seed knows of a year; empty beyond its data."""
    off = {day: (kind_of(day, off=True), NAMES.get(name, name)) for day, name in constants.holidays.items()}
    worked = {day: (DayKind.WORKDAY, NAMES.get(name, name)) for day, name in constants.workdays.items()}
    return {day: named for day, named in (off | worked).items() if day.year == year}
