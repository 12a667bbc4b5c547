"""Average linkage over sparse likenesses: groups merge while the mean likeness of their members reaches a bound.

In each round all pairs that are each other's nearest merge at once. For average linkage that gives the same groups as
merging the nearest pair of all, one after another (F. Murtagh, Computational Statistics Quarterly 1 (1984), 101-113),
in some dozens of rounds instead of one per message. Likenesses that are not stored count as 0.

The mean likeness to two groups that merge is never above the larger of the two means: a group with no other at the
bound stays as it is, and leaves the rounds.
"""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from zerentian.casework.rules.language.runs import Numbers


class Round(NamedTuple):
    """Groups that may still merge: the sums of likenesses between them, rows in order, and their sizes."""

    sums: csr_matrix
    size: NDArray[np.float64]

    @classmethod
    def of(
        cls, rows: Numbers, columns: Numbers, data: NDArray[np.float64], size: NDArray[np.float64]
    ) -> Self:
        """Return groups by the likenesses between them, any number for each pair and none of a group to itself."""
        apart = rows != columns
        sums = csr_matrix((data[apart], (rows[apart], columns[apart])), shape=(len(size), len(size)))
        sums.sort_indices()
        return cls(sums, size)

    @property
    def rows(self) -> Numbers:
        """Return the row of each stored sum."""
        return np.repeat(np.arange(len(self.size)), np.diff(self.sums.indptr))

    def nearest(self, bound: float) -> Numbers:
        """Return the group with the highest mean likeness to each, -1 where none reaches the bound.

        Of several equally near ones it is the first: both ends choose alike, so nothing waits in a circle.
        """
        rows, columns = self.rows, self.sums.indices
        mean = self.sums.data / (self.size[rows] * self.size[columns])
        highest = np.full(len(self.size), -np.inf)
        filled = np.flatnonzero(np.diff(self.sums.indptr))
        if len(filled):
            highest[filled] = np.maximum.reduceat(mean, self.sums.indptr[filled])
        best = np.flatnonzero((mean == highest[rows]) & (mean >= bound))
        found = np.full(len(self.size), -1)
        found[rows[best[::-1]]] = columns[best[::-1]]
        return found

    def only(self, kept: NDArray[np.bool_]) -> "Round":
        """Return some of the groups alone."""
        return Round(self.sums[kept][:, kept], self.size[kept])

    def renamed(self, new: Numbers) -> "Round":
        """Return the groups by new numbers; those of one number are one."""
        size = np.bincount(new, self.size).astype(np.float64)
        return Round.of(new[self.rows], new[self.sums.indices], self.sums.data, size)


def linked(likenesses: csr_matrix, bound: float) -> Numbers:
    """Return the number of its group for each row of a symmetric matrix of likenesses."""
    pairs = likenesses.tocoo()
    size = np.ones(likenesses.shape[0], dtype=np.float64)
    current = Round.of(pairs.row, pairs.col, pairs.data.astype(np.float64), size)
    name = np.arange(len(size))  # of each group in the round: one of its messages
    group = np.arange(len(size))  # of each message: the name of its group
    while len(nearest := current.nearest(bound)) and nearest.max() >= 0:
        may = nearest >= 0
        if not may.all():
            current, name = current.only(may), name[may]
            nearest = np.searchsorted(np.flatnonzero(may), nearest[may])
        into = merged(nearest)
        left, new = np.unique(into, return_inverse=True)
        if len(left) == len(into):
            # Danger: the nearest pair of all is mutual unless its two sums, added up in another order, differ by a
            # last bit. Likenesses of 24 bits leave room for that in 53 only after millions of terms; nothing hangs.
            break
        heir = np.arange(len(group))
        heir[name] = name[into]
        group = heir[group]
        current, name = current.renamed(new), name[left]
    return np.unique(group, return_inverse=True)[1]


def merged(nearest: Numbers) -> Numbers:
    """Return the group that each goes into: of two that are each other's nearest the first, otherwise itself."""
    own = np.arange(len(nearest))
    return np.where(nearest[nearest] == own, np.minimum(own, nearest), own)
