"""The 13 statutory days of the 2024 办法 (全国年节及纪念日放假办法), for years whose notice is not out yet.

Days off in lieu (art. 6) and exchanged weekends (art. 7) are known from the yearly notice alone. Leaving them
out makes a reckoned deadline earlier, never later, than the true one will be by a lost day off.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

MonthDay = tuple[int, int]

# First day of the first lunar month, fifth of the fifth, fifteenth of the eighth. Two independent lunisolar
# libraries agree on every row; a year beyond the table has its solar holidays only.
LUNAR_DAYS: Mapping[int, tuple[MonthDay, MonthDay, MonthDay]] = {
    2004: ((1, 22), (6, 22), (9, 28)),
    2005: ((2, 9), (6, 11), (9, 18)),
    2006: ((1, 29), (5, 31), (10, 6)),
    2007: ((2, 18), (6, 19), (9, 25)),
    2008: ((2, 7), (6, 8), (9, 14)),
    2009: ((1, 26), (5, 28), (10, 3)),
    2010: ((2, 14), (6, 16), (9, 22)),
    2011: ((2, 3), (6, 6), (9, 12)),
    2012: ((1, 23), (6, 23), (9, 30)),
    2013: ((2, 10), (6, 12), (9, 19)),
    2014: ((1, 31), (6, 2), (9, 8)),
    2015: ((2, 19), (6, 20), (9, 27)),
    2016: ((2, 8), (6, 9), (9, 15)),
    2017: ((1, 28), (5, 30), (10, 4)),
    2018: ((2, 16), (6, 18), (9, 24)),
    2019: ((2, 5), (6, 7), (9, 13)),
    2020: ((1, 25), (6, 25), (10, 1)),
    2021: ((2, 12), (6, 14), (9, 21)),
    2022: ((2, 1), (6, 3), (9, 10)),
    2023: ((1, 22), (6, 22), (9, 29)),
    2024: ((2, 10), (6, 10), (9, 17)),
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
    2036: ((1, 28), (5, 30), (10, 4)),
    2037: ((2, 15), (6, 18), (9, 24)),
    2038: ((2, 4), (6, 7), (9, 13)),
    2039: ((1, 24), (5, 27), (10, 2)),
    2040: ((2, 12), (6, 14), (9, 20)),
    2041: ((2, 1), (6, 3), (9, 10)),
    2042: ((1, 22), (6, 22), (9, 28)),
    2043: ((2, 10), (6, 11), (9, 17)),
    2044: ((1, 30), (5, 31), (10, 5)),
    2045: ((2, 17), (6, 19), (9, 25)),
    2046: ((2, 6), (6, 8), (9, 15)),
    2047: ((1, 26), (5, 29), (10, 4)),
    2048: ((2, 14), (6, 15), (9, 22)),
    2049: ((2, 2), (6, 4), (9, 11)),
    2050: ((1, 23), (6, 23), (9, 30)),
}


def qingming(year: int) -> date:
    """Return the day of 清明 (solar longitude 15°), by the usual formula for 2000–2099."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


def statutory_days(year: int) -> Mapping[date, str]:
    """Return the statutory holidays of a year with their Chinese names (art. 2)."""
    return dict(days_of(year))


def days_of(year: int) -> Iterator[tuple[date, str]]:
    """Yield the statutory days of a year, lunar ones as far as the table goes."""
    yield date(year, 1, 1), "元旦"
    yield qingming(year), "清明节"
    yield from ((date(year, 5, day), "劳动节") for day in (1, 2))
    yield from ((date(year, 10, day), "国庆节") for day in (1, 2, 3))
    if year not in LUNAR_DAYS:
        return
    spring, dragon_boat, mid_autumn = (date(year, month, day) for month, day in LUNAR_DAYS[year])
    yield from ((spring + timedelta(days=offset), "春节") for offset in range(-1, 3))
    yield dragon_boat, "端午节"
    yield mid_autumn, "中秋节"
