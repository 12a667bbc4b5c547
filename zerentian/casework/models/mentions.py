"""Posts that are mentioned in a comment on a concern, until somebody who holds the post has read it."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from zerentian.casework.models.concerns import Concern
from zerentian.casework.models.dispatches import Assistance
from zerentian.casework.models.happenings import Happening
from zerentian.casework.models.shield import Accusation
from zerentian.casework.rules.concerns import Kind
from zerentian.ledger.models import Unnumbered
from zerentian.organization.models import Account, Appointment, Post, Unit
from zerentian.organization.models.units import covering
from zerentian.organization.rules.rights import ROLES


class MentionQuerySet(models.QuerySet["Mention"]):
    """Questions people ask of mentions. Whether the concern may be read is asked of the concern."""

    def waiting_for(self, account: Account) -> Self:
        """The unread mentions of the posts the account holds today, and of those in whose place these have come."""
        keys = account.post_keys()
        return self.filter(Q(post__in=keys) | Q(post__successor__in=keys), read_on=None)


class Mention(Unnumbered):
    """A post that a comment mentions. ``read_on`` says that it was read in that post, not by whom."""

    COMMITTED: ClassVar = ("concern", "happening", "post", "read_on")

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="mentions")
    happening = models.ForeignKey(Happening, models.PROTECT, related_name="mentions")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    read_on = models.DateField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["happening", "post"], name="mention_once_a_comment"),
        ]
        indexes = [
            models.Index(fields=["post", "concern"], condition=Q(read_on=None), name="mention_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} @{self.post_id}"


def posts_beside(concern: Concern, today: date) -> "models.QuerySet[Post]":
    """Return the posts that have to do with a concern: of who leads and assists, and of those who may read all.

    None that is vacant, and none that the concern accuses.
    """
    helping = Assistance.objects.filter(concern=concern, ended=False)
    at_work = Q(unit=concern.lead_id) | Q(unit__in=helping.values("unit"))
    beside = at_work & Q(role__in=roles_with("concern.handle"))
    if concern.kind != Kind.WRONGDOING:
        beside |= Q(role__in=roles_with("concern.view"), unit__in=Unit.objects.under(concern.unit, today))
    accused = Accusation.objects.filter(concern=concern, lifted=False)
    held = Appointment.objects.filter(covering(today), post=OuterRef("pk"), account__is_active=True)
    posts = Post.objects.on(today).filter(beside).exclude(unit__in=accused.exclude(unit=None).values("unit"))
    free = held.exclude(account__in=accused.exclude(account=None).values("account"))
    return posts.filter(Exists(free)).select_related("unit").order_by("unit__code", "code")


def roles_with(right: str) -> Sequence[str]:
    """Return the codes of the roles that hold a right, however far it reaches."""
    return [code for code, role in ROLES.items() if right in role.rights]
