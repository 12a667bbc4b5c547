"""Activities, and the parties that sign up for them: how to reach them is encrypted, and gone some days afterwards."""

from datetime import date, datetime, timedelta
from typing import ClassVar, NamedTuple, Self

from django.db import models
from django.db.models import F, Q

from zerentian.casework.codes import new_code, spelled
from zerentian.community.models.labels_of_activities import COUNTINGS, DOORS, KINDS, STANDINGS, STATES
from zerentian.community.models.reachable import Reachable, ReachableQuerySet
from zerentian.community.models.venues import Venue
from zerentian.community.rules.activities import LIVE, TAKING, Counted, Door, Kind, Party, Standing, State
from zerentian.duties.models import Deed, Duty
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account


class ActivityQuerySet(LocatedQuerySet):
    """Questions people ask of activities."""

    right = "activity.view"

    def coming(self, now: datetime) -> Self:
        """Those that are announced and not over, the next first."""
        return self.filter(state=State.OPEN, ends_at__gt=now).order_by("begins_at", "pk")

    def unsaid(self, now: datetime) -> Self:
        """Those that are over, and nobody has said whether they were held."""
        return self.filter(state=State.OPEN, ends_at__lte=now).order_by("begins_at", "pk")

    def soon(self, now: datetime, days: int) -> Self:
        """Those that begin within some days."""
        return self.coming(now).filter(begins_at__lte=now + timedelta(days=days))


class Activity(Located):
    """One activity. ``capacity`` None: as many as come. ``attended`` is one count, None unknown; it never says who."""

    KIND = "activity"
    COMMITTED: ClassVar = (
        *("unit", "path", "title", "about", "audience", "kind", "venue", "begins_at", "ends_at"),
        *("capacity", "duty", "state", "reason", "attended", "counted", "liked", "so_so", "disliked", "deed"),
    )
    OPENABLE: ClassVar = ("title", "about", "reason")

    title = models.CharField(max_length=120)
    about = models.TextField(blank=True)
    audience = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="activities")
    begins_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(null=True, blank=True)
    offer_hours = models.PositiveSmallIntegerField()
    kept_days = models.PositiveSmallIntegerField()
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    series = models.CharField(max_length=16, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=STATES, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    attended = models.PositiveIntegerField(null=True, blank=True)
    counted = models.CharField(max_length=10, choices=COUNTINGS, blank=True)
    liked = models.PositiveIntegerField(null=True, blank=True)
    so_so = models.PositiveIntegerField(null=True, blank=True)
    disliked = models.PositiveIntegerField(null=True, blank=True)
    deed = models.OneToOneField(Deed, models.PROTECT, null=True, blank=True, related_name="+")
    announced_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="activity_state_known"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="activity_kind_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="activity_forward"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="activity_has_places"
            ),
            models.CheckConstraint(
                condition=Q(attended=None, counted="") | Q(attended__isnull=False, counted__in=list(Counted)),
                name="activity_counted_somehow",
            ),
            models.CheckConstraint(
                condition=Q(state=State.HELD, deed__isnull=False) | (~Q(state=State.HELD) & Q(deed=None)),
                name="activity_held_is_a_deed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """Return the local day on which it begins."""
        return local_day(self.begins_at)

    @property
    def taken(self) -> int:
        """Return how many places are taken or offered."""
        return sum(one.size for one in self.signups.all() if one.standing in TAKING)

    @property
    def free(self) -> int | None:
        """Return how many places are free, None for as many as come."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def waiting(self) -> list[Party]:
        """Return those that wait, in the order of arrival."""
        rows = [one for one in self.signups.all() if one.standing == Standing.WAITING]
        return [Party(one.pk, one.size) for one in sorted(rows, key=lambda one: one.pk)]


class Reached(NamedTuple):
    """How to reach a party, and what it needs, in the clear."""

    name: str
    phone: str
    needs: str


class SignUpQuerySet(ReachableQuerySet):
    """Questions people ask of sign-ups."""

    def live(self) -> Self:
        """Those that have a place, are offered one, or wait."""
        return self.filter(standing__in=LIVE)

    def lapsing(self, now: datetime) -> Self:
        """Those whose offer is over, and that nobody has taken up."""
        return self.filter(standing=Standing.OFFERED, offered_until__lte=now)


class SignUp(Reachable):
    """One party for one activity. ``code`` opens its own page."""

    COLUMNS: ClassVar = Reached._fields
    HOLDER: ClassVar = "activity"
    COMMITTED: ClassVar = ("activity", "size", "door", "standing", *COLUMNS, "erased")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="signups")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    size = models.PositiveSmallIntegerField()
    door = models.CharField(max_length=8, choices=DOORS)
    standing = models.CharField(max_length=8, choices=STANDINGS)
    offered_until = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    needs = models.TextField(blank=True)
    erase_on = models.DateField(db_index=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(standing__in=list(Standing)), name="sign_up_standing_known"),
            models.CheckConstraint(condition=Q(door__in=list(Door)), name="sign_up_door_known"),
            models.CheckConstraint(condition=Q(size__gte=1), name="sign_up_of_somebody"),
            models.CheckConstraint(
                condition=Q(standing=Standing.OFFERED, offered_until__isnull=False)
                | (~Q(standing=Standing.OFFERED) & Q(offered_until=None)),
                name="sign_up_offered_until",
            ),
            models.CheckConstraint(
                condition=Q(erased=False) | Q(name="", phone="", needs=""), name="sign_up_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.size}"

    @property
    def told(self) -> Reached:
        """Return everything in the clear."""
        return Reached(*self.opened)

    @property
    def spelled(self) -> str:
        """Return its code as it is read out."""
        return spelled(self.code)


class ListLook(Committed):
    """That somebody looked at who signed up, and why. Whom they saw is not kept."""

    COMMITTED: ClassVar = ("activity", "reason", "at")
    OPENABLE: ClassVar = ("reason",)

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="looks")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="list_look_says_why")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.at:%Y-%m-%d}"
