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


def terms(text: str) -> set[str]:
    """Return the pairs of neighbouring characters in every run; a run of one character is a term itself."""
    return {run[i : i + 2] for run in runs(text) for i in range(max(1, len(run) - 1))}
