"""What duties, tasks and deeds put on the desk: what waits for whom, and how open matters stand."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models import Deed, Occurrence, Task, TaskEvent
from zerentian.duties.models.tasks import TaskQuerySet
from zerentian.duties.rules.lights import Light
from zerentian.duties.rules.tasks import Step, TaskState
from zerentian.organization.desk import (
    Group,
    Lights,
    Line,
    Sort,
    group_of,
    lights_of,
    only_noted,
    sorted_out,
    url_of,
)
from zerentian.organization.models import Account
from zerentian.organization.subjects import page_of

NEXT_STEP = {
    TaskState.ASSIGNED: _("Accept"),
    TaskState.ACCEPTED: _("Report back"),
    TaskState.REPORTED: _("Verify"),
    TaskState.VERIFIED: _("Close out"),
    TaskState.OBJECTED: _("Decide"),
}
OVERDUE, DUE_SOON, TO_VERIFY = (_("Overdue"), 20), (_("Due soon"), 21), (_("To be verified by you"), 25)


def occurrences_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the occurrences of duties that are overdue or due soon."""
    dated = Occurrence.objects.waiting_for(account).select_related("duty")
    if only_noted(dated):
        return
    sorts = [
        Sort(*OVERDUE, dated.overdue(now), partial(occurrence_line, light=Light.RED)),
        Sort(*DUE_SOON, dated.due_soon(now), partial(occurrence_line, light=Light.AMBER)),
    ]
    yield from sorted_out(sorts, Occurrence.objects.select_related("duty"), shown, "due")


def tasks_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the tasks whose next step is the account's, sort by sort; each stands once, under the most urgent."""
    tasks = Task.objects.waiting_for(account)
    to_close, to_verify = Task.objects.to_close_by(account), Task.objects.to_verify_by(account)
    if only_noted(tasks, to_close, to_verify):
        return
    sorts: tuple[tuple[tuple[Any, int], Light, TaskQuerySet], ...] = (
        (OVERDUE, Light.RED, tasks.overdue(now)),
        (DUE_SOON, Light.AMBER, tasks.due_soon(now)),
        ((_("Returned to you"), 22), Light.GREEN, sent_back(tasks)),
        ((_("Newly assigned"), 23), Light.GREEN, tasks.filter(state=TaskState.ASSIGNED)),
        ((_("Awaiting your decision"), 24), Light.NONE, to_close),
        (TO_VERIFY, Light.NONE, to_verify),
    )
    told = [Sort(*heading, rows, partial(task_line, light=light)) for heading, light, rows in sorts]
    yield from sorted_out(told, Task.objects.all(), shown, "due")


def deeds_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the deeds with evidence that the account may verify."""
    yield group_of(*TO_VERIFY, [Deed.objects.to_verify_by(account).with_evidence()], shown, deed_line)


def sent_back(tasks: TaskQuerySet) -> TaskQuerySet:
    """Return the tasks whose last step returned them to their doer."""
    last = TaskEvent.objects.filter(task=OuterRef("pk")).order_by("-pk").values("step")[:1]
    returned: TaskQuerySet = tasks.annotate(last_step=Subquery(last)).filter(last_step=Step.RETURN)
    return returned


def occurrence_line(row: Occurrence, light: Light) -> Line:
    """Return the sentence of an occurrence; its button leads to the form in which its deed is recorded."""
    query = urlencode({"duty": row.duty_id, "occurrence": row.pk})
    where = f"{url_of('duties:deed-new')}?{query}"
    return Line(row.duty.title, row.label, where, _("Record what was done"), light, row.due)


def task_line(row: Task, light: Light) -> Line:
    """Return the sentence of a task."""
    return Line(row.title, "", page_of(row.ref), NEXT_STEP[TaskState(row.state)], light, row.due)


def deed_line(row: Deed) -> Line:
    """Return the sentence of a deed to be verified."""
    return Line(row.what[:60], "", page_of(row.ref), _("Verify"), Light.NONE, row.occurred_on)


def lights_over_duties(account: Account, now: datetime) -> Iterator[Lights]:
    """Yield how the open occurrences of the units the account leads stand."""
    if account.may("task.assign"):
        rows = Occurrence.objects.allowed(account, "task.assign")
        # The board counts duties; here it is their occurrences.
        yield lights_of(_("Occurrences of duties"), "duties:board", rows, now)


def lights_over_tasks(account: Account, now: datetime) -> Iterator[Lights]:
    """Yield how the open tasks of the units the account leads stand."""
    if account.may("task.assign"):
        yield lights_of(_("Tasks"), "duties:task-list", Task.objects.allowed(account, "task.assign"), now)
