"""A list of problems as inspections hand it over, read row by row: what its columns are and what a row must hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.sheets import Problem, day_of
from zerentian.organization.rules.tables.columns import KnownColumns
from zerentian.organization.rules.tables.layout import Row, Table
from zerentian.organization.rules.unasked import unasked
from zerentian.rectification.rules.findings import Level

MAX_ROWS = 2000

# field → the headings under which inspections carry it; who is named in a list is not taken over.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "问题编号", "隐患编号", "number"),
    "title": (
        "存在问题",
        "问题",
        "问题描述",
        "隐患",
        "隐患内容",
        "隐患描述",
        "检查发现问题",
        "主要问题",
        "problem",
    ),
    "unit": ("责任单位", "被检查单位", "整改单位", "受检单位", "单位", "所在村", "unit"),
    "place": ("地点", "具体位置", "隐患地点", "点位", "位置", "place"),
    "found_on": ("发现日期", "检查日期", "检查时间", "排查日期", "发现时间", "日期", "found on"),
    "source_level": ("严重程度", "问题等级", "隐患等级", "等级", "级别", "level"),
    "violated": ("违反规定", "不符合的规定", "违反条款", "检查依据", "依据", "violated"),
    "demand": ("整改要求", "整改建议", "整改措施", "demand"),
    "until": ("整改时限", "整改期限", "完成时限", "until"),
    "note": ("备注", "说明", "note"),
}
REQUIRED = ("title",)
LENGTHS = {"number": 40, "title": 200, "place": 120, "source_level": 30}
LEVELS = {"一般": Level.ORDINARY, "较大": Level.SERIOUS, "重大": Level.GRAVE, "严重": Level.SERIOUS}


@dataclass(frozen=True, slots=True)
class Line:
    """One problem as a row states it; ``unit`` empty: that of the whole list, ``found_on`` None: its day."""

    row: int
    number: str
    title: str
    unit: str = ""
    place: str = ""
    found_on: date | None = None
    source_level: str = ""
    violated: str = ""
    detail: str = ""

    @property
    def level(self) -> Level:
        """Return the office's own level that the inspector's word stands for; ordinary for another word."""
        return next((level for word, level in LEVELS.items() if word in self.source_level), Level.ORDINARY)


@dataclass(slots=True)
class Reading:
    """What a list says: its problems to be opened, or what keeps it from being brought in."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)


COLUMNS = KnownColumns(HEADINGS, REQUIRED)
WANTED = COLUMNS.wanted


def read_lines(table: Table, knows: Callable[[str], bool]) -> Reading:
    """Read a list of problems; ``knows`` tells whether a unit's name or code stands for one that is meant.

    Columns about persons are refused by what they mean; any other unknown column is left out and said.
    """
    columns, reading = COLUMNS.among(table.headings), Reading()
    reading.problems += [refused(table, one) for one in table.headings if unasked(one)]
    if not columns.keys() >= set(REQUIRED):
        wanted = "、".join(HEADINGS["title"][:4])
        said = Words(
            f"找不到表头；须有一列写明问题，如：{wanted}", f"no column says what is wrong, such as {wanted}"
        )
        reading.problems.append(Problem(table.sheet, 1, "", said))
    if reading.problems:
        return reading
    seen: dict[str, int] = {}
    filled = (row for row in table.rows if row.is_filled(columns.values()))
    for count, row in enumerate(filled, 1):
        if count > MAX_ROWS:
            said = Words(f"超过 {MAX_ROWS} 行，请分成几份", f"more than {MAX_ROWS} rows: split the list")
            reading.problems.append(Problem(table.sheet, row.number, "", said))
            break
        read_row(reading, seen, table.sheet, row, columns, knows)
    if not reading.lines and not reading.problems:
        reading.problems.append(
            Problem(table.sheet, 1, "", Words("表头下没有问题", "no problems under the heading"))
        )
    reading.notes += [*table.notes, *left_out(table.headings, columns)]
    return reading


def refused(table: Table, heading: str) -> Problem:
    """Return why a column is not taken."""
    meaning = unasked(heading)
    said = Words(
        f"这一列属于“{meaning}”，问题只针对事和地方，请删去这一列再导入",
        "this column is about people: a finding is about a matter or a place; take the column out",
    )
    return Problem(table.sheet, 1, heading, said)


def left_out(headings: Sequence[str], columns: Mapping[str, str]) -> Iterator[Words]:
    """Yield which columns were not taken over."""
    others = [one for one in headings if one and one not in columns.values()]
    if others:
        listed = "、".join(others)
        yield Words(f"这些列没有导入：{listed}", f"these columns were left out: {listed}")


def read_row(
    reading: Reading,
    seen: dict[str, int],
    sheet: str,
    row: Row,
    columns: Mapping[str, str],
    knows: Callable[[str], bool],
) -> None:
    """Add one row's line, or its problems."""
    if broken := row.broken(list(columns.values())):
        heading, cell = broken
        reading.problems.append(Problem(sheet, row.number, heading, cell.why))
        return
    values = {name: row[heading].strip() for name, heading in columns.items()}
    problems = list(row_problems(sheet, row.number, values, columns, knows))
    number = values.get("number", "")
    if number and number in seen:
        said = Words(
            f"编号“{number}”与第 {seen[number]} 行重复", f"the number stands in row {seen[number]} too"
        )
        problems.append(Problem(sheet, row.number, columns["number"], said))
    seen.setdefault(number, row.number)
    reading.problems += problems
    if not problems:
        reading.lines.append(line_of(row.number, values))


def row_problems(
    sheet: str, row: int, values: Mapping[str, str], columns: Mapping[str, str], knows: Callable[[str], bool]
) -> Iterator[Problem]:
    """Yield what is wrong with a row's cells."""
    for name, text in values.items():
        column = columns[name]
        if name in REQUIRED and not text:
            said = Words("不能为空，请写明问题", "must not be empty: say what is wrong")
            yield Problem(sheet, row, column, said)
        elif len(text) > LENGTHS.get(name, 4000):
            said = Words(f"超过 {LENGTHS.get(name, 4000)} 字，请精简", "too long: shorten it")
            yield Problem(sheet, row, column, said)
        elif name == "unit" and text and not knows(text):
            said = Words(
                f"找不到单位“{text}”，请用系统中的单位名称或代码",
                "there is no such unit: use its name or code here",
            )
            yield Problem(sheet, row, column, said)
        elif name == "found_on" and text and parsed(text) is None:
            said = Words(f"“{text}”不是日期，请写作 2026-03-01", "no day: write it as 2026-03-01")
            yield Problem(sheet, row, column, said)


def parsed(text: str) -> date | None:
    """Return a day as people write it, a time after it left out; None for what is none."""
    try:
        return day_of(text.split(" ")[0].split("T")[0])
    except ValueError:
        return None


def line_of(row: int, values: Mapping[str, str]) -> Line:
    """Return the line of a sound row; what the inspector demands and until when stands in its detail."""
    until = parsed(values.get("until", ""))
    asked = {**values, "until": chinese_day(until) if until else values.get("until", "")}
    said = (("整改要求", "demand"), ("清单要求的时限", "until"), ("备注", "note"))
    detail = "\n".join(f"{label}：{asked[name]}" for label, name in said if asked.get(name))
    texts = {
        name: values.get(name, "")
        for name in ("number", "title", "unit", "place", "source_level", "violated")
    }
    return Line(row, **texts, found_on=parsed(values.get("found_on", "")), detail=detail)
