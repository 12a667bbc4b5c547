"""The function list: imported from a spreadsheet, idempotent by number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from django.db import transaction

from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.models import FunctionItem
from zerentian.duties.rules.functions import LIST, Item, Problem, Reading, read_list
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.verbs import CODE
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.tables.layout import read_table

FIELDS = ("kind", "category", "name", "superior", "our_part")
Progress = Callable[[int], object]


@dataclass(slots=True)
class ListChanges:
    """What an import does, or would do: new and changed items, the count of unchanged ones, those left out."""

    new: list[Item] = field(default_factory=list)
    changed: list[Item] = field(default_factory=list)
    unchanged: int = 0
    absent: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)


def preview_functions(
    *, unit: Unit, content: bytes, name: str, by: Account, now: datetime, sheet: str = ""
) -> ListChanges:
    """Return what importing a sheet of the file would change, and its problems; writes nothing.

    Raises Unreadable where the file is no table, or holds several lists and ``sheet`` names none.
    """
    require(by, "duty.manage", unit, now=now)
    return compare(unit, read_list(read_table(BytesIO(content), name, LIST, sheet=sheet)))


@transaction.atomic
def import_functions(
    *,
    unit: Unit,
    content: bytes,
    name: str,
    by: Account,
    now: datetime,
    progress: Progress | None = None,
    sheet: str = "",
) -> ListChanges:
    """Import the published function list of a township; one entry per new or changed item.

    Refused as a whole when any row has a problem. Items absent from the sheet stay as they are.
    """
    changes = preview_functions(unit=unit, content=content, name=name, by=by, now=now, sheet=sheet)
    if changes.problems:
        shown = "；".join(str(problem) for problem in changes.problems[:5])
        raise NotAllowed(
            f"有 {len(changes.problems)} 处需要改正，未导入：{shown}",
            f"{len(changes.problems)} cells need mending, nothing was imported",
        )
    known = {item.number: item for item in FunctionItem.objects.filter(unit=unit)}
    for item in [*changes.new, *changes.changed]:
        write_item(unit, item, known.get(item.number), by, now)
        if progress:
            progress(1)
    return changes


def compare(unit: Unit, reading: Reading) -> ListChanges:
    """Return how a reading differs from what the township has."""
    known = {item.number: item for item in FunctionItem.objects.filter(unit=unit)}
    changes = ListChanges(problems=reading.problems, notes=reading.notes)
    for item in reading.items:
        old = known.pop(item.number, None)
        if old is None:
            changes.new.append(item)
        elif differs(old, item):
            changes.changed.append(item)
        else:
            changes.unchanged += 1
    changes.absent = sorted(known) if reading.items else []
    return changes


def differs(old: FunctionItem, item: Item) -> bool:
    """Tell whether a row says something else than the item that bears its number."""
    return any(getattr(old, name) != getattr(item, name) for name in FIELDS)


def write_item(unit: Unit, item: Item, old: FunctionItem | None, by: Account, now: datetime) -> FunctionItem:
    """Write one item with its entry."""
    row = old or FunctionItem(unit=unit, path=path_on(unit, local_day(now)), number=item.number)
    row.position = item.row
    for name in FIELDS:
        setattr(row, name, getattr(item, name))
    row.save()
    replaced = head(row.ref, "function.listed") if old else None
    facts: dict[str, object] = {"kind": item.kind}
    if CODE.match(item.number):
        facts["number"] = item.number
    record_on(
        row,
        "function.listed",
        by=by,
        now=now,
        occurred_on=replaced.occurred_on if replaced else None,
        facts=facts,
        replaces=replaced,
        change="corrected" if replaced else "",
    )
    return row


def items_without_duty(unit: Unit) -> Sequence[FunctionItem]:
    """Return the list's items that no duty in force rests on, withdrawn ones left out."""
    items = FunctionItem.objects.filter(unit=unit).exclude(kind="withdrawn")
    return list(items.exclude(duties__last=None, duties__isnull=False))
