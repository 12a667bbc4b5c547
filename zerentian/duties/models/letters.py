"""Letters of responsibility (责任书): made of duties that exist, in versions, signed in order by posts.

No table marks how a post kept its letter: a figure stands beside its target, and that is computed, never stored.
"""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.duties.models.duties import Duty
from zerentian.duties.models.letter_labels import DIRECTIONS, LETTER_STATES, LETTER_STEPS
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.letters import (
    OPEN_STATES,
    STANDING_STATES,
    WAITING_STATES,
    Direction,
    LetterState,
    LetterStep,
    steps_from,
)
from zerentian.evidence.models import File
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Post, Unit

EVENTS: list[tuple[str, Any]] = [("open", LETTER_STATES[LetterState.DRAFTED]), *LETTER_STEPS.items()]
ENDS_SOON = 30


class LetterQuerySet(LocatedQuerySet):
    """Questions people ask of letters. Those of two posts are on no page together."""

    right = "letter.view"

    def visible_to(self, account: Account) -> Self:
        """The letters an account may read: of units everybody's who looks there, of posts its own and its keepers'.

        Drafts and withdrawn ones are for who keeps them.
        """
        kept = Q(pk__in=self.model.objects.kept_by(account).values("pk"))
        posts = account.post_keys()
        signs = LetterSigner.objects.filter(post__in=posts).values("version__letter")
        concerned = Q(of_post__in=posts) | Q(pk__in=signs)
        if account.reach("letter.read") != []:
            concerned |= Q(unit__in=Unit.objects.allowed(account, "letter.read"))
        given_out = ~Q(state__in=(LetterState.DRAFTED, LetterState.WITHDRAWN))
        return super().visible_to(account).filter(kept | (given_out & (Q(of_post=None) | concerned)))

    def kept_by(self, account: Account) -> Self:
        """The letters that the account drafts, sends and ends."""
        return self.allowed(account, "letter.keep")

    def of_units(self) -> Self:
        """The letters that a unit takes on; only these may stand in one list."""
        return self.filter(of_post=None)

    def to_sign_by(self, account: Account) -> Self:
        """The letters whose next signature is that of a post the account holds, the oldest first."""
        earlier = LetterSigner.objects.filter(
            version=models.OuterRef("version"), position__lt=models.OuterRef("position"), signed_on=None
        )
        turn = LetterSigner.objects.filter(
            post__in=account.post_keys(), signed_on=None, version__version=F("version__letter__version")
        ).exclude(models.Exists(earlier))
        return self.filter(state__in=WAITING_STATES, pk__in=turn.values("version__letter")).order_by("pk")

    def ending_soon(self, day: date) -> Self:
        """The signed letters whose term ends within a month or has ended, and that nothing has followed."""
        return self.filter(state=LetterState.SIGNED, last__lte=day + timedelta(days=ENDS_SOON)).order_by(
            "last", "pk"
        )


class Letter(Located):
    """One letter. ``unit`` gives it; a unit or a post takes it on. ``version`` is the newest text's number."""

    KIND = "letter"
    COMMITTED: ClassVar = (
        *("unit", "of_unit", "of_post", "title", "first", "last", "state", "version", "renews", "reason"),
    )
    OPENABLE: ClassVar = ("title", "reason")

    of_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    of_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=120)
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=10, choices=LETTER_STATES, default=LetterState.DRAFTED)
    version = models.PositiveSmallIntegerField(default=1)
    renews = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")
    reason = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(LetterState)), name="letter_state_known"),
            models.CheckConstraint(
                condition=Q(of_unit=None, of_post__isnull=False) | Q(of_unit__isnull=False, of_post=None),
                name="letter_of_one",
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")) & ~Q(title=""), name="letter_whole"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """Return the number that papers and catalogues bear: the so-many-th letter that its unit drafted in a year.

        No letter is ever deleted, and the day of a first text never moves: the number stays.
        """
        firsts = LetterVersion.objects.filter(version=1)
        year = local_day(firsts.get(letter=self).drafted_at).year
        earlier = firsts.filter(letter__unit=self.unit_id, letter__lte=self.pk)
        serial = sum(local_day(one).year == year for one in earlier.values_list("drafted_at", flat=True))
        return f"ZR{year}-{serial:03d}"

    @property
    def taker(self) -> Unit:
        """Return the unit whose figures stand beside the targets: the one that takes it on, or the post's."""
        unit: Unit = self.of_unit or self.of_post.unit  # type: ignore[union-attr]
        return unit

    @property
    def is_open(self) -> bool:
        """Tell whether it waits to be sent or signed."""
        return self.state in OPEN_STATES

    @property
    def is_standing(self) -> bool:
        """Tell whether it waits or holds."""
        return self.state in STANDING_STATES

    def is_over(self, day: date) -> bool:
        """Tell whether it was signed and its term has passed."""
        return self.state == LetterState.SIGNED and self.last < day

    @property
    def steps(self) -> list[LetterStep]:
        """Return the steps that may be taken from the present state."""
        return steps_from(LetterState(self.state))

    @property
    def newest(self) -> "LetterVersion":
        """Return the newest text."""
        found: LetterVersion = self.versions.get(version=self.version)
        return found


class LetterVersion(Committed):
    """One text of a letter, never changed: another text is another version, and all sign again."""

    COMMITTED: ClassVar = ("letter", "version", "text", "digest")
    OPENABLE: ClassVar = ("text",)

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    basis = models.CharField(max_length=300)
    terms = models.TextField(blank=True)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "version"], name="letter_version_once"),
            models.CheckConstraint(condition=~Q(digest="") & ~Q(text=""), name="letter_version_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.version}"


class LetterItem(Committed):
    """One duty in a letter, with its target where it has one: a figure of a unit, bounded from one side."""

    COMMITTED: ClassVar = ("version", "position", "duty", "listed", "figure", "direction", "value")

    version = models.ForeignKey(LetterVersion, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    listed = models.BooleanField()
    figure = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=10, choices=DIRECTIONS, blank=True)
    value = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "duty"], name="letter_duty_once"),
            models.CheckConstraint(
                condition=Q(figure="", direction="", value=None)
                | (~Q(figure="") & Q(direction__in=list(Direction), value__isnull=False)),
                name="letter_target_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LetterSigner(Committed):
    """A post that signs one text, in its place in the order; signed once, from the account's own sitting."""

    COMMITTED: ClassVar = ("version", "position", "post", "signed_on")

    version = models.ForeignKey(LetterVersion, models.PROTECT, related_name="signers")
    position = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="letter_place_once"),
            models.UniqueConstraint(fields=["version", "post"], name="letter_post_once"),
            # One person is not both sides.
            models.UniqueConstraint(
                fields=["version", "signed_by"],
                condition=Q(signed_by__isnull=False),
                name="letter_person_once",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_on=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_on__isnull=False, signed_at__isnull=False),
                name="letter_signature_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.position}"


class LetterScan(Committed):
    """A scan of the paper of one text, signed by hand: it stands beside, and proves nothing by itself."""

    COMMITTED: ClassVar = ("version", "file")

    version = models.ForeignKey(LetterVersion, models.PROTECT, related_name="scans")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "file"], name="letter_scan_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.file_id}"


class LetterEvent(Committed):
    """One step of a letter with the words said on it."""

    COMMITTED: ClassVar = ("letter", "step", "words")
    OPENABLE: ClassVar = ("words",)

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="story")
    step = models.CharField(max_length=10, choices=EVENTS)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.step}"
