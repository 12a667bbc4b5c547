"""The access log of matters: who asked for one and got nothing, and the digest of each day's lines."""

from datetime import date
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef

from zerentian.casework.models.concerns import Concern
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account


class RefusedLookQuerySet(models.QuerySet["RefusedLook"]):
    """Questions people ask of the access log."""

    def overseen_by(self, account: Account) -> "RefusedLookQuerySet":
        """The refused looks at matters that exist, lie where the account oversees looks, and it may read.

        Each is asked for its own matter: a list of all that the account may read grows with every matter there is.
        """
        units = account.unit_keys("contact.oversee")
        matters = Concern.objects.visible_to(account).filter(unit__in=units, key=OuterRef("key"))
        return self.filter(Exists(matters))


class RefusedLook(models.Model):
    """Somebody asked for a matter and got nothing, because there is none of that key or because it is not theirs.

    Both leave the same line, so that neither work nor time tells them apart; which it was is asked on reading.
    No entry: entries are counted, and seen by who made them.
    """

    key = models.CharField(max_length=40)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    day = models.DateField(db_index=True)
    at = models.DateTimeField()

    objects = RefusedLookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.by_id}"


class LookDay(Committed):
    """The digest of a day's access log, sealed when the day is over, whether or not it holds a line."""

    COMMITTED: ClassVar = ("day", "digest")

    day = models.DateField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.digest[:12]}"

    @property
    def ref(self) -> str:
        """Return the reference string: the day."""
        return f"looks:{self.day:%Y-%m-%d}"


def digest_of(day: date) -> str:
    """Return the SHA-256, in hex, of a day's lines: key, account and moment, in the order they came."""
    lines = RefusedLook.objects.filter(day=day).order_by("pk").values_list("key", "by_id", "at")
    text = "".join(f"{key} {by} {int(at.timestamp() * 1_000_000)}\n" for key, by, at in lines)
    return sha256(text.encode()).hexdigest()
