"""What waits for somebody today, and how the matters of a leader stand. Matters, never people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Concern
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.rules.concerns import State as ConcernState
from zerentian.duties.models import Deed, Occurrence, Task, TaskEvent
from zerentian.duties.models.deeds import DeedQuerySet
from zerentian.duties.models.duties import OccurrenceQuerySet
from zerentian.duties.models.tasks import TaskQuerySet
from zerentian.duties.rules.lights import Light
from zerentian.duties.rules.tasks import Step, TaskState
from zerentian.organization.models import Account
from zerentian.organization.subjects import page_of
from zerentian.web.navigation import url_of

Matters = OccurrenceQuerySet | TaskQuerySet | DeedQuerySet

SHOWN = 5
WHOLE = 200
NEXT_STEP = {
    TaskState.ASSIGNED: _("Accept"),
    TaskState.ACCEPTED: _("Report back"),
    TaskState.REPORTED: _("Verify"),
    TaskState.VERIFIED: _("Close out"),
    TaskState.OBJECTED: _("Decide"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the desk with its one button; ``light`` and ``due`` where a clock runs."""

    what: str
    note: str
    url: str
    button: Any
    light: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one urgency; ``more`` is how many did not find room."""

    title: Any
    lines: list[Line]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Lights:
    """How many open matters of one sort are red, amber and green, and where they are listed."""

    title: Any
    url: str
    red: int
    amber: int
    green: int


def work_for(account: Account, now: datetime, shown: int = SHOWN) -> list[Group]:
    """Return what the account has to do, most urgent first, so many of each sort; no empty groups."""
    dated = Occurrence.objects.waiting_for(account).select_related("duty")
    tasks = Task.objects.waiting_for(account)
    red, amber = tasks.overdue(now), tasks.due_soon(now)
    calm = tasks.exclude(pk__in=red.values("pk")).exclude(pk__in=amber.values("pk"))
    deeds = Deed.objects.to_verify_by(account).with_evidence()
    sorts: tuple[tuple[Any, Light, tuple[Matters, ...]], ...] = (
        (_("Overdue"), Light.RED, (dated.overdue(now), red)),
        (_("Due soon"), Light.AMBER, (dated.due_soon(now), amber)),
        (_("Returned to you"), Light.GREEN, (sent_back(calm),)),
        (_("Newly assigned"), Light.GREEN, (calm.filter(state=TaskState.ASSIGNED),)),
        (_("Awaiting your decision"), Light.NONE, (Task.objects.to_close_by(account),)),
        (_("To be verified by you"), Light.NONE, (Task.objects.to_verify_by(account), deeds)),
    )
    groups = [concerns(*sort, shown) for sort in concerns_for(account, now)]
    groups += [group(*sort, shown) for sort in sorts]
    return [one for one in groups if one.lines]


def concerns_for(account: Account, now: datetime) -> list[tuple[Any, Light, ConcernQuerySet, Any]]:
    """Return the residents' concerns whose next step is the account's, sort by sort, the overdue ones first."""
    concerns = Concern.objects
    mine = concerns.waiting_for(account)
    late = mine.overdue(now)
    new = mine.filter(state=ConcernState.DISPATCHED)
    in_hand = mine.filter(state=ConcernState.HANDLING).exclude(pk__in=late.values("pk"))
    answers = concerns.visible_to(account).filter(state=ConcernState.ANSWERED)
    unsolved = answers.allowed(account, "concern.call_back").filter(callbacks__solved__in=("no", "partly"))
    to_dispatch, to_release = concerns.to_dispatch_by(account), concerns.to_release_by(account)
    to_call = concerns.to_call_back_by(account)
    return [
        (_("Concerns overdue"), Light.RED, late, _("Handle")),
        (_("New concerns to accept"), Light.GREEN, new, pgettext_lazy("concern", "Accept")),
        (_("Concerns in hand"), Light.GREEN, in_hand, _("Handle")),
        (_("Concerns to triage"), Light.NONE, concerns.to_triage_by(account), _("Triage")),
        (_("Concerns to dispatch or rule on"), Light.NONE, to_dispatch, _("Dispatch")),
        (_("Residents added something"), Light.NONE, concerns.replied_on(account), _("Read it")),
        (_("Replies to release"), Light.NONE, to_release, _("Release")),
        (_("Residents say it is not solved"), Light.NONE, unsolved.distinct(), _("Take up again")),
        (_("Call-backs to make"), Light.NONE, to_call, _("Call back")),
    ]


def concerns(title: Any, light: Light, rows: ConcernQuerySet, button: Any, shown: int) -> Group:
    """Return the first of some concerns, and how many more there are."""
    found = list(rows[: shown + 1])
    lines = [
        Line(one.title, one.number, page_of(one.ref), button, light if one.due else "", one.due)
        for one in found[:shown]
    ]
    return Group(title, lines, rows.count() - shown if len(found) > shown else 0)


def sent_back(tasks: TaskQuerySet) -> TaskQuerySet:
    """Return the tasks whose last step returned them to their doer."""
    last = TaskEvent.objects.filter(task=OuterRef("pk")).order_by("-pk").values("step")[:1]
    returned: TaskQuerySet = tasks.annotate(last_step=Subquery(last)).filter(last_step=Step.RETURN)
    return returned


def group(title: Any, light: Light, matters: Iterable[Matters], shown: int) -> Group:
    """Return the first lines of some matters, and how many more there are."""
    lines: list[Line] = []
    more = 0
    for rows in matters:
        found = list(rows[: shown + 1])
        lines += [line_of(row, light) for row in found[:shown]]
        more += rows.count() - shown if len(found) > shown else 0
    return Group(title, lines, more)


def line_of(row: Occurrence | Task | Deed, light: Light) -> Line:
    """Return the sentence of one matter."""
    if isinstance(row, Occurrence):
        return Line(row.duty.title, row.label, record_url(row), _("Record what was done"), light, row.due)
    if isinstance(row, Task):
        return Line(row.title, "", page_of(row.ref), NEXT_STEP[TaskState(row.state)], light, row.due)
    return Line(row.what[:60], "", page_of(row.ref), _("Verify"), light, row.occurred_on)


def record_url(occurrence: Occurrence) -> str:
    """Return the address of the form in which the occurrence's deed is recorded."""
    query = urlencode({"duty": occurrence.duty_id, "occurrence": occurrence.pk})
    return f"{url_of('duties:deed-new')}?{query}"


def lights_over(account: Account, now: datetime) -> list[Lights]:
    """Return how the open matters of the units the account leads stand, none for who leads none."""
    if not account.may("task.assign"):
        return []
    return [
        lights(_("Duties"), "duties:board", Occurrence.objects.allowed(account, "task.assign"), now),
        lights(_("Tasks"), "duties:task-list", Task.objects.allowed(account, "task.assign"), now),
    ]


def lights(title: Any, name: str, rows: OccurrenceQuerySet | TaskQuerySet, now: datetime) -> Lights:
    """Count the open matters by colour."""
    red, amber = rows.overdue(now).count(), rows.due_soon(now).count()
    return Lights(title, url_of(name), red, amber, rows.open().count() - red - amber)
