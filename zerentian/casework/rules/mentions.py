"""Posts that a comment mentions, written ``@`` and the post's title: a post, never a person."""

import re
from collections.abc import Collection
from dataclasses import dataclass

# A sign before which no letter stands: an address for mail is no mention.
AT = re.compile(r"(?<![A-Za-z0-9._-])[@＠]([^\s@＠，。；：、！？,.;:!?（）()]+)")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The titles that a text mentions, each once in their order, and what it mentions that is no title."""

    titles: tuple[str, ...]
    unknown: tuple[str, ...]


def mentioned(words: str, titles: Collection[str]) -> Mentioned:
    """Return what a text mentions among the titles of posts; of two that fit, the longer is meant."""
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    longest_first = sorted(titles, key=len, reverse=True)
    for hit in AT.finditer(words):
        rest = words[hit.start(1) :]
        title = next((one for one in longest_first if one and rest.startswith(one)), None)
        if title is None:
            unknown[hit[1]] = None
        else:
            found[title] = None
    return Mentioned(tuple(found), tuple(unknown))
