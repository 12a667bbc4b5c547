"""Meetings of one kind, one in each state, brought there step by step as people do."""

import io

from conftest import NOW
from zerentian.duties.actions import agenda, meetings, minutes
from zerentian.duties.models import Meeting
from zerentian.duties.rules.meetings import MeetingState, MeetingStep
from zerentian.duties.tests.meetings import PASSWORD, agree
from zerentian.duties.tests.world import TODAY, by, day, people, post_of
from zerentian.evidence.actions import receive

S, M = MeetingState, MeetingStep
PLACE = {"held_on": TODAY, "starts": "14:30", "place": " 三楼 "}
COUNTS = {
    "held_on": TODAY,
    "members": 9,
    "present": 7,
    "excused": 1,
    "attending": 2,
    "attendance": "出席：甲",
}


def paper():
    return receive(io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), name="签发件.pdf")


def newest(meeting):
    """Return the digest of the newest draft; of none for a meeting without."""
    found = meeting.minutes.first()
    return found.digest if found else "0" * 64


# step → who takes it, what is done, the verb of its entry
WAYS = {
    M.CALL: ("clerk", lambda one, by: meetings.call_meeting(one, words=" 自带材料 ", **by), "meeting.called"),
    M.CHANGE: (
        "clerk",
        lambda one, by: meetings.change_meeting(
            one, chair=one.chair, recorder=one.recorder, reason="值守", **PLACE, **by
        ),
        "meeting.changed",
    ),
    M.HOLD: ("clerk", lambda one, by: meetings.hold_meeting(one, **COUNTS, **by), "meeting.held"),
    M.MINUTE: (
        "clerk",
        lambda one, by: minutes.draft_minutes(one, text="一、防汛\n同意。", **by),
        "meeting.minuted",
    ),
    M.AGREE: (
        "office_head",
        lambda one, by: minutes.agree_minutes(one, digest=newest(one), **by),
        "meeting.agreed",
    ),
    M.SIGN: (
        "first",
        lambda one, by: minutes.sign_minutes(
            one, digest=newest(one), password=PASSWORD, machine_now=NOW, **by
        ),
        "meeting.signed",
    ),
    M.RETURN: (
        "office_head",
        lambda one, by: minutes.return_minutes(one, reason="错字", **by),
        "meeting.returned",
    ),
    M.REOPEN: ("first", lambda one, by: minutes.reopen_meeting(one, reason="漏记", **by), "meeting.reopened"),
    M.SCAN: (
        "clerk",
        lambda one, by: minutes.add_minutes_scans(one, uploads=[paper()], **by),
        "meeting.scanned",
    ),
    M.CANCEL: (
        "clerk",
        lambda one, by: meetings.cancel_meeting(one, reason="值守", **by),
        "meeting.cancelled",
    ),
}
PATH = {
    S.CALLED: (M.CALL,),
    S.HELD: (M.CALL, M.HOLD),
    S.MINUTED: (M.CALL, M.HOLD, M.MINUTE),
    S.AGREED: (M.CALL, M.HOLD, M.MINUTE, M.AGREE),
    S.SIGNED: (M.CALL, M.HOLD, M.MINUTE, M.AGREE, M.SIGN),
    S.CANCELLED: (M.CANCEL,),
    S.DRAFTED: (),
}


def prepared(kind, *titles, days=0):
    """Return a meeting that is being prepared, with some matters on its agenda."""
    meeting = meetings.prepare_meeting(
        kind=kind, held_on=day(days), chair=post_of("first"), recorder=post_of("clerk"), **by("clerk")
    )
    for title in titles:
        item = agenda.put_item(kind=kind, title=title, **by("clerk"))
        agenda.table_item(item, meeting=meeting, **by("clerk"))
    return meeting


def take(meeting, move):
    """Take one step as who takes it; once held, its matter is agreed to."""
    who, act, _ = WAYS[move]
    act(meeting, by(who))
    if move == M.HOLD:
        agree(meeting.items.get(), people().clerk, NOW)


def meetings_in_each_state(kind):
    """Return the keys of meetings, one in each state that a meeting can stand in."""
    keys = {}
    for state in S:
        meeting = prepared(kind, "防汛")
        for move in PATH[state]:
            take(Meeting.objects.get(pk=meeting.pk), move)
        keys[state] = meeting.pk
    return keys
