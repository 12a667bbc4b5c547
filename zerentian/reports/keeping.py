"""What this room keeps beside the database: the files of issued reports."""

from collections.abc import Iterator

from zerentian.ledger.kept import keep_folder
from zerentian.reports.models import Report

NAMES = {"docx": "report.docx", "pdf": "report.pdf", "html": "report.html", "manifest": "manifest.json"}


def issued() -> Iterator[tuple[str, str]]:
    """Yield path under HOME and SHA-256 of every file that was issued."""
    # Only these columns are asked for: a backup comes before an upgrade, which may add others.
    for number, *digests in Report.objects.order_by("pk").values_list("number", *NAMES).iterator(500):
        for name, digest in zip(NAMES.values(), digests, strict=True):
            if digest:
                yield f"reports/{number}/{name}", digest


keep_folder("reports", issued)
