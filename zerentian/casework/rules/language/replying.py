"""Whether a reply speaks of what was asked: measured by how alike the office's own messages and replies are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from zerentian.casework.rules.language.runs import Kind, Numbers, count, plain
from zerentian.casework.rules.language.vocabulary import Vocabulary, Weighed, as_arrays, from_arrays

RUNS = Kind(2, 3)
# One reply in twenty that does answer lies under the bound: that many are looked at once more for nothing.
LEAST_SHARE = 0.05
FEWEST_PAIRS = 50
# A message of fewer characters says too little to be compared.
SHORTEST = 12
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Usual:
    """How alike message and reply usually are here: the runs, how rare each is, and the bound of the last twentieth."""

    vocabulary: Vocabulary
    bound: float

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Self | None:
        """Learn from message and reply of answered matters; None where there are too few."""
        if len(pairs) < FEWEST_PAIRS:
            return None
        texts = [plain(one) for pair in pairs for one in pair]
        vocabulary = Vocabulary.of(count(texts, RUNS), RUNS)
        weighed = vocabulary.weigh(count(texts, RUNS))
        alike = [inner(weighed, at, at + 1) for at in range(0, len(texts), 2)]
        return cls(vocabulary, float(np.quantile(alike, LEAST_SHARE)))

    def likeness(self, message: str, reply: str) -> float:
        """Return how alike a message and a reply are, 0 to 1."""
        return inner(self.vocabulary.weigh(count([plain(message), plain(reply)], RUNS)), 0, 1)

    def is_beside(self, message: str, reply: str) -> bool:
        """Tell whether a reply has less in common with its message than nineteen in twenty have."""
        if len(plain(message)) < SHORTEST or not plain(reply):
            return False
        return self.likeness(message, reply) < self.bound

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """Return it as plain arrays."""
        return {"bound": np.array([self.bound]), **as_arrays(self.vocabulary, "runs")}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return what was kept."""
        return cls(from_arrays(arrays, "runs"), float(arrays["bound"][0]))


def inner(weighed: Weighed, one: int, other: int) -> float:
    """Return the inner product of two texts' weights."""
    left, right = part(weighed, one), part(weighed, other)
    _, at, there = np.intersect1d(left[0], right[0], assume_unique=True, return_indices=True)
    return float((left[1][at] * right[1][there]).sum())


def part(weighed: Weighed, text: int) -> tuple[Numbers, NDArray[np.float32]]:
    """Return columns and weights of one text."""
    own = slice(weighed.starts[text], weighed.starts[text + 1])
    return weighed.columns[own], weighed.weights[own]
