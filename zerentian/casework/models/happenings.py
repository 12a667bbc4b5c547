"""What happened on a concern, in words, and the files that came with it."""

from typing import ClassVar

from django.db import models

from zerentian.casework.models.labels import STEPS
from zerentian.evidence.models import File
from zerentian.ledger.models import Unnumbered
from zerentian.organization.models import Account


class Happening(Unnumbered):
    """One step of a concern with the words said on it. ``public`` ones stand on the resident's page."""

    COMMITTED: ClassVar = ("concern", "step", "words", "public")
    OPENABLE: ClassVar = ("words",)

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="happenings")
    step = models.CharField(max_length=12, choices=STEPS)
    words = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    entry = models.UUIDField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.step}"


class ConcernFile(Unnumbered):
    """A file that came with a concern, or was added to it."""

    COMMITTED: ClassVar = ("concern", "file", "from_resident")

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    from_resident = models.BooleanField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "file"], name="concern_file_once")]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.file_id}"
