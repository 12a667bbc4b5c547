"""How alike two messages are: the rare runs of characters they share, more where they name one place, less for two.

A matrix of likenesses over a hundred thousand messages is never whole in memory: it is made in blocks, and of each
message only its likest are kept.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from zerentian.casework.rules.language.places import Places, places_in
from zerentian.casework.rules.language.runs import Kind, Numbers, hashed, plain
from zerentian.casework.rules.language.suggesting import Message

WHOLE, TITLE = Kind(2, 3), Kind(2, 3, salt=5)
TITLE_SHARE = 0.5
READ_LENGTH = 400
BUCKET_BITS = 22
# A run in more messages than this share says nothing about a matter; nor does one that stands in a single message.
COMMON_SHARE, MOST_COMMON, LEAST_COMMON = 0.01, 500, 20
LEAST_LIKENESS = 0.03
MOST_LIKE = 100
AT_ONCE = 5_000
BLOCK = 250
PAIRS_AT_ONCE = 200_000
# Names shared, in rarity: below the first none, from the last on one and the same place. Rarity is ln(n / messages),
# and these hold for a few thousand messages as they do for many.
NO_PLACE, SOME_PLACE, ONE_PLACE = 5.0, 10.0, 14.0
OTHER_PLACE_FACTOR, OTHER_DISTRICT_FACTOR, ONE_PLACE_FACTOR = 0.5, 0.3, 1.6
OTHER_NAME_FACTOR = 0.1

Report = Callable[[int], object]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Named:
    """What messages say of their places: fine and coarse pairs of characters with their rarity, and the districts."""

    fine: csr_matrix
    coarse: csr_matrix
    districts: csr_matrix

    @property
    def any_place(self) -> NDArray[np.bool_]:
        """Tell of each message whether it names a place at all."""
        return np.asarray((np.diff(self.fine.indptr) + np.diff(self.coarse.indptr)) > 0)


def likenesses(messages: Sequence[Message], done: Report = lambda _: None) -> csr_matrix:
    """Return how alike each message is to its likest others, 0 and up; ``done`` is told how many are compared."""
    titles = [plain(one.title) for one in messages]
    texts = [plain(one.text)[:READ_LENGTH] for one in messages]
    wholes = [f"{title}\n{text}" for title, text in zip(titles, texts, strict=True)]
    said = hstack(
        [
            weights(wholes, WHOLE) * np.float32(np.sqrt(1 - TITLE_SHARE)),
            weights(titles, TITLE) * np.float32(np.sqrt(TITLE_SHARE)),
        ],
        format="csr",
    )
    places = named_in([places_in(title, text) for title, text in zip(titles, texts, strict=True)])
    turned = said.T.tocsr()
    blocks = []
    for first in range(0, said.shape[0], BLOCK):
        blocks.append(with_places(likest(said[first : first + BLOCK] @ turned, first), places, first))
        done(min(BLOCK, said.shape[0] - first))
    whole = vstack(blocks, format="csr")
    return whole.maximum(whole.T).tocsr()


def weights(texts: Sequence[str], kind: Kind) -> csr_matrix:
    """Return a row of length 1 per text over hashed runs, those that are too common or stand once left out."""
    parts = [texts[first : first + AT_ONCE] for first in range(0, len(texts), AT_ONCE)]
    seen = np.zeros(2**BUCKET_BITS, dtype=np.int64)
    for part in parts:
        seen += np.bincount(bucketed(part, kind)[1], minlength=len(seen))
    most = max(min(COMMON_SHARE * len(texts), MOST_COMMON), LEAST_COMMON)
    kept = (seen >= 2) & (seen <= most)
    rarity = np.where(kept, np.log(len(texts) / (1 + np.maximum(seen, 1))) + 1, 0)
    place = np.cumsum(kept) - 1
    return vstack([rows_of(part, kind, kept, rarity, place) for part in parts], format="csr")


def rows_of(
    texts: Sequence[str], kind: Kind, kept: NDArray[np.bool_], rarity: Floats, place: Numbers
) -> csr_matrix:
    """Return the rows of some of the texts."""
    rows, buckets, counts = bucketed(texts, kind)
    known = kept[buckets]
    rows, buckets, counts = rows[known], buckets[known], counts[known]
    values = (1 + np.log(counts)) * rarity[buckets]
    length = np.sqrt(np.bincount(rows, values * values, minlength=len(texts)))
    scaled = (values / length[rows]).astype(np.float32)
    shape = (len(texts), int(kept.sum()))
    return csr_matrix((scaled, (rows.astype(np.int32), place[buckets].astype(np.int32))), shape=shape)


def bucketed(texts: Sequence[str], kind: Kind) -> tuple[Numbers, Numbers, Numbers]:
    """Return the runs of texts as (text, bucket, count), each once."""
    rows, hashes = hashed(texts, kind)
    buckets = (hashes >> np.uint64(32 - BUCKET_BITS)).astype(np.int64)
    found, counts = np.unique((rows << BUCKET_BITS) | buckets, return_counts=True)
    return found >> BUCKET_BITS, found & (2**BUCKET_BITS - 1), counts


def likest(block: csr_matrix, first: int) -> csr_matrix:
    """Return a block of likenesses without a message's own, the slight ones, and all but its likest."""
    rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    kept = (block.data >= LEAST_LIKENESS) & (block.indices != rows + first)
    rows, columns, data = rows[kept], block.indices[kept], block.data[kept]
    order = np.lexsort((-data, rows))
    rows, columns, data = rows[order], columns[order], data[order]
    starts = np.searchsorted(rows, np.arange(block.shape[0]))
    near = np.arange(len(rows)) - starts[rows] < MOST_LIKE
    return csr_matrix((data[near], (rows[near], columns[near])), shape=block.shape)


def named_in(places: Sequence[Places]) -> Named:
    """Return what messages say of their places, as matrices."""
    return Named(
        rarities([one.fine for one in places]),
        rarities([one.coarse for one in places]),
        rarities([one.districts for one in places], common=1.0),
    )


def rarities(sets: Sequence[frozenset[str]], common: float = 0.02) -> csr_matrix:
    """Return a row per set with the rarity of each member that others have too, and that is not too common."""
    counted = Counter(one for members in sets for one in members)
    most = max(common * len(sets), LEAST_COMMON)
    place = {one: at for at, one in enumerate(one for one, times in counted.items() if 2 <= times <= most)}
    found = [(row, place[one], one) for row, members in enumerate(sets) for one in members if one in place]
    values = [np.log(len(sets) / counted[one]) + 1e-6 for _, _, one in found]
    rows, columns = [row for row, _, _ in found], [column for _, column, _ in found]
    return csr_matrix((values, (rows, columns)), shape=(len(sets), max(len(place), 1)))


def with_places(block: csr_matrix, places: Named, first: int) -> csr_matrix:
    """Return a block of likenesses, each times what the places of both messages say."""
    pairs = block.tocoo()
    factors = [
        place_factors(pairs.row[at : at + PAIRS_AT_ONCE] + first, pairs.col[at : at + PAIRS_AT_ONCE], places)
        for at in range(0, pairs.nnz, PAIRS_AT_ONCE)
    ]
    data = pairs.data * np.concatenate([*factors, np.zeros(0)])
    return csr_matrix((data.astype(np.float32), (pairs.row, pairs.col)), shape=block.shape)


def place_factors(left: Numbers, right: Numbers, places: Named) -> Floats:
    """Return for pairs of messages what their likeness is multiplied by."""
    fine = shared(places.fine, left, right)
    named = fine + shared(places.coarse, left, right)
    any_place, district = places.any_place, np.diff(places.districts.indptr) > 0
    factors = np.ones(len(left))
    factors[any_place[left] & any_place[right] & (named < NO_PLACE)] = OTHER_PLACE_FACTOR
    has_fine = np.diff(places.fine.indptr) > 0
    factors[has_fine[left] & has_fine[right] & (named < NO_PLACE)] = OTHER_NAME_FACTOR
    apart = district[left] & district[right] & (shared(places.districts, left, right) == 0)
    factors[apart & (named < SOME_PLACE)] *= OTHER_DISTRICT_FACTOR
    factors[fine >= ONE_PLACE] *= ONE_PLACE_FACTOR
    return factors


def shared(names: csr_matrix, left: Numbers, right: Numbers) -> Floats:
    """Return the rarity of what both messages of each pair name."""
    own = names[left]
    others = names[right]
    others.data = np.ones_like(others.data)
    return np.asarray(own.multiply(others).sum(axis=1)).ravel()
