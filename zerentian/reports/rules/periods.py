"""Spans of time as reports speak of them: the one before, and their short names."""

from datetime import date, timedelta

from zerentian.ledger.rules.periods import Period

SHORT = {
    "H1": "上半年",
    "H2": "下半年",
    "Q1": "第一季度",
    "Q2": "第二季度",
    "Q3": "第三季度",
    "Q4": "第四季度",
}


def short(period: Period) -> str:
    """Return a span's name without its year, which the title has said: 上半年, 第一季度, 全年; else its whole name."""
    return "全年" if len(period.code) == 4 else SHORT.get(period.code[4:], period.label)


def short_day(day: date) -> str:
    """Return a day whose year has been said: 6月底 for a month's last, else 7月5日."""
    last = (day + timedelta(days=1)).day == 1
    return f"{day.month}月底" if last else f"{day.month}月{day.day}日"


def so_far(first: date, last: date) -> str:
    """Return the days of a period that still runs: 7月1日至6日, 1月1日至3月2日, 7月1日."""
    if first == last:
        return f"{first.month}月{first.day}日"
    until = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{first.month}月{first.day}日至{until}"


def before(period: Period) -> Period:
    """Return the days just before a period, as many months (or days, where it is no whole months)."""
    last = period.first - timedelta(days=1)
    year, code = period.first.year, period.code
    if code.endswith("H2"):
        return Period.parse(f"{year}H1")
    if code.endswith("H1"):
        return Period.parse(f"{year - 1}H2")
    if code[4:5] == "Q":
        quarter = int(code[5])
        return Period.parse(f"{year}Q{quarter - 1}" if quarter > 1 else f"{year - 1}Q4")
    if code == str(year):
        return Period.parse(str(year - 1))
    if code == f"{year}-{period.first.month:02}":
        return Period.parse(f"{last.year}-{last.month:02}")
    return Period.parse(f"{last - (period.last - period.first)}..{last}")
