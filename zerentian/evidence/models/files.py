"""Files kept as evidence, who deposited them where, requests to erase them, and re-checks of what is on disk."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.evidence import store
from zerentian.evidence.rules.sniffing import KINDS, Kind
from zerentian.ledger.models import Committed, Unnumbered
from zerentian.ledger.models.written import condition_of
from zerentian.organization.models import Account, Unit
from zerentian.organization.shields import belonging, of_open_kinds

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

KIND_LABELS = {
    "jpeg": _("photo"),
    "png": _("picture"),
    "webp": _("picture"),
    "pdf": _("PDF"),
    "docx": _("Word document"),
    "xlsx": _("Excel sheet"),
    "pptx": _("slides"),
    "doc": _("Word document (old)"),
    "xls": _("Excel sheet (old)"),
    "sealed": _("sealed file"),
    "text": _("text"),
    "mp4": _("video"),
    "m4a": _("audio"),
    "mp3": _("audio"),
}
CONDITION_LABELS = {"sound": _("sound"), "damaged": _("damaged"), "missing": _("missing")}
GROUND_LABELS = {
    "pipl-47-1": _("item 1: the purpose is met, out of reach or gone"),
    "pipl-47-2": _("item 2: the time of keeping is over, or the service has ended"),
    "pipl-47-3": _("item 3: the person withdrew consent"),
    "pipl-47-4": _("item 4: handled against law or agreement"),
    "pipl-47-5": _("item 5: another case named by law"),
}
STATE_LABELS = {
    "asked": _("awaits decision"),
    "erased": _("lawfully erased"),
    "refused": pgettext_lazy("erasure", "refused"),
}


class FileQuerySet(models.QuerySet["File"]):
    """Questions people ask of evidence."""

    def visible_to(self, account: Account) -> "FileQuerySet":
        """The files an account may see: a matter's with the matter, the office's own by the unit it lies in.

        Each under the name given where the account sees it.
        """
        units = Unit.objects.allowed(account, "evidence.view")
        named = Deposit.objects.filter(Q(unit__in=units) | ~Q(file__belongs_to=""), file=OuterRef("pk"))
        return self.filter(account.kept(seen_files)).annotate(
            name_here=Subquery(named.order_by("pk").values("name")[:1])
        )

    @staticmethod
    def open_in(units: models.QuerySet[Unit]) -> Q:
        """Return the condition that a file belongs to no matter and was deposited in one of these units."""
        return Q(Exists(Deposit.objects.filter(file=OuterRef("pk"), unit__in=units)), belongs_to="")

    def standing(self) -> "FileQuerySet":
        """The files that should be on disk: all but the erased."""
        return self.filter(erased_at=None)

    def comparable(self) -> "FileQuerySet":
        """The pictures that may be compared with others: sound, the office's own or of a matter that hides from nobody.

        What residents sent, and what was added to their concerns, is compared with nothing: it would join people,
        and tell one side of a shield what lies on the other.
        """
        brought = Deposit.objects.filter(file=OuterRef("pk"), unit__isnull=False)
        pictures = [kind.code for kind in KINDS.values() if kind.family == "picture"]
        return self.standing().filter(
            of_open_kinds("belongs_to"), Exists(brought), kind__in=pictures, condition="sound"
        )

    def next_to_check(self) -> "FileQuerySet":
        """The files that should be on disk, those checked longest ago first."""
        return self.standing().order_by(F("checked_at").asc(nulls_first=True), "pk")

    def alike(self, fingerprint: str) -> "FileQuerySet":
        """The pictures with exactly this fingerprint."""
        return self.filter(fingerprint=fingerprint).exclude(fingerprint="")


def seen_files(account: Account) -> Q:
    """Write out the condition that an account may see a file: the matter's it belongs to, or a unit's."""
    units = Unit.objects.allowed(account, "evidence.view")
    return condition_of(File.objects.filter(File.objects.open_in(units) | belonging(account)))


class File(Unnumbered):
    """A file by its content, kept once however often it is deposited: by the office, or with one matter.

    ``belongs_to`` refers to the matter it was filed with (``concern:…``): whoever may read that may see the file,
    and nobody else; the same content elsewhere is another file, so that nobody learns that it came in before.
    Not committed here: the matter's own row that names the file is.
    ``name`` is the one it first came under; ``captured_at`` when a picture says it was taken; ``fingerprint``
    its difference hash (16 hex digits, pictures only). ``checked_at`` and ``condition`` are what the last
    re-check found. After a lawful erasure only hash, size and kind remain, and the salt is a new one.
    """

    COMMITTED = ("sha256", "size", "kind", "captured_at", "fingerprint", "erased_at")
    OPENABLE = ("name",)

    sha256 = models.CharField(max_length=64)
    belongs_to = models.CharField(max_length=160, blank=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=KIND_LABELS)
    name = models.CharField(max_length=200, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=16, blank=True, db_index=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, db_index=True)
    condition = models.CharField(max_length=10, choices=CONDITION_LABELS, default="sound")

    objects = FileQuerySet.as_manager()

    if TYPE_CHECKING:
        deposits: "RelatedManager[Deposit]"
        erasures: "RelatedManager[Erasure]"

    class Meta:
        ordering = ["-pk"]
        # Not db_index: that makes a second one, for LIKE, on PostgreSQL.
        indexes = [models.Index(fields=["belongs_to"], name="file_belongs_to")]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "belongs_to"], name="file_once_in_a_matter"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="file_kind_known"),
            models.CheckConstraint(
                condition=Q(condition__in=list(CONDITION_LABELS)), name="file_condition_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.sha256[:12]

    @property
    def ref(self) -> str:
        """Return the reference string of the file."""
        return f"file:{self.mark}"

    @property
    def path(self) -> Path:
        """Return where the file stands on disk (nothing stands there after an erasure)."""
        return store.path_of(self.sha256)

    @property
    def described(self) -> Kind:
        """Return what kind of file this is."""
        return KINDS[self.kind]

    @property
    def label(self) -> str:
        """Return the name, as far as the account that asked may know it, or what stands in its place."""
        name: str = getattr(self, "name_here", self.name)
        return name or f"{gettext('lawfully erased')} · {self.sha256[:12]}"

    @property
    def media_type(self) -> str:
        """Return the media type under which the file is served."""
        return self.described.media_type

    @property
    def is_picture(self) -> bool:
        """Tell whether the file can be shown as a picture: one that stands, and holds."""
        return self.described.family == "picture" and self.erased_at is None and self.condition == "sound"

    @property
    def open_erasure(self) -> "Erasure | None":
        """Return the request to erase this file that waits for a decision, if any."""
        return self.erasures.filter(state="asked").first()

    def deposits_before(self, moment: datetime) -> models.QuerySet["Deposit"]:
        """Return earlier deposits of the same content, the first one first."""
        return self.deposits.filter(deposited_at__lt=moment).select_related("unit").order_by("pk")


class Deposit(Unnumbered):
    """A unit deposited a file, under a name; the same content may come from several units."""

    COMMITTED = ("file", "unit", "deposited_at")
    OPENABLE = ("name",)

    file = models.ForeignKey(File, models.PROTECT, related_name="deposits")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    deposited_at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "unit"], name="deposit_once_in_a_unit"),
            models.UniqueConstraint(
                fields=["file"], condition=Q(unit=None), name="deposit_once_outside_units"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.unit_id}"


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Questions people ask of requests to erase."""

    def visible_to(self, account: Account) -> "ErasureQuerySet":
        """The requests about files the account may see and asks for or decides on the erasure of."""
        within = Q(pk__in=[])
        for right in ("evidence.erase", "evidence.erase_approve"):
            within |= File.objects.open_in(Unit.objects.allowed(account, right))
            if account.may(right):
                within |= ~Q(belongs_to="")
        return self.filter(file__in=File.objects.visible_to(account).filter(within).values("pk"))


class Erasure(Unnumbered):
    """A request to erase a file by law, and what another person decided on it."""

    COMMITTED = ("file", "ground", "state", "asked_at", "decided_at")
    OPENABLE = ("reason", "answer")

    file = models.ForeignKey(File, models.PROTECT, related_name="erasures")
    ground = models.CharField(max_length=20, choices=GROUND_LABELS)
    reason = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=STATE_LABELS, default="asked")
    answer = models.TextField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATE_LABELS)), name="erasure_state_known"),
            models.CheckConstraint(condition=~Q(asked_by=F("decided_by")), name="erasure_takes_two"),
            models.UniqueConstraint(fields=["file"], condition=Q(state="asked"), name="erasure_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.state}"


class Recheck(Committed):
    """One run of the re-check: how many files were hashed again, and what did not hold."""

    COMMITTED = ("started_at", "checked", "damaged", "missing")

    started_at = models.DateTimeField()
    checked = models.PositiveIntegerField()
    damaged = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d} {self.checked}"

    @property
    def ref(self) -> str:
        """Return the reference string of the run."""
        return f"recheck:{self.pk}"
