"""Meetings (会议): the rule each kind follows, what is put before them, what came of it, and their minutes.

Who attended stands in the minutes' words alone: no table joins a person to a meeting.
"""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.models.meeting_labels import (
    MEETING_STATES,
    MEETING_STEPS,
    SHARES,
)
from zerentian.duties.rules.meetings import (
    AFTER_STATES,
    OPEN_STATES,
    MeetingState,
    MeetingStep,
    Share,
    steps_from,
)
from zerentian.duties.rules.minutes import number_of
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.models import Account, Post, Unit

EVENTS: list[tuple[str, Any]] = [("open", MEETING_STATES[MeetingState.DRAFTED]), *MEETING_STEPS.items()]


class MeetingKindQuerySet(LocatedQuerySet):
    """Questions people ask of the rules of meetings."""

    right = "meeting.view"

    def in_force(self, day: date) -> Self:
        """The rules that hold on a day: of each kind of a unit the newest one begun by then."""
        later = self.model.objects.filter(
            unit=models.OuterRef("unit"), name=models.OuterRef("name"), since__lte=day
        ).filter(
            Q(since__gt=models.OuterRef("since"))
            | Q(since=models.OuterRef("since"), pk__gt=models.OuterRef("pk"))
        )
        begun = self.filter(since__lte=day, ended_on=None).exclude(models.Exists(later))
        return begun.order_by("unit__code", "name")

    def kept_by(self, account: Account) -> Self:
        """The rules of the meetings that the account prepares and minutes."""
        if account.reach("meeting.manage") == []:
            return self.none()
        return self.filter(keeper__in=account.unit_keys("meeting.manage"))


class MeetingKind(Located):
    """One kind of meeting of a unit, from a day on, with the document that says so; every row stays.

    ``keeper`` is the office that prepares and minutes it. ``checks`` says which checks each weighty matter needs.
    """

    KIND = "meeting_kind"
    COMMITTED: ClassVar = (
        *("unit", "keeper", "name", "party", "members", "quorum", "weighty_quorum", "passing", "notice_days"),
        *("minutes_days", "accept_days", "checks", "since", "ended_on", "basis"),
    )
    OPENABLE: ClassVar = ("name", "basis")

    name = models.CharField(max_length=40)
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    # A meeting of the party committee's: its minutes bear that organ's name.
    party = models.BooleanField(default=False)
    members = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum = models.CharField(max_length=12, choices=SHARES, default=Share.OVER_HALF)
    weighty_quorum = models.CharField(max_length=12, choices=SHARES, default=Share.TWO_THIRDS)
    passing = models.CharField(max_length=12, choices=SHARES, default=Share.NONE)
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes_days = models.PositiveSmallIntegerField(null=True, blank=True)
    accept_days = models.PositiveSmallIntegerField(null=True, blank=True)
    checks = models.JSONField(default=dict)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = MeetingKindQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(basis=""), name="meeting_kind_whole"),
        ]

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(LocatedQuerySet):
    """Questions people ask of meetings; nothing asks for who attended."""

    right = "meeting.view"

    def kept_by(self, account: Account) -> Self:
        """The meetings that the account prepares and minutes."""
        if account.reach("meeting.manage") == []:
            return self.none()
        return self.filter(keeper__in=account.unit_keys("meeting.manage"))

    def in_state(self, *states: MeetingState) -> Self:
        """The meetings that stand in one of some states, the earliest first."""
        return self.filter(state__in=states).order_by("held_on", "pk")

    def to_agree_by(self, account: Account) -> Self:
        """The meetings whose drafted minutes the account may agree to: none that it drafted itself."""
        drafted = self.in_state(MeetingState.MINUTED).allowed(account, "meeting.agree")
        return drafted.exclude(drafted_by=account)

    def to_sign_by(self, account: Account) -> Self:
        """The meetings whose agreed minutes a post of the account signs."""
        return (
            self.in_state(MeetingState.AGREED)
            .filter(chair__in=account.post_keys())
            .exclude(drafted_by=account)
        )


class Meeting(Located):
    """One meeting. ``unit`` is whose meeting it is; ``keeper`` the office that prepares it. Counts, never names."""

    KIND = "meeting"
    COMMITTED: ClassVar = (
        *(
            "unit",
            "keeper",
            "kind",
            "held_on",
            "starts",
            "place",
            "chair",
            "recorder",
            "state",
            "year",
            "number",
        ),
        *("members", "present", "excused", "attending", "attendance", "minutes_due", "edition", "reason"),
    )
    OPENABLE: ClassVar = ("attendance", "place", "reason")

    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="meetings")
    # The kind's name: its meetings are numbered through, whichever of its rules is in force.
    name = models.CharField(max_length=40)
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    held_on = models.DateField(db_index=True)
    starts = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=120, blank=True)
    chair = models.ForeignKey(Post, models.PROTECT, related_name="+")
    recorder = models.ForeignKey(Post, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=MEETING_STATES, default=MeetingState.DRAFTED)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    called_on = models.DateField(null=True, blank=True)
    members = models.PositiveSmallIntegerField(null=True, blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    excused = models.PositiveSmallIntegerField(null=True, blank=True)
    attending = models.PositiveSmallIntegerField(null=True, blank=True)
    attendance = models.TextField(blank=True)
    minutes_due = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(MeetingState)), name="meeting_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=list(AFTER_STATES))
                | Q(members__isnull=False, present__isnull=False, number__isnull=False),
                name="meeting_held_with_counts",
            ),
            models.UniqueConstraint(fields=["unit", "name", "year", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                condition=Q(members=None) | Q(members__gte=F("present") + F("excused")),
                name="meeting_present_are_members",
            ),
        ]
        indexes = [models.Index(fields=["state", "held_on"], name="meeting_state_day")]

    def __str__(self) -> str:
        return f"{self.name}{self.label}"

    @property
    def label(self) -> str:
        """Return 〔2026〕第7次, before it was held its day in brackets."""
        return (
            number_of(self.year, self.number)
            if self.year and self.number
            else f"（{chinese_day(self.held_on)}）"
        )

    @property
    def organ(self) -> str:
        """Return the full name of the organ whose meeting it is, as it was on the day."""
        name: str = self.unit.organ_on(self.held_on, party=self.kind.party)
        return name

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done for the meeting itself."""
        return self.state in OPEN_STATES

    @property
    def steps(self) -> list[MeetingStep]:
        """Return the steps that may be taken from the present state."""
        return steps_from(MeetingState(self.state))

    @property
    def was_called_late(self) -> bool:
        """Tell whether it was called later than its rule asks for."""
        days = self.kind.notice_days
        return bool(days and self.called_on and (self.held_on - self.called_on).days < days)

    @property
    def signed_minutes(self) -> "Minutes":
        """Return its minutes that were signed last; ``DoesNotExist`` before any were."""
        rows = Minutes.objects.exclude(signed_on=None).filter(meeting=self)
        minutes: Minutes = rows.select_related("post").latest("pk")
        return minutes

    def is_read_whole_by(self, account: Account) -> bool:
        """Tell whether an account reads the whole minutes: who keeps the meeting, agrees to or signs its minutes."""
        return account.may("meeting.manage", self.keeper) or any(
            account.may(right, self.unit) for right in ("meeting.agree", "meeting.sign")
        )

    def minutes_overdue(self, now: datetime) -> bool:
        """Tell whether its minutes should have been signed by now."""
        late = self.minutes_due is not None and self.minutes_due < local_day(now)
        return self.state in AFTER_STATES and self.state != MeetingState.SIGNED and late


class Minutes(Committed):
    """One draft of a meeting's minutes; the signed ones are sealed by ``digest``. A draft is never changed."""

    COMMITTED: ClassVar = ("meeting", "version", "text", "digest", "signed_on")
    OPENABLE: ClassVar = ("text",)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once"),
            models.CheckConstraint(condition=~Q(digest="") & ~Q(text=""), name="minutes_whole"),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("drafted_by")), name="minutes_agreed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None)
                | (~Q(signed_by=F("drafted_by")) & Q(agreed_by__isnull=False, post__isnull=False)),
                name="minutes_signed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.version}"


class MeetingEvent(Committed):
    """One step of a meeting with the words said on it."""

    COMMITTED: ClassVar = ("meeting", "step", "words")
    OPENABLE: ClassVar = ("words",)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="story")
    step = models.CharField(max_length=12, choices=EVENTS)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.step}"
