"""Webhooks out: programs of other offices that are told when something they may see has moved, and every message."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.exchange.rules.webhooks import Kind, Problem
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account

KINDS = {
    Kind.CONCERN: _("Concerns"),
    Kind.TASK: _("Tasks"),
    Kind.FINDING: _("Findings"),
    Kind.DEMAND: _("Demands for forms"),
    Kind.NOTICE: _("Notices"),
}
PROBLEMS = {
    Problem.NAME: _("the name of the host is not known"),
    Problem.ADDRESS: _("the host lies in a network to which nothing may be sent"),
    Problem.CONNECTION: _("no connection"),
    Problem.TLS: _("the certificate does not hold"),
    Problem.TIME: _("no answer in time"),
    Problem.ANSWER: _("answered, but not that it was taken"),
    Problem.KEY: _("the key can't be read: make a new one"),
}


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Questions people ask of endpoints."""

    def in_use(self, day: date) -> Self:
        """The endpoints that are told something on a day, of accounts that are open and past their first password."""
        return self.filter(
            ended_at=None, last__gte=day, account__is_active=True, account__must_change_password=False
        )


class Endpoint(Committed):
    """An address that is told, until ``last``, of what its account may see; the key that signs is kept encrypted.

    ``size`` is how many sealed entries were looked at: it is told of what is sealed from then on.
    """

    COMMITTED: ClassVar = ("account", "label", "url", "kinds", "made_at", "last", "ended_at")
    OPENABLE: ClassVar = ("label", "url")

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    kinds = models.CharField(max_length=200)
    secret = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    last = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    size = models.BigIntegerField(default=0)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(url="") & ~Q(label="") & ~Q(kinds=""), name="endpoint_whole"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def ref(self) -> str:
        """Return the reference string of the endpoint."""
        return f"webhook:{self.pk}"

    @property
    def listed(self) -> list[Kind]:
        """Return the nouns of which it is told."""
        return [Kind(one) for one in self.kinds.split()]

    @property
    def said(self) -> list[object]:
        """Return the nouns of which it is told, in words."""
        return [KINDS[one] for one in self.listed]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions people ask of messages."""

    def waiting(self) -> Self:
        """The messages that are still to arrive."""
        return self.filter(done_at=None, next_at__isnull=False)

    def due(self, at: datetime) -> Self:
        """The messages whose next try has come, each endpoint's in their order."""
        return self.waiting().filter(next_at__lte=at).order_by("pk")

    def given_up(self) -> Self:
        """The messages that are not tried any more."""
        return self.filter(done_at=None, next_at=None)


class Delivery(models.Model):
    """One message to an endpoint. It is no entry: a log of the network's, kept for thirty days.

    ``body`` are the very bytes that are signed and sent, at every try; without an ``entry`` it is a test.
    """

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=40, unique=True)
    entry = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    body = models.TextField()
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=12, choices=PROBLEMS, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["next_at"], condition=Q(done_at=None), name="delivery_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "entry"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(problem="") | Q(problem__in=list(Problem)), name="delivery_problem_known"
            ),
        ]

    def __str__(self) -> str:
        return self.message

    @property
    def stands(self) -> object:
        """Return in words how it stands."""
        if self.done_at:
            return pgettext_lazy("webhook", "arrived")
        return pgettext_lazy("webhook", "waits") if self.next_at else pgettext_lazy("webhook", "given up")

    @property
    def light(self) -> str:
        """Return the colour of how it stands."""
        return "green" if self.done_at else ("amber" if self.next_at else "red")
