"""Access keys: how a program of the office, or the hotline's, acts for an account."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zerentian.ledger.models import Committed
from zerentian.organization.models.accounts import Account


class AccessKeyQuerySet(models.QuerySet["AccessKey"]):
    """Questions people ask of access keys."""

    def in_use(self, day: date) -> Self:
        """The keys that open something on a day, of accounts that are open and past their initial password."""
        return self.filter(
            revoked_at=None, last__gte=day, account__is_active=True, account__must_change_password=False
        )


class AccessKey(Committed):
    """A key that acts for an account until ``last``; of the key itself only its digest is kept.

    It has the account's rights of the day, and without ``writes`` it only reads. One that ``feeds`` stands in the
    address of a calendar feed and opens that alone, as its beginning says.
    """

    COMMITTED: ClassVar = ("account", "label", "digest", "writes", "made_at", "last", "revoked_at")
    OPENABLE: ClassVar = ("label",)

    account = models.ForeignKey(Account, models.PROTECT, related_name="access_keys")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    writes = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    last = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    feeds = models.BooleanField(default=False)
    used_on = models.DateField(null=True, blank=True)

    objects = AccessKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="access_key_labelled"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def ref(self) -> str:
        """Return the reference string of the key."""
        return f"access_key:{self.pk}"
