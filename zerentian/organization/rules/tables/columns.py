"""Lists whose columns are known by the words that offices write above them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from zerentian.organization.rules.tables.headings import plain
from zerentian.organization.rules.tables.layout import Wanted


@dataclass(frozen=True, slots=True)
class KnownColumns:
    """Under which words each field of a list stands, the usual one first, and without which fields it is none."""

    words: Mapping[str, Sequence[str]]
    required: Collection[str]

    def among(self, headings: Sequence[str]) -> dict[str, str]:
        """Return which heading carries which field. None carries two; of two with one name the first counts."""
        known = {plain(one): one for one in reversed(headings)}
        found: dict[str, str] = {}
        for field, words in self.words.items():
            heading = next((known[word] for word in map(plain, words) if word in known), None)
            if heading is not None and heading not in found.values():
                found[field] = heading
        return found

    @property
    def wanted(self) -> Wanted:
        """Return what the reader of tables looks for."""
        return Wanted(
            recognise=lambda headings: len(self.among(headings)),
            suffices=lambda headings: self.among(headings).keys() >= set(self.required),
        )
