"""A sentence in both languages, for rules and refusals: a page says one of them, the console both.

Rules are plain Python and know no gettext; what they say is a pair, and whoever opens a page says beforehand in
which language it speaks (``speaking``). Labels and pages of a room use gettext instead.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

# The language of the page that is being made, such as "zh-hans"; empty at the console, which says both.
_language: ContextVar[str] = ContextVar("language", default="")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say sentences in one language from here on: Chinese for ``zh…``, English for any other, both for ""."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in Chinese and in English. ``str()`` says it in the language of the page, or in both."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        """Return the sentence in one language, or in both for ""."""
        if not language:
            return f"{self.zh} · {self.en}"
        return self.zh if language.startswith("zh") else self.en

    def __str__(self) -> str:
        return self.said(_language.get())


def joined(sentences: Iterable[Words]) -> Words:
    """Return several sentences as one."""
    listed = list(sentences)
    return Words("；".join(one.zh for one in listed), "; ".join(one.en for one in listed))


class Refusal(Exception):
    """What is wrong and what to do instead, in both languages. ``str()`` says it as ``Words`` does.

    Python keeps what a refusal was made of, and makes it anew of that on the other side of a process.
    """

    def __init__(self, zh: str | Words, en: str = "") -> None:
        if not isinstance(zh, Words):
            # A refusal that states both languages as one text, "中文 · English".
            first, _, second = (zh, "", en) if en else zh.partition(" · ")
            zh = Words(first, second or first)
        self.words = zh

    def __str__(self) -> str:
        return str(self.words)
