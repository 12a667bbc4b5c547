"""Geological hazard points: what a reading proposes, what a transfer counts. Nothing here issues a warning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from zerentian.ledger.rules.periods import LOCAL, chinese_moment
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.rectification.rules.risks import COLOURS, Colour

TENTHS = 10
MOST_TENTHS = 100_000
COPIES = 3
PURPOSES = ("cards", "roll_call", "call", "check")


class ReadingKind(StrEnum):
    """What is read at a point: rain over some hours (mm), a crack (mm), a water level (cm)."""

    RAIN = "rain"
    CRACK = "crack"
    WATER = "water"


class Card(StrEnum):
    """The two cards: for the post that watches (防灾工作明白卡), for a household (避险明白卡)."""

    WORK = "work"
    ESCAPE = "escape"


class TransferState(StrEnum):
    """A transfer: ordered, everybody counted, returned when the danger is over; or called off before anybody left."""

    ORDERED = "ordered"
    COUNTED = "counted"
    RETURNED = "returned"
    CALLED_OFF = "called_off"


# People are away, or about to be.
UNDER_WAY = (TransferState.ORDERED, TransferState.COUNTED)


@dataclass(frozen=True, slots=True)
class RainRow:
    """From how many mm within some hours on each colour stands in the local table, from a day on."""

    hours: int
    blue: int
    yellow: int
    orange: int
    red: int
    since: date

    def colour(self, tenths: int) -> Colour | None:
        """Return the gravest colour that a rainfall (tenths of mm) reaches, None for none."""
        begins = (self.blue, self.yellow, self.orange, self.red)
        reached = [colour for colour, begin in zip(COLOURS, begins, strict=True) if tenths >= begin * TENTHS]
        return reached[-1] if reached else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What the roll call (清点) of a transfer counted: households and people moved, staying, and away already."""

    moved_households: int
    moved_people: int
    refused_people: int
    away_people: int

    @property
    def people(self) -> int:
        """Return all people that are accounted for."""
        return self.moved_people + self.refused_people + self.away_people


def proposed(rows: Iterable[RainRow], hours: int, tenths: int, day: date) -> Colour | None:
    """Return the colour for which the local table proposes to ask the county and make ready, None for none.

    The township proposes to itself; a warning is issued by the county alone (突发事件应对法 64, 地质灾害防治条例 17).
    """
    here = [row for row in rows if row.hours == hours and row.since <= day]
    return max(here, key=lambda row: row.since).colour(tenths) if here else None


def check_table(blue: int, yellow: int, orange: int, red: int) -> None:
    """Refuse a row of the rain table whose amounts do not rise."""
    if not 0 < blue < yellow < orange < red:
        raise NotAllowed("蓝黄橙红四级雨量须从小到大", "the four amounts of rain rise from blue to red")


def check_tenths(tenths: int) -> int:
    """Return a reading in tenths; NotAllowed for one that no gauge shows."""
    if not 0 <= tenths <= MOST_TENTHS:
        raise NotAllowed("读数须在 0 到 10000 之间，请核对", "a reading lies between 0 and 10000: check it")
    return tenths


def check_counted(counted: Counted, households: int, people: int) -> None:
    """Refuse a roll call in which somebody is unaccounted for, or more are counted than there were."""
    if counted.moved_households > households:
        raise NotAllowed(
            f"转移户数超过应转移的 {households} 户", f"more households than the {households} to be moved"
        )
    if counted.people != people:
        raise NotAllowed(
            f"清点合计 {counted.people} 人，应为 {people} 人：已转移、未转移、已外出须一个不漏",
            f"{counted.people} people are counted of {people}: moved, staying and away leave nobody out",
        )


def check_counted_at(ordered_at: datetime, counted_at: datetime, now: datetime) -> None:
    """Refuse a roll call before the transfer was ordered, or in the future; one written down later is allowed."""
    if not ordered_at <= counted_at <= now:
        raise NotAllowed(
            f"清点时间须在组织转移（{chinese_moment(ordered_at)}）之后、现在之前",
            f"they are counted after the transfer was ordered ({ordered_at.astimezone(LOCAL):%Y-%m-%d %H:%M}), "
            "and not in the future",
        )


def check_returned(signal_stands: bool, returned_at: datetime, counted_at: datetime, now: datetime) -> None:
    """Refuse a return before the county lifted its signal, or before the roll call."""
    if signal_stands:
        raise NotAllowed(
            "县级预警信号尚未解除，解除后方可组织返回",
            "the county's signal stands: people return after it is lifted",
        )
    if not counted_at <= returned_at <= now:
        raise NotAllowed(
            f"返回时间须在清点（{chinese_moment(counted_at)}）之后、现在之前",
            f"they return after the roll call ({counted_at.astimezone(LOCAL):%Y-%m-%d %H:%M}), "
            "and not in the future",
        )
