"""Average linkage over sparse likenesses: groups merge while the mean likeness of their members reaches a bound.

In each round all pairs that are each other's nearest merge at once. For average linkage that gives the same groups as
merging the nearest pair of all, one after another (F. Murtagh, Computational Statistics Quarterly 1 (1984), 101-113),
in some ten rounds instead of one per message. Likenesses that are not stored count as 0.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from zerentian.casework.rules.language.runs import Numbers


def linked(likenesses: csr_matrix, bound: float) -> Numbers:
    """Return the number of its group for each row of a symmetric matrix of likenesses."""
    group = np.arange(likenesses.shape[0])
    size = np.ones(likenesses.shape[0])
    sums = likenesses.astype(np.float64)
    while len(new := merged(sums, size, bound)) and (count := int(new.max()) + 1) < len(new):
        group = new[group]
        member = csr_matrix((np.ones(len(new)), (np.arange(len(new)), new)), shape=(len(new), count))
        sums = (member.T @ sums @ member).tocsr()
        sums.setdiag(0)
        sums.eliminate_zeros()
        size = np.asarray(member.T @ size).ravel()
    return group


def merged(sums: csr_matrix, size: NDArray[np.float64], bound: float) -> Numbers:
    """Return a new number for each group, the same for two that are each other's nearest."""
    pairs = sums.tocoo()
    mean = pairs.data / (size[pairs.row] * size[pairs.col])
    kept = mean >= bound
    rows, columns, mean = pairs.row[kept], pairs.col[kept], mean[kept]
    # Of several equally near ones the one of the lowest pair: both ends choose alike, so nothing waits in a circle.
    low, high = np.minimum(rows, columns), np.maximum(rows, columns)
    order = np.lexsort((high, low, -mean, rows))
    rows, columns = rows[order], columns[order]
    first = np.concatenate([[True], rows[1:] != rows[:-1]]) if len(rows) else np.zeros(0, dtype=bool)
    nearest = np.full(len(size), -1)
    nearest[rows[first]] = columns[first]
    asked = np.flatnonzero(nearest >= 0)
    mutual = asked[nearest[nearest[asked]] == asked]
    into = np.arange(len(size))
    lower = mutual[mutual < nearest[mutual]]
    into[nearest[lower]] = lower
    return np.unique(into, return_inverse=True)[1]
