"""What a list of concerns, or somebody's own template, is filled with: each cell by its key, with its usual heading."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zerentian.casework.models import CallBack, ClockRun, Concern, Reply
from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.clocks import Purpose
from zerentian.ledger.rules.periods import LOCAL

CONTACTS = ("contact_name", "contact_phone")


@dataclass(frozen=True, slots=True)
class Told:
    """A concern with its last reply and call-back, and how to reach the person where that was asked for."""

    concern: Concern
    reply: Reply | None
    called: CallBack | None
    reachable: tuple[str, str] = ("", "")


def moment(at: datetime | None) -> str:
    """Return a time as people here read it."""
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at else ""


def day(on: date | None) -> str:
    """Return a day as people here read it."""
    return on.isoformat() if on else ""


def reply_text(reply: Reply | None) -> str:
    """Return a reply as one text: its parts after the request, one to a paragraph."""
    return "\n".join(filter(None, (getattr(reply, part) for part in PARTS[1:]))) if reply else ""


def last(rows: Any, name: str) -> datetime | None:
    """Return what the newest row of a concern says, None where there is none."""
    found: datetime | None = getattr(next(iter(reversed(rows.all())), None), name, None)
    return found


def clock_of(concern: Concern, purpose: Purpose) -> ClockRun | None:
    """Return the newest clock of a purpose, None where none ever ran."""
    return next((one for one in reversed(concern.clocks.all()) if one.purpose == purpose), None)


def stopped(concern: Concern, purpose: Purpose) -> date | None:
    """Return the day on which a clock was stopped."""
    run = clock_of(concern, purpose)
    return run.stopped_on if run else None


def extended(concern: Concern) -> str:
    """Return the day to which the answer was extended, nothing where it was not."""
    run = clock_of(concern, Purpose.ANSWER)
    return day(run.due) if run and run.extension else ""


def in_time(concern: Concern) -> str:
    """Return whether the answer came by its day, nothing before it came."""
    run = clock_of(concern, Purpose.ANSWER)
    return "" if run is None or run.stopped_on is None else "是" if run.was_kept else "否"


# Closed: what a template or list may be filled with, by key: heading, and how it is read.
CELLS: Mapping[str, tuple[str, Callable[[Told], str]]] = {
    "number": ("编号", lambda told: told.concern.source_number or told.concern.number),
    "office_number": ("本单位编号", lambda told: told.concern.number),
    "title": ("标题", lambda told: told.concern.title),
    "text": ("诉求内容", lambda told: told.concern.text),
    "received_at": ("受理时间", lambda told: moment(told.concern.received_at)),
    "channel": ("渠道", lambda told: str(told.concern.get_channel_display())),
    "kind": ("诉求类型", lambda told: str(told.concern.get_kind_display())),
    "category": ("类别", lambda told: str(told.concern.category or "")),
    "place": ("地址", lambda told: told.concern.place),
    "state": ("状态", lambda told: str(told.concern.get_state_display())),
    "due": ("答复期限", lambda told: day(told.concern.due)),
    "answered_by": ("承办单位", lambda told: told.reply.unit.name if told.reply else ""),
    "reply": ("答复内容", lambda told: reply_text(told.reply)),
    "replied_at": ("答复时间", lambda told: moment(told.reply.released_at) if told.reply else ""),
    "decision": ("处理意见", lambda told: str(told.reply.get_decision_display()) if told.reply else ""),
    "solved": ("是否解决", lambda told: str(told.called.get_solved_display()) if told.called else ""),
    "satisfied": ("满意度", lambda told: str(told.called.get_satisfied_display()) if told.called else ""),
    "township": ("属地乡镇", lambda told: told.concern.unit.name),
    "dispatched_at": ("转办时间", lambda told: moment(last(told.concern.dispatches, "at"))),
    "accepted_at": ("签收时间", lambda told: moment(last(told.concern.dispatches, "accepted_at"))),
    "informed_on": ("受理告知时间", lambda told: day(stopped(told.concern, Purpose.NOTICE))),
    "extended_to": ("延期至", lambda told: extended(told.concern)),
    "rule_cited": ("依据", lambda told: told.reply.rule_cited if told.reply else ""),
    "told_on": ("送达时间", lambda told: day(told.reply.told_on) if told.reply else ""),
    "in_time": ("是否按期", lambda told: in_time(told.concern)),
    "closed_on": ("办结时间", lambda told: day(told.concern.closed_on)),
    "contact_name": ("诉求人", lambda told: told.reachable[0]),
    "contact_phone": ("联系电话", lambda told: told.reachable[1]),
}
# What the petition system or a hotline asks for besides, in its own template alone; a list of ours has the others.
OF_TEMPLATES = (
    *("township", "dispatched_at", "accepted_at", "informed_on", "extended_to", "rule_cited"),
    *("told_on", "in_time", "closed_on"),
)
LISTED = tuple(key for key in CELLS if key not in (*CONTACTS, *OF_TEMPLATES))
