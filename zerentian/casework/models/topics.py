"""Topics (热点事项) and their messages. They hold counts; nothing joins people across topics."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models.concerns import Concern
from zerentian.casework.models.shield import Accusation
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.topics import Heat, TopicState, heat_of
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Unnumbered
from zerentian.organization.models import Account

TOPIC_STATES = {
    TopicState.OPEN: _("Being dealt with"),
    TopicState.CLOSED: _("Done"),
    TopicState.MERGED: _("Part of another"),
}


class TopicQuerySet(LocatedQuerySet):
    """Questions people ask of topics."""

    right = "concern.view"

    def open(self) -> Self:
        """The topics that are being dealt with."""
        return self.filter(state=TopicState.OPEN)


class Topic(Located):
    """One matter that several people raise. ``standing`` is what residents read of where it stands.

    How many messages and people it has is never kept: it follows from its members whenever it is asked for.
    """

    KIND = "topic"
    COMMITTED: ClassVar = ("unit", "title", "place", "standing", "state", "into", "confirmed_on", "closed_on")
    OPENABLE: ClassVar = ("title", "standing")

    title = models.CharField(max_length=120)
    place = models.CharField(max_length=60, blank=True)
    standing = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=TOPIC_STATES, default=TopicState.OPEN)
    into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    confirmed_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(TopicState)), name="topic_state_known"),
            models.CheckConstraint(
                condition=Q(state=TopicState.MERGED, into__isnull=False)
                | (~Q(state=TopicState.MERGED) & Q(into=None)),
                name="topic_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def heat(self) -> Heat:
        """Return how many messages and people it has now."""
        return heat_of(self.members.present().values_list("writer", flat=True))


class TopicMemberQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Questions people ask of the messages of topics."""

    def present(self) -> Self:
        """The messages that count: those still in their topic that neither accuse anybody nor may."""
        accused = Accusation.objects.filter(concern=OuterRef("concern"), lifted=False)
        shielded = Q(concern__kind__in=(Kind.COMPLAINT, Kind.WRONGDOING))
        return self.filter(ended=False).exclude(shielded).exclude(Exists(accused))


class TopicMember(Unnumbered):
    """A message in a topic. ``came_from`` is the topic that brought it by a merge, to which an undoing leads back.

    ``writer`` tells one writer from another within this topic and is something else in every other: a digest of
    topic and contact under the contact key. It is "" where there is no contact, and made anew when topics change.
    """

    COMMITTED: ClassVar = ("topic", "concern", "came_from", "ended")

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="members")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="topics")
    came_from = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    writer = models.CharField(max_length=64, blank=True)
    ended = models.BooleanField(default=False)

    objects = TopicMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern"], condition=Q(ended=False), name="topic_member_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.concern_id}"
