"""Posts, and who holds them when. Work hangs on posts, not on people."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from zerentian.ledger.models import Committed
from zerentian.organization.models.labels import labels
from zerentian.organization.models.units import Unit, covering
from zerentian.organization.rules.names import LONGEST_POST
from zerentian.organization.rules.reach import Reaching
from zerentian.organization.rules.rights import ROLES
from zerentian.organization.rules.units import covers

ROLE_LABELS = labels(ROLES)


class PostQuerySet(models.QuerySet["Post"]):
    """Questions people ask of posts."""

    def on(self, day: date) -> "PostQuerySet":
        """The posts that existed on the day."""
        return self.filter(covering(day))

    def visible_to(self, account: Reaching) -> "PostQuerySet":
        """The posts of the units the account may see."""
        return self.filter(unit__in=Unit.objects.visible_to(account))

    def vacant(self, day: date) -> "PostQuerySet":
        """The posts that nobody held on the day."""
        held = Appointment.objects.filter(covering(day), post=OuterRef("pk"))
        return self.on(day).filter(~Exists(held))


class Post(Committed):
    """A post in a unit, with the role that says what its holder may do. Code and unit never change."""

    COMMITTED = ("code", "unit", "title", "role", "first", "last", "successor")
    OPENABLE = ("title",)

    code = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=LONGEST_POST)
    role = models.CharField(max_length=20, choices=ROLE_LABELS)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="post_role_known"),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=models.F("first")), name="post_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """Return the reference string of the post."""
        return f"post:{self.code}"

    def exists_on(self, day: date) -> bool:
        """Tell whether the post existed on the day."""
        return covers(self.first, self.last, day)

    def heir_on(self, day: date) -> "Post | None":
        """Return who has this post's work on a day: itself or, after its end, whoever took it over, if anyone."""
        post: Post | None = self
        while post is not None and not post.exists_on(day):
            post = post.successor
        return post


class Appointment(Committed):
    """A person holds a post from ``first`` to ``last`` (both included; open when None)."""

    COMMITTED = ("account", "post", "first", "last")

    account = models.ForeignKey("organization.Account", models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["first", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "post", "first"], name="appointment_once"),
            models.UniqueConstraint(
                fields=["account", "post"], condition=Q(last=None), name="appointment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=models.F("first")), name="appointment_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} @ {self.post_id}"

    @property
    def ref(self) -> str:
        """Return the reference string of the appointment."""
        return f"appointment:{self.pk}"

    def covers(self, day: date) -> bool:
        """Tell whether the person held the post on the day."""
        return covers(self.first, self.last, day)
