"""Meetings: their rules, and each meeting from its preparation to the record of who was there."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Unpack

from django.db import transaction
from django.db.models import Max

from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.actions.heirs import elsewhere
from zerentian.duties.models import Meeting, MeetingEvent, MeetingItem, MeetingKind
from zerentian.duties.rules.meetings import (
    ItemState,
    MeetingState,
    MeetingStep,
    Share,
    check_attendance,
    named_lines,
    needed,
    step,
)
from zerentian.ledger.actions import Besides, record_on, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit

LONGEST = 366
HELD = "meeting.held"
# What a rule says, wherever it holds.
RULE = (
    *(
        "name",
        "party",
        "members",
        "quorum",
        "weighty_quorum",
        "passing",
        "notice_days",
        "minutes_days",
        "accept_days",
    ),
    *("checks", "basis"),
)


@transaction.atomic
def set_meeting_kind(
    *,
    unit: Unit,
    keeper: Unit,
    name: str,
    since: date,
    basis: str,
    by: Account,
    now: datetime,
    quorum: Share = Share.OVER_HALF,
    weighty_quorum: Share = Share.TWO_THIRDS,
    passing: Share = Share.NONE,
    party: bool = False,
    members: int | None = None,
    notice_days: int | None = None,
    minutes_days: int | None = None,
    accept_days: int | None = None,
    checks: Mapping[str, Sequence[str]] | None = None,
) -> MeetingKind:
    """Set the rule of a kind of meeting from a day on; the one before stays for the meetings called under it.

    ``keeper`` is the office that prepares and minutes such meetings, ``checks`` the codes of the checks that each
    weighty matter needs. Raises NotAllowed for numbers of days that are none.
    """
    require(by, "duty.manage", unit, now=now)
    for days in (notice_days, minutes_days, accept_days):
        if days is not None and not 1 <= days <= LONGEST:
            raise NotAllowed(f"天数须在 1 到 {LONGEST} 之间", f"between 1 and {LONGEST} days")
    kind = MeetingKind.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        keeper=keeper,
        name=check_words(name, "会议名称", "what the meeting is called"),
        party=party,
        members=members,
        quorum=quorum,
        weighty_quorum=weighty_quorum,
        passing=passing,
        notice_days=notice_days,
        minutes_days=minutes_days,
        accept_days=accept_days,
        checks={weight: sorted(wanted) for weight, wanted in (checks or {}).items() if wanted},
        since=since,
        basis=check_words(basis, "依据文件", "the document that says so"),
        set_by=by,
    )
    facts = {"quorum": quorum, "weighty_quorum": weighty_quorum, "passing": passing, "since": since}
    record_on(kind, "meeting_kind.set", by=by, now=now, facts=facts)
    return kind


@transaction.atomic
def prepare_meeting(
    *,
    kind: MeetingKind,
    held_on: date,
    chair: Post,
    recorder: Post,
    by: Account,
    now: datetime,
    starts: str = "",
    place: str = "",
) -> Meeting:
    """Begin to prepare a meeting of a kind for a day; its agenda is filled and its people are called afterwards."""
    require(by, "meeting.manage", kind.keeper, now=now)
    meeting = Meeting.objects.create(
        unit=kind.unit,
        path=path_on(kind.unit, min(held_on, local_day(now))),
        kind=kind,
        name=kind.name,
        keeper=kind.keeper,
        held_on=held_on,
        starts=starts,
        place=place.strip(),
        chair=chair,
        recorder=recorder,
        opened_by=by,
    )
    say("meeting.drafted", meeting, "open", by=by, now=now, facts={"day": held_on})
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    held_on: date,
    chair: Post,
    recorder: Post,
    by: Account,
    now: datetime,
    starts: str = "",
    place: str = "",
    reason: str = "",
) -> Meeting:
    """Put a meeting to another day, place, chair or recorder; after the call with the reason."""
    was_called = meeting.called_on is not None
    meeting = moved(meeting, MeetingStep.CHANGE, by=by, now=now)
    words = check_words(reason, "改期理由", "why it is changed") if was_called else reason.strip()
    meeting.held_on, meeting.starts, meeting.place = held_on, starts, place.strip()
    meeting.chair, meeting.recorder = chair, recorder
    meeting.save()
    say("meeting.changed", meeting, MeetingStep.CHANGE, by=by, now=now, facts={"day": held_on}, words=words)
    return meeting


@transaction.atomic
def call_meeting(meeting: Meeting, *, by: Account, now: datetime, words: str = "") -> Meeting:
    """Call a meeting; what comes onto the agenda after this says so. A late call is shown, not refused."""
    meeting = moved(meeting, MeetingStep.CALL, by=by, now=now)
    items = meeting.items.filter(state=ItemState.TABLED).count()
    if not items:
        raise NotAllowed("议程还是空的，请先列入议题", "the agenda is empty: put a matter on it first")
    meeting.called_on = local_day(now)
    meeting.save(update_fields=["state", "called_on"])
    facts = {
        "day": meeting.held_on,
        "items": items,
        "notice_days": max((meeting.held_on - meeting.called_on).days, 0),
        "called_late": meeting.was_called_late,
    }
    say("meeting.called", meeting, MeetingStep.CALL, by=by, now=now, facts=facts, words=words.strip())
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: Account, now: datetime) -> Meeting:
    """Cancel a meeting, with the reason; its matters wait for another."""
    meeting = moved(meeting, MeetingStep.CANCEL, by=by, now=now)
    meeting.reason = check_words(reason, "取消理由", "why it is cancelled")
    meeting.save(update_fields=["state", "reason"])
    entry = say("meeting.cancelled", meeting, MeetingStep.CANCEL, by=by, now=now, words=meeting.reason)
    for item in meeting.items.filter(state=ItemState.TABLED):
        release_item(item, by=by, now=now, because=entry)
    return meeting


def release_item(item: MeetingItem, *, by: Account, now: datetime, because: Entry | None) -> None:
    """Take a matter off an agenda, within an action; it waits for another meeting."""
    meeting = item.meeting
    assert meeting is not None
    item.meeting, item.state, item.late, item.position = None, ItemState.WAITING, False, 0
    item.save(update_fields=["meeting", "state", "late", "position"])
    facts = {"meeting": meeting.ref}
    record_on(item, "meeting_item.untabled", by=by, now=now, facts=facts, because=because)


@transaction.atomic
def hold_meeting(
    meeting: Meeting,
    *,
    held_on: date,
    members: int,
    present: int,
    excused: int,
    attending: int,
    attendance: str,
    by: Account,
    now: datetime,
    number: int | None = None,
) -> Meeting:
    """Record that a meeting was held, how many were there, and in the minutes' own words who; again: corrected.

    ``number`` counts the kind's meetings of the year; the next one where none is given. Without a quorum nothing can
    be decided; that it was held is recorded all the same.
    """
    was_held = meeting.state == MeetingState.HELD
    meeting = moved(meeting, MeetingStep.HOLD, by=by, now=now)
    if held_on > local_day(now):
        raise NotAllowed("会议日期不能晚于今天", "the meeting can't be held in the future")
    check_attendance(members, present, excused, attending)
    meeting.held_on, meeting.year = held_on, held_on.year
    meeting.members, meeting.present = members, present
    meeting.excused, meeting.attending = excused, attending
    meeting.attendance = check_words(
        named_lines(attendance), "出席、请假、列席人员", "who was there, who was excused and who attended"
    )
    meeting.number = free_number(meeting, number)
    if meeting.kind.minutes_days:
        meeting.minutes_due = held_on + timedelta(days=meeting.kind.minutes_days)
    meeting.path = path_on(meeting.unit, held_on)
    meeting.save()
    facts = {
        "number": meeting.number,
        "members": members,
        "present": present,
        "excused": excused,
        "attending": attending,
        "quorate": present >= needed(Share(meeting.kind.quorum), members),
    }
    replaces = head(meeting.ref, HELD) if was_held else None
    say(
        HELD,
        meeting,
        MeetingStep.HOLD,
        by=by,
        now=now,
        facts=facts,
        occurred_on=held_on,
        replaces=replaces,
        change="corrected" if replaces else "",
    )
    return meeting


def free_number(meeting: Meeting, wanted: int | None) -> int:
    """Return the number of a meeting among its kind's of the year: as given, kept, or the next; NotAllowed if taken."""
    others = Meeting.objects.filter(unit=meeting.unit, name=meeting.name, year=meeting.year).exclude(
        pk=meeting.pk
    )
    number: int = wanted or meeting.number or (others.aggregate(last=Max("number"))["last"] or 0) + 1
    if not 1 <= number <= LONGEST or others.filter(number=number).exists():
        raise NotAllowed(
            f"第{number}次已经登记过，或次数有误，请核对", f"number {number} is taken or can't be: check it"
        )
    return number


def locked(meeting: Meeting, *, by: Account, now: datetime, right: str = "meeting.manage") -> Meeting:
    """Return a meeting, locked against other steps, for who holds the right over its keeper or its unit."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("unit", "keeper", "kind", "chair")
    fresh: Meeting = rows.get(pk=meeting.pk)
    require(by, right, fresh.keeper if right == "meeting.manage" else fresh.unit, now=now)
    return fresh


def moved(
    meeting: Meeting, move: MeetingStep, *, by: Account, now: datetime, right: str = "meeting.manage"
) -> Meeting:
    """Return a meeting, locked, with the state after a step; the caller saves what else it changes."""
    fresh = locked(meeting, by=by, now=now, right=right)
    fresh.state = step(MeetingState(fresh.state), move)
    return fresh


def say(
    verb: str,
    meeting: Meeting,
    move: str,
    *,
    by: Account,
    now: datetime,
    words: str = "",
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step of a meeting with the words said on it; save the meeting beforehand."""
    event = MeetingEvent(meeting=meeting, step=move, words=words, by=by, at=now)
    return record_step(meeting, verb, event, **besides)


def hand_over_meeting(
    meeting: Meeting, old: Unit, *, into: Unit, by: Account, now: datetime, because: Entry
) -> None:
    """Let another unit hold or keep an open meeting in the old one's place; the right was asked where units join.

    A number that the other unit's meetings have already gives way to their next one.
    """
    today = local_day(now)
    facts = {"from": old.path_on(today) or old.path, "to": path_on(into, today)}
    if meeting.unit_id == old.pk:
        meeting.unit, meeting.path = into, path_on(into, today)
        others = Meeting.objects.filter(unit=into, name=meeting.name, year=meeting.year)
        if meeting.number and others.filter(number=meeting.number).exists():
            meeting.number = None
            meeting.number = free_number(meeting, None)
    meeting.keeper = into if meeting.keeper_id == old.pk else meeting.keeper
    meeting.save(update_fields=["keeper", "unit", "path", "number"])
    record_on(meeting, "meeting.moved", by=by, now=now, facts=facts, because=because)


def replace_post(
    meeting: Meeting, old: Post, new: Post, *, by: Account, now: datetime, because: Entry
) -> None:
    """Let another post chair or record an open meeting; the right has been asked where the post is handed over."""
    meeting.chair = new if meeting.chair_id == old.pk else meeting.chair
    meeting.recorder = new if meeting.recorder_id == old.pk else meeting.recorder
    meeting.save(update_fields=["chair", "recorder"])
    facts = {"from_post": old.code, "to_post": new.code}
    record_on(meeting, "meeting.passed", by=by, now=now, facts=facts, because=because)


def brought_home(meeting: Meeting, *, by: Account, now: datetime, because: Entry) -> Meeting:
    """Let a meeting that is taken up again stand where its unit and keeper went, and with who took its posts over."""
    for old in dict.fromkeys((meeting.unit, meeting.keeper)):
        if (into := old.standing) != old:
            hand_over_meeting(meeting, old, into=into, by=by, now=now, because=because)
    for post in dict.fromkeys((meeting.chair, meeting.recorder)):
        if heir := elsewhere(post, local_day(now)):
            replace_post(meeting, post, heir, by=by, now=now, because=because)
    return meeting


def pass_kind(
    kind: MeetingKind, old: Unit, *, into: Unit, by: Account, now: datetime, because: Entry
) -> MeetingKind:
    """Let a rule go on at another unit, or under another keeper; the right has been asked where units are joined.

    Where the other unit has a rule of that name, its own one holds. Returns the rule that holds now.
    """
    today = local_day(now)
    unit, keeper = (into if one.pk == old.pk else one for one in (kind.unit, kind.keeper))
    kind.ended_on = today
    kind.save(update_fields=["ended_on"])
    standing = MeetingKind.objects.in_force(date.max).filter(unit=unit, name=kind.name).first()
    new = standing or MeetingKind.objects.create(
        **{name: getattr(kind, name) for name in RULE},
        unit=unit,
        path=path_on(unit, today),
        keeper=keeper,
        since=max(today, kind.since),
        set_by=by,
    )
    facts = {name: getattr(new, name) for name in ("quorum", "weighty_quorum", "passing", "since")}
    record_on(new, "meeting_kind.set", by=by, now=now, facts=facts, rows=[kind], because=because)
    return new
