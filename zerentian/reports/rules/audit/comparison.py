"""Compares two reports: which sentences stood in the last one already, word for word or with other numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zerentian.reports.rules.audit.headings import numbering

_SHORTEST = 8  # signs: a shorter sentence is the same by chance
_NUMBER = re.compile(
    r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*|[零〇一二两三四五六七八九十百千万亿]+(?=[\u4e00-\u9fff%％])"
)


@dataclass(frozen=True)
class Repeated:
    """A sentence that stood in the last report: its number there, and whether only numbers differ."""

    n: int
    last: int
    how: Literal["same", "numbers"]


def repeated(now: Iterable[tuple[int, str]], last: Iterable[tuple[int, str]]) -> tuple[Repeated, ...]:
    """Return the sentences of ``now`` (number, text) that stood in ``last``; headings and leads are not asked about."""
    whole: dict[str, int] = {}
    bare: dict[str, int] = {}
    for n, text in last:
        whole.setdefault(_plain(text), n)
        bare.setdefault(_without_numbers(text), n)
    found = []
    for n, text in now:
        if len(_plain(text)) < _SHORTEST:
            continue
        if _plain(text) in whole:
            found.append(Repeated(n, whole[_plain(text)], "same"))
        elif len(_without_numbers(text)) >= _SHORTEST and _without_numbers(text) in bare:
            found.append(Repeated(n, bare[_without_numbers(text)], "numbers"))
    return tuple(found)


def _plain(text: str) -> str:
    """Return a sentence's words alone, without its number sign, white space and punctuation."""
    return re.sub(r"[\W_]+", "", numbering(text)[1])


def _without_numbers(text: str) -> str:
    """Return a sentence's words with its numbers taken out."""
    return re.sub(r"[\W_]+", "", _NUMBER.sub("", numbering(text)[1]))
