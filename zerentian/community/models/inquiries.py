"""Requests for information: what is asked, by when it is due, what was answered. Who asks lies apart, encrypted."""

from datetime import date, timedelta
from typing import Any, ClassVar, NamedTuple, Self

from django.db import models
from django.db.models import F, Q, QuerySet

from zerentian.casework.codes import new_code, spelled
from zerentian.community.models.labels_of_inquiries import (
    APPLICANTS,
    CHANNELS,
    DONE,
    OPINIONS,
    OUTCOMES,
    STATES,
    STEPS,
    WHOM,
)
from zerentian.community.models.notices import Notice
from zerentian.community.models.reachable import Reachable, ReachableQuerySet
from zerentian.community.rules.inquiries import (
    OPEN_STATES,
    Applicant,
    Channel,
    Heard,
    Outcome,
    State,
    Step,
    Whom,
    steps_from,
)
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account


class InquiryQuerySet(LocatedQuerySet):
    """Questions people ask of requests for information. None of them asks for who applied."""

    right = "inquiry.view"

    def open(self) -> Self:
        """Those that are not answered, the soonest due first; what waits for its applicant last."""
        return self.filter(state__in=OPEN_STATES).order_by(F("due").asc(nulls_last=True), "pk")

    def told_to_all(self) -> Self:
        """Those whose answer stands published, the newest first."""
        return self.filter(notice__version__gt=0, notice__withdrawn_on=None).order_by("-closed_on", "-pk")


class Inquiry(Located):
    """One request. ``clock_from`` is the day from which its time is counted: received, or completed by the applicant.

    ``due`` is empty while the applicant is waited for. ``proof_seen``: an identity document was shown (art. 29); no
    copy and no number of it is kept. ``notice`` is the text that tells the answer to all.
    """

    KIND = "inquiry"
    COMMITTED: ClassVar = (
        *(
            "unit",
            "path",
            "channel",
            "applicant",
            "title",
            "text",
            "way",
            "proof_seen",
            "state",
            "received_on",
        ),
        *("clock_from", "extension", "due", "estimated", "correct_by", "corrected_on", "closed_on", "notice"),
    )
    OPENABLE: ClassVar = ("title", "text")

    number = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    secret_digest = models.CharField(max_length=64)
    submission = models.UUIDField(null=True, blank=True, unique=True)
    channel = models.CharField(max_length=8, choices=CHANNELS)
    applicant = models.CharField(max_length=8, choices=APPLICANTS)
    title = models.CharField(max_length=120)
    text = models.TextField()
    way = models.CharField(max_length=120, blank=True)
    proof_seen = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=STATES, default=State.HANDLING)
    received_on = models.DateField()
    clock_from = models.DateField()
    extension = models.PositiveSmallIntegerField(default=0)
    due = models.DateField(null=True, blank=True)
    raw = models.DateField()
    estimated = models.BooleanField(default=False)
    correct_by = models.DateField(null=True, blank=True)
    corrected_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, blank=True, related_name="inquiry")

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="inquiry_number_once"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="inquiry_state_known"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="inquiry_channel_known"),
            models.CheckConstraint(
                condition=Q(applicant__in=list(Applicant)), name="inquiry_applicant_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(OPEN_STATES), closed_on=None)
                | Q(state__in=[State.ANSWERED, State.WITHDRAWN], closed_on__isnull=False),
                name="inquiry_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HANDLING) | Q(due__isnull=False), name="inquiry_in_hand_is_due"
            ),
            models.CheckConstraint(condition=Q(extension__lte=20), name="inquiry_extension_by_law"),
        ]
        indexes = [models.Index(fields=["state", "due"], name="inquiry_state_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def running(self) -> "QuerySet[Any]":
        """Return the reviews and suits that are not decided yet."""
        return self.challenges.filter(ruling="")

    @property
    def steps(self) -> list[str]:
        """Return the steps that may be taken from the present state."""
        return steps_from(State(self.state))

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is still owed."""
        return self.state in OPEN_STATES

    @property
    def spelled(self) -> str:
        """Return the applicant's code as it is read out."""
        return spelled(self.code)

    @property
    def newest_answer(self) -> "InquiryAnswer | None":
        """Return the answer that was drafted last."""
        return self.answers.order_by("pk").last()

    @property
    def released_answer(self) -> "InquiryAnswer | None":
        """Return the answer that went out."""
        return self.answers.exclude(released_on=None).first()

    @property
    def lapses_on(self) -> date | None:
        """Return the last day of what the applicant is waited for: to complete the request, or to pay the fee."""
        return self.fee.until if self.state == State.PAYING else self.correct_by

    @property
    def asked_time(self) -> "InquiryTime | None":
        """Return the request for more time that nobody has decided."""
        return self.times.filter(granted=None).first()

    @property
    def consultation(self) -> "Consultation | None":
        """Return the opinion that is waited for."""
        return self.consultations.filter(result="").first()

    def is_overdue(self, today: date) -> bool:
        """Tell whether the answer is overdue: from the day after its last one."""
        last = self.closed_on or today
        return self.due is not None and self.state != State.WITHDRAWN and last > self.due


class Told(NamedTuple):
    """Who applies and how they are reached, in the clear."""

    name: str
    phone: str
    address: str


class InquiryContactQuerySet(ReachableQuerySet):
    """Questions asked of applicants' contact data: only whose days are over."""


class InquiryContact(Reachable):
    """Who applies: encrypted, read for a stated reason, erased some days after the answer."""

    HOLDER: ClassVar = "inquiry"
    COLUMNS: ClassVar = Told._fields
    COMMITTED: ClassVar = ("inquiry", *Told._fields, "erased")

    inquiry = models.OneToOneField(Inquiry, models.PROTECT, related_name="contact")
    address = models.TextField(blank=True)

    objects = InquiryContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased=False) | Q(name="", phone="", address=""),
                name="inquiry_contact_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return str(self.inquiry_id)

    @property
    def told(self) -> Told:
        """Return who it is, in the clear."""
        return Told(*self.opened)


class InquiryLook(Committed):
    """That somebody looked at who applied, and why."""

    COMMITTED: ClassVar = ("inquiry", "reason", "at")
    OPENABLE: ClassVar = ("reason",)

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="looks")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class InquiryStep(Committed):
    """One step on a request with the words said on it."""

    COMMITTED: ClassVar = ("inquiry", "step", "words", "at")
    OPENABLE: ClassVar = ("words",)

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="steps_taken")
    step = models.CharField(max_length=16, choices=STEPS)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.step}"

    @property
    def told(self) -> str:
        """Return what was done."""
        return str(DONE[Step(self.step)])


class Consultation(Committed):
    """Days on which an opinion is waited for; the answer's time does not count them (art. 33)."""

    COMMITTED: ClassVar = ("inquiry", "whom", "first", "until", "last", "result")

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="consultations")
    whom = models.CharField(max_length=8, choices=WHOM)
    first = models.DateField()
    until = models.DateField()
    last = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=8, choices=OPINIONS, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(result=""), name="inquiry_consults_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(whom__in=list(Whom)), name="consultation_whom_known"),
            models.CheckConstraint(
                condition=Q(result="", last=None) | Q(result__in=list(Heard), last__isnull=False),
                name="consultation_heard_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.whom}"

    @property
    def asked_on(self) -> date:
        """Return the day on which the opinion was asked for; the day after is the first that is not counted."""
        return self.first - timedelta(days=1)


class InquiryTime(Committed):
    """More time that was asked for, and what another person decided."""

    COMMITTED: ClassVar = ("inquiry", "days", "reason", "granted", "decided_on")
    OPENABLE: ClassVar = ("reason",)

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="times")
    days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    granted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(granted=None), name="inquiry_time_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="inquiry_time_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.days}"


class InquiryAnswer(Committed):
    """One answer, drafted by one person, released by another. ``organ`` and ``court`` stand in its last clause."""

    COMMITTED: ClassVar = (
        *("inquiry", "outcome", "text", "where", "reason", "organ", "court", "released_on"),
    )
    OPENABLE: ClassVar = ("text", "where", "reason")

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=12, choices=OUTCOMES)
    text = models.TextField(blank=True)
    where = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    organ = models.CharField(max_length=120)
    court = models.CharField(max_length=120)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    released_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(released_on__isnull=False), name="inquiry_answered_once"
            ),
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="inquiry_outcome_known"),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("drafted_by")),
                name="inquiry_answer_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.outcome}"
