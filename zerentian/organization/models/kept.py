"""What people keep for themselves: a list as they look at it, and up to where they have looked. Seen by nobody else.

In no entry and no figure: how somebody works is not the office's matter.
"""

from django.db import models

from zerentian.organization.models.accounts import Account


class KeptList(models.Model):
    """A list with its filters under a title of one's own. Words that were searched are not kept: they may be a name."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="kept_lists")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=30)
    asked = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "code", "title"], name="kept_list_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Looked(models.Model):
    """Up to which entry somebody has looked at what has changed. One's own mark: nobody else sees or counts it."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="looked")
    entry = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.account_id} {self.entry}"
