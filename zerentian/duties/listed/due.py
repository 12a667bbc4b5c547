"""On which days occurrences of duties, tasks and decisions fall due, and meetings are held."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.listed.decisions import mine as my_decisions
from zerentian.duties.listed.tasks import mine as my_tasks
from zerentian.duties.models import Decision, Letter, Meeting, Occurrence, Task
from zerentian.duties.models.letters import ENDS_SOON
from zerentian.duties.rules.letters import LetterState
from zerentian.duties.rules.lights import AMBER_DAYS, TASK, light
from zerentian.duties.rules.meetings import MeetingState
from zerentian.ledger.drawn import named_by
from zerentian.organization.due_days import DueDays
from zerentian.organization.lists import Look, Rows
from zerentian.organization.models import Account
from zerentian.organization.punctuation import bracketed

OCCURRENCES_DUE = DueDays(
    label=_("Duty"),
    right="duty.view",
    rows=lambda account: Occurrence.objects.visible_to(account).open(),
    mine=lambda rows, look: rows.filter(duty__post__in=look.account.post_keys()),
    day="due",
    number=lambda one: f"{named_by(one.duty_id)} · {one.label}",
    title=lambda one: f"{one.duty.title}{bracketed(one.label)}",
    light=lambda one, look: one.light(look.today, AMBER_DAYS[one.duty.cadence]),
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.select_related("duty").prefetch_related("unit__periods"),
)
TASKS_DUE = DueDays(
    label=_("Task"),
    right="task.view",
    rows=lambda account: Task.objects.visible_to(account).open(),
    mine=my_tasks,
    day="due",
    number=lambda one: named_by(one.pk),
    title=lambda one: one.title,
    light=lambda one, look: one.light(look.today, AMBER_DAYS[TASK]),
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.prefetch_related("unit__periods"),
)


def my_meetings(rows: Rows, look: Look) -> Rows:
    """Return the meetings that the account keeps, chairs or records."""
    posts = look.account.post_keys()
    kept = Meeting.objects.kept_by(look.account).order_by().values("pk")
    return rows.filter(Q(chair__in=posts) | Q(recorder__in=posts) | Q(pk__in=kept))


DECISIONS_DUE = DueDays(
    label=pgettext_lazy("meeting", "Decision"),
    right="decision.view",
    rows=lambda account: Decision.objects.visible_to(account).owed(),
    mine=my_decisions,
    day="due",
    number=lambda one: one.number,
    title=lambda one: one.what[:120],
    light=lambda one, look: one.light(look.today),
    where=lambda one: one.unit.name,
    leaves=lambda rows: rows.filter(inner=False),
    fetch=lambda rows: rows.select_related("meeting").prefetch_related("unit__periods"),
)
MEETINGS_HELD = DueDays(
    label=_("Meeting"),
    right="meeting.view",
    rows=lambda account: Meeting.objects.visible_to(account).filter(
        state__in=(MeetingState.DRAFTED, MeetingState.CALLED)
    ),
    mine=my_meetings,
    day="held_on",
    number=lambda one: named_by(one.pk),
    title=lambda one: f"{one.name} {one.starts}".strip(),
    light=lambda one, look: light(one.held_on, look.today, 0),
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.prefetch_related("unit__periods"),
)


def letters_ending(account: Account) -> Rows:
    """Return the signed letters of units that an account may see, and those its own posts have taken on."""
    seen = Letter.objects.visible_to(account).filter(state=LetterState.SIGNED)
    return seen.filter(Q(of_post=None) | Q(of_post__in=account.post_keys()))


LETTERS_END = DueDays(
    label=_("Term of a letter ends"),
    right="letter.view",
    rows=letters_ending,
    mine=lambda rows, look: rows.filter(
        Q(of_post__in=look.account.post_keys()) | Q(of_unit__in=look.account.units_on(look.today))
    ),
    day="last",
    number=lambda one: named_by(one.pk),
    title=lambda one: one.title,
    light=lambda one, look: light(one.last, look.today, ENDS_SOON),
    where=lambda one: one.taker.name,
    fetch=lambda rows: rows.select_related("of_unit", "of_post__unit").prefetch_related(
        "of_unit__periods", "of_post__unit__periods"
    ),
)
