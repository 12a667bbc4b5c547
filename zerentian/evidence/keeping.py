"""What this room keeps beside the database: the files of evidence, named by their hash."""

from collections.abc import Iterator

from zerentian.evidence.models import File
from zerentian.ledger.kept import keep_folder


def standing() -> Iterator[tuple[str, str]]:
    """Yield path under HOME and SHA-256 of every file that is not lawfully erased."""
    for sha256 in File.objects.standing().order_by("pk").values_list("sha256", flat=True).iterator(2000):
        yield f"evidence/{sha256[:2]}/{sha256[2:4]}/{sha256}", sha256


keep_folder("evidence", standing)
