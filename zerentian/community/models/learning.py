"""Lessons (学习科目) required of posts: material in versions, sessions, and who is to have learned until when."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zerentian.community.rules.learning import REMIND_DAYS, Question, read_questions
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.evidence.models import File
from zerentian.ledger.models import Committed, Unnumbered
from zerentian.organization.models import Account, Post
from zerentian.organization.rules.rights import ROLES

CYCLE_LABELS = {
    0: _("once"),
    3: _("every 3 months"),
    6: _("every 6 months"),
    12: _("every year"),
    24: _("every 2 years"),
    36: _("every 3 years"),
}


class LessonQuerySet(LocatedQuerySet):
    """Questions people ask of lessons."""

    right = "learning.view"

    def standing(self) -> Self:
        """The lessons that are still required."""
        return self.filter(ended_on=None)


class Lesson(Located):
    """What posts of some roles, at a unit and below it, have to have learned, on which basis and how often."""

    KIND = "lesson"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "title",
        "basis",
        "cycle",
        "roles",
        "opened_on",
        "ended_on",
        "ended_for",
    )
    OPENABLE: ClassVar = ("title", "basis", "ended_for")

    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=200)
    cycle = models.PositiveSmallIntegerField(choices=CYCLE_LABELS)
    roles = models.CharField(max_length=200)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_for = models.TextField(blank=True)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            # Not one list: Django reads a table's columns off its SQL, and stumbles over a digit that stands alone.
            models.CheckConstraint(
                condition=Q(cycle=0) | Q(cycle=3) | Q(cycle=6) | Q(cycle__in=[12, 24, 36]),
                name="lesson_cycle_known",
            ),
            models.CheckConstraint(condition=~Q(basis="") & ~Q(roles=""), name="lesson_whole"),
            models.CheckConstraint(condition=Q(ended_on=None) | ~Q(ended_for=""), name="lesson_ended_why"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def role_codes(self) -> list[str]:
        """Return the roles of the posts that it is required of."""
        return self.roles.split(",")

    @property
    def role_labels(self) -> list[str]:
        """Return those roles in Chinese, as the table of rights has them."""
        return [ROLES[code].label for code in self.role_codes if code in ROLES]

    @property
    def material(self) -> "LessonMaterial | None":
        """Return the material that holds now, None before the first."""
        found: LessonMaterial | None = self.materials.order_by("-number").first()
        return found


class LessonMaterial(Committed):
    """One version of the material; every version stays readable. ``again``: what was learned before is not enough."""

    COMMITTED: ClassVar = ("lesson", "number", "text", "questions", "again", "since")
    OPENABLE: ClassVar = ("text", "questions")

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="materials")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    questions = models.TextField(blank=True)
    again = models.BooleanField(default=False)
    since = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "number"], name="lesson_material_once"),
            models.CheckConstraint(condition=~Q(text=""), name="lesson_material_said"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.number}"

    @property
    def asked(self) -> tuple[Question, ...]:
        """Return the questions of the self-check."""
        return read_questions(self.questions)


class LessonFile(Committed):
    """A file of a material."""

    COMMITTED: ClassVar = ("material", "file")

    material = models.ForeignKey(LessonMaterial, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.material_id} {self.file_id}"


class LessonSession(Committed):
    """A meeting at which the material was gone through: the day and one count; who was there each says alone."""

    COMMITTED: ClassVar = ("lesson", "held_on", "attended")

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    attended = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.held_on}"


class RequirementQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Questions people ask of what posts have to learn."""

    def standing(self) -> Self:
        """What is required now."""
        return self.filter(closed_on=None)

    def of(self, account: Account) -> Self:
        """What is required of the account itself."""
        return self.standing().filter(holder=account)

    def to_learn(self, today: date) -> Self:
        """What was never learned, holds no more, or soon will not."""
        soon = today + timedelta(days=REMIND_DAYS)
        return self.standing().filter(Q(covered=False) | Q(until__lte=soon))

    def gaps_for(self, account: Account) -> Self:
        """What the account may see of gaps: its own, and as head of an office those of the office's posts."""
        units = [
            post.unit_id
            for post in account.posts_on(account.today)
            if "learning.gaps" in ROLES[post.role].own
        ]
        return self.standing().filter(Q(holder=account) | Q(post__unit__in=units))


class Requirement(Unnumbered):
    """A lesson is required of a post as long as somebody holds it: whether it is covered, and until when.

    Entries speak of units and counts alone; whose post has a gap, the person and the head of the office see.
    """

    COMMITTED: ClassVar = ("lesson", "post", "path", "covered", "until", "material", "closed_on")

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="requirements")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Account, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400)
    covered = models.BooleanField(default=False)
    done_on = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True, db_index=True)
    material = models.ForeignKey(LessonMaterial, models.PROTECT, null=True, blank=True, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["post__unit__code", "post__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "post", "holder"], condition=Q(closed_on=None), name="requirement_once"
            ),
            models.CheckConstraint(
                condition=Q(covered=False) | Q(done_on__isnull=False, material__isnull=False),
                name="requirement_covered_by_something",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("done_on")), name="requirement_holds_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.post_id}"
