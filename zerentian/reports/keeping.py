"""What this room keeps beside the database: the files of issued reports, packages that wait for the archive."""

from collections.abc import Iterator

from django.db import connection

from zerentian.ledger.kept import keep_folder
from zerentian.reports.models import Report, Transfer

NAMES = {"docx": "report.docx", "pdf": "report.pdf", "html": "report.html", "manifest": "manifest.json"}


def issued() -> Iterator[tuple[str, str]]:
    """Yield path under HOME and SHA-256 of every file that was issued."""
    # Only these columns are asked for: a backup comes before an upgrade, which may add others.
    for number, *digests in Report.objects.order_by("pk").values_list("number", *NAMES).iterator(500):
        for name, digest in zip(NAMES.values(), digests, strict=True):
            if digest:
                yield f"reports/{number}/{name}", digest


def packed() -> Iterator[tuple[str, str]]:
    """Yield path under HOME and SHA-256 of every package that the archive has not received yet.

    A backup comes before an upgrade, which brings the table.
    """
    if Transfer._meta.db_table not in connection.introspection.table_names():
        return
    waiting = Transfer.objects.filter(state="packed").order_by("pk").values_list("number", "package")
    for number, digest in waiting.iterator(500):
        yield f"archive/{number}.zip", digest


keep_folder("archive", packed)
keep_folder("reports", issued)
