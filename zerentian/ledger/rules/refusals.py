"""The one way in which a rule or an action says no."""


class NotAllowed(Exception):
    """A step that the rules refuse; the message says why and what to do instead. Shown as 409."""


class Fork(NotAllowed):
    """The database is older than, or differs from, what was already signed outside it."""
