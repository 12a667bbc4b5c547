"""How meetings, the matters before them, their rules and their decisions are shown."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties import handover
from zerentian.duties.listed import DECISIONS as DECISION_LIST
from zerentian.duties.listed.due import DECISIONS_DUE, MEETINGS_HELD
from zerentian.duties.models import Decision, Meeting, MeetingItem, MeetingKind, Task
from zerentian.duties.models.meeting_labels import DECISION_KINDS, RESULTS, RHYTHMS, SHARES, WEIGHTS
from zerentian.duties.rules.meetings import ItemState, Result
from zerentian.duties.shields import DECISIONS, ITEMS, MEETINGS
from zerentian.duties.shown.filed import MINUTES_FILED
from zerentian.duties.shown.meeting_desk import decisions_waiting, lights_over_decisions, meetings_waiting
from zerentian.duties.shown.names import of
from zerentian.duties.shown.records import DECISION_RECORDS
from zerentian.duties.tabling import Suggested, Tabling, late_words
from zerentian.duties.tabling import register as let_wait
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account, Unit
from zerentian.organization.shields import hidden_from_nobody
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text
from zerentian.organization.telling import exactly, numbers, until


def decisions_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return number and text of the decisions that an account may read."""
    rows = Decision.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("meeting")
    return {str(row.pk): str(row)[:160] for row in rows}


def meeting_text(row: Meeting) -> Text:
    """A meeting by its number and place; who attended is not searched."""
    return Text(str(row), f"{row} {row.place}", row.path, row.held_on)


def item_text(row: MeetingItem) -> Text | None:
    """A matter by its title and detail; an inner one is not found."""
    return None if row.inner else Text(row.title, f"{row.title} {row.detail}", row.path, row.put_on)


def decision_text(row: Decision) -> Text | None:
    """A decision by its number and text; an inner one is not found."""
    return (
        None
        if row.inner
        else Text(str(row)[:160], f"{row.number} {row.text} {row.share}", row.path, row.opened_on)
    )


def standing_decisions(account: Account, unit: Unit, now: datetime) -> Iterator[Suggested]:
    """Yield the decisions whose time is up or nearly so: a meeting hears of them, and may carry them over."""
    rows = Decision.objects.visible_to(account).filter(meeting__unit=unit).select_related("meeting")
    for one in rows.overdue(now)[:6]:
        yield Suggested(one.ref, str(one)[:120], late_words(one.due, now), one.due)
    for one in rows.due_soon(now)[:6]:
        yield Suggested(one.ref, str(one)[:120], _("due soon"), one.due)


def red_tasks(account: Account, unit: Unit, now: datetime) -> Iterator[Suggested]:
    """Yield the overdue tasks of a unit and of everything below it."""
    rows = Task.objects.visible_to(account).under(unit, local_day(now)).overdue(now).order_by("due", "pk")
    found = hidden_from_nobody(rows, Task.KIND)[:6]
    yield from (Suggested(one.ref, one.title, _("overdue"), one.due) for one in found)


def task_may_go_before_a_meeting(account: Account, key: str) -> bool:
    """Tell whether a task may go before a meeting: none that a shielded concern brought, for many read the agenda."""
    return hidden_from_nobody(Task.objects.filter(pk__in=numbers([key])), Task.KIND).exists()


def put_off_before(account: Account, unit: Unit, now: datetime) -> Iterable[Suggested]:
    """Yield the matters that an earlier meeting put off and nobody has put before one again."""
    again = MeetingItem.objects.exclude(state=ItemState.WITHDRAWN).values("ref_of")
    rows = MeetingItem.objects.visible_to(account).filter(unit=unit, result=Result.PUT_OFF)
    for one in rows.order_by("-pk")[:6]:
        if not again.filter(ref_of=one.ref).exists():
            yield Suggested(one.ref, one.title, _("put off before"))


let_wait(Tabling("decision", standing_decisions))
let_wait(Tabling("task", red_tasks, task_may_go_before_a_meeting))
let_wait(Tabling("meeting_item", put_off_before))

# Whom a step on a decision concerns: who leads it, who gives it out, who verifies it.
LEADS, GIVES, JUDGES = "decision.handle", "decision.assign", "decision.verify"
VOTES = {
    "unanimous": Fact(_("All agreed")),
    "votes_for": Fact(_("In favour")),
    "votes_against": Fact(_("Against")),
    "votes_abstained": Fact(_("Abstained")),
    "recused": Fact(_("Recused")),
    "dissent": Fact(_("With another view")),
    "checks": Fact(_("Checks made")),
    "lacking": Fact(_("Checks lacking")),
}

KIND = Subject(
    kind="meeting_kind",
    one=_("a kind of meeting"),
    page=None,
    titles=of(MeetingKind.objects.all()),
    hand_over=None,
    said={"meeting_kind.set": Sentence(_("%(unit)s set the rule of the meeting %(what)s from %(since)s on"))},
    facts={
        "quorum": Fact(_("Quorum"), SHARES),
        "weighty_quorum": Fact(_("Quorum for weighty matters"), SHARES),
        "passing": Fact(_("In favour at least"), SHARES),
    },
)
ITEM = Subject(
    kind="meeting_item",
    one=_("a matter of a meeting"),
    page="duties:item-detail",
    titles=of(MeetingItem.objects.all()),
    hand_over=None,
    shield=ITEMS,
    search=Search(_("Matters of meetings"), "meeting.view", MeetingItem, item_text, rank=24),
    said={
        "meeting_item.put": Sentence(_("%(unit)s: put before a meeting: %(what)s")),
        "meeting_item.withdrawn": Sentence(_("Not before a meeting any more: %(what)s")),
        "meeting_item.tabled": Sentence(_("Put on the agenda: %(what)s")),
        "meeting_item.placed": Sentence(_("Now matter %(place)s on the agenda: %(what)s")),
        "meeting_item.untabled": Sentence(_("Taken off the agenda: %(what)s")),
        "meeting_item.settled": Sentence(_("The meeting dealt with %(what)s: %(result)s")),
        "meeting_item.moved": Sentence(_("The matter %(what)s passed from %(from)s to %(to)s")),
    },
    facts={
        "weight": Fact(_("Weighty matter"), WEIGHTS),
        "from_elsewhere": Fact(_("Of another matter")),
        "papers": Fact(_("Papers")),
        "meeting": Fact(_("Meeting"), refers=True),
        "after_call": Fact(_("After the call")),
        "place": Fact(_("Place on the agenda")),
        "result": Fact(pgettext_lazy("meeting", "Outcome"), RESULTS),
        **VOTES,
    },
)
MEETING = Subject(
    kind="meeting",
    one=_("a meeting"),
    page="duties:meeting-detail",
    titles=of(Meeting.objects.all()),
    hand_over=HandOver(of_posts=(handover.Meetings(),), of_units=(handover.KeptMeetings(),)),
    shield=MEETINGS,
    due_days=(MEETINGS_HELD,),
    filed=MINUTES_FILED,
    places=(Place(_("Meetings"), "duties:meeting-list", "meeting.view", rank=62, key="w"),),
    waiting=meetings_waiting,
    search=Search(_("Meetings"), "meeting.view", Meeting, meeting_text, rank=23),
    said={
        "meeting.drafted": Sentence(_("%(unit)s prepares %(what)s")),
        "meeting.called": Sentence(_("%(unit)s called %(what)s with %(items)s matters"), daily=True),
        "meeting.changed": Sentence(_("%(what)s was put to another day, place or post")),
        "meeting.held": Sentence(
            _("%(what)s was held, %(present)s of %(members)s members present"), daily=True
        ),
        "meeting.minuted": Sentence(_("The minutes of %(what)s were drafted, draft %(version)s")),
        "meeting.agreed": Sentence(_("The minutes of %(what)s were agreed to, draft %(version)s")),
        "meeting.returned": Sentence(
            _("The minutes of %(what)s were returned to be mended, draft %(version)s")
        ),
        "meeting.signed": Sentence(_("The minutes of %(what)s were signed, issue %(edition)s"), daily=True),
        "meeting.scanned": Sentence(
            _("%(files)s scans of the paper were put beside the minutes of %(what)s")
        ),
        "meeting.reopened": Sentence(_("%(what)s was taken up again after issue %(edition)s of its minutes")),
        "meeting.cancelled": Sentence(_("%(what)s was cancelled")),
        "meeting.moved": Sentence(_("%(what)s passed from %(from)s to %(to)s")),
        "meeting.passed": Sentence(_("Chair or record of %(what)s passed from %(from_post)s to %(to_post)s")),
    },
    facts={
        "day": Fact(_("Day of the meeting")),
        "items": Fact(_("Matters on the agenda")),
        "notice_days": Fact(_("Days of notice")),
        "called_late": Fact(_("Called later than the rule asks")),
        "number": Fact(_("Number in the year")),
        "members": Fact(pgettext_lazy("meeting", "Members")),
        "present": Fact(pgettext_lazy("meeting", "Present")),
        "excused": Fact(pgettext_lazy("meeting", "Excused")),
        "attending": Fact(_("Attending")),
        "quorate": Fact(_("With a quorum")),
        "version": Fact(_("Draft")),
        "edition": Fact(_("Issue of the minutes")),
        "digest": Fact(_("Text of the minutes (SHA-256)"), read=exactly),
        "decisions": Fact(_("Decisions given out")),
        "files": Fact(_("Scans")),
    },
)
DECISION = Subject(
    kind="decision",
    one=_("a decision of a meeting"),
    page="duties:decision-detail",
    titles=decisions_named,
    hand_over=HandOver(of_posts=(handover.DECISIONS,)),
    shield=DECISIONS,
    lists=(DECISION_LIST,),
    due_days=(DECISIONS_DUE,),
    places=(Place(_("Decisions"), "duties:decision-list", "decision.view", rank=63, key="y"),),
    waiting=decisions_waiting,
    lights=lights_over_decisions,
    records=DECISION_RECORDS,
    search=Search(_("Decisions"), "decision.view", Decision, decision_text, rank=22),
    figures={"resolutions": _("Decisions")},
    said={
        "decision.opened": Sentence(_("Decided, for %(post)s: %(what)s"), (until,), daily=True),
        "decision.assigned": Sentence(
            _("Given out to %(post)s: %(what)s"), (until,), daily=True, tells=LEADS
        ),
        "decision.accepted": Sentence(_("%(unit)s took on the decision %(what)s"), (until,)),
        "decision.noted": Sentence(_("%(unit)s took note of %(what)s")),
        "decision.objected": Sentence(_("%(unit)s objected to the decision %(what)s"), tells=GIVES),
        "decision.upheld": Sentence(_("The decision %(what)s stays with %(unit)s"), tells=LEADS),
        "decision.progressed": Sentence(_("%(unit)s said how far it is with %(what)s")),
        "decision.reported": Sentence(
            _("%(unit)s reported the decision %(what)s as done"), daily=True, tells=JUDGES
        ),
        "decision.returned": Sentence(
            _("The decision %(what)s went back to %(unit)s as not done"), tells=LEADS
        ),
        "decision.verified": Sentence(
            _("Somebody else verified that the decision %(what)s is done"), tells=GIVES
        ),
        "decision.closed": Sentence(
            _("The decision %(what)s of %(unit)s was closed after %(days)s days"),
            daily=True,
            tells=LEADS,
        ),
        "decision.reopened": Sentence(_("The decision %(what)s was taken up again"), (until,), tells=LEADS),
        "decision.extended": Sentence(
            _("More time for the decision %(what)s was granted"), (until,), tells=LEADS
        ),
        "decision.carried": Sentence(
            _("A later meeting carried the decision %(what)s over"), (until,), tells=LEADS
        ),
        "decision.moved": Sentence(
            _("The decision %(what)s passed from %(from_post)s to %(to_post)s"), tells=LEADS
        ),
        "decision.withdrawn": Sentence(_("The decision %(what)s was withdrawn"), tells=LEADS),
        "decision.replaced": Sentence(_("The decision %(what)s was replaced by a later one"), tells=LEADS),
        "decision.became": Sentence(_("Something was made of the decision %(what)s")),
    },
    facts={
        "kind": Fact(_("Kind"), DECISION_KINDS),
        "rhythm": Fact(_("Word how far it is"), RHYTHMS),
        "meeting": Fact(_("Meeting"), refers=True),
        "ahead": Fact(_("Ahead of the minutes")),
        "sets_due": Fact(_("The lead set the due day")),
        "done": Fact(_("Done on")),
        "missed": Fact(_("Was overdue before more time was granted")),
        "reported": Fact(_("Reported on")),
        "was_verified": Fact(_("Had been verified")),
        "required": Fact(_("Was to be done")),
        "owed": Fact(_("Was still owed")),
        "dated": Fact(_("Had a due day in force")),
        "into": Fact(pgettext_lazy("decision", "Became"), refers=True),
    },
)
SUBJECTS = (KIND, ITEM, MEETING, DECISION)
