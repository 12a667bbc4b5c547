"""Maps of forms: what goes where in somebody else's spreadsheet, as plain data that can be sealed by its hash."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Merge, letter
from zerentian.organization.rules.tables.xlsx import column_index

AREA = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")
WEEK = re.compile(r"(\d{4})W(\d{2})")
HOLE = re.compile(r"\{([a-z_.]{1,80})\}")
# What a text may say of the form itself; any other hole is the code of a figure.
OWN_HOLES = ("unit", "organ", "period", "year", "month", "day", "last")
MOST_REGIONS = 500
MOST_HAND = 400
MOST_CELLS = 20_000
# How large a sheet may be at all (Excel 2007 and later); columns are counted from 0.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_383
MOST_DIVISOR = 100_000_000


class Kind(StrEnum):
    """What is done with a region."""

    CELL = "cell"
    ROWS = "rows"
    MATRIX = "matrix"
    KEEP = "keep"
    HAND = "hand"
    NEVER = "never"
    STACK = "stack"


class Span(StrEnum):
    """Which days a figure counts: those asked for, the period before, the same a year before, the year up to then."""

    ASKED = ""
    BEFORE = "before"
    LAST_YEAR = "last_year"
    YEAR = "year"


class Part(StrEnum):
    """What of a ratio is written: its value in per cent, what it is made of, what is left of it (also in per cent)."""

    VALUE = ""
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    REST = "rest"
    REST_SHARE = "rest_share"


# What a column of a list is filled with besides a field.
COUNT, BY_HAND, PERSONAL, KEPT = "#count", "#hand", "#never", "#keep"
SPECIAL = (COUNT, BY_HAND, PERSONAL, KEPT)
# What a column of stacked villages' rows is filled with: what stands in their files, or whose file it is.
TAKEN, VILLAGE = "#taken", "#village"
STACKED = (TAKEN, VILLAGE, COUNT, PERSONAL, KEPT)
DAY_FORMS: Mapping[str, str] = {
    "": "",
    "dash": "%Y-%m-%d",
    "dot": "{0.year}.{0.month}.{0.day}",
    "words": "{0.year}年{0.month}月{0.day}日",
    "digits": "%Y%m%d",
    "short": "{0.month}.{0.day}",
}
YES_NO: Mapping[str, tuple[str, str]] = {
    "": ("是", "否"),
    "tick": ("√", ""),
    "letter": ("Y", "N"),
    "number": ("1", "0"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one cell says: a figure, or a text with holes such as ``{month}`` or ``{concerns.received}``.

    ``unit`` is a unit's code, empty for the form's own. The figure is divided by ``divisor`` and rounded half up to
    ``places``: 1,234 as 1.2 thousand.
    """

    figure: str = ""
    part: Part = Part.VALUE
    unit: str = ""
    span: Span = Span.ASKED
    divisor: int = 1
    places: int = 0
    text: str = ""

    def over(self, other: "Said") -> "Said":
        """Return this with what it leaves open taken from another: a row's unit joined to a column's figure."""
        plain = Said()
        mine = {
            name: value
            for name in Said.__dataclass_fields__
            if (value := getattr(self, name)) != getattr(plain, name)
        }
        return replace(other, **mine)


@dataclass(frozen=True, slots=True)
class Region:
    """One region of a map: where it is, what is done there, and with what.

    ``cell`` and ``hand`` are cells of their own. ``rows`` is the block of prepared rows, the first of them the model:
    ``columns`` say by their letters which field of the list ``records`` goes there, ``across`` which figure of the
    row's unit. ``stack`` is such a block for the rows of villages' files. ``matrix`` joins what ``across`` says of its
    columns with what ``down`` says of its rows.
    """

    sheet: str
    kind: Kind
    area: str
    said: Said = Said()
    records: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    across: Mapping[str, Said] = field(default_factory=dict)
    down: Mapping[str, Said] = field(default_factory=dict)
    days: str = ""
    yes_no: str = ""

    @property
    def box(self) -> Merge:
        """Return the area as rows and columns."""
        return box_of(self.area)

    @property
    def size(self) -> int:
        """Return how many cells the area has."""
        box = self.box
        return (box.last_row - box.first_row + 1) * (box.last_column - box.first_column + 1)

    def cells(self) -> Iterator[tuple[int, int, Said]]:
        """Yield row, column and what stands there, of a cell or a matrix."""
        box = self.box
        for row in range(box.first_row, box.last_row + 1):
            for column in range(box.first_column, box.last_column + 1):
                said = self.said
                if self.kind is Kind.MATRIX:
                    down, across = self.down.get(str(row)), self.across.get(letter(column))
                    if down is None or across is None:
                        continue
                    said = down.over(across)
                if said.figure or said.text:
                    yield row, column, said


def box_of(area: str) -> Merge:
    """Return an area such as ``B5`` or ``B5:D9``; NotAllowed names how it is written."""
    found = AREA.fullmatch(area.strip().upper().replace("$", "").replace("：", ":"))
    if found is None:
        raise NotAllowed(f"“{area}”不是单元格，请写成 B5 或 B5:D9", f"{area} is no cell: write B5 or B5:D9")
    first_row, first_column = int(found[2]), column_index(found[1])
    last_row, last_column = int(found[4] or first_row), column_index(found[3] or found[1])
    if max(first_row, last_row) > LAST_ROW or max(first_column, last_column) > LAST_COLUMN:
        raise NotAllowed(
            f"“{area}”超出表格范围：最多 {LAST_ROW} 行，最后一列是 XFD",
            f"{area} lies outside a sheet: it has {LAST_ROW} rows, and XFD is its last column",
        )
    return Merge(
        min(first_row, last_row),
        max(first_row, last_row),
        min(first_column, last_column),
        max(first_column, last_column),
    )


def area_of(box: Merge) -> str:
    """Return an area in letters and numbers."""
    first = f"{letter(box.first_column)}{box.first_row}"
    last = f"{letter(box.last_column)}{box.last_row}"
    return first if first == last else f"{first}:{last}"


def touch(one: Merge, other: Merge) -> bool:
    """Tell whether two areas share a cell."""
    rows = one.first_row <= other.last_row and other.first_row <= one.last_row
    return rows and one.first_column <= other.last_column and other.first_column <= one.last_column


def with_region(regions: Iterable[Region], new: Region) -> tuple[Region, ...]:
    """Return a map with one more region; it takes the place of those that it touches."""
    kept = [one for one in regions if one.sheet != new.sheet or not touch(one.box, new.box)]
    return in_order([*kept, new])


def in_order(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Return regions by sheet, from above and from the left."""
    return tuple(sorted(regions, key=lambda one: (one.sheet, one.box.first_row, one.box.first_column)))


def as_text(regions: Iterable[Region]) -> str:
    """Return a map as the text that is kept and hashed."""
    return json.dumps([as_data(one) for one in regions], ensure_ascii=False, sort_keys=True)


def as_data(region: Region) -> dict[str, Any]:
    """Return a region as plain data, without what is left at its default."""
    return shortened(asdict(region), asdict(Region(region.sheet, region.kind, region.area))) | {
        "sheet": region.sheet,
        "kind": str(region.kind),
        "area": region.area,
    }


def shortened(data: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data without what is as usual; what its cells say is shortened alike."""
    plain = asdict(Said())
    found = {name: value for name, value in data.items() if value != usual[name]}
    for name in ("across", "down"):
        if name in found:
            found[name] = {key: unusual(one, plain) for key, one in found[name].items()}
    if "said" in found:
        found["said"] = unusual(found["said"], plain)
    return found


def unusual(data: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs from what is usual."""
    return {name: value for name, value in data.items() if value != usual[name]}


def digest_of(text: str) -> str:
    """Return the SHA-256 of a map's text."""
    return sha256(text.encode()).hexdigest()


def from_text(text: str) -> tuple[Region, ...]:
    """Return the map that a kept text says."""
    return tuple(region_of(one) for one in json.loads(text or "[]"))


def region_of(data: Mapping[str, Any]) -> Region:
    """Return a region from plain data."""
    rest = {
        name: data[name] for name in ("sheet", "area", "records", "columns", "days", "yes_no") if name in data
    }
    return Region(
        kind=Kind(data["kind"]),
        said=said_of(data.get("said", {})),
        filters={name: tuple(codes) for name, codes in data.get("filters", {}).items()},
        across={key: said_of(one) for key, one in data.get("across", {}).items()},
        down={key: said_of(one) for key, one in data.get("down", {}).items()},
        **rest,
    )


def said_of(data: Mapping[str, Any]) -> Said:
    """Return what a cell says from plain data."""
    return Said(**dict(data) | {"part": Part(data.get("part", "")), "span": Span(data.get("span", ""))})


def period_of(asked: Period, span: Span) -> Period:
    """Return the days that a figure counts for the period a form is filled for."""
    if span is Span.LAST_YEAR:
        return asked.previous()
    if span is Span.YEAR:
        return Period.parse(f"{asked.first.year}-01-01..{asked.last}")
    if span is Span.BEFORE:
        return before(asked)
    return asked


def before(asked: Period) -> Period:
    """Return the period of the same kind just before: 2026-02 → 2026-01, 2026H1 → 2025H2."""
    year = asked.first.year
    if found := re.fullmatch(r"(\d{4})-(\d{2})", asked.code):
        serial = year * 12 + int(found[2]) - 2
        return Period.parse(f"{serial // 12:04}-{serial % 12 + 1:02}")
    if found := re.fullmatch(r"\d{4}([HQ])(\d)", asked.code):
        parts = {"H": 2, "Q": 4}[found[1]]
        serial = year * parts + int(found[2]) - 2
        return Period.parse(f"{serial // parts:04}{found[1]}{serial % parts + 1}")
    if asked.code == str(year):
        return asked.previous()
    days = asked.last - asked.first
    last = asked.first - date.resolution
    return Period.parse(f"{last - days}..{last}")


def period_meant(span: str, due: date) -> str:
    """Return the period whose numbers a demand seems to ask for; empty for one that does not come again.

    What is due early in its span asks for the one before: the month's form by the fifth is last month's.
    """
    if week := WEEK.fullmatch(span):
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return f"{monday}..{monday + timedelta(days=6)}"
    if not span:
        return ""
    asked = Period.parse(span)
    early = due - asked.first < asked.last - due
    return before(asked).code if early else asked.code


def day_text(day: date, form: str) -> str:
    """Return a day in one of the forms: 2026-06-03, 2026.6.3, 2026年6月3日, 20260603, 6.3."""
    pattern = DAY_FORMS[form] or "%Y-%m-%d"
    return pattern.format(day) if "{" in pattern else day.strftime(pattern)


def own_holes(unit: str, organ: str, period: Period, today: date) -> dict[str, str]:
    """Return what a text may say of the form itself."""
    whole_month = re.fullmatch(r"\d{4}-\d{2}", period.code)
    return {
        "unit": unit,
        "organ": organ,
        "period": period.label,
        "year": str(period.first.year),
        "month": str(period.first.month if whole_month else period.last.month),
        "day": chinese_day(today),
        # Up to when the figures count: a period that still runs has not counted its last day yet.
        "last": chinese_day(min(period.last, today)),
    }


def holes_in(text: str) -> list[str]:
    """Return the holes of a text, each once."""
    return list(dict.fromkeys(HOLE.findall(text)))
