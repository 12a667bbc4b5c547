"""All pictures by their keys, in memory: which of them share most with one that is looked up."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from zerentian.evidence.rules.likeness import KEY_BITS, KEYS

# Two photographs share none or one of some sixty; the least that a screenshot in a frame shared was five.
LEAST_SHARED = 4
MOST = 12
NO_KEY = 1 << KEY_BITS


class Shelf:
    """Pictures by number, each with its keys: 256 bytes a picture, so that 100,000 need 26 MB."""

    def __init__(self, pictures: Iterable[tuple[int, bytes]] = ()) -> None:
        self.numbers: list[int] = []
        self.rows = np.full((1024, KEYS), NO_KEY, np.uint32)
        for number, keys in pictures:
            self.add(number, keys)

    def add(self, number: int, keys: bytes) -> None:
        """Put a picture on the shelf, with its keys as ``likeness`` writes them."""
        at = len(self.numbers)
        if at == len(self.rows):
            self.rows = np.concatenate([self.rows, np.full_like(self.rows, NO_KEY)])
        found = np.frombuffer(keys, "<u4")[:KEYS]
        self.rows[at, : len(found)] = found
        self.numbers.append(number)

    def find(self, asked: bytes) -> list[int]:
        """Return the pictures that share LEAST_SHARED keys or more with those asked, at most MOST, nearest first."""
        wanted: NDArray[np.bool_] = np.zeros(NO_KEY + 1, np.bool_)
        wanted[np.frombuffer(asked, "<u4")] = True
        shared = wanted[self.rows[: len(self.numbers)]].sum(axis=1)
        nearest = np.argsort(-shared, kind="stable")[:MOST]
        return [self.numbers[at] for at in nearest if shared[at] >= LEAST_SHARED]
