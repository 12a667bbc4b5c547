"""The code of conduct: editions of a published text, and that whoever holds a post has acknowledged one.

No table says how anybody keeps it.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account, Appointment, Post, Unit
from zerentian.organization.models.units import covering
from zerentian.organization.rules.rights import ROLES

OVERSEES = "conduct.remind"


class ConductQuerySet(LocatedQuerySet):
    """Questions people ask of the editions of codes of conduct."""

    right = "conduct.view"

    def newest(self) -> Self:
        """The editions in force: of each unit the last."""
        later = self.model.objects.filter(unit=OuterRef("unit"), edition__gt=OuterRef("edition"))
        return self.exclude(Exists(later))


class Conduct(Located):
    """One edition of a unit's code of conduct. It is never changed and never taken away."""

    KIND = "conduct"
    COMMITTED: ClassVar = ("unit", "title", "edition", "text", "digest", "basis", "published_on")
    OPENABLE: ClassVar = ("title", "text", "basis")

    title = models.CharField(max_length=120)
    edition = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    basis = models.CharField(max_length=200, blank=True)
    published_on = models.DateField()
    published_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = ConductQuerySet.as_manager()

    class Meta:
        ordering = ["-edition"]
        verbose_name_plural = "codes of conduct"
        constraints = [
            models.UniqueConstraint(fields=["unit", "edition"], name="conduct_edition_once"),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(digest="") & ~Q(title=""), name="conduct_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def posts_open_for(self, account: Account) -> list[Post]:
        """Return the account's own posts for which it has not acknowledged this edition."""
        mine = Post.objects.filter(
            pk__in=account.post_keys(), unit__in=Unit.objects.under(self.unit, account.today)
        )
        done = Acknowledgement.objects.filter(conduct=self, by=account).values("post")
        return list(mine.exclude(pk__in=done).select_related("unit").order_by("code"))

    def posts_open_in_office(self, account: Account) -> list[Post]:
        """Return the posts of the offices that the account heads whose holders have not all acknowledged this edition.

        Of the offices themselves, not of what lies below them; posts, no names, and no number.
        """
        units = [post.unit_id for post in account.posts_on(account.today) if OVERSEES in ROLES[post.role].own]
        done = Acknowledgement.objects.filter(conduct=self, post=OuterRef("post"), by=OuterRef("account"))
        waiting = Appointment.objects.filter(covering(account.today)).exclude(Exists(done)).values("post")
        rows = Post.objects.on(account.today).filter(unit__in=units, pk__in=waiting)
        return list(rows.filter(unit__in=Unit.objects.under(self.unit, account.today)).order_by("code"))


class Acknowledgement(Committed):
    """Whoever holds a post has taken note of one edition; a later holder does so anew."""

    COMMITTED: ClassVar = ("conduct", "post", "on")

    conduct = models.ForeignKey(Conduct, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["conduct", "post", "by"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.conduct_id} {self.post_id}"

    @property
    def ref(self) -> str:
        """Return the reference string of the acknowledgement."""
        return f"acknowledgement:{self.pk}"
