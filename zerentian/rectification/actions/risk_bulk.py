"""Many risk points at once: a register brought in, a level or a post changed for a choice of them; all or none."""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from django.db import transaction

from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.sheets import Problem
from zerentian.organization.rules.tables.layout import read_table
from zerentian.rectification.actions.importing import units_in
from zerentian.rectification.actions.risks import Rating, register_point
from zerentian.rectification.models import RiskKind, RiskPoint
from zerentian.rectification.models.risk_terms import scale_at
from zerentian.rectification.rules.risk_sheets import WANTED, PointLine, read_points


@dataclass(frozen=True, slots=True)
class Register:
    """A register as it was handed over: its bytes and name, the unit it is for, the document it is."""

    content: bytes
    name: str
    unit: Unit
    document: str
    sheet: str = ""


@dataclass(slots=True)
class BroughtPoints:
    """What a register brings, or would bring: new lines, the count of those that came before, what is wrong."""

    new: list[PointLine] = field(default_factory=list)
    known: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    registered: list[RiskPoint] = field(default_factory=list)


def kinds_in(unit: Unit, path: str) -> dict[str, RiskKind]:
    """Return the kinds in use at a unit by code and by name, also by a part of it such as 滑坡."""
    found: dict[str, RiskKind] = {}
    for kind in RiskKind.objects.at(path).filter(is_open=True):
        found |= {kind.code: kind, kind.title: kind, kind.title.partition("（")[0]: kind}
    return found


def look_over_register(handed: Register, *, by: Account, now: datetime) -> BroughtPoints:
    """Return what a register would bring, and its problems; writes nothing."""
    require(by, "risk.keep", handed.unit, now=now)
    day = local_day(now)
    units, kinds = units_in(handed.unit, day), kinds_in(handed.unit, handed.unit.path_on(day) or "")
    table = read_table(BytesIO(handed.content), handed.name, WANTED, sheet=handed.sheet)
    reading = read_points(table, units.__contains__, kinds.__contains__)
    brought = BroughtPoints(problems=reading.problems, notes=reading.notes)
    if not scale_at(handed.unit.path_on(day) or "", day):
        brought.problems += [unscaled(table.sheet, line.row) for line in reading.lines if line.level is None]
    for line in reading.lines:
        if is_known(line, units[line.unit], kinds[line.kind]):
            brought.known += 1
        else:
            brought.new.append(line)
    return brought


def unscaled(sheet: str, row: int) -> Problem:
    """Return why a row without a level is not taken where no scale makes one of its marks."""
    said = Words(
        "没有等级，本地也没有设定风险分级，请填写等级",
        "no level, and no scale is set here to make one: fill it in",
    )
    return Problem(sheet, row, "", said)


def is_known(line: PointLine, unit: Unit, kind: RiskKind) -> bool:
    """Tell whether a row came before: by its code, else by its name at the unit."""
    same = RiskPoint.objects.filter(kind=kind)
    if code := line.texts.get("code"):
        return same.filter(code=code).exists()
    return same.filter(unit=unit, title=line.title).exists()


@transaction.atomic
def import_points(handed: Register, *, by: Account, now: datetime) -> BroughtPoints:
    """Bring a register in, one point for each row that did not come before; refused whole for any problem."""
    document = check_words(handed.document, "是哪份文件的台账", "which document this register is")
    brought = look_over_register(handed, by=by, now=now)
    if brought.problems:
        first = brought.problems[0].words
        raise NotAllowed(
            f"有 {len(brought.problems)} 处需要改正，未导入：{first.zh}",
            f"{len(brought.problems)} cells need mending, nothing was brought in: {first.en}",
        )
    day = local_day(now)
    units, kinds = units_in(handed.unit, day), kinds_in(handed.unit, handed.unit.path_on(day) or "")
    for line in brought.new:
        likelihood, impact = line.marks
        counted = {name: line.numbers.get(name) for name in ("households", "people")}
        point = register_point(
            title=line.title,
            unit=units[line.unit],
            kind=kinds[line.kind],
            rating=Rating(likelihood, impact, f"按《{document}》所列等级", line.level),
            described=dict(line.texts) | counted,
            by=by,
            now=now,
        )
        brought.registered.append(point)
    return brought
