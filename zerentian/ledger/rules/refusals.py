"""The one way in which a rule or an action says no."""

from zerentian.ledger.rules.words import Refusal


class NotAllowed(Refusal):
    """A step that the rules refuse; the words say why and what to do instead. Shown as 409."""


class Fork(NotAllowed):
    """The database is older than, or differs from, what was already signed outside it."""


def check_words(words: str, zh: str, en: str) -> str:
    """Return what somebody says, without blanks around it; NotAllowed for nothing, naming what is to be said."""
    if not (text := words.strip()):
        raise NotAllowed(f"请写明{zh}", f"say {en}")
    return text


def check_filled(text: str, zh: str, en: str) -> str:
    """Return what a field holds, without blanks around it; NotAllowed for an empty one, naming the field."""
    if not (filled := text.strip()):
        raise NotAllowed(f"请填写{zh}", f"fill in {en}")
    return filled
