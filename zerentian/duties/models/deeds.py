"""Deeds (落实记录): what was done, for which duties, with which evidence; and how they were changed."""

from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models.duties import Duty, Occurrence
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.duties.rules.deeds import DeedKind
from zerentian.ledger.models import Committed, Entry
from zerentian.organization.models import Account

DEED_KIND_LABELS = {
    DeedKind.INSPECTION: _("Inspection and patrol"),
    DeedKind.RECTIFICATION: _("Rectification"),
    DeedKind.PUBLICITY: _("Publicity and teaching"),
    DeedKind.TRAINING: _("Training and drill"),
    DeedKind.MEETING: _("Meeting and arrangement"),
    DeedKind.VISIT: _("Home visit"),
    DeedKind.SERVICE: _("Service and aid"),
    DeedKind.MEDIATION: _("Mediation"),
    DeedKind.STANDBY: _("Standing by"),
    DeedKind.UPKEEP: _("Building and upkeep"),
    DeedKind.STUDY: _("Study"),
    DeedKind.OTHER: _("Other work"),
}
CHANGE_LABELS = {
    "corrected": _("Corrected"),
    "voided": _("Withdrawn"),
    "evidence_added": _("Evidence added"),
    "evidence_withdrawn": _("Evidence withdrawn"),
    "verified": _("Verified"),
}


class DeedQuerySet(LocatedQuerySet):
    """Questions people ask of deeds."""

    right = "deed.view"

    def standing(self) -> Self:
        """The deeds that have not been withdrawn."""
        return self.filter(withdrawn=False)

    def with_evidence(self) -> Self:
        """The deeds that rest on at least one file."""
        return self.filter(Exists(DeedFile.objects.filter(deed=OuterRef("pk"), withdrawn_at=None)))

    def to_verify_by(self, account: Account) -> Self:
        """The unverified deeds the account may verify: in its reach, neither done nor recorded by it."""
        waiting = self.standing().filter(verified_by=None).allowed(account, "deed.verify")
        return waiting.exclude(recorded_by=account).exclude(done_by=account)

    def told_before(self, deed: "Deed") -> Self:
        """The standing deeds recorded before one for duties of the same areas of work, the newest first."""
        areas = Duty.objects.filter(services__deed=deed, services__dropped=False).values("area")
        served = DeedService.objects.filter(deed=OuterRef("pk"), dropped=False, duty__area__in=areas)
        return self.standing().filter(Exists(served), pk__lt=deed.pk).order_by("-pk")


class Deed(Located):
    """Something that was done. Corrected and withdrawn with a reason, never deleted."""

    KIND = "deed"
    COMMITTED: ClassVar = (
        "unit",
        "what",
        "kind",
        "occurred_on",
        "place",
        "people",
        "done_by",
        "recorded_by",
        "verified_by",
        "withdrawn",
    )
    OPENABLE: ClassVar = ("what", "place")

    what = models.TextField()
    kind = models.CharField(max_length=20, choices=DEED_KIND_LABELS)
    occurred_on = models.DateField(db_index=True)
    place = models.CharField(max_length=120, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    done_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)
    duties = models.ManyToManyField(Duty, through="DeedService", related_name="deeds")
    files = models.ManyToManyField("evidence.File", through="DeedFile", related_name="+")

    objects = DeedQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(DeedKind)), name="deed_kind_known"),
            models.CheckConstraint(
                condition=Q(verified_by=None)
                | (~Q(verified_by=models.F("done_by")) & ~Q(verified_by=models.F("recorded_by"))),
                name="deed_verified_by_another",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-occurred_on"], name="deed_unit_day")]

    def __str__(self) -> str:
        return self.what[:40]

    @property
    def head(self) -> Entry:
        """Return the newest entry of the deed's chain."""
        return Entry.objects.filter(subject=self.ref, verb="deed.recorded").order_by("-id")[0]

    @property
    def head_uuid(self) -> UUID:
        """Return the uuid of the newest entry: what an open form is checked against."""
        return self.head.uuid


class DeedService(Committed):
    """A deed serves a duty, and fulfils one of its occurrences where ``occurrence`` names it.

    ``dropped``: a correction says that it does not serve this duty after all.
    """

    COMMITTED: ClassVar = ("deed", "duty", "occurrence", "dropped")

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="services")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="services")
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, null=True, blank=True, related_name="services")

    dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["deed", "duty"], name="deed_service_once")]

    def __str__(self) -> str:
        return f"{self.deed_id} → {self.duty_id}"


class DeedFile(Committed):
    """A deed rests on a file; withdrawn with a reason, the file itself stays kept."""

    COMMITTED: ClassVar = ("deed", "file", "withdrawn_at")

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="uses")
    file = models.ForeignKey("evidence.File", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["deed", "file"], name="deed_file_once")]

    def __str__(self) -> str:
        return f"{self.deed_id} ← {self.file_id}"


class DeedChange(Committed):
    """Why and by whom a deed was changed; ``entry`` is the replacing entry, ``before`` what it said until then."""

    COMMITTED: ClassVar = ("deed", "change", "reason")
    OPENABLE: ClassVar = ("reason",)

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="changes")
    change = models.CharField(max_length=20, choices=CHANGE_LABELS)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.UUIDField(null=True)
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.deed_id} {self.change}"
