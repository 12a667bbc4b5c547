"""Scorecards (考核表): of units, never of posts or people; rules first, marks frozen at a seal, objections answered."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.evidence.models import File
from zerentian.ledger.drawn import SerialField
from zerentian.ledger.models import Committed
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import Figure
from zerentian.organization.models import Account, Post, Unit
from zerentian.reports.rules.scorecards import ItemRule, MarkRule, NoMark, ScoreState, points, read_steps

SCORE_STATES = {
    ScoreState.DRAFT: pgettext_lazy("scorecard", "rules being written"),
    ScoreState.RULES: pgettext_lazy("scorecard", "rules published"),
    ScoreState.INITIAL: pgettext_lazy("scorecard", "initial marks, open to objections"),
    ScoreState.FINAL: pgettext_lazy("scorecard", "final, not yet published"),
    ScoreState.PUBLISHED: pgettext_lazy("scorecard", "published"),
    ScoreState.WITHDRAWN: pgettext_lazy("scorecard", "withdrawn"),
}
MARK_RULES = {
    MarkRule.SHARE: _("Share × weight"),
    MarkRule.TARGET: _("Share of the target × weight"),
    MarkRule.STEPS: _("By steps"),
    MarkRule.THRESHOLD: _("All or nothing at a bound"),
    MarkRule.DEDUCT: _("So much off for each case"),
    MarkRule.HAND: _("Marked by hand, with the reason"),
}
NO_MARKS = {
    NoMark.UNKNOWN: _("not assessable: nothing is known"),
    NoMark.FEW: _("not assessable: fewer than 5 cases"),
    NoMark.UNMARKED: _("not assessable: nobody marked it"),
    NoMark.REDEFINED: _("not assessable: the figure is defined otherwise than when the rules were published"),
}
# The states in which there are marks.
MARKED = (ScoreState.INITIAL, ScoreState.FINAL, ScoreState.PUBLISHED)


class ScorecardQuerySet(LocatedQuerySet):
    """Questions people ask of scorecards."""

    right = "scorecard.view"

    def visible_to(self, account: Account) -> Self:
        """The scorecards of the units the account reads; drafts only for who keeps them."""
        drafts = Q(unit__in=Unit.objects.allowed(account, "scorecard.keep"))
        return super().visible_to(account).filter(~Q(state=ScoreState.DRAFT) | drafts)

    def to_answer_by(self, account: Account) -> Self:
        """The cards with an objection that the account may answer: it neither raised it nor froze the marks."""
        waiting = (
            ScoreObjection.objects.filter(answered_on=None)
            .exclude(raised_by=account)
            .exclude(mark__by=account)
            .exclude(by_raising_post__in=account.post_keys())
            .exclude(mark__by_post__in=account.post_keys())
        )
        rows = self.allowed(account, "scorecard.decide").filter(state=ScoreState.INITIAL)
        return rows.exclude(frozen_by=account).filter(pk__in=waiting.values("mark__item__card"))

    def to_look_at_by(self, account: Account, today: date) -> Self:
        """The cards whose initial marks of a unit of the account's own posts are still open to objection."""
        units = [post.unit_id for post in account.posts_on(today)]
        if not account.may("scorecard.object"):
            return self.none()
        rows = self.filter(state=ScoreState.INITIAL, objections_until__gte=today)
        return rows.filter(pk__in=ScoredUnit.objects.filter(unit__in=units).values("card"))

    def to_go_on_by(self, account: Account, today: date) -> Self:
        """The cards on which the account may take the next step today."""
        open_ones = ScoreObjection.objects.filter(answered_on=None).values("mark__item__card")
        ready = (
            Q(state=ScoreState.FINAL)
            | Q(state=ScoreState.RULES, last__lt=today)
            | (Q(state=ScoreState.INITIAL, objections_until__lt=today) & ~Q(pk__in=open_ones))
            | Q(state=ScoreState.DRAFT, first__gt=today)
        )
        return self.allowed(account, "scorecard.keep").filter(ready)


class Scorecard(Located):
    """The card on which a township (or county) marks units for a period, by rules that were published before it.

    ``rules`` is the digest of the published rules, ``size`` the seal at which the initial marks were frozen,
    ``result`` the digest of what was published.
    """

    KIND = "scorecard"
    COMMITTED: ClassVar = (
        *("unit", "path", "title", "basis", "period", "first", "last", "objection_days", "state"),
        *("rules", "size", "objections_until", "result", "withdrawn_for"),
    )
    OPENABLE: ClassVar = ("title", "basis", "withdrawn_for")

    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=200)
    period = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    objection_days = models.PositiveSmallIntegerField(default=7)
    state = models.CharField(max_length=10, choices=SCORE_STATES, default=ScoreState.DRAFT)
    rules = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True, blank=True)
    frozen_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    objections_until = models.DateField(null=True, blank=True, db_index=True)
    result = models.CharField(max_length=64, blank=True)
    published_on = models.DateField(null=True, blank=True)
    withdrawn_for = models.TextField(blank=True)
    kept_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    serial = SerialField()

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ScoreState)), name="scorecard_state_known"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="scorecard_forward"),
            models.CheckConstraint(
                condition=Q(state__in=[ScoreState.DRAFT, ScoreState.WITHDRAWN]) | ~Q(rules=""),
                name="scorecard_rules_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*MARKED]) | Q(size__isnull=False, objections_until__isnull=False),
                name="scorecard_marks_at_a_seal",
            ),
            models.CheckConstraint(
                condition=~Q(state=ScoreState.PUBLISHED) | ~Q(result=""), name="scorecard_published_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Return the number people use."""
        return f"K{self.first.year}-{self.serial:03}"

    @property
    def has_marks(self) -> bool:
        """Tell whether marks are frozen."""
        return self.state in MARKED


class ScoredUnit(Committed):
    """A unit that a scorecard assesses, with the path under which its figures are read."""

    COMMITTED: ClassVar = ("card", "unit", "path")

    card = models.ForeignKey(Scorecard, models.PROTECT, related_name="scored")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_index=True)

    class Meta:
        ordering = ["unit__code"]  # by code, never by mark
        constraints = [models.UniqueConstraint(fields=["card", "unit"], name="scored_unit_once")]

    def __str__(self) -> str:
        return self.path


class ScoreItemQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Questions people ask of items."""

    def standing(self) -> Self:
        """The items that were not taken out while the rules were written."""
        return self.filter(dropped=False)


class ScoreItem(Committed):
    """One item: what is judged, how much it weighs, by which rule and figure."""

    COMMITTED: ClassVar = (
        *("card", "number", "title", "standard", "weight", "rule", "figure", "definition"),
        *("target", "at_most", "steps", "deduct", "dropped"),
    )
    OPENABLE: ClassVar = ("title", "standard")

    card = models.ForeignKey(Scorecard, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    standard = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=10, choices=MARK_RULES)
    figure = models.CharField(max_length=80, blank=True)
    definition = models.CharField(max_length=64, blank=True)
    target = models.PositiveIntegerField(null=True, blank=True)
    at_most = models.BooleanField(default=False)
    steps = models.CharField(max_length=200, blank=True)
    deduct = models.PositiveIntegerField(null=True, blank=True)
    dropped = models.BooleanField(default=False)

    objects = ScoreItemQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["card", "number"], name="score_item_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="score_item_weighs"),
            models.CheckConstraint(
                condition=(Q(rule=MarkRule.HAND) & Q(figure="")) | (~Q(rule=MarkRule.HAND) & ~Q(figure="")),
                name="score_item_figure_or_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def by_hand(self) -> bool:
        """Tell whether a person marks it."""
        return self.rule == MarkRule.HAND

    @property
    def counted(self) -> Figure | None:
        """Return the figure it rests on, None for a hand mark and for a figure this program no longer has."""
        return FIGURES.get(self.figure)

    @property
    def figure_label(self) -> str:
        """Return the figure in the reader's language, nothing for a mark by hand."""
        figure = self.counted
        chinese = (get_language() or "").startswith("zh")
        return "" if figure is None else figure.label if chinese else figure.label_en

    @property
    def deduct_points(self) -> str:
        """Return how much is taken off for each case, in points."""
        return points(self.deduct or 0)

    @property
    def as_rule(self) -> ItemRule:
        """Return it as its rule reads it."""
        return ItemRule(
            MarkRule(self.rule),
            self.weight,
            self.target,
            read_steps(self.steps) if self.steps else (),
            self.deduct,
            self.at_most,
        )


class ScoreMark(Committed):
    """What one unit has for one item: the mark as it was frozen and the final one, in hundredths of a point.

    None is no mark: ``why`` says so. ``said`` is the figure as printed, ``reason`` a hand mark's.
    """

    COMMITTED: ClassVar = ("item", "scored", "said", "value", "cases", "mark", "final", "why", "reason")
    OPENABLE: ClassVar = ("reason",)

    item = models.ForeignKey(ScoreItem, models.PROTECT, related_name="marks")
    scored = models.ForeignKey(ScoredUnit, models.PROTECT, related_name="marks")
    said = models.CharField(max_length=80, blank=True)
    value = models.BigIntegerField(null=True, blank=True)
    cases = models.BigIntegerField(null=True, blank=True)
    mark = models.PositiveIntegerField(null=True, blank=True)
    final = models.PositiveIntegerField(null=True, blank=True)
    why = models.CharField(max_length=10, choices=NO_MARKS, blank=True)
    reason = models.TextField(blank=True)
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item__number", "scored__unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["item", "scored"], name="score_mark_once"),
            models.CheckConstraint(
                condition=Q(mark__isnull=False, why="") | (Q(mark=None) & ~Q(why="")),
                name="score_mark_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.scored_id}"


class MarkFile(Committed):
    """A file that a mark by hand rests on."""

    COMMITTED: ClassVar = ("mark", "file")

    mark = models.ForeignKey(ScoreMark, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mark", "file"], name="mark_file_once")]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.file_id}"


class ScoreObjection(Committed):
    """An objection of a unit to one of its marks, with its evidence, and the answer by another post."""

    COMMITTED: ClassVar = (
        *("mark", "reason", "raised_on", "answer", "answered_on", "before", "after"),
        *("by_raising_post", "by_answering_post"),
    )
    OPENABLE: ClassVar = ("reason", "answer")

    mark = models.ForeignKey(ScoreMark, models.PROTECT, related_name="objections")
    reason = models.TextField()
    raised_on = models.DateField()
    raised_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    by_raising_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    by_answering_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    before = models.PositiveIntegerField(null=True, blank=True)
    after = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mark"], condition=Q(answered_on=None), name="score_objection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None)
                | (Q(answered_by__isnull=False) & ~Q(answered_by=F("raised_by")) & ~Q(answer="")),
                name="score_objection_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(by_answering_post=None)
                | Q(by_raising_post=None)
                | ~Q(by_answering_post=F("by_raising_post")),
                name="score_objection_answered_by_another_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.raised_on}"


class ObjectionFile(Committed):
    """A file that an objection rests on."""

    COMMITTED: ClassVar = ("objection", "file")

    objection = models.ForeignKey(ScoreObjection, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.objection_id} {self.file_id}"
