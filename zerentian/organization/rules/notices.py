"""A year's holiday notice as an administrator types it into a table: 日期 · 安排 · 名称."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.calendar import SATURDAY, DayKind
from zerentian.organization.rules.holidays import statutory_days
from zerentian.organization.rules.names import LONGEST_HOLIDAY, too_long
from zerentian.organization.rules.sheets import Problem, Sheet, day_of

DAY, ARRANGEMENT, NAME = "日期", "安排", "名称"
HEADINGS = (DAY, ARRANGEMENT, NAME)
ARRANGEMENTS: Mapping[str, bool] = {"放假": True, "休息": True, "off": True, "上班": False, "work": False}

# How far beyond its year a notice may reach: the holiday at the turn of the year.
TURN = timedelta(days=31)

NoticeDays = dict[date, tuple[DayKind, str]]


def known_columns(headings: Sequence[str]) -> int:
    """Return how many of the headings are columns of a notice."""
    return len(set(headings) & set(HEADINGS))


def read_notice(sheet: Sheet, year: int) -> tuple[NoticeDays, list[Problem]]:
    """Return the days a notice names, and what is wrong in the table (a day far from the year, twice, unread).

    A New Year's holiday runs over the turn of the year, so a notice may name days of the December before and of the
    January after: 国办发明电〔2022〕16号 gives 2022-12-31 off in the notice for 2023.
    """
    missing = [heading for heading in (DAY, ARRANGEMENT) if heading not in sheet.headings]
    if missing:
        return {}, [Problem(sheet.name, 1, missing[0], Words("缺少此列，请用模板", "this column is missing"))]
    days: NoticeDays = {}
    problems: list[Problem] = []
    for row in sheet.rows:
        if broken := row.broken(HEADINGS):
            heading, cell = broken
            problems.append(Problem(sheet.name, row.number, heading, cell.why))
            continue
        try:
            day = day_of(row[DAY])
        except ValueError:
            message = Words(f"“{row[DAY]}”不是日期，请写成 {year}-10-01", f"not a day: write {year}-10-01")
            problems.append(Problem(sheet.name, row.number, DAY, message))
            continue
        if fault := fault_of(day, year, row[ARRANGEMENT], days) or name_fault(row[NAME]):
            problems.append(Problem(sheet.name, row.number, *fault))
            continue
        days[day] = kind_of(day, off=ARRANGEMENTS[row[ARRANGEMENT]]), row[NAME]
    return days, problems + gaps(sheet.name, year, days, bool(problems))


def fault_of(day: date, year: int, arrangement: str, days: NoticeDays) -> tuple[str, Words] | None:
    """Return the column and what is wrong with a row; None when nothing is."""
    if not date(year, 1, 1) - TURN <= day <= date(year, 12, 31) + TURN:
        return (
            DAY,
            Words(
                f"{day} 不在 {year} 年，也不在它前后一个月内，请核对",
                f"{day} is not in {year} nor near it: check",
            ),
        )
    if day in days:
        return DAY, Words(f"{day} 重复出现，请删去一行", f"{day} stands twice: delete one row")
    if arrangement not in ARRANGEMENTS:
        return ARRANGEMENT, Words("请写“放假”或“上班”", "write 放假 (off) or 上班 (work)")
    if not ARRANGEMENTS[arrangement] and day.weekday() < SATURDAY:
        return ARRANGEMENT, Words(f"{day} 本来就是工作日，调休上班只写周末", f"{day} is a working day anyway")
    return None


def name_fault(name: str) -> tuple[str, Words] | None:
    """Return the column and what is wrong with the name of a day; None when nothing is."""
    wrong = too_long(name, LONGEST_HOLIDAY)
    return (NAME, wrong) if wrong else None


def gaps(sheet: str, year: int, days: NoticeDays, known_faulty: bool) -> list[Problem]:
    """Return the statutory holidays that a notice leaves out: a sign of a table cut short."""
    left_out = [day for day in statutory_days(year) if day not in days]
    if known_faulty or not left_out:
        return []
    first = min(left_out)
    message = f"缺少法定节假日 {first}（{statutory_days(year)[first]}），请补全"
    return [Problem(sheet, 1, DAY, f"{message} · the statutory holiday {first} is missing")]


def kind_of(day: date, *, off: bool) -> DayKind:
    """Return what a notice makes of a day."""
    if not off:
        return DayKind.WORKDAY
    return DayKind.HOLIDAY if day in statutory_days(day.year) else DayKind.REST
