"""How much each run of characters says: the rarer, the more; a message's weights have length 1 in each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from zerentian.casework.rules.language.runs import Counts, Hashes, Kind, Numbers, Weights, count

# Runs kept at most, those of most texts first: memory stays bounded however many messages there are.
MOST_RUNS = 300_000
LEAST_TEXTS = 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights of the runs known to a vocabulary, text after text, as ``Counts`` has them; columns from 0."""

    starts: Numbers
    columns: Numbers
    weights: Weights


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The runs of one kind that stand in several texts, in ascending order of hash, and how rare each is."""

    kind: Kind
    hashes: Hashes
    rarity: Weights

    @classmethod
    def of(cls, counts: Counts, kind: Kind, least: int = LEAST_TEXTS) -> Self:
        """Learn which runs stand in at least so many texts, and how rare they are: ln((1 + n) / (1 + texts)) + 1."""
        hashes, texts = np.unique(counts.hashes, return_counts=True)
        kept = np.flatnonzero(texts >= min(least, len(counts.starts) - 1))
        if len(kept) > MOST_RUNS:
            kept = np.sort(kept[np.argsort(-texts[kept], kind="stable")[:MOST_RUNS]])
        rarity = np.log((len(counts.starts)) / (1 + texts[kept])) + 1
        return cls(kind, hashes[kept], rarity.astype(np.float32))

    def times(self, telling: NDArray[np.float64]) -> "Vocabulary":
        """Return it with each run as many times as heavy."""
        return Vocabulary(self.kind, self.hashes, (self.rarity * telling).astype(np.float32))

    def weigh(self, counts: Counts) -> Weighed:
        """Return (1 + ln count) × rarity of the known runs, each text's scaled to length 1."""
        places = np.searchsorted(self.hashes, counts.hashes)
        places[places == len(self.hashes)] = 0
        known = self.hashes[places] == counts.hashes if len(self.hashes) else np.zeros(len(places), bool)
        rows, columns = counts.rows[known], places[known]
        weights = (1 + np.log(counts.counts[known])) * self.rarity[columns]
        texts = len(counts.starts) - 1
        length = np.sqrt(np.bincount(rows, weights * weights, minlength=texts))
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=texts))])
        return Weighed(starts, columns, (weights / length[rows]).astype(np.float32))


def weighed(texts: Sequence[str], vocabulary: Vocabulary) -> Weighed:
    """Weigh plain texts by a vocabulary."""
    return vocabulary.weigh(count(texts, vocabulary.kind))


def side_by_side(parts: Sequence[tuple[Weighed, int, float]]) -> Weighed:
    """Join the weights of several fields of the same texts; each field has its number of columns and its share."""
    rows, columns, weights, before = [], [], [], 0
    for part, width, share in parts:
        rows.append(np.repeat(np.arange(len(part.starts) - 1), np.diff(part.starts)))
        columns.append(part.columns + before)
        weights.append(part.weights * np.float32(share))
        before += width
    order = np.argsort(np.concatenate(rows), kind="stable")
    starts = np.sum([part.starts for part, _, _ in parts], axis=0)
    return Weighed(starts, np.concatenate(columns)[order], np.concatenate(weights)[order])


def as_arrays(vocabulary: Vocabulary, name: str) -> dict[str, Numbers | Hashes | Weights]:
    """Return a vocabulary as arrays to be kept, each under a name that begins with ``name``."""
    kind = np.array(vocabulary.kind, dtype=np.int64)
    return {f"{name}_kind": kind, f"{name}_hashes": vocabulary.hashes, f"{name}_rarity": vocabulary.rarity}


def from_arrays(arrays: Mapping[str, Numbers | Hashes | Weights], name: str) -> Vocabulary:
    """Return a vocabulary from arrays that were kept."""
    kind = Kind(*(int(one) for one in arrays[f"{name}_kind"]))
    return Vocabulary(
        kind, arrays[f"{name}_hashes"].astype(np.uint64), arrays[f"{name}_rarity"].astype(np.float32)
    )
