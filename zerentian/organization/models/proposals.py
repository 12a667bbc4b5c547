"""Appointments to posts that decide over others: one keeper proposes, another confirms."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Committed
from zerentian.organization.models.accounts import Account
from zerentian.organization.models.posts import Post

WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"
STATE_LABELS = {
    WAITING: _("waits for a second keeper"),
    CONFIRMED: _("confirmed"),
    REFUSED: _("refused"),
}


class ProposedAppointment(Committed):
    """A person proposed for a guarded post from a day on: who proposed, who decided, and how."""

    COMMITTED: ClassVar = ("account", "post", "first", "asked_by", "decided_by", "state")

    account = models.ForeignKey(Account, models.PROTECT, related_name="proposals")
    post = models.ForeignKey(Post, models.PROTECT, related_name="proposals")
    first = models.DateField()
    state = models.CharField(max_length=12, choices=STATE_LABELS, default=WAITING)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATE_LABELS)), name="proposal_state_known"),
            models.CheckConstraint(condition=~Q(asked_by=F("account")), name="proposal_asked_by_another"),
            models.CheckConstraint(
                condition=~Q(state=CONFIRMED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("account")) & ~Q(decided_by=F("asked_by"))),
                name="proposal_confirmed_by_a_third",
            ),
            models.UniqueConstraint(
                fields=["account", "post"], condition=Q(state=WAITING), name="proposal_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.post_id} {self.state}"
