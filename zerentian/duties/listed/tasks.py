"""The list of tasks: what is to be done, by which post, until when, and where it stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties import actions
from zerentian.duties.forms.keeping import HandOverManyForm
from zerentian.duties.listed.duties import areas
from zerentian.duties.models import Task, Threshold
from zerentian.duties.models.tasks import TASK_STATE_LABELS, TaskQuerySet
from zerentian.duties.rules.lights import TASK
from zerentian.duties.rules.tasks import OPEN_STATES, TaskState
from zerentian.organization.lists import (
    Back,
    Board,
    Button,
    Cell,
    Choice,
    Column,
    ListOf,
    Look,
    Many,
    Rows,
    Span,
    Tab,
    by,
    fixed,
    units_of,
)
from zerentian.organization.models import Account

Given = Mapping[str, Any]
SOON_DAYS = 3


def amber_days(tasks: Sequence[Any], look: Look) -> None:
    """Look up from how many days before its due day a task is amber, for all of a page at once."""
    amber = Threshold.objects.in_force()[TASK] if tasks else SOON_DAYS
    for task in tasks:
        task.lit = task.light(look.today, amber)


def of_rows(rows: Rows) -> TaskQuerySet:
    """Return the rows of the list of tasks, which they are."""
    tasks: TaskQuerySet = rows  # type: ignore[assignment]
    return tasks


def is_open(rows: Rows, look: Look) -> Rows:
    """Return the tasks that are neither closed out nor withdrawn."""
    return of_rows(rows).open()


def mine(rows: Rows, look: Look) -> Rows:
    """Return the open tasks whose next step is the account's: to do, to verify, to close out or decide."""
    account, tasks = look.account, Task.objects
    keys = Q(pk__in=tasks.waiting_for(account).order_by().values("pk"))
    keys |= Q(pk__in=tasks.to_verify_by(account).order_by().values("pk"))
    keys |= Q(pk__in=tasks.to_close_by(account).order_by().values("pk"))
    return of_rows(rows).open().filter(keys)


def in_state(rows: Rows, state: str, look: Look) -> Rows:
    """Return the tasks in a state, or all."""
    return rows if state == "all" else rows.filter(state=state)


def speaking_of(rows: Rows, words: str) -> Rows:
    """Return the tasks that hold every one of some words."""
    for word in words.split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(detail__icontains=word))
    return rows


def task_cell(task: Task, look: Look) -> Cell:
    """Return what is to be done."""
    return Cell(task.title, url=reverse("duties:task-detail", args=[task.pk]))


def hand_over(task: Task, said: Given, by: Account, now: datetime) -> object:
    """Pass one of the chosen tasks to another post."""
    return actions.hand_over_task(task, to=said["to"], reason=said["reason"], by=by, now=now)


MANY = (
    Many(
        code="verify",
        label=_("Verify"),
        intro=_("You confirm, as another person than its doer, that each is done."),
        right="task.verify",
        form=lambda sent, account, rows: forms.Form(sent),
        act=lambda one, said, by, now: actions.verify_task(one, by=by, now=now),
        ticked=lambda one, account: one.state == TaskState.REPORTED,
        done=_("verified"),
    ),
    Many(
        code="close",
        label=_("Close out"),
        intro=_("What another person has verified is closed out."),
        right="task.assign",
        form=lambda sent, account, rows: forms.Form(sent),
        act=lambda one, said, by, now: actions.close_task(one, by=by, now=now),
        ticked=lambda one, account: one.state == TaskState.VERIFIED,
        done=pgettext_lazy("many", "closed out"),
    ),
    Many(
        code="hand-over",
        label=_("Pass to another post"),
        intro=_("Open tasks go to another post with one reason; due days stay as they are."),
        right="task.assign",
        form=lambda sent, account, rows: HandOverManyForm(sent, account=account, right="task.assign"),
        act=hand_over,
        ticked=lambda one, account: one.is_open,
        done=pgettext_lazy("many", "passed on"),
        back=Back(
            _("Pass back"),
            lambda one, reason, by, now: actions.hand_back_task(one, reason=reason, by=by, now=now),
        ),
    ),
)
TASKS = ListOf(
    code="tasks",
    title=_("Tasks"),
    page="duties:task-list",
    right="task.view",
    rows=lambda account: Task.objects.visible_to(account),
    order="due",
    columns=(
        Column("task", _("Task"), task_cell, main=True),
        Column("post", _("Responsible post"), lambda one, look: Cell(f"{one.unit.name} · {one.post.title}")),
        Column("due", _("Due"), lambda one, look: Cell(light=one.lit, due=one.due), ("due", "pk")),
        Column("state", _("State"), lambda one, look: Cell(one.get_state_display(), state="")),
        Column("assigned", _("Assigned on"), lambda one, look: Cell(due=one.assigned_on), optional=True),
    ),
    tabs=(
        Tab("open", _("open ones"), is_open),
        Tab("mine", pgettext_lazy("tab", "Mine"), mine),
        Tab("today", _("Due today"), lambda rows, look: of_rows(rows).open().filter(due=look.today)),
        Tab("overdue", _("Overdue"), lambda rows, look: of_rows(rows).overdue(look.now)),
        Tab(
            "week",
            _("Due within a week"),
            lambda rows, look: is_open(rows, look).filter(
                due__gte=look.today, due__lte=look.today + timedelta(days=7)
            ),
        ),
        Tab(
            "to-verify",
            _("To be verified by you"),
            lambda rows, look: of_rows(rows).to_verify_by(look.account),
            right="task.verify",
        ),
        Tab("all", _("all"), lambda rows, look: rows, "-due"),
    ),
    filters=(
        Choice(
            "state",
            _("State"),
            fixed({"all": _("all"), **TASK_STATE_LABELS}),
            in_state,
            first=True,
            instead=True,
        ),
        Choice("unit", _("Unit"), lambda look: units_of(look, "task.view"), by("unit")),
        Choice("area", _("Area of work"), areas, by("area")),
        Span("due", _("Due from"), _("Due until")),
    ),
    words_label=_("Words"),
    speak=speaking_of,
    fetch=lambda rows: rows.select_related("post").prefetch_related("unit__periods"),
    finish=amber_days,
    buttons=(
        Button(_("In person"), "duties:personal-list", "task.view"),
        Button(_("Assign a task"), "duties:task-new", "task.assign", main=True),
    ),
    many=MANY,
    board=Board("task.assign", [(state, TASK_STATE_LABELS[state]) for state in OPEN_STATES]),
    empty=(
        _("No tasks here."),
        _(
            "A task is given to a post with a due day, reported back, verified by somebody else than its doer, and"
            " closed out."
        ),
    ),
)
