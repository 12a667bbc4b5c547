"""How texts become search terms: overlapping pairs of characters, so that two-character Chinese words are found."""

import re
import unicodedata

RUN = re.compile(r"[0-9a-z]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")


def normalized(text: str) -> str:
    """Return a text as it is compared: full-width letters and digits as ASCII, in lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def runs(text: str) -> list[str]:
    """Return the unbroken runs of Chinese characters, and of letters and digits, in their order."""
    return RUN.findall(normalized(text))


BREAK = "brk"


def in_order(text: str) -> list[str]:
    """Return the pairs of neighbouring characters as they follow each other, a break between two runs.

    A phrase of them holds exactly where the words stand unbroken in the text.
    """
    ordered: list[str] = []
    for run in runs(text):
        ordered += [BREAK] * bool(ordered)
        ordered += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
    return ordered


def terms(text: str) -> set[str]:
    """Return the pairs of neighbouring characters in every run; a run of one character is a term itself."""
    return {run[i : i + 2] for run in runs(text) for i in range(max(1, len(run) - 1))}
