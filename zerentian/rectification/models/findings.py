"""Findings (问题): what is wrong at a place, where it stands, and everything said on it. Never about a person."""

import re
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.lights import Light, light
from zerentian.evidence.models import File
from zerentian.ledger.drawn import SerialField
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Area, Post, Unit
from zerentian.rectification.models.labels import CLASSES, LEVELS, METHODS, RESULTS, SOURCES, STATES, STEPS
from zerentian.rectification.rules.findings import (
    OPEN_STATES,
    OWED_STATES,
    STANDARD_STATES,
    Class,
    Level,
    Source,
    State,
    Step,
    steps_from,
)

AMBER_DAYS = 3


# A year that a calendar has, then the key; more digits than a column can hold are no number of ours.
NUMBER = re.compile(r"([1-9][0-9]{3})-([0-9]{1,18})")


def is_numbered(number: str) -> Q | None:
    """Return the condition that a finding has the number people use, such as 2026-48319027; None when it is none."""
    found = NUMBER.fullmatch(number.strip())
    return Q(serial=int(found[2]), found_on__year=int(found[1])) if found else None


class FindingQuerySet(LocatedQuerySet):
    """Questions people ask of findings; nothing asks for a person.

    A finding stays readable when a complaint is made later on the concern that brought it up: it speaks of a place, it
    was known before, and its vanishing would tell those complained about more than its standing there.
    """

    right = "finding.view"

    def of_posts_of(self, account: Account) -> Self:
        """The findings for which a post of the account is in charge."""
        return self.filter(responsible__in=account.post_keys())

    def open(self) -> Self:
        """The findings that are neither closed out nor found unfounded, nor joined to another."""
        return self.filter(state__in=OPEN_STATES)

    def without_owner(self) -> Self:
        """The open findings that nobody is in charge of."""
        return self.filter(state=State.OPENED)

    def owed(self) -> Self:
        """The findings whose mending is still owed: in charge of somebody, not yet reported mended."""
        return self.filter(state__in=OWED_STATES)

    def overdue(self, now: datetime) -> Self:
        """The findings whose mending is owed and whose due day has passed, or had before more time was asked for."""
        late = Q(due__lt=local_day(now)) | Q(missed=True)
        return self.owed().filter(late).order_by("due", "pk")

    def due_soon(self, now: datetime) -> Self:
        """The findings whose mending is owed and due today or in the next days."""
        today = local_day(now)
        soon = today + timedelta(days=AMBER_DAYS)
        return self.owed().filter(missed=False, due__gte=today, due__lte=soon).order_by("due", "pk")

    def look_back_overdue(self, now: datetime) -> Self:
        """The closed findings whose look-back day has passed without one."""
        return self.filter(state=State.CLOSED, looked_on=None, look_back_due__lt=local_day(now))

    def waiting_for(self, account: Account) -> Self:
        """The findings whose next step is the account's: to take on, to mend and report; soonest due first."""
        mine = self.of_posts_of(account)
        return mine.filter(state__in=(State.ASSIGNED, State.MENDING)).order_by("due", "pk")

    def to_assign_by(self, account: Account) -> Self:
        """The findings that wait for somebody in charge, or for a word on an objection."""
        states = (State.OPENED, State.OBJECTED)
        return self.filter(state__in=states).allowed(account, "finding.assign").order_by("found_on", "pk")

    def to_verify_by(self, account: Account) -> Self:
        """The findings reported mended that the account may verify: none that it mended, took on or reported."""
        reported = self.filter(state=State.REPORTED).allowed(account, "finding.verify")
        involved = Q(reported_by=account) | Q(mended_by=account) | Q(accepted_by=account)
        own = self.model.objects.filter(involved).values("pk")
        return reported.exclude(pk__in=own).order_by("reported_on", "pk")

    def to_close_by(self, account: Account, day: date) -> Self:
        """The verified findings the account may close out: not posted or their posting over, nor mended by it."""
        over = Q(state=State.VERIFIED) | Q(state=State.POSTED, posted_to__lt=day)
        others = Q(mended_by=None) | ~Q(mended_by=account)
        return self.filter(over & others).allowed(account, "finding.assign").order_by("due", "pk")

    def to_look_back_by(self, account: Account, day: date) -> Self:
        """The closed findings whose look-back has come and that the account did not mend."""
        due = self.filter(state=State.CLOSED, looked_on=None, look_back_due__lte=day)
        mended = self.model.objects.filter(mended_by=account).values("pk")
        return due.allowed(account, "finding.verify").exclude(pk__in=mended).order_by("look_back_due", "pk")


class Finding(Located):
    """One finding. ``unit`` is where it was found, then the unit in charge; ``path`` is where it counts.

    ``standard`` is the closing standard (销号标准), fixed before work begins. ``missed`` says that its due day passed
    before more time was asked for: it stays printed overdue. ``round`` counts how often it was taken up.
    """

    KIND = "finding"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "title",
        "detail",
        "place",
        "place_unit",
        "area",
        "level",
        "source_level",
        "source",
        "source_ref",
        "source_document",
        "source_number",
        "found_on",
        "violated",
        "immediate",
        "cause",
        "kind",
        "standard",
        "responsible",
        "due",
        "missed",
        "state",
        "round",
        "mended_on",
        "observed_on",
        "method",
        "posted_from",
        "posted_to",
        "objections",
        "closed_on",
        "look_back_due",
        "looked_on",
        "result",
        "recurs_from",
        "joined_to",
    )
    OPENABLE: ClassVar = ("title", "detail", "violated", "standard", "immediate", "cause")

    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    place = models.CharField(max_length=120, blank=True)
    place_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS, default=Level.ORDINARY)
    source_level = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=12, choices=SOURCES)
    source_ref = models.CharField(max_length=160, blank=True)
    source_document = models.CharField(max_length=120, blank=True)
    source_number = models.CharField(max_length=40, blank=True)
    found_on = models.DateField()
    violated = models.TextField(blank=True)
    immediate = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=CLASSES, blank=True)
    standard = models.TextField(blank=True)
    responsible = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    due = models.DateField(null=True, blank=True, db_index=True)
    accept_due = models.DateField(null=True, blank=True)
    missed = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=STATES, default=State.OPENED)
    round = models.PositiveSmallIntegerField(default=1)
    # Numbers of a list that was brought in are unique here, whoever is in charge later.
    opened_at_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    assigned_on = models.DateField(null=True, blank=True)
    accepted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    mended_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    mended_on = models.DateField(null=True, blank=True)
    reported_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    reported_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=10, choices=METHODS, blank=True)
    observed_on = models.DateField(null=True, blank=True)
    posted_from = models.DateField(null=True, blank=True)
    posted_to = models.DateField(null=True, blank=True)
    posted_at = models.CharField(max_length=120, blank=True)
    objections = models.PositiveIntegerField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    look_back_due = models.DateField(null=True, blank=True)
    looked_on = models.DateField(null=True, blank=True)
    looked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=10, choices=RESULTS, blank=True)
    recurs_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="recurrences")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    serial = SerialField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-found_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="finding_state_known"),
            models.CheckConstraint(condition=Q(source__in=list(Source)), name="finding_source_known"),
            models.CheckConstraint(condition=Q(level__in=list(Level)), name="finding_level_known"),
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=list(Class)), name="finding_class_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(STANDARD_STATES))
                | (~Q(standard="") & ~Q(kind="") & Q(responsible__isnull=False, due__isnull=False)),
                name="finding_standard_before_work",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None)
                | (
                    ~Q(verified_by=F("mended_by"))
                    & ~Q(verified_by=F("reported_by"))
                    & ~Q(verified_by=F("accepted_by"))
                ),
                name="finding_verified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(observed_on=None)
                | Q(observed_on__gt=F("mended_on"))
                | Q(kind=Class.AT_ONCE, observed_on__gte=F("mended_on")),
                name="finding_observed_after_mending",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.VERIFIED, State.POSTED, State.CLOSED])
                | Q(verified_by__isnull=False),
                name="finding_closed_when_verified",
            ),
            models.CheckConstraint(
                condition=Q(looked_by=None) | ~Q(looked_by=F("mended_by")),
                name="finding_looked_back_by_another",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.JOINED) & Q(joined_to__isnull=False) & ~Q(joined_to=F("id")))
                | (~Q(state=State.JOINED) & Q(joined_to=None)),
                name="finding_joined_to_another",
            ),
            models.UniqueConstraint(
                fields=["source_document", "source_number", "opened_at_unit"],
                condition=~Q(source_number=""),
                name="finding_source_number_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="finding_state_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Return the number people use, such as 2026-48319027."""
        return f"{self.found_on.year}-{self.serial:04}"

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done about it before it is closed out."""
        return self.state in OPEN_STATES

    @property
    def is_owed(self) -> bool:
        """Tell whether its mending is still owed."""
        return self.state in OWED_STATES

    @property
    def steps(self) -> list[Step]:
        """Return the steps that may be taken from the present state."""
        return steps_from(State(self.state))

    @property
    def involved(self) -> tuple[int | None, ...]:
        """Return the keys of the accounts that took it on, mended or reported it: none of them verifies it."""
        return self.accepted_by_id, self.mended_by_id, self.reported_by_id

    @property
    def came_back(self) -> bool:
        """Tell whether it was taken up again, or is the recurrence of an earlier one."""
        return self.round > 1 or self.recurs_from_id is not None

    def light(self, today: date) -> Light:
        """Return the light of its mending; ``none`` once nothing is owed, red for one missed before more time."""
        if not self.is_owed or self.due is None:
            return Light.NONE
        return Light.RED if self.missed else light(self.due, today, AMBER_DAYS)


class FindingStep(Committed):
    """One step of a finding with the words said on it; ``before`` what a correction replaced."""

    COMMITTED: ClassVar = ("finding", "step", "words", "due", "occurred_on", "before")
    OPENABLE: ClassVar = ("words",)

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="story")
    step = models.CharField(max_length=16, choices=STEPS)
    words = models.TextField(blank=True)
    due = models.DateField(null=True)
    occurred_on = models.DateField()
    before = models.JSONField(default=dict)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.UUIDField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.step}"


class FindingFile(Committed):
    """A file that shows something of a finding, at one of its steps."""

    COMMITTED: ClassVar = ("finding", "file", "step")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    step = models.CharField(max_length=16, choices=STEPS)
    measure = models.ForeignKey(
        "rectification.Measure", models.PROTECT, null=True, blank=True, related_name="files"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "file", "step"], name="finding_file_once_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.file_id}"
