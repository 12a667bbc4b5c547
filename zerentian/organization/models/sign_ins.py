"""The sign-in log: kept apart from the ledger, 6 to 12 months, and no figure is ever made from it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OUTCOME_LABELS = {
    "signed_in": _("signed in"),
    "refused": pgettext_lazy("sign-in", "refused"),
    "locked": _("refused: too many tries"),
    "half": _("password right, code awaited"),
    "again": _("password entered again"),
    "signed_out": _("signed out"),
    "expired": _("signed out for being idle"),
    "limit": _("signed out after the longest time"),
    "ended": _("ended from elsewhere"),
    "unlocked": _("unlocked"),
}


class SignIn(models.Model):
    """Somebody signed in, out, or was refused. ``username`` is what was typed, known or not."""

    at = models.DateTimeField(db_index=True)
    username = models.CharField(max_length=60)
    account = models.ForeignKey("organization.Account", models.CASCADE, null=True, related_name="+")
    address = models.GenericIPAddressField(null=True)
    # The name of a browser known for the account, empty for one that is not.
    device = models.CharField(max_length=24, blank=True)
    outcome = models.CharField(max_length=12, choices=OUTCOME_LABELS)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["username", "-at"], name="sign_in_username"),
            models.Index(fields=["address", "-at"], name="sign_in_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=list(OUTCOME_LABELS)), name="sign_in_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.outcome}"
