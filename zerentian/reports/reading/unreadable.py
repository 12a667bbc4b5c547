"""What is said of a file that cannot be read."""

from zerentian.ledger.rules.words import Refusal


class Unreadable(Refusal):
    """A file that cannot be read as a report. Its words name the file and the remedy."""
