"""What leaves the office: templates of other systems, mapped once, and every export with who took it."""

import json
from typing import ClassVar

from django.db import models

from zerentian.duties.models.located import Located, LocatedQuerySet


class ExportQuerySet(LocatedQuerySet):
    """Questions people ask of exports."""

    right = "concern.import"


class ReplySheet(Located):
    """The spreadsheet in which a hotline or the county wants its replies, with what goes into which column."""

    KIND = "reply_sheet"
    COMMITTED_AS = "casework.replysheet"
    COMMITTED: ClassVar = ("unit", "name", "digest", "columns")

    name = models.CharField(max_length=60)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    columns = models.TextField(default="{}")

    objects = ExportQuerySet.as_manager()

    class Meta:
        db_table = "casework_replysheet"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="reply_sheet_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def filled(self) -> dict[str, str]:
        """Return what is filled: key → heading."""
        columns: dict[str, str] = json.loads(self.columns)
        return columns


class ExportRun(Located):
    """One export: how many concerns left the office in what form, who took them, and why with contact data."""

    KIND = "export"
    COMMITTED_AS = "casework.exportrun"
    COMMITTED: ClassVar = ("unit", "form", "rows", "contacts", "reason", "file_digest")
    OPENABLE: ClassVar = ("reason",)

    form = models.CharField(max_length=20)
    rows = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    file_digest = models.CharField(max_length=64)
    by = models.ForeignKey("organization.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ExportQuerySet.as_manager()

    class Meta:
        db_table = "casework_exportrun"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.form} {self.rows}"
