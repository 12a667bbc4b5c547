"""Risk points (风险点): what may do harm at a place, how grave it is, who looks after it, everything said on it."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.lights import Light, light
from zerentian.evidence.models import File
from zerentian.ledger.drawn import SerialField
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Area, Post
from zerentian.rectification.models.findings import AMBER_DAYS
from zerentian.rectification.models.risk_labels import RISK_LEVELS, RISK_STATES, RISK_STEPS
from zerentian.rectification.models.risk_terms import RiskKind
from zerentian.rectification.rules.risks import (
    KEPT_STATES,
    Family,
    RiskLevel,
    RiskState,
    RiskStepCode,
    steps_from,
)


class RiskPointQuerySet(LocatedQuerySet):
    """Questions people ask of risk points; nothing asks for a person."""

    right = "risk.view"

    def kept(self) -> Self:
        """The points on the register that are not written off."""
        return self.filter(state__in=KEPT_STATES)

    def behind(self, now: datetime) -> Self:
        """The points whose patrol was missed and that nobody has looked at since; the longest first."""
        late = Q(behind_since__isnull=False) | Q(patrol_due__lt=local_day(now))
        return self.kept().filter(late).order_by(F("behind_since").asc(nulls_last=True), "patrol_due", "pk")

    def of_posts_of(self, account: Account) -> Self:
        """The points that a post of the account looks after."""
        return self.filter(responsible__in=account.post_keys())

    def to_patrol_by(self, account: Account, now: datetime) -> Self:
        """The points that the account's posts look after and that are due today or overdue."""
        today = local_day(now)
        due = Q(patrol_due__lte=today) | Q(behind_since__isnull=False)
        return self.of_posts_of(account).kept().filter(due).order_by("patrol_due", "pk")

    def refs(self) -> models.QuerySet:  # type: ignore[type-arg]
        """The references of these points, as entries name them."""
        key = models.functions.Cast("pk", models.TextField())
        text = models.functions.Concat(models.Value("risk:"), key, output_field=models.TextField())
        refs: models.QuerySet = self.annotate(ref_text=text).order_by().values("ref_text")  # type: ignore[type-arg]
        return refs


class RiskPoint(Located):
    """One risk point: a place or matter. ``responsible`` is the post that patrols it.

    ``patrol_due`` is the day of the patrol that is due next, ``behind_since`` the first due day that passed without
    one; ``patrol_hours`` the rule they were reckoned by. None: no rule asks for a patrol.
    """

    KIND = "risk"
    COMMITTED: ClassVar = (
        *(
            "unit",
            "path",
            "kind",
            "code",
            "title",
            "place",
            "extent",
            "cause",
            "threatens",
            "control",
            "area",
        ),
        *("households", "people", "property_yuan", "likelihood", "impact", "level", "state", "responsible"),
        *("source_ref", "registered_on", "patrol_hours", "patrol_due", "behind_since", "last_patrolled_on"),
    )
    OPENABLE: ClassVar = ("title", "extent", "cause", "threatens", "control")

    kind = models.ForeignKey(RiskKind, models.PROTECT, related_name="points")
    code = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    extent = models.CharField(max_length=200, blank=True)
    cause = models.TextField(blank=True)
    threatens = models.TextField(blank=True)
    control = models.TextField(blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    # How many are threatened, as the survey says; None is unknown, not 0.
    households = models.PositiveIntegerField(null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    property_yuan = models.BigIntegerField(null=True, blank=True)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10, choices=RISK_LEVELS)
    state = models.CharField(max_length=12, choices=RISK_STATES, default=RiskState.LISTED)
    responsible = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    source_ref = models.CharField(max_length=160, blank=True)
    registered_on = models.DateField()
    registered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    treated_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    written_off_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    written_off_on = models.DateField(null=True, blank=True)
    patrol_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    patrol_due = models.DateField(null=True, blank=True, db_index=True)
    behind_since = models.DateField(null=True, blank=True)
    last_patrolled_on = models.DateField(null=True, blank=True)
    serial = SerialField()

    objects = RiskPointQuerySet.as_manager()

    class Meta:
        ordering = ["path", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(RiskState)), name="risk_state_known"),
            models.CheckConstraint(condition=Q(level__in=list(RiskLevel)), name="risk_level_known"),
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_marks_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(written_off_by=None)
                | (
                    ~Q(written_off_by=models.F("registered_by"))
                    & (Q(treated_by=None) | ~Q(written_off_by=models.F("treated_by")))
                ),
                name="risk_written_off_by_another",
            ),
            models.CheckConstraint(
                condition=(Q(state=RiskState.WRITTEN_OFF) & Q(written_off_by__isnull=False, patrol_due=None))
                | ~Q(state=RiskState.WRITTEN_OFF),
                name="risk_written_off_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~Q(code=""), name="risk_code_once_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Return the number people use: the office's own code, else such as F48319027."""
        return self.code or f"F{self.serial:04}"

    @property
    def is_kept(self) -> bool:
        """Tell whether it stands on the register."""
        return self.state in KEPT_STATES

    @property
    def is_geological(self) -> bool:
        """Tell whether it has the cards and transfers of a geological hazard point."""
        return self.kind.family == Family.GEOLOGY

    @property
    def steps(self) -> list[RiskStepCode]:
        """Return the steps that may be taken from the present state."""
        return steps_from(RiskState(self.state))

    @property
    def owed_since(self) -> date | None:
        """Return the day from which on it counts as overdue when nobody comes: missed first, else due next."""
        return self.behind_since or self.patrol_due

    def light(self, today: date) -> Light:
        """Return the light of its patrol; ``none`` where none is asked for."""
        if not self.is_kept or self.patrol_due is None:
            return Light.NONE
        return Light.RED if self.behind_since else light(self.patrol_due, today, min(AMBER_DAYS, 1))


class RiskRating(Committed):
    """How grave a point was rated, with the reason; every rating stays."""

    COMMITTED: ClassVar = ("point", "likelihood", "impact", "level", "reason", "rated_on")
    OPENABLE: ClassVar = ("reason",)

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="ratings")
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10, choices=RISK_LEVELS)
    reason = models.TextField()
    rated_on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.level}"


class RiskStep(Committed):
    """One step of a risk point with the words said on it; ``before`` what a correction replaced."""

    COMMITTED: ClassVar = ("point", "step", "words", "occurred_on", "before")
    OPENABLE: ClassVar = ("words",)

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="story")
    step = models.CharField(max_length=16, choices=RISK_STEPS)
    words = models.TextField(blank=True)
    occurred_on = models.DateField()
    before = models.JSONField(default=dict)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.UUIDField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.step}"


class RiskFile(Committed):
    """A file that shows something of a risk point, at one of its steps or on a patrol; never asked for."""

    COMMITTED: ClassVar = ("point", "file", "step", "patrol")

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    step = models.CharField(max_length=16, choices=RISK_STEPS)
    patrol = models.ForeignKey(
        "rectification.Patrol", models.PROTECT, null=True, blank=True, related_name="files"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.file_id}"


class RiskLink(Committed):
    """A concern or finding that speaks of the same place or matter, by its reference."""

    COMMITTED: ClassVar = ("point", "ref")

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="links")
    ref = models.CharField(max_length=160, db_index=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["point", "ref"], name="risk_link_once")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.ref}"
