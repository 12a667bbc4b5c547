"""A register of risk points as counties hand it over, read row by row: hundreds of slopes in one list."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.sheets import Problem
from zerentian.organization.rules.tables.columns import KnownColumns
from zerentian.organization.rules.tables.layout import Row, Table
from zerentian.organization.rules.unasked import unasked
from zerentian.rectification.rules.risks import HIGHEST, RiskLevel

MAX_ROWS = 2000

# field → the headings under which registers carry it; who is named in one is not taken over.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("编号", "统一编号", "隐患点编号", "风险点编号", "code"),
    "title": ("名称", "隐患点名称", "风险点名称", "风险点", "隐患点", "name"),
    "unit": ("所在村", "村", "行政村", "所属单位", "单位", "unit"),
    "kind": ("类型", "灾害类型", "风险类型", "类别", "kind"),
    "place": ("位置", "地理位置", "地点", "具体位置", "place"),
    "extent": ("规模", "灾害规模", "体积", "extent"),
    "cause": ("诱发因素", "成因", "cause"),
    "threatens": ("威胁对象", "威胁", "受威胁对象", "threatens"),
    "households": ("威胁户数", "受威胁户数", "户数", "households"),
    "people": ("威胁人数", "受威胁人数", "人数", "people"),
    "likelihood": ("可能性", "likelihood"),
    "impact": ("影响程度", "后果", "impact"),
    "level": ("风险等级", "等级", "险情等级", "level"),
    "control": ("管控措施", "防治措施", "control"),
}
REQUIRED = ("title", "unit", "kind")
MARKS = ("likelihood", "impact")
NUMBERS = {"households": 100_000, "people": 1_000_000, "likelihood": HIGHEST, "impact": HIGHEST}
LENGTHS = {"code": 40, "title": 120, "place": 200, "extent": 200}
LEVELS = {
    "低": RiskLevel.LOW,
    "一般": RiskLevel.GENERAL,
    "较大": RiskLevel.GREATER,
    "重大": RiskLevel.MAJOR,
    "小型": RiskLevel.GENERAL,
    "中型": RiskLevel.GREATER,
    "大型": RiskLevel.MAJOR,
}
# What a level that stands in a list without marks is taken for; a rating on site takes its place.
MARKS_OF = {
    RiskLevel.LOW: (1, 2),
    RiskLevel.GENERAL: (2, 3),
    RiskLevel.GREATER: (3, 4),
    RiskLevel.MAJOR: (4, 5),
}


@dataclass(frozen=True, slots=True)
class PointLine:
    """One risk point as a row states it; unknown numbers are left out. ``level`` is None where marks stand for it."""

    row: int
    title: str
    unit: str
    kind: str
    texts: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    level: RiskLevel | None = None

    @property
    def marks(self) -> tuple[int, int]:
        """Return likelihood and impact: as the row says, else what its level stands for."""
        likelihood, impact = MARKS_OF[self.level] if self.level else (0, 0)
        return self.numbers.get("likelihood", likelihood), self.numbers.get("impact", impact)


@dataclass(slots=True)
class PointReading:
    """What a list says: its points to be registered, or what keeps it from being brought in."""

    lines: list[PointLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)


COLUMNS = KnownColumns(HEADINGS, REQUIRED)
WANTED = COLUMNS.wanted


def read_points(
    table: Table, knows_unit: Callable[[str], bool], knows_kind: Callable[[str], bool]
) -> PointReading:
    """Read a register; the callables tell whether a unit's and a kind's name or code stand for one here.

    Columns about persons are refused by what they mean; any other unknown column is left out and said.
    """
    columns, reading = COLUMNS.among(table.headings), PointReading()
    reading.problems += [about_people(table, one) for one in table.headings if unasked(one)]
    if missing := [HEADINGS[name][0] for name in REQUIRED if name not in columns]:
        named = "、".join(missing)
        said = Words(f"找不到这些列：{named}", f"these columns are missing: {named}")
        reading.problems.append(Problem(table.sheet, 1, "", said))
    if not ("level" in columns or columns.keys() >= set(MARKS)):
        said = Words(
            "找不到“风险等级”列，也没有“可能性”和“影响程度”两列：等级不能由系统猜测",
            "there is no column of levels, nor those of likelihood and impact: a level is not guessed",
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
        read_row(reading, seen, table.sheet, row, columns, knows_unit, knows_kind)
    if not reading.lines and not reading.problems:
        said = Words("表头下没有风险点", "no risk points under the heading")
        reading.problems.append(Problem(table.sheet, 1, "", said))
    others = "、".join(one for one in table.headings if one and one not in columns.values())
    left = [Words(f"这些列没有导入：{others}", f"these columns were left out: {others}")] if others else []
    reading.notes += [*table.notes, *left]
    return reading


def about_people(table: Table, heading: str) -> Problem:
    """Return why a column is not taken."""
    said = Words(
        f"这一列属于“{unasked(heading)}”，风险点只针对事和地方，请删去这一列再导入",
        "this column is about people: a risk point is a matter or a place; take the column out",
    )
    return Problem(table.sheet, 1, heading, said)


def read_row(
    reading: PointReading,
    seen: dict[str, int],
    sheet: str,
    row: Row,
    columns: Mapping[str, str],
    knows_unit: Callable[[str], bool],
    knows_kind: Callable[[str], bool],
) -> None:
    """Add one row's point, or its problems."""
    if broken := row.broken(list(columns.values())):
        heading, cell = broken
        reading.problems.append(Problem(sheet, row.number, heading, cell.why))
        return
    values = {name: row[heading].strip() for name, heading in columns.items()}
    problems = [
        Problem(sheet, row.number, columns.get(name, ""), said)
        for name, said in wrong_cells(values, knows_unit, knows_kind)
    ]
    key = values.get("code") or f"{values['unit']} {values['title']}"
    if key in seen:
        said = Words(f"与第 {seen[key]} 行重复", f"it stands in row {seen[key]} too")
        problems.append(Problem(sheet, row.number, columns.get("code", columns["title"]), said))
    seen.setdefault(key, row.number)
    reading.problems += problems
    if not problems:
        reading.lines.append(line_of(row.number, values))


def wrong_cells(
    values: Mapping[str, str], knows_unit: Callable[[str], bool], knows_kind: Callable[[str], bool]
) -> Iterator[tuple[str, Words]]:
    """Yield the field and what is wrong with it."""
    for name, text in values.items():
        most = NUMBERS.get(name, 0)
        if name in REQUIRED and not text:
            yield name, Words("不能为空", "must not be empty")
        elif len(text) > LENGTHS.get(name, 2000):
            yield name, Words(f"超过 {LENGTHS.get(name, 2000)} 字，请精简", "too long: shorten it")
        elif name == "unit" and not knows_unit(text):
            yield name, Words(f"找不到单位“{text}”，请用系统中的名称或代码", "there is no such unit")
        elif name == "kind" and not knows_kind(text):
            yield name, Words(f"没有类型“{text}”，请先在“规则”中设定", "there is no such kind: set it first")
        elif most and text and number_in(text, most) is None:
            yield name, Words(f"“{text}”须是 0 到 {most} 的整数", f"{text} is no whole number up to {most}")
        elif name in MARKS and text and not number_in(text, most):
            yield name, Words("须在 1 到 5 之间", "between 1 and 5")

    yield from wrong_level(values)


def wrong_level(values: Mapping[str, str]) -> Iterator[tuple[str, Words]]:
    """Yield what is wrong with a level: one that is unknown, or none where likelihood and impact don't stand for it."""
    text = values.get("level", "")
    known = "低、一般、较大、重大"
    if text and level_in(text) is None:
        said = Words(
            f"不认识等级“{text}”，请写作{known}", f"the level {text} is unknown: low, general, greater, major"
        )
        yield "level", said
    elif not text and not all(values.get(name) for name in MARKS):
        said = Words(
            f"没有等级：请填{known}，或填可能性和影响程度",
            "no level: fill it in, or likelihood and impact",
        )
        yield "level", said


def level_in(text: str) -> RiskLevel | None:
    """Return the level that a list names, also as a size such as 中型; None for what is none."""
    plain = text.strip().lower()
    if plain in tuple(RiskLevel):
        return RiskLevel(plain)
    return next((level for stem, level in LEVELS.items() if stem in plain), None)


def number_in(text: str, most: int) -> int | None:
    """Return a whole number from 0 to ``most``, also written as 12.0 or 12户; None for what is none."""
    plain = text.removesuffix("户").removesuffix("人").strip().removesuffix(".0")
    number = int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 9 else None
    return number if number is not None and number <= most else None


def line_of(row: int, values: Mapping[str, str]) -> PointLine:
    """Return the point of a sound row."""
    texts = {
        name: values.get(name, "") for name in ("code", "place", "extent", "cause", "threatens", "control")
    }
    numbers = {
        name: number
        for name, most in NUMBERS.items()
        if (number := number_in(values.get(name, ""), most)) is not None
    }
    level = level_in(values.get("level", ""))
    return PointLine(row, values["title"], values["unit"], values["kind"], texts, numbers, level)
