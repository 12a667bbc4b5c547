"""What duties keep open for posts, and how it passes on when staff move."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zerentian.duties.actions.agenda import pass_item
from zerentian.duties.actions.decision_passing import hand_over_decision
from zerentian.duties.actions.duties import hand_over_duty
from zerentian.duties.actions.letters import pass_letter
from zerentian.duties.actions.meetings import hand_over_meeting, pass_kind, replace_post
from zerentian.duties.actions.tasks import hand_over_task
from zerentian.duties.models import (
    Decision,
    Duty,
    Letter,
    LetterSigner,
    Meeting,
    MeetingItem,
    MeetingKind,
    Task,
)
from zerentian.duties.models.agenda import MeetingItemQuerySet
from zerentian.duties.models.letters import LetterQuerySet
from zerentian.duties.models.meetings import MeetingQuerySet
from zerentian.duties.rules.letters import OPEN_STATES as OPEN_LETTERS
from zerentian.duties.rules.letters import STANDING_STATES
from zerentian.duties.rules.meetings import OPEN_STATES, ItemState
from zerentian.ledger.models import Entry
from zerentian.organization.handover import Matter, RowsOfPosts
from zerentian.organization.models import Account, Post, Unit

TITLE = 120
# Whoever arranges a hand-over need not be one of those who read what is not for everybody.
INNER_WORDS = _("not for everybody")
LETTER_WORDS = _("a letter of responsibility: it ends, another is signed")


def titled(row: Duty | Task) -> Matter:
    """Return a duty or task as open work, by its title alone; a duty is due in its occurrences."""
    return Matter(row.ref, row.title, getattr(row, "due", None))


def decision_told(row: Decision) -> Matter:
    """Return a decision as open work; of an inner one its number alone."""
    return Matter(row.ref, f"{row.number} ({INNER_WORDS})" if row.inner else str(row)[:TITLE], row.due)


# In force, with their open occurrences.
DUTIES = RowsOfPosts("责任", lambda post: Duty.objects.in_force().filter(post=post), hand_over_duty, titled)
TASKS = RowsOfPosts(
    "交办事项", lambda post: Task.objects.open().filter(post=post).order_by("due"), hand_over_task, titled
)
DECISIONS = RowsOfPosts(
    "议定事项",
    lambda post: Decision.objects.open().filter(lead=post).select_related("meeting").order_by("due", "pk"),
    hand_over_decision,
    decision_told,
)


class Meetings:
    """The meetings that are not over, for who chairs or records them, and for the office that keeps them."""

    label = "会议"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the meetings under way that a post chairs or records, the earliest first."""
        return [Matter(one.ref, str(one), one.held_on) for one in under_way().filter(of_post(post))]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Let another post chair or record every meeting under way."""
        found = list(under_way().filter(of_post(post)))
        for meeting in found:
            replace_post(meeting, post, to, by=by, now=now, because=because)
        return len(found)


class KeptMeetings:
    """What of meetings hangs on a unit: those under way, the matters that wait, the rules in force."""

    label = "会议和待上会议题"

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return what of meetings hangs on a unit."""
        kept = [Matter(one.ref, str(one), one.held_on) for one in under_way().filter(at_unit(unit))]
        waiting = MeetingItem.objects.waiting().filter(unit=unit)
        rules = MeetingKind.objects.in_force(date.max).filter(at_unit(unit))
        return [
            *kept,
            *(Matter(one.ref, str(INNER_WORDS) if one.inner else one.title) for one in waiting),
            *(Matter(one.ref, one.name) for one in rules),
        ]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let another unit keep the meetings, their matters and their rules."""
        passed = 0
        for rule in list(MeetingKind.objects.in_force(date.max).filter(at_unit(unit))):
            new = pass_kind(rule, unit, into=into, by=by, now=now, because=because)
            for item in list(still_open().of_kind(rule.unit_id, rule.name)):
                pass_item(item, unit, into=into, kind=new, by=by, now=now, because=because)
            passed += 1
        for meeting in list(under_way().filter(at_unit(unit))):
            hand_over_meeting(meeting, unit, into=into, by=by, now=now, because=because)
            passed += 1
        return passed


class Letters:
    """The letters of responsibility that a post has taken on, and those that wait for its signature.

    A signed text is nobody else's: with the post they end, and whoever follows gets a letter of its own.
    """

    label = "责任书"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the letters that hang on a post; their titles are for who reads them."""
        return [Matter(one.ref, str(LETTER_WORDS), one.last) for one in letters_of(post)]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """End the letters that hang on a post."""
        found = list(letters_of(post))
        for letter in found:
            pass_letter(letter, reason="岗位工作移交，另行签订", by=by, now=now, because=because)
        return len(found)


class UnitLetters:
    """The letters of responsibility that a unit gives or has taken on: with the unit they end."""

    label = "责任书"

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return the letters that hang on a unit."""
        return [Matter(one.ref, str(LETTER_WORDS), one.last) for one in letters_at(unit)]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """End the letters that hang on a unit."""
        found = list(letters_at(unit))
        for letter in found:
            pass_letter(letter, reason="单位撤并，另行签订", by=by, now=now, because=because)
        return len(found)


def letters_of(post: Post) -> LetterQuerySet:
    """Return the letters that a post has taken on or, before they are whole, is to sign."""
    signs = LetterSigner.objects.filter(post=post, version__version=F("version__letter__version"))
    unsigned = Q(state__in=OPEN_LETTERS, pk__in=signs.values("version__letter"))
    found: LetterQuerySet = Letter.objects.filter(Q(of_post=post, state__in=STANDING_STATES) | unsigned)
    return found.order_by("last", "pk")


def letters_at(unit: Unit) -> LetterQuerySet:
    """Return the letters that a unit gives or has taken on, and that are not over."""
    found: LetterQuerySet = Letter.objects.filter(Q(unit=unit) | Q(of_unit=unit), state__in=STANDING_STATES)
    return found.order_by("last", "pk")


def under_way() -> MeetingQuerySet:
    """Return the meetings on which something is still to be done."""
    found: MeetingQuerySet = Meeting.objects.filter(state__in=OPEN_STATES).order_by("held_on", "pk")
    return found


def still_open() -> MeetingItemQuerySet:
    """Return the matters that wait, and those of meetings under way: who reads inner ones hangs on their rule."""
    waits, under = Q(state=ItemState.WAITING), Q(meeting__in=under_way().order_by())
    found: MeetingItemQuerySet = MeetingItem.objects.filter(waits | under).order_by("pk")
    return found


def of_post(post: Post) -> Q:
    """Return the condition that a post chairs or records a meeting."""
    return Q(chair=post) | Q(recorder=post)


def at_unit(unit: Unit) -> Q:
    """Return the condition that a meeting is a unit's, or kept by it."""
    return Q(unit=unit) | Q(keeper=unit)
