"""Accounts: who can sign in, and the named system actors who never can."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from zerentian.ledger.clock import now
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models.grounds import KEPT, Grounds, Kept, asking_nothing
from zerentian.organization.models.held import held_by
from zerentian.organization.models.labels import labels
from zerentian.organization.models.posts import Post
from zerentian.organization.models.units import Unit, UnitPeriod, covering, within
from zerentian.organization.rules.names import LONGEST_PERSON
from zerentian.organization.rules.rights import EVERYBODYS, KEEPERS, ROLES, SYSTEM, Role
from zerentian.organization.rules.units import is_within

if TYPE_CHECKING:
    from django.db.models import QuerySet

KEEPER_LABELS = labels(KEEPERS)

Answer = TypeVar("Answer")


class Seat(NamedTuple):
    """What a post held on a day brings: its role, and the paths that ``own`` and ``wide`` rights reach."""

    role: Role
    own: str
    wide: str


class AccountManager(BaseUserManager["Account"]):
    """Questions people ask of accounts."""

    def system(self, name: str) -> "Account":
        """Return a system actor (``cli``, ``clock``, ``demo``), made on first use; it can never sign in."""
        account, _ = self.get_or_create(
            username=SYSTEM[name].code,
            defaults={"name": SYSTEM[name].label, "is_system": True, "password": UNUSABLE_PASSWORD_PREFIX},
        )
        return account

    def holding(self, post: Post, day: date) -> "list[Account]":
        """Return who held a post on the day; empty when it was vacant."""
        appointments = post.appointments.filter(covering(day)).select_related("account")
        return [appointment.account for appointment in appointments]

    def people(self) -> "QuerySet[Account]":
        """The accounts of persons."""
        return self.filter(is_system=False)

    def visible_to(self, account: "Account") -> "QuerySet[Account]":
        """The accounts an account may see: itself, colleagues of visible units; keepers see all."""
        if account.reach("organization.view") is None:
            return self.all()
        units = Unit.objects.visible_to(account)
        return self.filter(Q(pk=account.pk) | Q(appointments__post__unit__in=units)).distinct()


class Account(AbstractBaseUser, Committed):
    """A person who can sign in, or a named system actor such as ``cli``.

    ``keeper`` is one of administrator, auditor, security, or empty: one field, so the three exclude each other.
    """

    COMMITTED = ("username", "name", "keeper", "is_active", "is_system")
    OPENABLE = ("name",)

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=LONGEST_PERSON)
    keeper = models.CharField(max_length=20, choices=KEEPER_LABELS, blank=True)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    # The person's own choice: where what waits on the desk is told, and the last day it was.
    email = models.EmailField(blank=True)
    told_on = models.DateField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(keeper="") | Q(keeper__in=list(KEEPERS), is_system=False),
                name="account_keeper_known",
            ),
            models.CheckConstraint(
                condition=Q(is_system=False) | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
                name="account_system_never_signs_in",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """Return the reference string of the account."""
        return f"account:{self.pk}"

    @cached_property
    def today(self) -> date:
        """Return the local day on which this account, as loaded, is looked at."""
        return local_day(now())

    @cached_property
    def _seats(self) -> dict[date, list[Seat]]:
        return {}

    @cached_property
    def _unit_keys(self) -> dict[tuple[str, ...] | None, list[int]]:
        return {}

    @cached_property
    def _post_keys(self) -> dict[date, list[int]]:
        return {}

    @cached_property
    def _answers(self) -> dict[tuple[Callable[..., Any], date, tuple[str, ...]], Any]:
        return {}

    def once(self, question: Callable[..., Answer], *about: str) -> Answer:
        """Return the answer to a question about the account today, asked once of the account as loaded.

        For what is long to write out and asked many times on a page, such as which matters are hidden from a reader.
        The answer rests on the posts and rights of the account alone; queries among it are run by whoever asked.
        """
        key = (question, self.today, about)
        if key not in self._answers:
            self._answers[key] = question(self, *about)
        found: Answer = self._answers[key]
        return found

    @cached_property
    def grounds(self) -> Grounds:
        """Return all that the account's conditions rest on today: itself, its posts, the units these ever reached."""
        seats = self.seats_on(self.today)
        paths = sorted({path for seat in seats for path in (seat.own, seat.wide)})
        periods = (
            UnitPeriod.objects.filter(within(paths)).order_by("pk") if paths else UnitPeriod.objects.none()
        )
        spans = periods.values_list("path", "unit_id", "first", "last")
        return Grounds(self.pk, self.today, tuple(seats), tuple(self.post_keys()), tuple(spans))

    @cached_property
    def _kept(self) -> Kept:
        return KEPT.of(self.grounds)

    def kept(self, question: Callable[..., Answer], *about: str) -> Answer:
        """Return the answer to a question like ``once``, written out once for as long as its grounds are the same.

        For conditions alone: the answer may rest on nothing but the account's ``grounds`` and rights, so the question
        must not ask the database anything (RuntimeError). Keepers and system actors, who reach everything, are asked
        anew each time.
        """
        if self.keeper or self.is_system or not self.is_active:
            return self.once(question, *about)
        key = (question, about)
        if key not in self._kept:
            with asking_nothing():
                self._kept[key] = question(self, *about)
        found: Answer = self._kept[key]
        return found

    def forget_seats(self) -> None:
        """Drop what was remembered of the posts, after an appointment has changed."""
        for name in ("grounds", "_kept"):
            self.__dict__.pop(name, None)
        self._answers.clear()
        self._post_keys.clear()
        self._seats.clear()
        self._unit_keys.clear()

    def unit_keys(self, right: str) -> list[int]:
        """Return the keys of the units over which the account holds a right today; asked once for each reach."""
        reaches = self.reach(right)
        key = None if reaches is None else tuple(reaches)
        if key not in self._unit_keys:
            self._unit_keys[key] = (
                list(Unit.objects.values_list("pk", flat=True))
                if reaches is None
                else self.grounds.units_in(reaches)
                if reaches
                else []
            )
        return self._unit_keys[key]

    @classmethod
    def spoken_of(cls) -> "QuerySet[Account]":
        """Leave out the system actors: the program makes them on first use, and they can never sign in."""
        return cls.objects.filter(is_system=False)

    def posts_on(self, day: date) -> list[Post]:
        """Return the posts the person held on the day, none for a closed account or a keeper of the system."""
        if not self.is_active or self.keeper or self.is_system:
            return []
        return self.once(posts_held, day.isoformat())

    def post_keys(self) -> list[int]:
        """Return the keys of the posts the person holds today; asked once, for what waits asks them often."""
        if self.today not in self._post_keys:
            self._post_keys[self.today] = [post.pk for post in self.posts_on(self.today)]
        return self._post_keys[self.today]

    def units_on(self, day: date) -> list[Unit]:
        """Return the units of the person's posts on the day, each once."""
        return list({post.unit.pk: post.unit for post in self.posts_on(day)}.values())

    def seats_on(self, day: date) -> list[Seat]:
        """Return what the person's posts bring on the day; asked once for each day."""
        if day not in self._seats:
            self._seats[day] = [
                Seat(ROLES[post.role], post.unit.path_on(day), post.unit.home_path_on(day))
                for post in self.posts_on(day)
                if post.unit.path_on(day)
            ]
        return self._seats[day]

    def reach(self, right: str, day: date | None = None) -> list[str] | None:
        """Return the unit paths at or below which the account holds a right; None for everywhere."""
        if not self.is_active:
            return []
        keeper = SYSTEM.get(self.username) if self.is_system else KEEPERS.get(self.keeper)
        if keeper:
            return None if right in keeper.rights else []
        seats = self.seats_on(day or self.today)
        wide = [seat.wide for seat in seats if right in seat.role.wide]
        own = [seat.own for seat in seats if right in seat.role.own]
        return sorted({*wide, *own})

    def may(self, right: str, unit: Unit | str | None = None, day: date | None = None) -> bool:
        """Tell whether the account holds a right over a unit (its path, or the unit), or anywhere at all."""
        if right in EVERYBODYS:
            return self.is_active and not self.is_system
        reaches = self.reach(right, day)
        if reaches is None or unit is None:
            return reaches is None or bool(reaches)
        path = unit if isinstance(unit, str) else unit.path_on(day or self.today) or unit.path
        return any(is_within(path, reach) for reach in reaches)


def posts_held(account: Account, day: str) -> list[Post]:
    """Return the posts of the appointments that hold on a day; asked once, for seats and posts alike."""
    return held_by(account.pk, date.fromisoformat(day))


class PastPassword(models.Model):
    """The hash of a password an account had, so that it is not chosen again at once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.replaced_at:%Y-%m-%d}"
