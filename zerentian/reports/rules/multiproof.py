"""One proof for many entries: the subtree hashes that, with the entries' own, give the tree's root."""

from collections.abc import Iterator, Sequence

from zerentian.ledger.rules.merkle import Subtree, range_root, split


def unknown_ranges(start: int, end: int, indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of leaves, as large as the tree allows, that hold none of the sorted indexes."""
    if not indexes:
        yield start, end
        return
    if end - start == 1:
        return
    middle = start + split(end - start)
    cut = next((place for place, index in enumerate(indexes) if index >= middle), len(indexes))
    yield from unknown_ranges(start, middle, indexes[:cut])
    yield from unknown_ranges(middle, end, indexes[cut:])


def multiproof(size: int, indexes: Sequence[int], subtree: Subtree) -> dict[str, str]:
    """Return ``{"start-end": hash}`` of every range a verifier cannot compute from the entries it holds."""
    ranges = unknown_ranges(0, size, sorted(indexes)) if size else ()
    return {f"{start}-{end}": range_root(start, end, subtree).hex() for start, end in ranges}
