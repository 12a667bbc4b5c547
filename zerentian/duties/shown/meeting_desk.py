"""What waits on the desk of meetings and decisions, and how decisions stand over the units somebody leads."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.models import Decision, Meeting, MeetingItem, MeetingKind
from zerentian.duties.rules.decisions import DecisionState
from zerentian.duties.rules.lights import Light
from zerentian.duties.rules.meetings import MeetingState
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Lights, Line, Sort, group_of, lights_of, sorted_out
from zerentian.organization.models import Account
from zerentian.organization.subjects import page_of

OVERDUE, NEXT = 19, 24


def meetings_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the meetings whose next step is the account's: to prepare, to minute, to agree to, to sign."""
    if not account.may("meeting.view"):
        return
    kept, today = Meeting.objects.kept_by(account), local_day(now)
    due = kept.in_state(MeetingState.HELD)
    late = due.filter(minutes_due__lt=today)
    held = kept.in_state(MeetingState.CALLED).filter(held_on__lte=today)
    sorts: tuple[tuple[Any, int, Any, Any], ...] = (
        (_("Minutes overdue"), OVERDUE, late, _("Go on")),
        (_("Meetings to be minuted"), NEXT, due, _("Go on")),
        (_("Meetings to be recorded"), NEXT, held, _("Record who was there")),
        (
            _("Minutes to agree to"),
            NEXT,
            Meeting.objects.to_agree_by(account),
            pgettext_lazy("minutes", "Read"),
        ),
        (_("Minutes to sign"), NEXT, Meeting.objects.to_sign_by(account), pgettext_lazy("minutes", "Read")),
    )
    yield from sorted_out(
        [
            Sort(title, rank, rows, partial(meeting_line, button=button))
            for title, rank, rows, button in sorts
        ],
        Meeting.objects.select_related("kind"),
        shown,
        "minutes_due",
        "held_on",
    )
    told = MeetingItem.objects.visible_to(account).to_present_by(account).select_related("meeting__kind")
    yield group_of(_("Matters you present"), NEXT, [told], shown, told_line)
    if account.may("meeting.manage"):
        waiting = MeetingItem.objects.waiting().filter(kind__in=MeetingKind.objects.kept_by(account))
        yield group_of(_("Matters that wait for a meeting"), NEXT, [waiting], shown, item_line)


def meeting_line(row: Meeting, button: Any) -> Line:
    """Return the sentence of a meeting."""
    return Line(str(row), "", page_of(row.ref), button, Light.NONE, row.minutes_due or row.held_on)


def told_line(row: MeetingItem) -> Line:
    """Return the sentence of a matter that somebody presents at a meeting that was called, with its day."""
    meeting = row.meeting
    day = meeting.held_on if meeting else None
    return Line(row.title, str(meeting), page_of(row.ref), pgettext_lazy("minutes", "Read"), Light.NONE, day)


def item_line(row: MeetingItem) -> Line:
    """Return the sentence of a matter that waits."""
    return Line(row.title, "", page_of(row.ref), _("Put on an agenda"), Light.NONE, None)


def decisions_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the decisions whose next step is the account's, sort by sort; each stands once."""
    if not account.may("decision.view"):
        return
    rows, today = Decision.objects.visible_to(account).select_related("meeting"), local_day(now)
    mine = rows.waiting_for(account)
    new, doing = mine.filter(state=DecisionState.ASSIGNED), mine.filter(state=DecisionState.ACCEPTED)
    sorts: tuple[tuple[Any, int, Any, Any], ...] = (
        (_("Decisions overdue"), OVERDUE, mine.overdue(now), pgettext_lazy("decision", "Report as done")),
        (_("New decisions to take on"), NEXT, new, pgettext_lazy("decision", "Take on")),
        (
            _("Word owed how far decisions are"),
            NEXT,
            rows.to_report_by(account, today),
            _("Say how far it is"),
        ),
        (_("Decisions under way"), NEXT, doing, pgettext_lazy("decision", "Report as done")),
        (_("Decisions objected to"), NEXT, rows.to_decide_by(account), _("Decide")),
        (_("Decisions to verify"), NEXT, rows.to_verify_by(account), _("Verify")),
        (_("Decisions to close"), NEXT, rows.to_close_by(account), pgettext_lazy("decision", "Close")),
    )
    yield from sorted_out(
        [
            Sort(title, rank, found, partial(decision_line, button=button, today=today))
            for title, rank, found, button in sorts
        ],
        rows,
        shown,
        "due",
    )


def decision_line(row: Decision, button: Any, today: date) -> Line:
    """Return the sentence of one decision, with its light where it is still owed."""
    light = row.light(today)
    lit = ("", None) if light == Light.NONE else (light, row.due)
    return Line(row.what[:60], row.number, page_of(row.ref), button, *lit)


def lights_over_decisions(account: Account, now: datetime) -> Iterator[Lights]:
    """Yield how the open decisions of the units that an account leads stand, nothing for who leads none."""
    if account.may("decision.assign"):
        rows = Decision.objects.required().allowed(account, "decision.assign")
        yield lights_of(_("Decisions"), "duties:decision-list", rows, now)
