"""How alike two messages are: the rare runs of characters they share, more where they name one place, less for two.

A matrix of likenesses over a hundred thousand messages is never whole in memory: it is made in blocks, and of each
message only its likest are kept. One more message is one more row: it is compared with all in some milliseconds.
What the messages say is held once, run by run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from zerentian.casework.rules.language.runs import Numbers, Weights
from zerentian.casework.rules.language.suggesting import Message
from zerentian.casework.rules.language.weighing import (
    Arrays,
    Floats,
    Named,
    Seen,
    Weighing,
    csr_arrays,
    csr_from,
    parts,
    read,
)
from zerentian.casework.rules.language.writing import RunByRun

LEAST_LIKENESS = 0.03
MOST_LIKE = 100
BLOCK = 100
PANEL = 5_000
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
    """Messages that others are compared with; ``turned`` is what they say, run by run: each run's messages.

    ``beside`` is what they say beside names of places, ``named`` those places, both a row per message.
    """

    weighing: Weighing
    turned: csr_matrix
    beside: csr_matrix
    named: Named

    @classmethod
    def of(cls, messages: Sequence[Message]) -> Self:
        """Weigh messages by their own rarities."""
        read_parts = list(parts(messages))
        seen = Seen.of(read_parts)
        weighing = Weighing.of(seen)
        said, beside, named = RunByRun(weighing.often(seen), len(messages)), weighing.room(seen), []
        del seen
        while read_parts:
            # What was read is let go as it is weighed: with a hundred thousand messages it is a quarter of the memory.
            part = read_parts.pop(0)
            said.add(weighing.said(part))
            beside.add(weighing.said_beside(part))
            named.append(weighing.named(part))
        return cls(weighing, said.whole(), beside.whole(), Named.stacked(named))

    def as_arrays(self) -> Arrays:
        """Return them as arrays to be kept."""
        said, beside = csr_arrays("said", self.turned.T.tocsr()), csr_arrays("beside", self.beside)
        return {**self.weighing.as_arrays(), **said, **beside, **self.named.as_arrays()}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return them from arrays that were kept."""
        turned = csr_from(arrays, "said").T.tocsr()
        beside, named = csr_from(arrays, "beside"), Named.from_arrays(arrays)
        return cls(Weighing.from_arrays(arrays), turned, beside, named)

    def likenesses(self, done: Report = lambda _: None) -> csr_matrix:
        """Return how alike each message is to its likest others, 0 and up; ``done`` is told how many are compared.

        Another may not be among the likest of which it is one: see ``both_ways``.
        """
        blocks = []
        for start in range(0, self.turned.shape[1], PANEL):
            # What a message says is read out of ``turned`` again, a panel at a time: kept beside it, it is as large.
            panel = self.turned[:, start : start + PANEL].T.tocsr()
            for first in range(0, panel.shape[0], BLOCK):
                said = panel[first : first + BLOCK]
                own = slice(start + first, start + first + said.shape[0])
                blocks.append(self.against(said, self.beside[own], self.named[own], start + first))
                done(said.shape[0])
        return vstack(blocks, format="csr")

    def alike(self, message: Message) -> tuple[Numbers, Floats]:
        """Return the places of the messages that one more is likest to, and how alike it is to each."""
        part = [read(message)]
        said, beside = self.weighing.said(part), self.weighing.said_beside(part)
        row = self.against(said, beside, self.weighing.named(part), -1)
        return row.indices.astype(np.int64), row.data.astype(np.float64)

    def against(self, said: csr_matrix, beside: csr_matrix, named: Named, first: int) -> csr_matrix:
        """Return how alike messages are to these; the asked ones stand here from ``first`` on, -1 for nowhere."""
        found = [
            self.likest(said.indices[start:end], said.data[start:end], first + at if first >= 0 else -1)
            for at, (start, end) in enumerate(pairwise(said.indptr.tolist()))
        ]
        left = np.repeat(np.arange(len(found)), [len(places) for places, _ in found])
        right, likeness = (np.concatenate(one) for one in zip(*found, strict=True))
        factors = [np.zeros(0)]
        for at in range(0, len(left), PAIRS_AT_ONCE):
            pairs = left[at : at + PAIRS_AT_ONCE], right[at : at + PAIRS_AT_ONCE]
            factor, here = place_factors(*pairs, named, self.named)
            matter = products(beside, self.beside, pairs[0][here], pairs[1][here])
            factor[here] *= OTHER_MATTER_FACTOR + (1 - OTHER_MATTER_FACTOR) * np.minimum(
                1, matter / SOME_MATTER
            )
            factors.append(factor)
        data = (likeness * np.concatenate(factors)).astype(np.float32)
        return csr_matrix((data, (left, right)), shape=(len(found), self.turned.shape[1]))

    def likest(self, runs: NDArray[np.int32], weights: Weights, own: int) -> tuple[Numbers, Weights]:
        """Return the places of the messages that share most with one, and how much: without its own and the slight."""
        # A product of sparse rows costs twice as much: it first counts what it will find, and keeps all of it.
        likeness = weights @ self.turned[runs]
        if own >= 0:
            likeness[own] = 0
        near = np.flatnonzero(likeness >= LEAST_LIKENESS)
        if len(near) > MOST_LIKE:
            near = near[np.argsort(-likeness[near], kind="stable")[:MOST_LIKE]]
        return near, likeness[near]


def both_ways(likenesses: csr_matrix) -> csr_matrix:
    """Return likenesses of messages to each other, the same from either side."""
    return likenesses.maximum(likenesses.T).tocsr()


def place_factors(left: Numbers, right: Numbers, ours: Named, theirs: Named) -> tuple[Floats, Numbers]:
    """Return what the likeness of pairs of messages, one of ours and one of theirs, is multiplied by for their places.

    Beside it, which of the pairs name one place.
    """
    no_place = min(NO_PLACE, float(np.log(max(len(theirs), 2))))
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
    return factors, np.flatnonzero(named >= no_place)


def products(ours: csr_matrix, theirs: csr_matrix, left: Numbers, right: Numbers) -> Floats:
    """Return the product of the rows of each pair."""
    return np.asarray(ours[left].multiply(theirs[right]).sum(axis=1)).ravel()


def has_any(rows: csr_matrix) -> np.typing.NDArray[np.bool_]:
    """Tell of each row whether anything stands in it."""
    return np.asarray(np.diff(rows.indptr) > 0)


def shared(ours: csr_matrix, theirs: csr_matrix, left: Numbers, right: Numbers) -> Floats:
    """Return the rarity of what both messages of each pair name."""
    others = csr_matrix((np.ones_like(theirs.data), theirs.indices, theirs.indptr), shape=theirs.shape)
    return products(ours, others, left, right)
