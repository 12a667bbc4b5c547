"""How alike two messages are: the rare runs of characters they share, more where they name one place, less for two.

A matrix of likenesses over a hundred thousand messages is never whole in memory: it is made in blocks, and of each
message only its likest are kept. One more message is one more row: it is compared with all in some milliseconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix, vstack

from zerentian.casework.rules.language.runs import Numbers
from zerentian.casework.rules.language.suggesting import Message
from zerentian.casework.rules.language.weighing import Arrays, Floats, Rows, Weighing

LEAST_LIKENESS = 0.03
MOST_LIKE = 100
BLOCK = 100
PAIRS_AT_ONCE = 200_000
# Names shared, in rarity: below the first none, from the last on one and the same place. Rarity is ln(n / messages),
# and these hold for a few thousand messages as they do for many; among few, a name shared is never rarer than ln(n).
NO_PLACE, SOME_PLACE, ONE_PLACE = 5.0, 10.0, 14.0
OTHER_PLACE_FACTOR, OTHER_DISTRICT_FACTOR, ONE_PLACE_FACTOR = 0.5, 0.3, 1.6
OTHER_NAME_FACTOR = 0.1
# Two messages of one place that share nothing beside its name are about two matters of it: smoke and a leaking roof.
SOME_MATTER, OTHER_MATTER_FACTOR = 0.035, 0.15

Report = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Compared:
    """Messages that others are compared with; ``turned`` is what they say, run by run."""

    weighing: Weighing
    weighed: Rows
    turned: csr_matrix

    @classmethod
    def of(cls, messages: Sequence[Message]) -> Self:
        """Weigh messages by their own rarities."""
        weighing = Weighing.of(messages)
        weighed = weighing.weigh(messages)
        return cls(weighing, weighed, weighed.said.T.tocsr())

    def as_arrays(self) -> Arrays:
        """Return them as arrays to be kept."""
        return {**self.weighing.as_arrays(), **self.weighed.as_arrays()}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return them from arrays that were kept."""
        weighed = Rows.from_arrays(arrays)
        return cls(Weighing.from_arrays(arrays), weighed, weighed.said.T.tocsr())

    def likenesses(self, done: Report = lambda _: None) -> csr_matrix:
        """Return how alike each message is to its likest others, 0 and up; ``done`` is told how many are compared.

        Another may not be among the likest of which it is one: see ``both_ways``.
        """
        blocks = []
        for first in range(0, self.turned.shape[1], BLOCK):
            asked = self.weighed[first : first + BLOCK]
            blocks.append(self.against(asked, first))
            done(asked.said.shape[0])
        return vstack(blocks, format="csr")

    def alike(self, message: Message) -> tuple[Numbers, Floats]:
        """Return the places of the messages that one more is likest to, and how alike it is to each."""
        row = self.against(self.weighing.weigh([message]), -1)
        return row.indices.astype(np.int64), row.data.astype(np.float64)

    def against(self, asked: Rows, first: int) -> csr_matrix:
        """Return how alike messages are to these; the asked ones stand here from ``first`` on, -1 for nowhere."""
        near = likest(asked.said @ self.turned, first).tocoo()
        factors = [
            place_factors(
                near.row[at : at + PAIRS_AT_ONCE], near.col[at : at + PAIRS_AT_ONCE], asked, self.weighed
            )
            for at in range(0, near.nnz, PAIRS_AT_ONCE)
        ]
        data = near.data * np.concatenate([*factors, np.zeros(0)])
        return csr_matrix((data.astype(np.float32), (near.row, near.col)), shape=near.shape)


def both_ways(likenesses: csr_matrix) -> csr_matrix:
    """Return likenesses of messages to each other, the same from either side."""
    return likenesses.maximum(likenesses.T).tocsr()


def likest(block: csr_matrix, first: int) -> csr_matrix:
    """Return a block of likenesses without a message's own, the slight ones, and all but its likest."""
    rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    own = rows + first if first >= 0 else np.full(len(rows), -1)
    kept = (block.data >= LEAST_LIKENESS) & (block.indices != own)
    rows, columns, data = rows[kept], block.indices[kept], block.data[kept]
    order = np.lexsort((-data, rows))
    rows, columns, data = rows[order], columns[order], data[order]
    starts = np.searchsorted(rows, np.arange(block.shape[0]))
    near = np.arange(len(rows)) - starts[rows] < MOST_LIKE
    return csr_matrix((data[near], (rows[near], columns[near])), shape=block.shape)


def place_factors(left: Numbers, right: Numbers, ours: Rows, theirs: Rows) -> Floats:
    """Return for pairs of messages, one of ours and one of theirs, what their likeness is multiplied by."""
    no_place = min(NO_PLACE, float(np.log(max(theirs.said.shape[0], 2))))
    fine = shared(ours.fine, theirs.fine, left, right)
    named = fine + shared(ours.coarse, theirs.coarse, left, right)
    factors = np.ones(len(left))
    has_fine = has_any(ours.fine)[left] & has_any(theirs.fine)[right]
    any_ours, any_theirs = (has_any(one.fine) | has_any(one.coarse) for one in (ours, theirs))
    factors[any_ours[left] & any_theirs[right] & (named < no_place)] = OTHER_PLACE_FACTOR
    factors[has_fine & (named < no_place)] = OTHER_NAME_FACTOR
    both = has_any(ours.districts)[left] & has_any(theirs.districts)[right]
    apart = both & (shared(ours.districts, theirs.districts, left, right) == 0)
    factors[apart & (named < SOME_PLACE)] *= OTHER_DISTRICT_FACTOR
    factors[fine >= ONE_PLACE] *= ONE_PLACE_FACTOR
    here = np.flatnonzero(named >= no_place)
    matter = np.asarray(ours.beside[left[here]].multiply(theirs.beside[right[here]]).sum(axis=1)).ravel()
    factors[here] *= OTHER_MATTER_FACTOR + (1 - OTHER_MATTER_FACTOR) * np.minimum(1, matter / SOME_MATTER)
    return factors


def has_any(rows: csr_matrix) -> np.typing.NDArray[np.bool_]:
    """Tell of each row whether anything stands in it."""
    return np.asarray(np.diff(rows.indptr) > 0)


def shared(ours: csr_matrix, theirs: csr_matrix, left: Numbers, right: Numbers) -> Floats:
    """Return the rarity of what both messages of each pair name."""
    own = ours[left]
    others = theirs[right]
    others.data = np.ones_like(others.data)
    return np.asarray(own.multiply(others).sum(axis=1)).ravel()
