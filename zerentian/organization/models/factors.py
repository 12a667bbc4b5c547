"""The second factor: a shared secret for one-time codes, and recovery codes of which only digests are kept."""

from django.db import models

from zerentian.organization.models.accounts import Account


class SecondFactor(models.Model):
    """The secret of an account's code generator, encrypted; in force once a code has confirmed it.

    ``last_step`` is the time step of the newest code that was taken: neither it nor an older one is taken again.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="second_factor")
    secret = models.TextField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.account_id} {'confirmed' if self.confirmed_at else 'begun'}"


class RecoveryCode(models.Model):
    """A code that stands once for the code generator, when that is lost."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {'used' if self.used_at else 'unused'}"
