"""Requests to reset a guarded account: two keepers, neither of whom learns how to sign in."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Committed
from zerentian.organization.models.accounts import Account
from zerentian.organization.rules.resets import OPEN, State, What

STATE_LABELS = {
    State.WAITING: _("waits for a second keeper"),
    State.CONFIRMED: _("confirmed, waits for the holder"),
    State.DONE: _("reset done"),
    State.REFUSED: _("reset refused"),
}
WHAT_LABELS = {What.PASSWORD: _("Password"), What.FACTOR: _("Second factor")}


class ResetQuerySet(models.QuerySet["Reset"]):
    """Questions people ask of reset requests."""

    def open(self, now: datetime) -> Self:
        """The requests that are neither done nor refused nor too old."""
        return self.filter(state__in=OPEN, expires_at__gt=now)


class Reset(Committed):
    """A request to reset a password or a second factor: who asked, who confirmed, what became of it.

    Of the slip only digests of its two halves are kept; each keeper was shown one half.
    """

    COMMITTED: ClassVar = ("account", "what", "asked_by", "decided_by", "state")

    account = models.ForeignKey(Account, models.PROTECT, related_name="resets")
    what = models.CharField(max_length=12, choices=WHAT_LABELS)
    state = models.CharField(max_length=12, choices=STATE_LABELS, default=State.WAITING)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    first_half = models.CharField(max_length=64, blank=True)
    second_half = models.CharField(max_length=64, blank=True)
    tries = models.PositiveIntegerField(default=0)

    objects = ResetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="reset_state_known"),
            models.CheckConstraint(condition=Q(what__in=list(What)), name="reset_what_known"),
            models.CheckConstraint(condition=~Q(asked_by=F("account")), name="reset_asked_by_another"),
            models.CheckConstraint(
                condition=Q(state__in=[State.WAITING, State.REFUSED])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("account")) & ~Q(decided_by=F("asked_by"))),
                name="reset_confirmed_by_a_third",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.what} {self.state}"
