"""Matters (议题) put before meetings, their papers, and what the meetings did with them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.models.meeting_labels import ITEM_STATES, RESULTS, WEIGHTS
from zerentian.duties.models.meetings import Meeting, MeetingKind
from zerentian.duties.rules.meetings import ITEM_STEPS, ItemState, MeetingState, Result, Weight
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account, Post


class MeetingItemQuerySet(LocatedQuerySet):
    """Questions people ask of the matters of meetings."""

    right = "meeting.view"

    def visible_to(self, account: Account) -> Self:
        """The matters of the units the account looks into; inner ones only for who keeps or signs the meeting."""
        return super().visible_to(account).filter(insiders(account, "kind__"))

    def waiting(self) -> Self:
        """The matters that wait for a meeting, the oldest first."""
        return self.filter(state=ItemState.WAITING).order_by("put_on", "pk")

    def to_present_by(self, account: Account) -> Self:
        """The matters that the account's posts present at meetings that were called, the nearest first."""
        called = self.filter(state=ItemState.TABLED, meeting__state=MeetingState.CALLED)
        return called.filter(presenter__in=account.post_keys()).order_by("meeting__held_on", "position", "pk")

    def of_kind(self, unit: int, name: str) -> Self:
        """The matters put before a unit's meetings of one name, whichever rule was in force then."""
        return self.filter(kind__unit=unit, kind__name=name)


def insiders(account: Account, prefix: str) -> Q:
    """Return the condition that a matter is for everybody, or that the account keeps or signs such meetings.

    ``prefix`` leads from the row to the meeting, or to the rule of the meeting that it waits for.
    """
    condition = Q(inner=False)
    for right, field in (("meeting.manage", "keeper"), ("meeting.sign", "unit")):
        if account.reach(right) != []:
            condition |= Q(**{f"{prefix}{field}__in": account.unit_keys(right)})
    return condition


class MeetingItem(Located):
    """One matter put before a meeting: what it is, where it comes from, and what the meeting did with it.

    ``ref`` refers to what it comes from, such as ``finding:12``; ``words`` is what the minutes say, where people may
    be named; ``late`` says that it came onto the agenda after the call.
    """

    KIND = "meeting_item"
    COMMITTED: ClassVar = (
        *(
            "unit",
            "kind",
            "meeting",
            "title",
            "detail",
            "presenter",
            "weight",
            "inner",
            "ref_of",
            "state",
            "late",
        ),
        *(
            "position",
            "checks",
            "waived",
            "reason",
            "result",
            "words",
            "unanimous",
            "votes_for",
            "votes_against",
        ),
        *("votes_abstained", "recused", "recusal", "dissent"),
    )
    OPENABLE: ClassVar = ("title", "detail", "words", "recusal", "dissent", "waived")

    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="items")
    title = models.CharField(max_length=120)
    detail = models.TextField(blank=True)
    presenter = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    weight = models.CharField(max_length=12, choices=WEIGHTS, blank=True)
    inner = models.BooleanField(default=False)
    ref_of = models.CharField(max_length=160, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=ITEM_STATES, default=ItemState.WAITING)
    late = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    put_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    put_on = models.DateField()
    checks = models.JSONField(default=list)
    waived = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    result = models.CharField(max_length=10, choices=RESULTS, blank=True)
    words = models.TextField(blank=True)
    unanimous = models.BooleanField(default=False)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(null=True, blank=True)
    recused = models.PositiveSmallIntegerField(default=0)
    recusal = models.TextField(blank=True)
    dissent = models.TextField(blank=True)

    objects = MeetingItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(ItemState)) & Q(weight__in=["", *Weight]),
                name="meeting_item_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.SETTLED) | Q(result__in=list(Result), meeting__isnull=False),
                name="meeting_item_settled_with_result",
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.WAITING) | Q(meeting=None),
                name="meeting_item_waits_without_meeting",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the codes of the steps that may be taken from where the matter stands."""
        return ITEM_STEPS[ItemState(self.state)]

    @property
    def votes(self) -> tuple[int | None, int | None, int | None]:
        """Return the votes in favour, against and abstained; None where they were not counted."""
        return self.votes_for, self.votes_against, self.votes_abstained


class MeetingFile(Committed):
    """A paper of a meeting or of one of its matters."""

    COMMITTED: ClassVar = ("meeting", "item", "file")

    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="files")
    item = models.ForeignKey(MeetingItem, models.PROTECT, null=True, blank=True, related_name="files")
    file = models.ForeignKey("evidence.File", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting=None, item__isnull=False) | Q(meeting__isnull=False, item=None),
                name="meeting_file_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.item_id} {self.file_id}"
