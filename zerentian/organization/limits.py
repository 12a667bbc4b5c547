"""How much a request may bring to a view that takes files; the door refuses more before a byte is read."""

from django.conf import settings

# What else than the file stands in a form.
WORDS = 2_500_000


def a_table() -> int:
    """A spreadsheet, a report to be read, a basis document's table."""
    return int(settings.TABLE_UPLOAD_MB) * 1_000_000 + WORDS


def a_visitors_files() -> int:
    """What somebody outside the office sends at once."""
    return int(settings.PUBLIC_UPLOAD_MB) * 1_000_000


def evidence() -> int:
    """The largest piece of evidence there may be."""
    return max(settings.EVIDENCE_MAX_BYTES.values()) + WORDS
