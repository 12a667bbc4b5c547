"""Replies, call-backs, reviews, and answers that were published."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.casework.models.labels import (
    CONTACTED,
    DECISIONS,
    KINDS,
    LEVELS,
    OUTCOMES,
    SATISFIED,
    SOLVED,
    TOLD,
)
from zerentian.casework.rules.callbacks import Contacted
from zerentian.casework.rules.replies import Decision, Parts
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.evidence.models import File
from zerentian.ledger.models import Unnumbered
from zerentian.organization.models import Account, Unit

PARTS = ("request", "facts_found", "rule_cited", "reasons", "next_steps", "review_notice")


class Template(Located):
    """A reply template by category and state of decision; its placeholders in braces must be filled."""

    KIND = "template"
    COMMITTED: ClassVar = ("unit", "name", "decision", "category", "retired", *PARTS)

    name = models.CharField(max_length=80)
    category = models.ForeignKey(
        "casework.Category", models.PROTECT, null=True, blank=True, related_name="templates"
    )
    kind = models.CharField(max_length=10, choices=KINDS, blank=True)
    decision = models.CharField(max_length=14, choices=DECISIONS)
    request = models.TextField(blank=True)
    facts_found = models.TextField(blank=True)
    rule_cited = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    review_notice = models.TextField(blank=True)
    retired = models.BooleanField(default=False)

    objects = LocatedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=list(Decision)), name="template_decision_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Reply(Unnumbered):
    """One version of a reply, in its parts. Released, it never changes: a later one stands beside it."""

    COMMITTED: ClassVar = ("concern", "decision", "round", "told", "told_on", "released", *PARTS)
    OPENABLE: ClassVar = PARTS

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField(default=1)
    request = models.TextField(blank=True)
    facts_found = models.TextField(blank=True)
    rule_cited = models.TextField(blank=True)
    decision = models.CharField(max_length=14, choices=DECISIONS)
    reasons = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    review_notice = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    released = models.BooleanField(default=False)
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=10, choices=TOLD, blank=True)
    told_on = models.DateField(null=True, blank=True)
    imported = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(fields=["concern", "round"], name="reply_once_a_round"),
            models.CheckConstraint(condition=Q(decision__in=list(Decision)), name="reply_decision_known"),
            models.CheckConstraint(
                condition=Q(released=False)
                | Q(imported=True)
                | ~Q(reasons="") & ~Q(request="") & ~Q(facts_found="") & ~Q(review_notice=""),
                name="reply_released_is_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.round}"

    @property
    def parts(self) -> Parts:
        """Return the reply's parts as the rules read them."""
        return Parts(decision=Decision(self.decision), **{name: getattr(self, name) for name in PARTS})

    @property
    def alone(self) -> bool:
        """Tell whether nobody else looked at it before it went out (未经他人复核)."""
        return self.released and not self.imported and self.released_by_id == self.drafted_by_id


class CallBack(Unnumbered):
    """A call-back: contacted? solved? satisfied? Three facts; ``by`` None is the resident on the code page."""

    COMMITTED: ClassVar = ("concern", "reply", "contacted", "solved", "satisfied", "words")
    OPENABLE: ClassVar = ("words",)

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="callbacks")
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="callbacks")
    contacted = models.CharField(max_length=10, choices=CONTACTED)
    solved = models.CharField(max_length=10, choices=SOLVED, blank=True)
    satisfied = models.CharField(max_length=10, choices=SATISFIED, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contacted=Contacted.YES) | Q(solved="", satisfied=""),
                name="callback_without_contact_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.contacted}"


class Review(Unnumbered):
    """A review (复查) or recheck (复核) of an answer by the unit above, with its opinion."""

    COMMITTED: ClassVar = (
        "concern",
        "level",
        "unit",
        "request",
        "asked_on",
        "in_time",
        "outcome",
        "reasons",
        "decided_on",
    )
    OPENABLE: ClassVar = ("request", "reasons")

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="reviews")
    level = models.CharField(max_length=8, choices=LEVELS)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    organ = models.CharField(max_length=120, blank=True)
    request = models.TextField()
    asked_on = models.DateField()
    in_time = models.BooleanField(default=True)
    outcome = models.CharField(max_length=8, choices=OUTCOMES, blank=True)
    reasons = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "level"], name="review_once_a_level"),
            models.CheckConstraint(
                condition=Q(outcome="") | ~Q(reasons="") & Q(decided_on__isnull=False),
                name="review_has_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.level}"


class PublicAnswerQuerySet(models.QuerySet["PublicAnswer"]):
    """Questions people ask of published answers."""

    def standing(self) -> Self:
        """The newest version of each answer that is on the public pages."""
        return self.filter(withdrawn_at=None, superseded=False)

    def with_concern(self) -> Self:
        """With the township and category that a public page names."""
        return self.select_related("concern__unit", "concern__category", "photo")

    def holding(self, words: Iterable[str]) -> Self:
        """The answers that hold every one of these words, be they of two characters."""
        answers = self
        for word in words:
            in_it = Q(title__icontains=word) | Q(question__icontains=word) | Q(answer__icontains=word)
            answers = answers.filter(in_it)
        return answers


class PublicAnswer(Unnumbered):
    """A public copy of an answer, apart from the file: personal data removed, each version kept and readable."""

    COMMITTED: ClassVar = (
        "concern",
        "version",
        "title",
        "question",
        "answer",
        "photo",
        "superseded",
        "withdrawn_reason",
    )

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="public_answers")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    question = models.TextField()
    answer = models.TextField()
    photo = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    superseded = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = PublicAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "version"], name="public_answer_version_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="public_answer_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stands(self) -> bool:
        """Return whether this version is the one on the public pages."""
        return self.withdrawn_at is None and not self.superseded
