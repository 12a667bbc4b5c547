"""Geological hazard points: how people are warned, readings, the rain table, duty shifts, and transfers with counts."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zerentian.duties.actions.heads import head, path_on
from zerentian.ledger.actions import record_on, void_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit
from zerentian.rectification.actions.households import check_geological
from zerentian.rectification.actions.risk_steps import locked
from zerentian.rectification.models import (
    CountySignal,
    DutyShift,
    HazardSheet,
    RainTable,
    Reading,
    RiskPoint,
    Transfer,
)
from zerentian.rectification.models.hazards import rain_rows
from zerentian.rectification.models.risk_terms import signal_at
from zerentian.rectification.rules.hazards import (
    UNDER_WAY,
    Counted,
    ReadingKind,
    TransferState,
    check_counted,
    check_counted_at,
    check_returned,
    check_table,
    check_tenths,
    proposed,
)


@transaction.atomic
def keep_sheet(point: RiskPoint, *, values: dict[str, Any], by: Account, now: datetime) -> HazardSheet:
    """Set how people are warned and where they go: sign, route, shelter, posts, the duty room's telephone."""
    point = locked(point, by=by, now=now, right="risk.keep")
    check_geological(point)
    sheet, _ = HazardSheet.objects.update_or_create(
        point=point, defaults=values | {"changed_on": local_day(now), "changed_at": now}
    )
    facts = {"missing": len(sheet.missing)}
    record_on(point, "risk.sheet_kept", by=by, now=now, facts=facts, rows=[sheet])
    kept: HazardSheet = sheet
    return kept


@transaction.atomic
def take_reading(
    point: RiskPoint,
    *,
    kind: ReadingKind,
    tenths: int,
    read_on: date,
    clock: str,
    by: Account,
    now: datetime,
    hours: int = 0,
) -> Reading:
    """Enter what was read; ``proposed`` says for which colour the local table proposes to ask the county.

    Nothing follows by itself: no warning is issued, no patrol and no transfer ordered.
    """
    point = locked(point, by=by, now=now, right="risk.patrol")
    if read_on > local_day(now):
        raise NotAllowed("读数日期不能晚于今天", "it can't have been read after today")
    colour = None
    if kind == ReadingKind.RAIN:
        colour = proposed(rain_rows(point.path), hours, check_tenths(tenths), read_on)
    reading = Reading.objects.create(
        unit=point.unit,
        path=point.path,
        point=point,
        kind=kind,
        hours=hours if kind == ReadingKind.RAIN else 0,
        tenths=check_tenths(tenths),
        read_on=read_on,
        clock=clock,
        proposed=colour or "",
        read_by=by,
    )
    facts = {"kind": kind, "proposed": colour}
    record_on(reading, "reading.taken", by=by, now=now, facts=facts, occurred_on=read_on)
    return reading


@transaction.atomic
def void_reading(reading: Reading, *, by: Account, now: datetime) -> Reading:
    """Take back what was entered wrongly; it stays to be seen, and counts no more."""
    locked(reading.point, by=by, now=now, right="risk.patrol")
    rows = Reading.objects.select_for_update(of=("self",)).select_related("unit", "point")
    reading = rows.get(pk=reading.pk)
    if reading.voided:
        raise NotAllowed("这条读数已经作废", "this reading was taken back already")
    reading.voided = True
    reading.save(update_fields=["voided"])
    facts = {"kind": reading.kind, "proposed": reading.proposed}
    void_on(reading, head(reading.ref, "reading.taken"), by=by, now=now, facts=facts)
    return reading


@transaction.atomic
def set_rain_table(
    *,
    unit: Unit,
    hours: int,
    blue: int,
    yellow: int,
    orange: int,
    red: int,
    since: date,
    basis: str,
    by: Account,
    now: datetime,
) -> RainTable:
    """Set from how many mm within some hours on the office asks the county, with the document that says so."""
    require(by, "duty.manage", unit, now=now)
    check_table(blue, yellow, orange, red)
    row = RainTable.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        hours=hours,
        blue=blue,
        yellow=yellow,
        orange=orange,
        red=red,
        since=since,
        basis=check_words(basis, "依据文件", "the document that says so"),
        set_by=by,
    )
    record_on(row, "rain_table.set", by=by, now=now, facts={"hours": hours, "since": since})
    return row


@transaction.atomic
def set_shift(
    *,
    unit: Unit,
    first: date,
    last: date,
    responsible: Post,
    responsible_leader: Post,
    duty_phone: str,
    by: Account,
    now: datetime,
) -> DutyShift:
    """Put posts on duty over some days."""
    require(by, "risk.keep", unit, now=now)
    if last < first:
        raise NotAllowed("止日不能早于起日", "the last day comes after the first")
    shift = DutyShift.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        first=first,
        last=last,
        responsible=responsible,
        responsible_leader=responsible_leader,
        duty_phone=check_words(duty_phone, "值班电话", "the duty room's telephone"),
        set_by=by,
    )
    facts = {"first": first, "last": last, "dropped": False}
    record_on(shift, "duty_shift.set", by=by, now=now, facts=facts)
    return shift


@transaction.atomic
def drop_shift(shift: DutyShift, *, by: Account, now: datetime) -> DutyShift:
    """Take a shift out of the roster; the entry of it stays."""
    require(by, "risk.keep", shift.path, now=now)
    shift = DutyShift.objects.select_for_update().select_related("unit").get(pk=shift.pk)
    if shift.dropped:
        raise NotAllowed("这一班已经撤销", "this shift was dropped already")
    shift.dropped = True
    shift.save(update_fields=["dropped"])
    facts = {"first": shift.first, "last": shift.last, "dropped": True}
    record_on(shift, "duty_shift.set", by=by, now=now, facts=facts)
    return shift


@transaction.atomic
def order_transfer(
    point: RiskPoint,
    *,
    ordered_by_post: Post,
    ordered_at: datetime,
    households: int,
    people: int,
    shelter: str,
    by: Account,
    now: datetime,
    signal: CountySignal | None = None,
) -> Transfer:
    """Lead people away from a point: who ordered it, how many, to which shelter; the county's signal if one stands.

    In an emergency the township moves people at once and reports up (地质灾害防治条例 28, 29): no signal is needed.
    """
    point = locked(point, by=by, now=now, right="risk.keep")
    check_geological(point)
    if ordered_at > now:
        raise NotAllowed("组织转移的时间不能晚于现在", "it can't have been ordered later than now")
    if point.transfers.under_way().exists():
        raise NotAllowed(
            "这处风险点已有一次转移尚未返回", "people have not returned from an earlier transfer"
        )
    transfer = Transfer.objects.create(
        unit=point.unit,
        path=point.path,
        point=point,
        signal=signal,
        ordered_by_post=ordered_by_post,
        ordered_at=ordered_at,
        households=households,
        people=people,
        shelter=check_words(shelter, "安置地点", "the shelter"),
    )
    facts = {"households": households, "people": people, "signal": signal is not None}
    record_on(transfer, "transfer.ordered", by=by, now=now, facts=facts, occurred_on=local_day(ordered_at))
    return transfer


@transaction.atomic
def call_off_transfer(transfer: Transfer, *, reason: str, by: Account, now: datetime) -> Transfer:
    """Take an order back before anybody was counted: the wrong place, or no danger after all. It counts no more."""
    transfer = standing(transfer, (TransferState.ORDERED,), by, now, right="risk.keep")
    transfer.state = TransferState.CALLED_OFF
    transfer.words = check_words(reason, "取消理由", "why it is called off")
    transfer.save(update_fields=["state", "words"])
    facts = {
        "households": transfer.households,
        "people": transfer.people,
        "signal": transfer.signal_id is not None,
    }
    void_on(transfer, head(transfer.ref, "transfer.ordered"), by=by, now=now, facts=facts)
    return transfer


@transaction.atomic
def count_transfer(
    transfer: Transfer,
    *,
    counted: Counted,
    checked_empty: bool,
    words: str,
    by: Account,
    now: datetime,
    counted_at: datetime | None = None,
) -> Transfer:
    """Count everybody: moved, staying, away already; and say whether the houses were seen empty.

    Until people return they are counted again as often as it takes, each time for all of them: who stayed at first
    may be led away later. ``counted_at`` None: now; with no connection at the shelter it is written down afterwards.
    """
    transfer = standing(transfer, UNDER_WAY, by, now)
    again = transfer.state == TransferState.COUNTED
    check_counted(counted, transfer.households, transfer.people)
    check_counted_at(transfer.ordered_at, counted_at or now, now)
    if counted.refused_people and not words.strip():
        raise NotAllowed("有人未转移，请写明做了什么工作", "somebody stays: say what was done about it")
    transfer.moved_households, transfer.moved_people = counted.moved_households, counted.moved_people
    transfer.refused_people, transfer.away_people = counted.refused_people, counted.away_people
    transfer.checked_empty, transfer.words = checked_empty, words.strip()
    transfer.state, transfer.counted_at = TransferState.COUNTED, counted_at or now
    transfer.save()
    old = head(transfer.ref, "transfer.counted") if again else None
    facts = {
        "moved_households": counted.moved_households,
        "moved_people": counted.moved_people,
        "refused_people": counted.refused_people,
        "away_people": counted.away_people,
        "checked_empty": checked_empty,
    }
    record_on(
        transfer,
        "transfer.counted",
        by=by,
        now=now,
        facts=facts,
        occurred_on=old.occurred_on if old else local_day(transfer.counted_at),
        replaces=old,
        change="corrected" if old else "",
    )
    return transfer


@transaction.atomic
def return_transfer(transfer: Transfer, *, returned_at: datetime, by: Account, now: datetime) -> Transfer:
    """Let people return, after the county lifted whatever signal stands over the point, and after the roll call."""
    transfer = standing(transfer, (TransferState.COUNTED,), by, now)
    stands = bool(signal_at(transfer.path))
    check_returned(stands, returned_at, transfer.counted_at or now, now)
    transfer.state, transfer.returned_at = TransferState.RETURNED, returned_at
    transfer.save(update_fields=["state", "returned_at"])
    record_on(transfer, "transfer.returned", by=by, now=now, occurred_on=local_day(returned_at))
    return transfer


def standing(
    transfer: Transfer,
    states: Collection[TransferState],
    by: Account,
    now: datetime,
    right: str = "risk.patrol",
) -> Transfer:
    """Return a transfer in one of some states, locked with its point."""
    locked(transfer.point, by=by, now=now, right=right)
    rows = Transfer.objects.select_for_update(of=("self",)).select_related("unit", "point")
    fresh: Transfer = rows.get(pk=transfer.pk)
    if fresh.state not in states:
        raise NotAllowed(
            f"这次转移目前是“{fresh.get_state_display()}”，请刷新页面",
            "the transfer has gone on: reload the page",
        )
    return fresh
