"""Units, posts and people as one spreadsheet: what its sheets and columns are, and what a row must hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.rights import ROLES, Kind
from zerentian.organization.rules.sheets import Problem, Sheet, day_of
from zerentian.organization.rules.tables.layout import Row
from zerentian.organization.rules.unasked import unasked

UNITS, POSTS, PEOPLE = "单位", "岗位", "人员"

UNIT_CODE, UNIT_NAME, KIND, PARENT, FIRST = "单位代码", "单位名称", "类别", "上级代码", "启用日期"
POST_CODE, TITLE, ROLE = "岗位代码", "岗位名称", "角色"
USERNAME, NAME, APPOINTED = "用户名", "姓名", "任职日期"

# sheet → columns; those in REQUIRED must be filled in every row
COLUMNS: Mapping[str, tuple[str, ...]] = {
    UNITS: (UNIT_CODE, UNIT_NAME, KIND, PARENT, FIRST),
    POSTS: (POST_CODE, UNIT_CODE, TITLE, ROLE, FIRST),
    PEOPLE: (USERNAME, NAME, POST_CODE, APPOINTED),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    UNITS: (UNIT_CODE, UNIT_NAME, KIND),
    POSTS: (POST_CODE, UNIT_CODE, TITLE, ROLE),
    PEOPLE: (USERNAME, NAME),
}
KINDS: Mapping[str, Kind] = {
    "县": Kind.COUNTY,
    "县（市、区）": Kind.COUNTY,
    "乡镇": Kind.TOWNSHIP,
    "乡镇（街道）": Kind.TOWNSHIP,
    "站所办": Kind.OFFICE,
    "村": Kind.VILLAGE,
    "村（社区）": Kind.VILLAGE,
} | {kind.value: kind for kind in Kind}
ROLE_NAMES: Mapping[str, str] = {role.label: role.code for role in ROLES.values()} | {
    role: role for role in ROLES
}
# What a roster of staff needs of nobody, though a resident's call may; all else that is not asked is in ``unasked``.
PRIVATE = ("身份证", "手机", "电话", "住址", "民族", "微信", "密码")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit as a row states it."""

    row: int
    code: str
    name: str
    kind: Kind
    parent: str
    first: date | None


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post as a row states it."""

    row: int
    code: str
    unit: str
    title: str
    role: str
    first: date | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in one post (or, without a post code, in none) as a row states it."""

    row: int
    username: str
    name: str
    post: str
    first: date | None


@dataclass(slots=True)
class Roster:
    """What a spreadsheet states, and every problem found in it."""

    units: list[UnitLine] = field(default_factory=list)
    posts: list[PostLine] = field(default_factory=list)
    people: list[PersonLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)


def known_columns(headings: Sequence[str]) -> int:
    """Return how many of the headings are columns of a roster."""
    return len(set(headings) & {column for columns in COLUMNS.values() for column in columns})


def read_roster(sheets: Sequence[Sheet]) -> Roster:
    """Read the three sheets (any may be missing, not all); units are put parents first."""
    roster = Roster()
    shown = [named(sheet) for sheet in sheets if not sheet.hidden]
    known = [sheet for sheet in shown if sheet.name in COLUMNS]
    roster.notes = [note for sheet in sheets for note in notes_of(sheet)]
    if not known:
        message = Words(
            "找不到名为 单位、岗位、人员 的工作表，请用模板",
            "no sheet named 单位, 岗位 or 人员: use the template",
        )
        roster.problems.append(Problem(sheets[0].name if sheets else "", 1, "", message))
    for sheet in known:
        problems = list(column_problems(sheet))
        roster.problems += problems
        if not problems:
            READERS[sheet.name](sheet, roster)
    roster.units.sort(key=lambda line: list(Kind).index(line.kind) if line.kind is not Kind.OFFICE else 9)
    return roster


def notes_of(sheet: Sheet) -> Sequence[Words]:
    """Return what is told of a sheet: how it was read, or that it was not."""
    if sheet.hidden:
        return [Words(f"隐藏的工作表“{sheet.name}”未读取", f"the hidden sheet {sheet.name} was not read")]
    if sheet.headings and named(sheet).name not in COLUMNS:
        return [Words(f"工作表“{sheet.name}”未读取", f"the sheet {sheet.name} was not read")]
    return sheet.notes


def named(sheet: Sheet) -> Sheet:
    """Return a table under the name its columns give away, when it is not named 单位, 岗位 or 人员 (a CSV)."""
    if sheet.name in COLUMNS:
        return sheet
    fits = [name for name, needed in REQUIRED.items() if set(needed) <= set(sheet.headings)]
    return replace(sheet, name=fits[0]) if fits else sheet


def column_problems(sheet: Sheet) -> Iterator[Problem]:
    """Yield columns that are missing, and columns that must not be collected."""
    for heading in REQUIRED[sheet.name]:
        if heading not in sheet.headings:
            yield Problem(
                sheet.name,
                1,
                heading,
                Words("缺少此列，请用模板", "this column is missing: use the template"),
            )
    for heading in sheet.headings:
        if heading in COLUMNS[sheet.name]:
            continue
        if unasked(heading) or any(word in heading for word in PRIVATE):
            yield Problem(
                sheet.name,
                1,
                heading,
                Words(
                    "不收集此类个人信息，请删除此列", "this is more than the work needs: delete the column"
                ),
            )


def sound(sheet: Sheet, row: Row, day_column: str, roster: Roster) -> tuple[bool, date | None]:
    """Return whether the row's required cells are filled and its day can be read, and that day."""
    if broken := row.broken(COLUMNS[sheet.name]):
        heading, cell = broken
        roster.problems.append(Problem(sheet.name, row.number, heading, cell.why))
        return False, None
    empty = [heading for heading in REQUIRED[sheet.name] if not row[heading]]
    for heading in empty:
        roster.problems.append(Problem(sheet.name, row.number, heading, Words("请填写", "fill this in")))
    try:
        day = day_of(row[day_column]) if row[day_column] else None
    except ValueError:
        message = Words(f"“{row[day_column]}”不是日期，请写成 2026-03-01", "not a day: write 2026-03-01")
        roster.problems.append(Problem(sheet.name, row.number, day_column, message))
        return False, None
    return not empty, day


def chosen(sheet: Sheet, row: Row, column: str, table: Mapping[str, str], roster: Roster) -> str | None:
    """Return what a cell stands for in a closed list; None, with a problem, when it is not in it."""
    if row[column] in table:
        return table[row[column]]
    words = "、".join(dict.fromkeys(word for word in table if not word.isascii()))
    message = Words(f"“{row[column]}”不在可选项中，请写：{words}", f"not in the list: {words}")
    roster.problems.append(Problem(sheet.name, row.number, column, message))
    return None


def read_units(sheet: Sheet, roster: Roster) -> None:
    """Read the sheet 单位."""
    for row in sheet.rows:
        whole, first = sound(sheet, row, FIRST, roster)
        kind = chosen(sheet, row, KIND, KINDS, roster) if whole else None
        if kind:
            line = UnitLine(row.number, row[UNIT_CODE], row[UNIT_NAME], Kind(kind), row[PARENT], first)
            roster.units.append(line)
    roster.problems += doubles(sheet.name, UNIT_CODE, [(line.row, line.code) for line in roster.units])


def read_posts(sheet: Sheet, roster: Roster) -> None:
    """Read the sheet 岗位."""
    for row in sheet.rows:
        whole, first = sound(sheet, row, FIRST, roster)
        role = chosen(sheet, row, ROLE, ROLE_NAMES, roster) if whole else None
        if role:
            line = PostLine(row.number, row[POST_CODE], row[UNIT_CODE], row[TITLE], role, first)
            roster.posts.append(line)
    roster.problems += doubles(sheet.name, POST_CODE, [(line.row, line.code) for line in roster.posts])


def read_people(sheet: Sheet, roster: Roster) -> None:
    """Read the sheet 人员; a person with several posts has several rows."""
    for row in sheet.rows:
        whole, first = sound(sheet, row, APPOINTED, roster)
        if whole:
            line = PersonLine(row.number, row[USERNAME], row[NAME], row[POST_CODE], first)
            roster.people.append(line)
    keys = [(line.row, f"{line.username} {line.post}") for line in roster.people]
    roster.problems += doubles(sheet.name, USERNAME, keys)


def doubles(sheet: str, column: str, keys: Sequence[tuple[int, str]]) -> Iterator[Problem]:
    """Yield rows that state the same thing as a row above them."""
    seen: dict[str, int] = {}
    for row, key in keys:
        if key in seen:
            message = Words(
                f"与第 {seen[key]} 行重复，请删去一行", f"the same as row {seen[key]}: delete one"
            )
            yield Problem(sheet, row, column, message)
        seen.setdefault(key, row)


READERS: Mapping[str, Callable[[Sheet, Roster], None]] = {
    UNITS: read_units,
    POSTS: read_posts,
    PEOPLE: read_people,
}
