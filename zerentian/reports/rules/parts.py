"""Two reports side by side, part by part: what each says under the same heading, and what was taken over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from zerentian.reports.rules.audit.comparison import repeated

NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
MARK = re.compile(r"〔[证台][^〕]*〕")
How = Literal["", "same", "numbers"]


@dataclass
class Part:
    """What stands under one heading."""

    title: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pair:
    """One part in both reports, either side empty where it has none; ``how`` a line was taken over from the earlier."""

    title: str
    earlier: tuple[str, ...]
    later: tuple[tuple[str, How], ...]


def parts_of(paragraphs: Sequence[tuple[str, str]]) -> list[Part]:
    """Return the parts of a report from its paragraphs (kind, text): under each heading, marks left out."""
    parts = [Part("")]
    for kind, text in paragraphs:
        plain = MARK.sub("", text).strip()
        if kind == "heading" and NUMBER.match(plain):
            parts.append(Part(NUMBER.sub("", plain)))
        elif plain:
            parts[-1].lines.append(plain)
    return [part for part in parts if part.lines]


def side_by_side(earlier: Sequence[Part], later: Sequence[Part]) -> list[Pair]:
    """Return the parts of two reports in pairs, in the order of the later one; those that are gone stand last."""
    before = {part.title: part for part in earlier}
    now = {part.title for part in later}
    pairs = [_pair(before.get(part.title, Part(part.title)), part) for part in later]
    return pairs + [_pair(part, Part(part.title)) for part in earlier if part.title not in now]


def _pair(earlier: Part, later: Part) -> Pair:
    """Return one part in both reports."""
    found = repeated(enumerate(later.lines), enumerate(earlier.lines))
    taken: dict[int, How] = {one.n: one.how for one in found}
    lines = tuple((text, taken.get(place, "")) for place, text in enumerate(later.lines))
    return Pair(later.title, tuple(earlier.lines), lines)
