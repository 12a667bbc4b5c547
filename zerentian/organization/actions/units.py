"""Units: opened, renamed, moved, merged, closed. History is kept; codes never change."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zerentian.ledger import actions as ledger
from zerentian.ledger.actions import record
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.posts import succeed_post
from zerentian.organization.handover import open_at, pass_on_all
from zerentian.organization.models import Account, OfficeHours, Organ, Post, Unit, UnitPeriod
from zerentian.organization.models.units import within
from zerentian.organization.rules.names import LONGEST_UNIT, fitting
from zerentian.organization.rules.rights import Kind
from zerentian.organization.rules.units import check_parent, join

UNIT_CODE = re.compile(r"^[A-Za-z0-9-]{1,40}$")
ONE_DAY = timedelta(days=1)


@transaction.atomic
def open_unit(
    *, code: str, kind: Kind, name: str, parent: Unit | None, first: date, by: Account, now: datetime
) -> Unit:
    """Open a unit under a parent from a day on. The code (A–Z, 0–9, -) stands for ever."""
    require(by, "organization.manage", parent, now=now)
    check_parent(kind, Kind(parent.kind) if parent else None)
    if not UNIT_CODE.match(code) or Unit.objects.filter(code=code).exists():
        raise NotAllowed(
            f"单位代码“{code}”已被使用或含有字母、数字、连字符以外的字符，请换一个",
            "this code is taken, or has signs other than letters, digits and hyphens",
        )
    path = join(parent_path(parent, first), code)
    unit = Unit.objects.create(code=code, kind=kind)
    period = UnitPeriod.objects.create(unit=unit, name=named(name), parent=parent, path=path, first=first)
    facts = {"kind": kind, "first": first} | ({"parent": parent.code} if parent else {})
    write("unit.opened", unit, path, by, now, first, facts, [unit, period])
    return unit


@transaction.atomic
def rename_unit(unit: Unit, *, name: str, first: date, by: Account, now: datetime) -> Unit:
    """Give a unit another name from a day on."""
    require(by, "organization.manage", unit, now=now)
    old = open_period(unit)
    rows = cut(old, first, name=named(name))
    write("unit.renamed", unit, old.path, by, now, first, {"first": first}, rows)
    return unit


@transaction.atomic
def keep_organ(
    unit: Unit,
    *,
    government: str,
    party: str,
    address: str,
    telephone: str,
    hours: str,
    by: Account,
    now: datetime,
) -> Organ:
    """Store the full names of a unit's organ, its address, telephone and hours, as papers and public pages bear them.

    A name left empty follows from the unit's kind and name. Papers that are out keep what they bear.
    """
    require(by, "organization.manage", unit, now=now)
    told = {"government": government, "party": party, "address": address, "telephone": telephone}
    organ, _ = Organ.objects.update_or_create(
        unit=unit, defaults={name: words.strip() for name, words in told.items()}
    )
    kept, _ = OfficeHours.objects.update_or_create(unit=unit, defaults={"hours": hours.strip()})
    facts: dict[str, object] = {
        "named": bool(organ.government or organ.party),
        "reached": bool(organ.address or organ.telephone),
    }
    write(
        "unit.organ_kept", unit, unit.path_on(local_day(now)), by, now, local_day(now), facts, [organ, kept]
    )
    return organ


@transaction.atomic
def move_unit(unit: Unit, *, parent: Unit, first: date, by: Account, now: datetime) -> Unit:
    """Put a unit, with everything below it, under another parent from a day on."""
    require(by, "organization.manage", unit, now=now)
    check_parent(Kind(unit.kind), Kind(parent.kind))
    reparent(unit, parent, first, by, now)
    return unit


@transaction.atomic
def merge_unit(unit: Unit, *, into: Unit, first: date, by: Account, now: datetime) -> Unit:
    """Merge a unit into another of its kind from a day on: what is below it, its posts, the people in them and
    their open work pass to the other; the merged unit ends the day before."""
    require(by, "organization.manage", unit, now=now)
    if into.pk == unit.pk or into.kind != unit.kind:
        raise NotAllowed("只能并入另一个同类单位", "a unit merges into another one of the same kind")
    parent_path(into, first)
    check_not_ahead(first, now)
    ahead = Post.objects.filter(unit=unit, first__gt=first).exists()
    if ahead or set(left_after(unit, first - ONE_DAY)) - set(children(unit)):
        raise NotAllowed(
            f"{chinese_day(first)}之后才有单位调离或岗位设立，请改为更晚的日期",
            f"a unit left it, or a post began in it, only after {first}: choose a later day",
        )
    for child in children(unit):
        reparent(child, into, first, by, now)
    last = first - ONE_DAY
    for post in Post.objects.on(first).filter(unit=unit):
        succeed_post(post, unit=into, last=last, by=by, now=now)
    unit.merged_into = into
    unit.save(update_fields=["merged_into"])
    period = end(unit, last)
    facts: dict[str, object] = {"into": into.code, "last": last}
    merged = write("unit.merged", unit, period.path, by, now, last, facts, [unit, period])
    pass_on_all(unit, into=into, by=by, now=now, because=merged)
    return into


@transaction.atomic
def close_unit(unit: Unit, *, last: date, by: Account, now: datetime, to: Unit | None = None) -> Unit:
    """Close a unit after its last day; what is open there passes ``to`` another unit.

    Refused while units or posts are left in it, or while matters are open that nobody takes over.
    """
    require(by, "organization.manage", unit, now=now)
    check_taken_over(unit, to, last, now)
    if left_after(unit, last) or left_posts(unit, last):
        raise NotAllowed(
            "单位下还有下级单位或岗位，请先调整、并入或撤销它们",
            "units or posts are left in it: move, merge or close them first",
        )
    period = end(unit, last)
    closed = write("unit.closed", unit, period.path, by, now, last, {"last": last}, [period])
    if to is not None:
        pass_on_all(unit, into=to, by=by, now=now, because=closed)
    return unit


def check_taken_over(unit: Unit, to: Unit | None, last: date, now: datetime) -> None:
    """Refuse to leave open matters with a unit that ends, or to pass them to one that doesn't go on."""
    count = len(open_at(unit))
    if count and to is None:
        raise NotAllowed(
            f"“{unit.name}”还有 {count} 件未办结的事项，请写明由哪个单位接办，或改用并入",
            f"{count} matters are open at {unit.code}: say which unit takes them over, or merge it into one",
        )
    if to is None:
        return
    if count:
        check_not_ahead(last, now)
    if to.pk == unit.pk or not to.path_on(last + ONE_DAY):
        raise NotAllowed(
            f"接办单位须是{chinese_day(last)}之后仍在的另一个单位",
            f"what is open passes to another unit that goes on after {last}",
        )


@transaction.atomic
def go_live(unit: Unit, *, on: date, by: Account, now: datetime) -> Entry:
    """State the day from which the unit records here: imports from before it are 历史导入, later ones late."""
    require(by, "organization.manage", unit, now=now)
    return ledger.go_live(unit=parent_path(unit, on), on=on, by=by, now=now)


def reparent(unit: Unit, parent: Unit, first: date, by: Account, now: datetime) -> None:
    """Write the unit's new place, and the paths of everything below it, each with its entry."""
    old = open_period(unit)
    old_path, path = old.path, join(parent_path(parent, first), unit.code)
    below = UnitPeriod.objects.filter(within([old_path])).exclude(unit=unit).select_related("unit")
    if below.filter(last__gte=first).exists():
        raise NotAllowed(
            f"{chinese_day(first)}之后才有下级单位更名、调离或撤销，请改为更晚的日期",
            f"a unit below changed only after {first}: choose a later day",
        )
    descendants = list(below.filter(last=None))
    facts: dict[str, object] = {"from": old_path, "to": path, "first": first}
    moved = write("unit.moved", unit, path, by, now, first, facts, cut(old, first, parent=parent, path=path))
    for period in descendants:
        was, becomes = period.path, path + period.path.removeprefix(old_path)
        carried: dict[str, object] = {"from": was, "to": becomes, "first": first}
        rows = cut(period, first, path=becomes)
        write("unit.moved", period.unit, becomes, by, now, first, carried, rows, moved)


def write(
    verb: str,
    unit: Unit,
    path: str,
    by: Account,
    now: datetime,
    day: date,
    facts: dict[str, object],
    rows: Iterable[Unit | UnitPeriod | Organ | OfficeHours],
    because: Entry | None = None,
) -> Entry:
    """Record what happened to a unit, on its day or, when that is still to come, today."""
    occurred_on = min(day, local_day(now))
    return record(
        verb,
        subject=unit.ref,
        unit=path,
        by=by,
        now=now,
        occurred_on=occurred_on,
        facts=facts,
        rows=list(rows),
        because=because,
    )


def children(unit: Unit) -> list[Unit]:
    """Return the units that belong to a unit now or are to."""
    return [p.unit for p in UnitPeriod.objects.filter(parent=unit, last=None).select_related("unit")]


def left_after(unit: Unit, last: date) -> list[Unit]:
    """Return the units that belong to a unit on any day after ``last``."""
    later = UnitPeriod.objects.filter(Q(last=None) | Q(last__gt=last), parent=unit)
    return [period.unit for period in later.select_related("unit")]


def left_posts(unit: Unit, last: date) -> bool:
    """Tell whether a unit has a post on any day after ``last``."""
    return Post.objects.filter(Q(last=None) | Q(last__gt=last), unit=unit).exists()


def parent_path(unit: Unit | None, day: date) -> str:
    """Return the path a unit has from a day on ('' for none); refuse a day from which on it does not exist, or
    after which it has moved: what is put under it would have to move along into the past."""
    if unit is None:
        return ""
    later = UnitPeriod.objects.filter(Q(last=None) | Q(last__gte=day), unit=unit).order_by("first")
    periods = list(later)
    paths = {period.path for period in periods}
    if len(paths) != 1 or periods[0].first > day or periods[-1].last is not None:
        raise NotAllowed(
            f"{unit.name}自{chinese_day(day)}起尚未设立、已撤销或后来调整过隶属，请改日期或换单位",
            f"from {day} on {unit.code} does not exist, is closed or has moved: change the day or the unit",
        )
    return periods[0].path


def open_period(unit: Unit) -> UnitPeriod:
    """Return the unit's open period, locked; refuse a closed unit."""
    period = UnitPeriod.objects.select_for_update().filter(unit=unit, last=None).first()
    if period is None:
        raise NotAllowed(f"{unit.name}已撤销", f"the unit {unit.code} is closed")
    return period


def cut(period: UnitPeriod, first: date, **changes: object) -> list[UnitPeriod]:
    """End a period the day before and begin one that differs by the changes; return what was written."""
    check_after(period, first)
    if first == period.first:
        for field, value in changes.items():
            setattr(period, field, value)
        period.save(update_fields=list(changes))
        return [period]
    new = UnitPeriod(
        unit_id=period.unit_id, name=period.name, parent_id=period.parent_id, path=period.path, first=first
    )
    for field, value in changes.items():
        setattr(new, field, value)
    period.last = first - ONE_DAY
    period.save(update_fields=["last"])
    new.save()
    return [period, new]


def end(unit: Unit, last: date) -> UnitPeriod:
    """End the unit's open period with a day."""
    period = open_period(unit)
    check_after(period, last)
    period.last = last
    period.save(update_fields=["last"])
    return period


def check_after(period: UnitPeriod, day: date) -> None:
    """Refuse a change that would reach behind the last one: history is not rewritten."""
    if day < period.first:
        raise NotAllowed(
            f"{period.name}最近一次变更在{chinese_day(period.first)}，新的变更不能早于该日",
            f"the last change was on {period.first}: a new one can't lie before it",
        )


def check_not_ahead(first: date, now: datetime) -> None:
    """Refuse a day that has not come, where work passes from hand to hand at once."""
    if first > local_day(now):
        raise NotAllowed(
            f"{chinese_day(first)}还没有到，请在当天或之后办理",
            f"{first} has not come: do this on the day or after it",
        )


def named(name: str) -> str:
    """Return a name without spaces around it; refuse an empty one, and one longer than is kept."""
    if not name.strip():
        raise NotAllowed("请填写名称", "give a name")
    return fitting(name, LONGEST_UNIT)
