"""On which days occurrences of duties and tasks fall due."""

from django.utils.translation import gettext_lazy as _

from zerentian.duties.listed.tasks import mine as my_tasks
from zerentian.duties.models import Occurrence, Task
from zerentian.duties.rules.lights import AMBER_DAYS, TASK
from zerentian.organization.due_days import DueDays

OCCURRENCES_DUE = DueDays(
    label=_("Duty"),
    right="duty.view",
    rows=lambda account: Occurrence.objects.visible_to(account).open(),
    mine=lambda rows, look: rows.filter(duty__post__in=look.account.post_keys()),
    day="due",
    number=lambda one: f"{one.duty_id} · {one.label}",
    title=lambda one: f"{one.duty.title}（{one.label}）",
    light=lambda one, look: one.light(look.today, AMBER_DAYS[one.duty.cadence]),
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.select_related("duty", "unit").prefetch_related("unit__periods"),
)
TASKS_DUE = DueDays(
    label=_("Task"),
    right="task.view",
    rows=lambda account: Task.objects.visible_to(account).open(),
    mine=my_tasks,
    day="due",
    number=lambda one: str(one.pk),
    title=lambda one: one.title,
    light=lambda one, look: one.light(look.today, AMBER_DAYS[TASK]),
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.select_related("unit").prefetch_related("unit__periods"),
)
