"""Tasks on the screen: assigned, taken on, reported, verified by another, closed out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.duties import actions
from zerentian.duties.forms.tasks import TaskForm, step_form
from zerentian.duties.listed import TASKS
from zerentian.duties.models import Decision, Task, Threshold
from zerentian.duties.models.tasks import STEP_LABELS
from zerentian.duties.rules.lights import TASK
from zerentian.duties.rules.tasks import Step
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent

Act = Callable[[Task, dict[str, Any], Account, datetime], object]

# Steps that undo or refuse stand behind the one that leads on.
BACKWARDS = {Step.OBJECT, Step.RETURN, Step.EXTEND, Step.WITHDRAW}

# Step → the right it needs over the task's unit, and the action that takes it.
STEPS: dict[Step, tuple[str, Act]] = {
    Step.ACCEPT: ("task.handle", lambda task, said, by, at: actions.accept_task(task, by=by, now=at)),
    Step.OBJECT: (
        "task.handle",
        lambda task, said, by, at: actions.object_to_task(task, reason=said["words"], by=by, now=at),
    ),
    Step.UPHOLD: (
        "task.assign",
        lambda task, said, by, at: actions.uphold_task(task, reason=said["words"], by=by, now=at),
    ),
    Step.REPORT: (
        "task.handle",
        lambda task, said, by, at: actions.report_task(
            task, words=said["words"], deed=said["deed"], by=by, now=at
        ),
    ),
    Step.RETURN: (
        "task.verify",
        lambda task, said, by, at: actions.return_task(task, reason=said["words"], by=by, now=at),
    ),
    Step.VERIFY: (
        "task.verify",
        lambda task, said, by, at: actions.verify_task(task, words=said["words"], by=by, now=at),
    ),
    Step.CLOSE: ("task.assign", lambda task, said, by, at: actions.close_task(task, by=by, now=at)),
    Step.REOPEN: (
        "task.assign",
        lambda task, said, by, at: actions.reopen_task(
            task, reason=said["words"], due=said["due"], by=by, now=at
        ),
    ),
    Step.EXTEND: (
        "task.assign",
        lambda task, said, by, at: actions.extend_task(
            task, reason=said["words"], due=said["due"], by=by, now=at
        ),
    ),
    Step.WITHDRAW: (
        "task.assign",
        lambda task, said, by, at: actions.withdraw_task(task, reason=said["words"], by=by, now=at),
    ),
}


@allow("task.view")
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """List the tasks the account may see, the open ones soonest due first; others when asked for."""
    return list_page(request, TASKS)


@allow("task.assign")
def task_new(request: HttpRequest) -> HttpResponse:
    """Assign a task to a post."""
    account = actor(request)
    data = sent(request)
    form = TaskForm(data, account=account, today=account.today)
    if form.is_valid():
        try:
            task = actions.assign_task(by=account, now=now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Assigned."))
            return redirect("duties:task-detail", task.pk)
    return form_page(request, "duties/task_form.html", form)


@allow("task.view")
@require_safe
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a task as its story, with the steps the account may take now."""
    account = actor(request)
    tasks = Task.objects.visible_to(account).select_related("unit", "post", "assigner", "area", "deed")
    task = get_object_or_404(tasks, pk=pk)
    amber = Threshold.objects.in_force()[TASK]
    context = {
        "task": task,
        "light": task.light(account.today, amber),
        "events": task.events.select_related("by"),
        "steps": [
            (step.value, STEP_LABELS[step])
            for step in sorted(task.steps, key=lambda step: step in BACKWARDS)
            if account.may(STEPS[step][0], task.unit) and not is_own_work(step, task, account)
        ],
        "entries": Entry.objects.about(task.ref),
        "may_put": task.is_open and account.may("meeting.put"),
        "decisions": Decision.objects.visible_to(account).filter(task=task).select_related("meeting"),
        "may_hand_over": task.is_open and account.may("task.assign", task.unit),
    }
    return render(request, "duties/task_detail.html", context)


def is_own_work(step: Step, task: Task, account: Account) -> bool:
    """Tell whether a verification or a close-out would be of the account's own work, which the rules refuse."""
    refused = {Step.VERIFY: {task.done_by_id, task.reported_by_id}, Step.CLOSE: {task.done_by_id}}
    return account.pk in refused.get(step, set())


@allow("task.handle", "task.assign", "task.verify")
def task_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a task, with the words it asks for."""
    account = actor(request)
    task = get_object_or_404(Task.objects.visible_to(account).select_related("unit"), pk=pk)
    if step not in list(Step):
        raise Http404
    move = Step(step)
    form = step_form(move, sent(request), task=task, account=account)
    if form.is_valid():
        try:
            STEPS[move][1](task, form.cleaned_data, account, now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Done and recorded."))
            return redirect("duties:task-detail", task.pk)
    return form_page(request, "duties/task_step.html", form, {"task": task, "step": STEP_LABELS[move]})
