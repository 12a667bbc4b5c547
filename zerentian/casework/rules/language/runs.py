"""Messages as counted runs of one to three characters: what every comparison and every suggestion rests on.

Chinese is not written in words, and a segmenter's words tie a model to its dictionary: on residents' messages runs of
characters do as well. Hashing them needs no dictionary, so one message is counted as quickly as a hundred thousand.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Weights = NDArray[np.float32]

HASH_BITS = 32
# Stands in no plain text: no run goes over it.
BREAK = " "
# FNV-1a's prime and Knuth's multiplier: they spread neighbouring code points over all bits.
PRIME = np.uint64(1099511628211)
SPREAD = np.uint64(0x9E3779B97F4A7C15)
START = np.uint64(1469598103934665603)
SHIFT = np.uint64(29)


class Kind(NamedTuple):
    """Which runs are counted: from ``shortest`` to ``longest`` characters; kinds with other ``salt`` never meet."""

    shortest: int
    longest: int
    salt: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each run stands in each text, text after text: ``starts[i]:starts[i + 1]`` is the i-th text's."""

    starts: Numbers
    hashes: Hashes
    counts: Weights

    @property
    def rows(self) -> Numbers:
        """Return the number of the text for each count."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def plain(text: str) -> str:
    """Return a text as it is compared: full-width signs as ASCII, lower case, nothing between the characters.

    Texts that somebody has cut into words, with blanks between them, come out as if nobody had.
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def spelled(text: str, kind: Kind) -> list[tuple[int, str]]:
    """Return the runs of one plain text with the hash of each, in the order of ``hashed``."""
    found = hashed([text], kind)
    runs = [
        text[place : place + length]
        for length in range(kind.shortest, kind.longest + 1)
        for place in range(len(text) - length + 1)
    ]
    return list(zip(found[1].tolist(), runs, strict=True))


def hashed(texts: Sequence[str], kind: Kind) -> tuple[Numbers, Hashes]:
    """Return every run of plain texts as (number of its text, hash of ``HASH_BITS``), the shorter runs first.

    Runs with a ``BREAK`` in them are left out.
    """
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    signs = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(
        np.uint64
    )
    row = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(signs))
    state = np.full(len(signs), START + np.uint64(kind.salt), dtype=np.uint64)
    broken = np.zeros(len(signs), dtype=bool)
    rows, hashes = [], []
    for length in range(1, kind.longest + 1):
        following = np.zeros_like(signs)
        following[: max(len(signs) - length + 1, 0)] = signs[length - 1 :]
        broken |= following == ord(BREAK)
        state = (state ^ following) * PRIME
        state ^= state >> SHIFT
        if length >= kind.shortest:
            whole = (left >= length) & ~broken
            rows.append(row[whole])
            hashes.append((state[whole] * SPREAD) >> np.uint64(64 - HASH_BITS))
    return np.concatenate(rows), np.concatenate(hashes)


def count(texts: Sequence[str], kind: Kind) -> Counts:
    """Count the runs of plain texts."""
    row, found = hashed(texts, kind)
    pairs, counts = np.unique((row.astype(np.uint64) << np.uint64(HASH_BITS)) | found, return_counts=True)
    rows = (pairs >> np.uint64(HASH_BITS)).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(texts)))])
    return Counts(starts, pairs & np.uint64(2**HASH_BITS - 1), counts.astype(np.float32))


def fingerprint(texts: Sequence[str]) -> Numbers:
    """Return a number per text that near-equal texts mostly share: the least hash of its runs of five characters."""
    row, found = hashed(texts, Kind(5, 5))
    least = np.full(len(texts), 2**HASH_BITS, dtype=np.int64)
    np.minimum.at(least, row, found.astype(np.int64))
    return least
