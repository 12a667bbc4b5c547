"""What tests of meetings share: a kind with its rule, a meeting held, a decision in force."""

from datetime import date, timedelta

from zerentian.duties.actions import agenda, decisions, meetings, minutes
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.actions.decisions import Part
from zerentian.duties.rules.meetings import Check, Result, Share, Weight

PASSWORD = "Zuoye-2026-tian"  # of the cast in conftest.py
CHECKS = {Weight.DECISION: [Check.LEGAL, Check.RISK], Weight.FUNDS: [Check.INTEGRITY]}


def a_kind(unit, keeper, by, now, **rule):
    """Set the rule of the party committee's meetings; the document is made up."""
    values = {
        "name": "党委会",
        "party": True,
        "quorum": Share.OVER_HALF,
        "weighty_quorum": Share.TWO_THIRDS,
        "members": 9,
        "notice_days": 2,
        "minutes_days": 5,
        "accept_days": 3,
        "checks": CHECKS,
        "since": date(2025, 1, 1),
        "basis": "《云岭乡党委会议事规则（示例）》",
    }
    return meetings.set_meeting_kind(unit=unit, keeper=keeper, by=by, now=now, **values | rule)


def a_meeting(kind, chair, recorder, by, now, *titles, days=0, **item):
    """Prepare and call a meeting with some matters on its agenda, for a day from today on."""
    meeting = meetings.prepare_meeting(
        kind=kind, held_on=now.date() + timedelta(days=days), chair=chair, recorder=recorder, by=by, now=now
    )
    for title in titles:
        put = agenda.put_item(kind=kind, title=title, by=by, now=now, **item)
        agenda.table_item(put, meeting=meeting, by=by, now=now)
    return meetings.call_meeting(meeting, by=by, now=now)


def hold(meeting, by, now, present=7, **more):
    """Record who was there: seven of nine."""
    counts = {"members": 9, "present": present, "excused": 1, "attending": 2}
    said = "出席：示例庚、示例己等\n请假：示例乙（出差）"
    return meetings.hold_meeting(
        meeting, held_on=now.date(), attendance=said, by=by, now=now, **counts | more
    )


def agree(item, by, now, **more):
    """Record that all agreed."""
    return agenda.settle_item(item, Settled(result=Result.AGREED, unanimous=True, **more), by=by, now=now)


def decided(item, by, now, *leads, text="清理排洪沟", due=10, **more):
    """Record a decision of some parts, due in so many days."""
    day = now.date() + timedelta(days=due) if due else None
    parts = [Part(lead=lead, due=day, **more) for lead in leads]
    return decisions.decide(item, text=text, parts=parts, by=by, now=now)


def signed(meeting, drafter, agreer, signer, now):
    """Draft the minutes, let another agree to them, and sign."""
    meeting.refresh_from_db()
    draft = minutes.draft_minutes(meeting, text=minutes.proposed_minutes(meeting), by=drafter, now=now)
    minutes.agree_minutes(meeting, digest=draft.digest, by=agreer, now=now)
    return minutes.sign_minutes(
        meeting, digest=draft.digest, password=PASSWORD, by=signer, now=now, machine_now=now
    )
