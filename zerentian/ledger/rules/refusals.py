"""The one way in which a rule or an action says no."""

from zerentian.ledger.rules.words import Refusal


class NotAllowed(Refusal):
    """A step that the rules refuse; the words say why and what to do instead. Shown as 409."""


class Fork(NotAllowed):
    """The database is older than, or differs from, what was already signed outside it."""
