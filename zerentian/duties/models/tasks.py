"""Tasks (交办事项), what happened to them, and what leaders did in person (三亲自)."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models.deeds import Deed
from zerentian.duties.models.duties import Duty, Threshold
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.functions import InPerson
from zerentian.duties.rules.lights import TASK, Light, light
from zerentian.duties.rules.tasks import OPEN_STATES, Step, TaskState, steps_from
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Area, Post
from zerentian.organization.shields import unhidden

TASK_STATE_LABELS = {
    TaskState.ASSIGNED: _("Assigned"),
    TaskState.OBJECTED: _("Objected to"),
    TaskState.ACCEPTED: _("Accepted"),
    TaskState.REPORTED: _("Reported"),
    TaskState.VERIFIED: _("Task verified"),
    TaskState.CLOSED: _("Closed out"),
    TaskState.WITHDRAWN: _("Task withdrawn"),
}
STEP_LABELS = {
    "assign": _("Assign"),
    Step.ACCEPT: _("Accept"),
    Step.OBJECT: _("Object"),
    Step.UPHOLD: _("Uphold"),
    Step.REPORT: _("Report back"),
    Step.RETURN: _("Return"),
    Step.VERIFY: _("Verify task"),
    Step.CLOSE: _("Close out"),
    Step.REOPEN: _("Reopen"),
    Step.EXTEND: _("Extend"),
    Step.WITHDRAW: _("Withdraw task"),
    "hand_over": _("Hand over"),
}
IN_PERSON_LABELS = {
    InPerson.DEPLOYED: _("Deployed in person"),
    InPerson.INQUIRED: _("Inquired in person"),
    InPerson.HANDLED: _("Handled in person"),
}


class TaskQuerySet(LocatedQuerySet):
    """Questions people ask of tasks."""

    right = "task.view"

    def visible_to(self, account: Account) -> Self:
        """The tasks of the units the account looks into; none that a matter shielded from it brought."""
        return super().visible_to(account).filter(unhidden(account, "duties.task"))

    def allowed(self, account: Account, right: str) -> Self:
        """The tasks of the units over which the account holds a right; none that a shielded matter brought."""
        return super().allowed(account, right).filter(unhidden(account, "duties.task"))

    def of_posts_of(self, account: Account) -> Self:
        """The tasks of the account's posts; none that a matter shielded from it brought."""
        return super().of_posts_of(account).filter(unhidden(account, "duties.task"))

    def open(self) -> Self:
        """The tasks that are neither closed out nor withdrawn."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, now: datetime) -> Self:
        """The open tasks whose due day has passed."""
        return self.open().filter(due__lt=local_day(now))

    def due_soon(self, now: datetime) -> Self:
        """The open tasks that are amber."""
        today = local_day(now)
        soon = today + timedelta(days=Threshold.objects.in_force()[TASK])
        return self.open().filter(due__gte=today, due__lte=soon)

    def waiting_for(self, account: Account) -> Self:
        """The tasks whose next step is the account's: to accept or to report, soonest due first."""
        mine = self.of_posts_of(account)
        return mine.filter(state__in=(TaskState.ASSIGNED, TaskState.ACCEPTED)).order_by("due")

    def to_verify_by(self, account: Account) -> Self:
        """The reported tasks the account may verify, neither handled nor reported by it."""
        reported = self.filter(state=TaskState.REPORTED).allowed(account, "task.verify")
        return reported.exclude(reported_by=account).exclude(done_by=account)

    def to_close_by(self, account: Account) -> Self:
        """The verified tasks the account may close out, not its own work, and those objected to that it may decide."""
        verified = Q(state=TaskState.VERIFIED) & (Q(done_by=None) | ~Q(done_by=account))
        return self.filter(verified | Q(state=TaskState.OBJECTED)).allowed(account, "task.assign")


class Task(Located):
    """A task given to a post with a due day; closed out only after somebody else than its doer verified it."""

    KIND = "task"
    COMMITTED: ClassVar = (
        "unit",
        "title",
        "detail",
        "area",
        "post",
        "assigner",
        "due",
        "state",
        "assigned_on",
        "done_by",
        "verified_by",
        "reported_on",
        "closed_on",
    )
    OPENABLE: ClassVar = ("title", "detail")

    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="tasks")
    deed = models.ForeignKey(Deed, models.PROTECT, null=True, blank=True, related_name="tasks")
    post = models.ForeignKey(Post, models.PROTECT, related_name="tasks")
    assigner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    assigned_on = models.DateField()
    due = models.DateField(db_index=True)
    state = models.CharField(max_length=10, choices=TASK_STATE_LABELS, default=TaskState.ASSIGNED)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    reported_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    reported_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(TaskState)), name="task_state_known"),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=models.F("done_by")),
                name="task_verified_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="task_state_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether the task is neither closed out nor withdrawn."""
        return self.state in OPEN_STATES

    @property
    def steps(self) -> list[Step]:
        """Return the steps that may be taken from the present state."""
        return steps_from(TaskState(self.state))

    def light(self, today: date, amber_days: int) -> Light:
        """Return the light of the task; ``none`` once it is closed."""
        return light(self.due, today, amber_days) if self.is_open else Light.NONE


class TaskEvent(Committed):
    """One step of a task with the words said on it: a report, a reason, an opinion. ``due`` as it then stood."""

    COMMITTED: ClassVar = ("task", "step", "words", "due")
    OPENABLE: ClassVar = ("words",)

    task = models.ForeignKey(Task, models.PROTECT, related_name="events")
    step = models.CharField(max_length=10, choices=STEP_LABELS)
    words = models.TextField(blank=True)
    due = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.UUIDField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.step}"


class PersonalActQuerySet(LocatedQuerySet):
    """Questions people ask of what leaders did in person."""

    right = "task.view"

    def own(self) -> Self:
        """Those stated from the leader's own account, not 代录."""
        return self.filter(own=True, withdrawn=False)


class PersonalAct(Located):
    """A leader deployed, inquired after or handled a matter in person; ``own`` False: entered by another (代录)."""

    KIND = "personal"
    COMMITTED: ClassVar = ("unit", "act", "what", "occurred_on", "post", "own", "task", "duty", "withdrawn")
    OPENABLE: ClassVar = ("what",)

    act = models.CharField(max_length=10, choices=IN_PERSON_LABELS)
    what = models.CharField(max_length=300)
    occurred_on = models.DateField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    own = models.BooleanField()
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="personal_acts")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="personal_acts")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    objects = PersonalActQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=list(InPerson)), name="personal_act_known"),
        ]

    def __str__(self) -> str:
        return self.what
