"""Sittings: where an account is signed in, so that its holder can look and end them. Kept like the sign-in log."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from zerentian.organization.devices import DAYS
from zerentian.organization.models.accounts import Account
from zerentian.organization.models.sign_ins import SignIn


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Questions people ask of sittings."""

    def open(self) -> Self:
        """The sittings that nobody has ended."""
        return self.filter(ended_at=None)

    def knows(self, account: Account | None, device: str, now: datetime) -> bool:
        """Tell whether an account has signed in from a browser before, and has not disowned it."""
        if account is None or not device:
            return False
        return self.filter(account=account, device=device, began_at__gt=now - timedelta(days=DAYS)).exists()


class Sitting(models.Model):
    """One sign-in and what became of it. ``device`` is the browser's random name, empty once it was disowned."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sittings")
    session_key = models.CharField(max_length=40, db_index=True)
    device = models.CharField(max_length=24, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    # Where from: said by the log alone, which alone keeps addresses.
    sign_in = models.ForeignKey(SignIn, models.CASCADE, null=True, related_name="+")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        indexes = [models.Index(fields=["account", "device"], name="sitting_device")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.began_at:%Y-%m-%d %H:%M}"
