"""The signs between words, as the page's language writes them: a full-width sign between English words is a hole.

In Chinese a sign is as wide as a character and no blank follows it; in English a blank stands beside it.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

COLON, COMMA, SEMICOLON, AND_COMMA = ("：", ": "), ("，", ", "), ("；", "; "), ("、", ", ")


def in_english() -> bool:
    """Tell whether the page is in English."""
    return (get_language() or "").startswith("en")


def sign(pair: tuple[str, str]) -> str:
    """Return a sign in the page's language."""
    return pair[in_english()]


def listed(words: Iterable[Any]) -> str:
    """Return some words side by side: 甲、乙, in English a, b."""
    return sign(AND_COMMA).join(str(word) for word in words)


def clauses(words: Iterable[Any]) -> str:
    """Return some statements side by side, which may have commas of their own: 甲；乙, in English a; b."""
    return sign(SEMICOLON).join(str(word) for word in words)


def sentences(*words: Any) -> str:
    """Return some sentences behind one another, each with its full stop; what is empty falls out."""
    return sign(("", " ")).join(str(one) for one in words if one)


def bracketed(words: Any) -> str:
    """Return some words in brackets, to be put right behind a word; nothing of nothing."""
    if words is None or words == "":
        return ""
    return f" ({words})" if in_english() else f"（{words}）"


def labelled(label: Any, words: Any) -> str:
    """Return a label and what it says: 标签：内容, in English label: words."""
    return f"{label}{sign(COLON)}{words}"
