"""Decisions (议定事项): each part with its own lead, due day, rhythm and state, and everything said on it."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.duties.models.agenda import MeetingItem, insiders
from zerentian.duties.models.basis import Basis
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.models.meeting_labels import DECISION_KINDS, DECISION_STATES, DECISION_STEPS, RHYTHMS
from zerentian.duties.models.meetings import Meeting
from zerentian.duties.models.tasks import Task
from zerentian.duties.rules.decisions import (
    IN_FORCE_STATES,
    OPEN_STATES,
    OWED_STATES,
    DecisionKind,
    DecisionState,
    DecisionStep,
    Rhythm,
    steps_from,
)
from zerentian.duties.rules.lights import Light, light
from zerentian.duties.rules.tasks import OPEN_STATES as OPEN_TASKS
from zerentian.evidence.models import File
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Post, Unit

AMBER_DAYS = 3
# What may be done with a decision that is only to be taken note of.
STEPS_FOR_NOTE = (
    *(DecisionStep.ASSIGN, DecisionStep.ACCEPT, DecisionStep.OBJECT, DecisionStep.UPHOLD),
    *(DecisionStep.HAND_OVER, DecisionStep.WITHDRAW, DecisionStep.REPLACE),
)


class DecisionQuerySet(LocatedQuerySet):
    """Questions people ask of decisions."""

    right = "decision.view"

    def visible_to(self, account: Account) -> Self:
        """The decisions of the units the account looks into; inner ones for who keeps or signs, and for their lead."""
        mine = Q(lead__in=account.post_keys())
        return super().visible_to(account).filter(insiders(account, "meeting__") | mine)

    def of_posts_of(self, account: Account) -> Self:
        """The decisions that a post of the account leads."""
        return self.filter(lead__in=account.post_keys())

    def of_basis(self, document: Basis) -> Self:
        """What came of a basis document in meetings: settled on it, carried out for its duties, or become it."""
        put, served = Q(item__ref_of=document.ref), Q(task__duty__basis=document)
        return self.filter(put | served | Q(basis=document)).distinct()

    def required(self) -> Self:
        """The decisions that ask for something to be done."""
        return self.filter(kind=DecisionKind.REQUIRED)

    def open(self) -> Self:
        """The decisions that are not over."""
        return self.filter(state__in=OPEN_STATES)

    def owed(self) -> Self:
        """The decisions in force that are still to be done, and not reported done."""
        return self.required().filter(state__in=OWED_STATES)

    def overdue(self, now: datetime) -> Self:
        """The owed decisions whose due day has passed, or had before more time was granted."""
        return self.owed().filter(Q(due__lt=local_day(now)) | Q(missed=True)).order_by("due", "pk")

    def due_soon(self, now: datetime) -> Self:
        """The owed decisions due today or in the next days."""
        today = local_day(now)
        soon = today + timedelta(days=AMBER_DAYS)
        return self.owed().filter(missed=False, due__gte=today, due__lte=soon).order_by("due", "pk")

    def without_running_task(self) -> Self:
        """The decisions that no open task stands for: that task waits on the desk itself."""
        return self.exclude(task__state__in=OPEN_TASKS)

    def waiting_for(self, account: Account) -> Self:
        """The decisions whose next step is the account's as lead: to take on, to do and report; soonest due first."""
        mine = self.of_posts_of(account).without_running_task()
        states = (DecisionState.ASSIGNED, DecisionState.ACCEPTED)
        return mine.filter(state__in=states).order_by(F("due").asc(nulls_last=True), "pk")

    def to_report_by(self, account: Account, day: date) -> Self:
        """The decisions under way of which the account, as lead, owes word how far it is."""
        mine = self.of_posts_of(account).filter(state=DecisionState.ACCEPTED, next_report__lte=day)
        return mine.order_by("next_report", "pk")

    def to_decide_by(self, account: Account) -> Self:
        """The decisions that were objected to."""
        return self.filter(state=DecisionState.OBJECTED).allowed(account, "decision.assign").order_by("pk")

    def to_verify_by(self, account: Account) -> Self:
        """The decisions reported done that the account may verify: none that it took on, did or reported."""
        reported = self.filter(state=DecisionState.REPORTED).allowed(account, "decision.verify")
        involved = Q(reported_by=account) | Q(done_by=account) | Q(accepted_by=account)
        return reported.exclude(pk__in=self.model.objects.filter(involved).values("pk")).order_by(
            "reported_on", "pk"
        )

    def to_close_by(self, account: Account) -> Self:
        """The verified decisions the account may close: none that it did or reported."""
        verified = self.filter(state=DecisionState.VERIFIED).allowed(account, "decision.assign")
        involved = Q(reported_by=account) | Q(done_by=account)
        return verified.exclude(pk__in=self.model.objects.filter(involved).values("pk")).order_by("due", "pk")


class Decision(Located):
    """One part of what a meeting settled. ``unit`` is its lead's; ``serial`` its number in the meeting.

    ``missed`` says that its due day passed before more time was granted: it stays printed overdue. ``share`` is what
    this part's lead does of it, where there are several.
    """

    KIND = "decision"
    COMMITTED: ClassVar = (
        *(
            "unit",
            "path",
            "meeting",
            "item",
            "serial",
            "letter",
            "kind",
            "text",
            "share",
            "inner",
            "lead",
            "due",
        ),
        *(
            "missed",
            "rhythm",
            "next_report",
            "state",
            "round",
            "opened_on",
            "assigned_on",
            "done_on",
            "reported_on",
        ),
        *("closed_on", "replaced_by", "task", "basis"),
    )
    OPENABLE: ClassVar = ("text", "share")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(MeetingItem, models.PROTECT, related_name="decisions")
    serial = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=1, blank=True)
    kind = models.CharField(max_length=10, choices=DECISION_KINDS, default=DecisionKind.REQUIRED)
    text = models.TextField()
    share = models.TextField(blank=True)
    inner = models.BooleanField(default=False)
    lead = models.ForeignKey(Post, models.PROTECT, related_name="+")
    assisting = models.ManyToManyField(Unit, blank=True, related_name="+")
    due = models.DateField(null=True, blank=True, db_index=True)
    missed = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=10, choices=RHYTHMS, default=Rhythm.NONE)
    next_report = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DECISION_STATES, default=DecisionState.OPENED)
    round = models.PositiveSmallIntegerField(default=1)
    opened_on = models.DateField()
    assigned_on = models.DateField(null=True, blank=True)
    accept_due = models.DateField(null=True, blank=True)
    accepted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    reported_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    reported_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "duties.Decision", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="decisions")
    basis = models.ForeignKey(Basis, models.PROTECT, null=True, blank=True, related_name="decisions")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "serial", "letter"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "serial", "letter"], name="decision_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=list(DecisionState)) & Q(kind__in=list(DecisionKind)) & ~Q(text=""),
                name="decision_known",
            ),
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.FOR_NOTE)
                | ~Q(state__in=[DecisionState.ACCEPTED, DecisionState.REPORTED, DecisionState.VERIFIED])
                | Q(due__isnull=False),
                name="decision_due_when_taken_on",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None)
                | (
                    ~Q(verified_by=F("done_by"))
                    & ~Q(verified_by=F("reported_by"))
                    & ~Q(verified_by=F("accepted_by"))
                ),
                name="decision_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DecisionState.VERIFIED, DecisionState.CLOSED])
                | Q(verified_by__isnull=False),
                name="decision_closed_when_verified",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=DecisionState.REPLACED) & Q(replaced_by__isnull=False) & ~Q(replaced_by=F("id"))
                )
                | (~Q(state=DecisionState.REPLACED) & Q(replaced_by=None)),
                name="decision_replaced_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="decision_state_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"

    @property
    def number(self) -> str:
        """Return the number as it is written, such as 党委会〔2026〕7-3A."""
        meeting = self.meeting
        return f"{meeting.name}〔{meeting.year}〕{meeting.number}-{self.serial}{self.letter}"

    @property
    def what(self) -> str:
        """Return what is to be done: the part's own share, else the whole text."""
        return self.share or self.text

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done about it."""
        return self.state in OPEN_STATES

    @property
    def is_in_force(self) -> bool:
        """Tell whether it was given out and is not over."""
        return self.state in IN_FORCE_STATES

    @property
    def is_owed(self) -> bool:
        """Tell whether it is still to be done."""
        return self.kind == DecisionKind.REQUIRED and self.state in OWED_STATES

    @property
    def steps(self) -> list[DecisionStep]:
        """Return the steps that may be taken from the present state."""
        found = steps_from(DecisionState(self.state))
        return (
            found if self.kind == DecisionKind.REQUIRED else [one for one in found if one in STEPS_FOR_NOTE]
        )

    @property
    def involved(self) -> tuple[int | None, ...]:
        """Return the keys of the accounts that took it on, did or reported it: none of them verifies it."""
        return self.accepted_by_id, self.done_by_id, self.reported_by_id

    def light(self, today: date) -> Light:
        """Return its light; ``none`` once nothing is owed, red for one missed before more time."""
        if not self.is_owed or self.due is None:
            return Light.NONE
        return Light.RED if self.missed else light(self.due, today, AMBER_DAYS)


class DecisionEvent(Committed):
    """One step of a decision with the words said on it. ``due`` as it then stood; ``item`` under which it was heard."""

    COMMITTED: ClassVar = ("decision", "step", "words", "due", "occurred_on")
    OPENABLE: ClassVar = ("words",)

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="story")
    step = models.CharField(max_length=10, choices=DECISION_STEPS)
    words = models.TextField(blank=True)
    due = models.DateField(null=True)
    occurred_on = models.DateField()
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(MeetingItem, models.PROTECT, null=True, related_name="heard")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.UUIDField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.step}"


class DecisionFile(Committed):
    """A file that shows something of a decision, at one of its steps."""

    COMMITTED: ClassVar = ("decision", "file", "step")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=DECISION_STEPS)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "file", "step"], name="decision_file_once_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.file_id}"
