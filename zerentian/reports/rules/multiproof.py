"""One proof for many entries: the subtree hashes that, with the entries' own, give the tree's root."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from zerentian.ledger.rules.merkle import Subtree, range_root, split


def unknown_ranges(size: int, indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of leaves, as large as the tree allows, that hold none of the sorted indexes, from left to
    right."""
    waiting = [(0, size, 0, len(indexes))]
    while waiting:
        start, end, first, last = waiting.pop()
        if first == last:
            yield start, end
        elif end - start > 1:
            middle = start + split(end - start)
            cut = bisect_left(indexes, middle, first, last)
            waiting.append((middle, end, cut, last))
            waiting.append((start, middle, first, cut))


def multiproof(size: int, indexes: Sequence[int], subtree: Subtree) -> dict[str, str]:
    """Return ``{"start-end": hash}`` of every range a verifier cannot compute from the entries it holds."""
    ranges = unknown_ranges(size, sorted(indexes)) if size else ()
    return {f"{start}-{end}": range_root(start, end, subtree).hex() for start, end in ranges}
