"""The function list: kinds and levels, and how its spreadsheet is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.columns import KnownColumns
from zerentian.organization.rules.tables.layout import Table

MAX_ROWS = 5000


class FunctionKind(StrEnum):
    """The three lists of a township's functions: 基本履职, 配合履职, 上级收回."""

    BASIC = "basic"
    JOINT = "joint"
    WITHDRAWN = "withdrawn"


class Level(StrEnum):
    """Which level of government issued a document, or demanded a duty that is off the list."""

    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class Asked(StrEnum):
    """What evidence a duty asks for; a deed without it can still be recorded."""

    NONE = "none"
    PHOTO = "photo"
    LIST = "list"
    MINUTES = "minutes"
    DOCUMENT = "document"


class Outcome(StrEnum):
    """How an occurrence of a duty ended."""

    OPEN = "open"
    FULFILLED = "fulfilled"
    EXCUSED = "excused"
    CANCELLED = "cancelled"


class InPerson(StrEnum):
    """The three things a first responsible person does in person: 亲自部署, 亲自过问, 亲自处理."""

    DEPLOYED = "deployed"
    INQUIRED = "inquired"
    HANDLED = "handled"


KIND_WORDS: Mapping[str, FunctionKind] = {
    "基本履职": FunctionKind.BASIC,
    "基本履职事项": FunctionKind.BASIC,
    "配合履职": FunctionKind.JOINT,
    "配合履职事项": FunctionKind.JOINT,
    "上级收回": FunctionKind.WITHDRAWN,
    "上级部门收回": FunctionKind.WITHDRAWN,
    "上级部门收回事项": FunctionKind.WITHDRAWN,
    **{kind.value: kind for kind in FunctionKind},
}

# field → the headings under which published lists carry it
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("编号", "序号", "事项编号", "number"),
    "kind": ("清单类别", "类别", "事项类型", "kind"),
    "category": ("事项分类", "领域", "工作领域", "category"),
    "name": ("事项名称", "履职事项", "事项", "name"),
    "superior": ("对应上级部门", "上级部门", "承接部门", "superior"),
    "our_part": ("乡镇配合职责", "配合职责", "乡镇职责", "our part"),
}
REQUIRED = ("number", "kind", "category", "name")
LENGTHS = {"number": 20, "category": 60, "name": 300, "superior": 120, "our_part": 4000}


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the list, as read; ``row`` counts from 1 with the heading."""

    row: int
    number: str
    kind: FunctionKind
    category: str
    name: str
    superior: str = ""
    our_part: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a cell, and what to do about it; row 0 is the sheet as a whole."""

    row: int
    column: str
    message: str | Words

    def __str__(self) -> str:
        place = f"第{self.row}行" if self.row else "整表"
        return f"{place}“{self.column}”：{self.message}" if self.column else f"{place}：{self.message}"


@dataclass(slots=True)
class Reading:
    """What a spreadsheet says: its items, or the problems that keep it from being imported."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)


COLUMNS = KnownColumns(HEADINGS, REQUIRED)
LIST = COLUMNS.wanted


def read_list(table: Table) -> Reading:
    """Read the function list from a table.

    A duplicate number, an unknown kind, an empty required cell or an overlong one is a problem with its row, column
    and remedy.
    """
    columns = COLUMNS.among(table.headings)
    if not columns.keys() >= set(REQUIRED):
        wanted = "、".join(HEADINGS[name][0] for name in REQUIRED)
        message = Words(f"找不到表头；表头须含：{wanted}", f"no heading row: it names {wanted}")
        return Reading(problems=[Problem(0, "", message)])
    reading, seen = Reading(), dict[str, int]()
    filled = (row for row in table.rows if row.is_filled(columns.values()))
    for row in islice(filled, MAX_ROWS + 1):
        if broken := row.broken(list(columns.values())):
            heading, cell = broken
            reading.problems.append(Problem(row.number, heading, cell.why))
            continue
        values = {name: row[heading] for name, heading in columns.items()}
        read_row(reading, seen, row.number, values)
    if not reading.items and not reading.problems:
        reading.problems.append(
            Problem(0, "", Words("表头下没有事项", "there are no items under the heading"))
        )
    if len(reading.items) > MAX_ROWS:
        message = Words(f"表格超过 {MAX_ROWS} 行，请分成几份", f"more than {MAX_ROWS} rows: split the sheet")
        reading.problems.append(Problem(0, "", message))
    reading.notes = table.notes
    return reading


def read_row(reading: Reading, seen: dict[str, int], row: int, values: Mapping[str, str]) -> None:
    """Add one row's item, or its problems."""
    problems = list(row_problems(row, values))
    number = values["number"]
    if number and number in seen:
        message = Words(
            f"编号“{number}”与第{seen[number]}行重复，请改正其一",
            f"the number stands in row {seen[number]} too",
        )
        problems.append(Problem(row, HEADINGS["number"][0], message))
    seen.setdefault(number, row)
    if problems:
        reading.problems.extend(problems)
        return
    texts = {name: values.get(name, "") for name in ("category", "name", "superior", "our_part")}
    reading.items.append(Item(row, number, KIND_WORDS[values["kind"]], **texts))


def row_problems(row: int, values: Mapping[str, str]) -> Iterable[Problem]:
    """Yield what is wrong with a row's cells."""
    for name, text in values.items():
        column = HEADINGS[name][0]
        if name in REQUIRED and not text:
            yield Problem(row, column, Words("不能为空，请补填", "must not be empty: fill it in"))
        elif name == "kind" and text not in KIND_WORDS:
            message = Words(
                f"“{text}”不是清单类别，请填：基本履职、配合履职或上级收回",
                "write 基本履职, 配合履职 or 上级收回",
            )
            yield Problem(row, column, message)
        elif len(text) > LENGTHS.get(name, 4000):
            yield Problem(
                row,
                column,
                Words(f"超过{LENGTHS[name]}字，请精简", f"longer than {LENGTHS[name]} signs: shorten it"),
            )
