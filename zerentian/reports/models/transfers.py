"""Transfers to the archive: which closed cases were handed over, in which package, and who received it."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Concern
from zerentian.casework.models.concerns import ConcernQuerySet, shielded
from zerentian.casework.rules.concerns import State
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.retention import Retention
from zerentian.reports.rules.transfers import HOLDING, TransferState

STATES = {
    TransferState.ASKED: _("being packed"),
    TransferState.PACKED: _("packed, to be handed over"),
    TransferState.RECEIVED: _("received by the archive"),
    TransferState.FAILED: _("could not be packed"),
    TransferState.WITHDRAWN: pgettext_lazy("transfer", "withdrawn"),
}
RETENTIONS = {
    Retention.PERMANENT: _("for good"),
    Retention.LONG: _("30 years"),
    Retention.SHORT: _("10 years"),
}
OVER = (State.CLOSED, State.EXITED)


class ArchiveTransferQuerySet(LocatedQuerySet):
    """Questions people ask of transfers."""

    right = "archive.transfer"

    def to_pack(self) -> Self:
        """The transfers whose package is still to be made, the oldest first."""
        return self.filter(state=TransferState.ASKED).order_by("pk")


class Transfer(Located):
    """Closed cases of a unit and some days for the archive. ``package`` is the SHA-256 of the zip, ``manifest`` that of
    its ``tagmanifest-sha256.txt``, which holds for the unpacked folder as well."""

    KIND = "archive"
    COMMITTED: ClassVar = (
        *("unit", "number", "period", "first", "last", "archive", "state", "cases", "files", "size"),
        *("package", "manifest", "problem", "received_on", "received_by", "remark"),
    )
    OPENABLE: ClassVar = ("archive", "received_by", "remark")

    number = models.CharField(max_length=20, unique=True)
    period = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    # Which kinds of matters it takes, in a list; those drawn up before there were others took concerns alone.
    kinds = models.CharField(max_length=200, default="concern")
    archive = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, words) for state, words in STATES.items()],
        default=TransferState.ASKED.value,
    )
    cases = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    package = models.CharField(max_length=64, blank=True)
    manifest = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=400, blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    packed_at = models.DateTimeField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    received_by = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    objects = ArchiveTransferQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("packed", "received"))
                | (~Q(package="") & ~Q(manifest="") & Q(packed_at__isnull=False)),
                name="transfer_packed_with_digest",
            ),
            models.CheckConstraint(
                condition=Q(state="received", received_on__isnull=False) | ~Q(state="received"),
                name="transfer_received_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.unit.name}"

    @property
    def kind_codes(self) -> list[str]:
        """Return which kinds of matters it takes."""
        return self.kinds.split(".")

    @property
    def file_name(self) -> str:
        """Return the name of its package."""
        return f"{self.number}.zip"


class TransferPiece(Committed):
    """One case in a transfer, as it was closed on that day: reopened and closed again it is another."""

    COMMITTED: ClassVar = ("transfer", "concern", "place", "closed_on", "retention", "pages", "digest")

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="pieces")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="transferred")
    place = models.PositiveIntegerField()
    closed_on = models.DateField()
    retention = models.CharField(max_length=10)
    pages = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["transfer", "place"], name="transfer_place_once")]

    def __str__(self) -> str:
        return f"{self.transfer.number} {self.place}"


class TransferPaper(Committed):
    """One file of a transfer that is no concern's, by the reference of its matter, as it was done with on that day."""

    COMMITTED: ClassVar = (
        *(
            "transfer",
            "ref",
            "number",
            "title",
            "organ",
            "place",
            "closed_on",
            "retention",
            "pages",
            "digest",
        ),
    )
    OPENABLE: ClassVar = ("title",)

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="papers")
    ref = models.CharField(max_length=160, db_index=True)
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    organ = models.CharField(max_length=200)
    place = models.PositiveIntegerField()
    closed_on = models.DateField()
    retention = models.CharField(max_length=10)
    pages = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "place"], name="transfer_paper_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.transfer.number} {self.place}"


class KeptFor(Committed):
    """How long the file of a matter is to be kept, as somebody decided instead of what was proposed; the last holds."""

    COMMITTED: ClassVar = ("ref", "retention", "before", "reason")
    OPENABLE: ClassVar = ("reason",)

    ref = models.CharField(max_length=160, db_index=True)
    retention = models.CharField(
        max_length=10, choices=[(code.value, words) for code, words in RETENTIONS.items()]
    )
    before = models.CharField(
        max_length=10, choices=[(code.value, words) for code, words in RETENTIONS.items()]
    )
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="kept_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.retention}"


def cases_to_transfer(unit: Unit, first: date, last: date, account: Account) -> ConcernQuerySet:
    """Return the concerns of a unit that were closed in some days and can be handed over, as they were closed.

    Those the account may read, none that accuses or may accuse somebody, none that lies in a transfer already as it was
    closed then.
    """
    held = TransferPiece.objects.filter(
        concern=OuterRef("pk"), closed_on=OuterRef("closed_on"), transfer__state__in=HOLDING
    )
    path = unit.path_on(min(last, account.today)) or unit.path
    rows = Concern.objects.visible_to(account).filter(Q(path=path) | Q(path__startswith=f"{path}/"))
    rows = rows.filter(state__in=OVER, closed_on__range=(first, last)).exclude(shielded())
    return rows.exclude(Exists(held)).order_by("closed_on", "pk")
