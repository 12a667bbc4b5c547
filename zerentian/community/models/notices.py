"""Notices, answers and corrections: one row for each, one for each of its versions, one for each step."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from zerentian.casework.models import Topic
from zerentian.community.models.labels import INTERESTS, SORTS, STATES, STEPS
from zerentian.community.models.labels import PARTS as PART_LABELS
from zerentian.community.models.questions import Question
from zerentian.community.rules.notices import (
    PARTS,
    Interest,
    Part,
    Sort,
    State,
    Step,
    has_expired,
    split,
    steps_from,
    township_of,
)
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.evidence.models import File
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit


class NoticeQuerySet(LocatedQuerySet):
    """Questions people ask of notices, answers and corrections."""

    right = "notice.view"

    def public(self) -> Self:
        """Those of which a version was released and that were not withdrawn: anybody may read them."""
        return self.filter(version__gt=0, withdrawn_on=None)

    def released_once(self) -> Self:
        """Those of which a version was ever released, withdrawn ones among them."""
        return self.filter(version__gt=0)

    def current(self, day: date) -> Self:
        """The public ones that have not expired on a day."""
        return self.public().filter(Q(until=None) | Q(until__gte=day))

    def for_place(self, unit: Unit) -> Self:
        """Those for a village: addressed to it, or to the whole of its own township."""
        home = township_of(unit.path)
        own = Q(path=home) | Q(path__startswith=f"{home}/")
        return self.filter(Q(villages=unit) | Q(villages=None) & own).distinct()

    def newest_first(self) -> Self:
        """In the order of the day on which their public version was released, the latest first."""
        released = NoticeVersion.objects.filter(notice=OuterRef("pk"), number=OuterRef("version"))
        return self.annotate(shown_at=Subquery(released.values("released_at")[:1])).order_by(
            "-shown_at", "-pk"
        )

    def answering(self, topic: Topic) -> Self:
        """Those that answer a hot matter, or one that became part of it."""
        found, next_ones = {topic.pk}, {topic.pk}
        while next_ones:
            parts = Topic.objects.filter(into__in=next_ones).values_list("pk", flat=True)
            next_ones = set(parts) - found
            found |= next_ones
        return self.filter(question__origin_ref__in=[f"{Topic.KIND}:{one}" for one in found])

    def of_interest(self, interest: Interest) -> Self:
        """Those for an interest, and those for everybody."""
        return self.filter(Q(interests__contains=interest.value) | Q(interests=""))

    def written_by(self, account: Account) -> Self:
        """Those at any version of which the account wrote."""
        steps = NoticeStep.objects.filter(by=account, step__in=WRITING).values("notice")
        versions = NoticeVersion.objects.filter(written_by=account).values("notice")
        return self.filter(Q(pk__in=steps) | Q(pk__in=versions))

    def to_write_by(self, account: Account) -> Self:
        """The drafts that the account may go on with."""
        return self.filter(state=State.DRAFT).allowed(account, "notice.write").order_by("pk")

    def to_review_by(self, account: Account) -> Self:
        """Those that wait for a review by the account: none at whose version it wrote."""
        waiting = self.filter(state=State.REVIEW).allowed(account, "notice.review")
        wrote = NoticeVersion.objects.filter(
            released_at=None,
            notice__steps_taken__by=account,
            notice__steps_taken__number=F("number"),
            notice__steps_taken__step__in=WRITING,
        )
        return waiting.exclude(pk__in=wrote.values("notice")).order_by("pk")

    def to_release_by(self, account: Account) -> Self:
        """The reviewed ones that the account may release."""
        return self.filter(state=State.CLEARED).allowed(account, "notice.release").order_by("pk")


class Notice(Located):
    """One text. ``state`` is that of its newest version, ``version`` the number of the one that is public (0: none).

    ``villages`` and ``interests`` say for whom it is, as of the newest version; none of either means everybody. They
    are places and trades, never persons. ``until`` is the last day on which the public version is current. ``number``
    is its index number (索引号, 政府信息公开条例 art. 12), given once: whoever takes the text over, it stays.
    """

    KIND = "notice"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "sort",
        "title",
        "state",
        "version",
        "interests",
        "until",
        "question",
        "withdrawn_on",
        "withdrawn_reason",
    )
    OPENABLE: ClassVar = ("title", "withdrawn_reason")

    sort = models.CharField(max_length=12, choices=SORTS)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=STATES, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=0)
    villages = models.ManyToManyField(Unit, related_name="+", blank=True)
    interests = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True)
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="answers")
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    first_released_at = models.DateTimeField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="notice_number_once"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="notice_state_known"),
            models.CheckConstraint(condition=Q(sort__in=list(Sort)), name="notice_sort_known"),
            models.CheckConstraint(
                condition=~Q(state=State.RELEASED) | Q(version__gt=0), name="notice_released_has_version"
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_on__isnull=False)
                | (~Q(state=State.WITHDRAWN) & Q(withdrawn_on=None)),
                name="notice_withdrawn_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "until"], name="notice_state_until")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Tell whether anybody may read a version of it."""
        return self.version > 0 and self.withdrawn_on is None

    @property
    def steps(self) -> list[Step]:
        """Return the steps that may be taken from the present state."""
        return steps_from(State(self.state))

    @property
    def newest(self) -> "NoticeVersion":
        """Return the newest version, released or not; none that was dropped."""
        standing = self.versions.filter(dropped_on=None)
        return standing.last() or self.versions.latest("number")

    @property
    def published(self) -> "NoticeVersion":
        """Return the version that is public."""
        return self.versions.get(number=self.version)

    def has_expired(self, today: date) -> bool:
        """Tell whether its last current day has passed."""
        return has_expired(self.until, today)


WRITING = (Step.WRITE, Step.EDIT, Step.AMEND)


class NoticeVersion(Committed):
    """One version of a text. Once released it is never altered; ``changed`` says how it differs from the one before.

    ``issuer`` is in whose name it was released, as that office was called on the day.
    """

    COMMITTED: ClassVar = (
        "notice",
        "number",
        "title",
        "summary",
        "said",
        "changed",
        "formed_on",
        "until",
        "tell_by",
        "next_update_on",
        "reviewed_on",
        "released_at",
        "dropped_on",
    )
    OPENABLE: ClassVar = ("title", "summary", "changed")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    said = models.JSONField(default=dict)
    changed = models.CharField(max_length=300, blank=True)
    formed_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    tell_by = models.DateField(null=True, blank=True)
    next_update_on = models.DateField(null=True, blank=True)
    villages = models.ManyToManyField(Unit, related_name="+", blank=True)
    interests = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_on = models.DateField(null=True, blank=True)
    review_words = models.CharField(max_length=500, blank=True)
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="notice_version_once"),
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(released_at=None, dropped_on=None),
                name="notice_one_version_prepared",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("written_by")),
                name="notice_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(reviewed_by__isnull=False, released_by__isnull=False),
                name="notice_released_when_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def parts(self) -> list[tuple[Part, object, str]]:
        """Return the parts that say something, in reading order: code, label, text."""
        texts = ((part, self.said.get(part.value, "")) for part in PARTS[Sort(self.notice.sort)])
        return [(part, PART_LABELS[part], text) for part, text in texts if text]

    @property
    def issued_by(self) -> str:
        """Return in whose name it was released; before that, and for early ones, the unit's name on its day."""
        return self.issuer or self.notice.unit.name_on(
            local_day(self.released_at) if self.released_at else self.formed_on
        )

    @property
    def by_part(self) -> dict[Part, str]:
        """Return the text of every part, empty ones too."""
        return {part: self.said.get(part.value, "") for part in PARTS[Sort(self.notice.sort)]}

    @property
    def interested(self) -> list[Interest]:
        """Return the interests it is for; none means everybody."""
        return split(self.interests)

    @property
    def interest_labels(self) -> list[object]:
        """Return the interests it is for, in words."""
        return [INTERESTS[one] for one in self.interested]


class NoticeStep(Committed):
    """One step on a version with the words said on it."""

    COMMITTED: ClassVar = ("notice", "step", "number", "words")
    OPENABLE: ClassVar = ("words",)

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="steps_taken")
    step = models.CharField(max_length=10, choices=STEPS)
    number = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.step}"


class NoticeFile(Committed):
    """A file that a version brings along."""

    COMMITTED: ClassVar = ("version", "file")

    version = models.ForeignKey(NoticeVersion, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "file"], name="notice_file_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.file_id}"
