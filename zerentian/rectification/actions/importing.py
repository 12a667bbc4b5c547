"""A list of problems that an inspection hands over is brought in: each row a finding, or none of them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO

from django.db import transaction

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.sheets import Problem
from zerentian.organization.rules.tables.layout import read_table
from zerentian.rectification.actions.opening import open_finding
from zerentian.rectification.models import Finding
from zerentian.rectification.rules.findings import Source
from zerentian.rectification.rules.sheets import WANTED, Line, Reading, read_lines


@dataclass(slots=True)
class Brought:
    """What a list brings, or would bring: new lines, the count of those that came before, and what is wrong."""

    new: list[Line] = field(default_factory=list)
    known: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    opened: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list as it was handed over: its bytes and name, the document it is, from which day, for which unit."""

    content: bytes
    name: str
    unit: Unit
    document: str
    found_on: date
    source: Source = Source.INSPECTION
    sheet: str = ""


def look_over(handed: ListOf, *, by: Account, now: datetime) -> Brought:
    """Return what a list would bring, and its problems; writes nothing.

    Raises Unreadable where the file is no table, or holds several lists and ``sheet`` names none.
    """
    require(by, "finding.open", handed.unit, now=now)
    units = units_in(handed.unit, handed.found_on)
    table = read_table(BytesIO(handed.content), handed.name, WANTED, sheet=handed.sheet)
    reading: Reading = read_lines(table, units.__contains__)
    brought = Brought(problems=reading.problems, notes=reading.notes)
    for line in reading.lines:
        unit = units[line.unit] if line.unit else handed.unit
        if is_known(handed, unit, line):
            brought.known += 1
        else:
            brought.new.append(line)
    return brought


@transaction.atomic
def import_findings(handed: ListOf, *, by: Account, now: datetime) -> Brought:
    """Bring a list in, one finding for each row that did not come before; refused whole for any problem."""
    if not handed.document.strip():
        raise NotAllowed("请写明是哪份文件的问题清单", "say which document this list is")
    brought = look_over(handed, by=by, now=now)
    if brought.problems:
        raise NotAllowed(
            f"有 {len(brought.problems)} 处需要改正，未导入：{brought.problems[0].words.zh}",
            f"{len(brought.problems)} cells need mending, nothing was brought in: {brought.problems[0].words.en}",
        )
    units = units_in(handed.unit, handed.found_on)
    for line in brought.new:
        finding = open_finding(
            title=line.title,
            unit=units[line.unit] if line.unit else handed.unit,
            source=handed.source,
            found_on=line.found_on or handed.found_on,
            detail=line.detail,
            place=line.place,
            level=line.level,
            source_level=line.source_level,
            source_document=handed.document,
            source_number=line.number,
            violated=line.violated,
            by=by,
            now=now,
        )
        brought.opened.append(finding)
    return brought


def units_in(unit: Unit, day: date) -> dict[str, Unit]:
    """Return the unit and everything below it on a day, by name of that day, name of today, and code."""
    found: dict[str, Unit] = {}
    for one in Unit.objects.under(unit, day).prefetch_related("periods"):
        found |= {name: one for name in (one.code, one.name, one.name_on(day)) if name}
    return found


def is_known(handed: ListOf, unit: Unit, line: Line) -> bool:
    """Tell whether a row came before: by its number in this document, else by its very words, place and day."""
    same = Finding.objects.filter(opened_at_unit=unit, source_document=handed.document.strip())
    if line.number:
        return same.filter(source_number=line.number).exists()
    day = line.found_on or handed.found_on
    return same.filter(title=line.title, place=line.place, found_on=day).exists()
