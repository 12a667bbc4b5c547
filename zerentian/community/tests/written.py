"""What tests of entries share: the only entry of a verb, and of which tables it vouches for rows."""

from zerentian.ledger.models import Entry


def entry_of(verb: str) -> Entry:
    """Return the only entry of a verb."""
    return Entry.objects.get(verb=verb)


def rows_of(entry: Entry) -> list[str]:
    """Return of which tables an entry vouches for rows, and for files."""
    names = [name for name in entry.commitment if name.startswith(("row:", "file:"))]
    return sorted(name.split(":")[1].split(".")[1] for name in names)
