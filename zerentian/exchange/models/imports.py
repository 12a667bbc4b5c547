"""Where concerns are imported from: the map of each source, and every import with who attested its origin."""

import json
from typing import ClassVar

from django.db import models

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.exchange.rules.mapping import ColumnMap, map_of


class ImportQuerySet(LocatedQuerySet):
    """Questions people ask of imports."""

    right = "concern.import"


class ImportSource(Located):
    """A source of concerns of a township, with the map of its columns."""

    KIND = "import_source"
    COMMITTED_AS = "casework.importsource"
    COMMITTED: ClassVar = ("unit", "name", "columns")

    name = models.CharField(max_length=60)
    columns = models.TextField(default="{}")

    objects = ImportQuerySet.as_manager()

    class Meta:
        db_table = "casework_importsource"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="import_source_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def map(self) -> ColumnMap:
        """Return the map of the columns."""
        return map_of(json.loads(self.columns))


class ImportRun(Located):
    """One import that changed something: which file of which source, what it brought; ``by`` attests its origin."""

    KIND = "import"
    COMMITTED_AS = "casework.importrun"
    COMMITTED: ClassVar = (
        "unit",
        "source",
        "file_name",
        "file_digest",
        "left_out",
        "rows",
        "created",
        "updated",
        "unchanged",
    )

    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    left_out = models.TextField(blank=True)
    rows = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    updated = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    by = models.ForeignKey("organization.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImportQuerySet.as_manager()

    class Meta:
        db_table = "casework_importrun"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"
