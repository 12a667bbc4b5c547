"""What of a message counts when two are compared: its rare runs, those beside names of places, and the places.

Rarity is that among the messages it is reckoned from; one more message is weighed by it without reckoning it anew.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from zerentian.casework.rules.language.places import Places, beside_names, places_in
from zerentian.casework.rules.language.runs import BREAK, Kind, Numbers, hashed, plain
from zerentian.casework.rules.language.suggesting import Message
from zerentian.casework.rules.language.writing import OneByOne

WHOLE, TITLE = Kind(2, 3), Kind(2, 3, salt=5)
TITLE_SHARE = 0.5
READ_LENGTH = 400
BUCKET_BITS = 22
# A run in more messages than this share says nothing about a matter; nor does one that stands in a single message.
COMMON_SHARE, MOST_COMMON, LEAST_COMMON = 0.01, 500, 20
# Beside a name that two messages share, also the words of the most frequent matter must count.
COMMON_BESIDE, LEAST_COMMON_BESIDE = 0.05, 200
# A name in more messages than this share tells no place from another; of districts each does.
COMMON_NAME, EVERY = 0.02, 1.0
AT_ONCE = 5_000

Floats = NDArray[np.float64]
Arrays = Mapping[str, NDArray[Any]]
KINDS = {"whole": WHOLE, "title": TITLE, "beside": WHOLE}
COMMON = {"fine": COMMON_NAME, "coarse": COMMON_NAME, "districts": EVERY}


class Read(NamedTuple):
    """A message as it is compared: title and all of it, all of it without names of places, and the places."""

    title: str
    whole: str
    beside: str
    places: Places


def read(message: Message) -> Read:
    """Return a message as it is compared; what stands beside names is asked only where it names a place."""
    title, text = plain(message.title), plain(message.text)[:READ_LENGTH]
    places = places_in(title, text)
    names_one = places.fine or places.coarse
    beside = f"{beside_names(title)}{BREAK}{beside_names(text)}" if names_one else ""
    return Read(title, f"{title}\n{text}", beside, places)


def parts(messages: Sequence[Message]) -> Iterator[list[Read]]:
    """Yield messages as they are compared, as many at a time as fit into memory; one empty part for none."""
    for first in range(0, max(len(messages), 1), AT_ONCE):
        yield [read(one) for one in messages[first : first + AT_ONCE]]


@dataclass(frozen=True, slots=True)
class Seen:
    """In how many of so many messages each bucket of runs stands, and each part of a name."""

    many: int
    runs: Mapping[str, NDArray[np.int32]]
    names: Mapping[str, Counter[str]]

    @classmethod
    def of(cls, read_parts: Iterable[Sequence[Read]]) -> Self:
        """Count in messages, some thousand at a time: what is read of them is far more than they are."""
        many = 0
        runs = {name: np.zeros(2**BUCKET_BITS, dtype=np.int32) for name in KINDS}
        names: dict[str, Counter[str]] = {name: Counter() for name in COMMON}
        for part in read_parts:
            many += len(part)
            for name, kind in KINDS.items():
                found, times = np.unique(
                    bucketed([getattr(one, name) for one in part], kind)[1], return_counts=True
                )
                runs[name][found] += times.astype(np.int32)
            for name, counted in names.items():
                counted.update(said for one in part for said in getattr(one.places, name))
        return cls(many, runs, names)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a kind that say something: of each bucket its column, -1 for none, and how rare each column's is.

    A table is asked for a place in a hundredth of the time that a search among the buckets takes.
    """

    kind: Kind
    place: NDArray[np.int32]
    rarity: Floats

    @classmethod
    def of(cls, kind: Kind, buckets: Numbers, rarity: Floats) -> Self:
        """Return the runs in these buckets, which come in order."""
        place = np.full(2**BUCKET_BITS, -1, dtype=np.int32)
        place[buckets] = np.arange(len(buckets))
        return cls(kind, place, rarity)

    @classmethod
    def counted(cls, kind: Kind, seen: NDArray[np.int32], many: int, most: float) -> Self:
        """Return the runs by how many of so many messages have them, without those in more than ``most`` or in one."""
        buckets = np.flatnonzero((seen >= 2) & (seen <= most))
        return cls.of(kind, buckets, np.log(many / (1 + seen[buckets])) + 1)

    @property
    def buckets(self) -> Numbers:
        """Return the bucket of each column."""
        return np.flatnonzero(self.place >= 0)

    def as_arrays(self, name: str) -> Arrays:
        """Return it as arrays to be kept, each under a name that begins with ``name``."""
        return {
            f"{name}_kind": np.array(self.kind),
            f"{name}_buckets": self.buckets.astype(np.int32),
            f"{name}_rarity": self.rarity.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str) -> Self:
        """Return it from arrays that were kept."""
        kind = Kind(*(int(one) for one in arrays[f"{name}_kind"]))
        buckets, rarity = arrays[f"{name}_buckets"], arrays[f"{name}_rarity"]
        return cls.of(kind, buckets.astype(np.int64), rarity.astype(np.float64))

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Return a row of length 1 per text."""
        rows, buckets, counts = bucketed(texts, self.kind)
        place = self.place[buckets]
        known = place >= 0
        rows, place, counts = rows[known], place[known], counts[known]
        values = (1 + np.log(counts)) * self.rarity[place]
        length = np.sqrt(np.bincount(rows, values * values, minlength=len(texts)))
        scaled = (values / length[rows]).astype(np.float32)
        shape = (len(texts), len(self.rarity))
        return csr_matrix((scaled, (rows.astype(np.int32), place)), shape=shape)


def bucketed(texts: Sequence[str], kind: Kind) -> tuple[Numbers, Numbers, Numbers]:
    """Return the runs of texts as (text, bucket, count), each once, in that order."""
    rows, hashes = hashed(texts, kind)
    buckets = (hashes >> np.uint64(32 - BUCKET_BITS)).astype(np.int64)
    found, counts = np.unique((rows << BUCKET_BITS) | buckets, return_counts=True)
    return found >> BUCKET_BITS, found & (2**BUCKET_BITS - 1), counts


@dataclass(frozen=True, slots=True)
class Names:
    """Parts of names that tell places apart, each with its column and how rare it is."""

    column: dict[str, int]
    rarity: Floats

    @classmethod
    def counted(cls, counted: Counter[str], many: int, common: float) -> Self:
        """Return the parts that several of so many messages name, and not too many."""
        most = max(common * many, LEAST_COMMON)
        kept = [one for one, times in counted.items() if 2 <= times <= most]
        rarity = np.log(many / np.array([counted[one] for one in kept] or [1])) + 1e-6
        return cls({one: at for at, one in enumerate(kept)}, rarity)

    def as_arrays(self, name: str) -> Arrays:
        """Return them as arrays to be kept, each under a name that begins with ``name``."""
        return {f"{name}_names": np.array(list(self.column), dtype=np.str_), f"{name}_rarity": self.rarity}

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str) -> Self:
        """Return them from arrays that were kept."""
        names = arrays[f"{name}_names"].tolist()
        return cls({one: at for at, one in enumerate(names)}, arrays[f"{name}_rarity"])

    def rows(self, sets: Sequence[frozenset[str]]) -> csr_matrix:
        """Return a row per set with the rarity of each part it has."""
        found = [
            (row, self.column[one])
            for row, members in enumerate(sets)
            for one in members & self.column.keys()
        ]
        rows, columns = [row for row, _ in found], [column for _, column in found]
        return csr_matrix((self.rarity[columns], (rows, columns)), shape=(len(sets), len(self.rarity)))


def csr_arrays(name: str, rows: csr_matrix) -> Arrays:
    """Return sparse rows as arrays to be kept, each under a name that begins with ``rows_``."""
    parts = {"data": rows.data.astype(np.float32), "columns": rows.indices.astype(np.int32)}
    parts |= {"starts": rows.indptr.astype(np.int64), "shape": np.array(rows.shape)}
    return {f"rows_{name}_{part}": values for part, values in parts.items()}


def csr_from(arrays: Arrays, name: str) -> csr_matrix:
    """Return sparse rows from arrays that were kept."""
    data, columns, starts, shape = (
        arrays[f"rows_{name}_{part}"] for part in ("data", "columns", "starts", "shape")
    )
    return csr_matrix((data, columns, starts), shape=tuple(shape.tolist()))


@dataclass(frozen=True, slots=True)
class Named:
    """Messages as rows of the places they name."""

    fine: csr_matrix
    coarse: csr_matrix
    districts: csr_matrix

    @classmethod
    def stacked(cls, pieces: Sequence["Named"]) -> Self:
        """Return the rows of several pieces, one under the other."""
        return cls(*(vstack([getattr(one, name) for one in pieces], format="csr") for name in COMMON))

    def as_arrays(self) -> Arrays:
        """Return the rows as arrays to be kept."""
        found: dict[str, NDArray[Any]] = {}
        for name in COMMON:
            found |= csr_arrays(name, getattr(self, name))
        return found

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the rows from arrays that were kept."""
        return cls(*(csr_from(arrays, name) for name in COMMON))

    def __len__(self) -> int:
        return int(self.fine.shape[0])

    def __getitem__(self, rows: slice) -> "Named":
        return Named(self.fine[rows], self.coarse[rows], self.districts[rows])


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much each run and each name counts, as reckoned from many messages."""

    whole: Runs
    title: Runs
    beside: Runs
    fine: Names
    coarse: Names
    districts: Names

    @classmethod
    def of(cls, seen: Seen) -> Self:
        """Reckon it from what was counted in messages."""
        many = seen.many
        most = dict.fromkeys(KINDS, max(min(COMMON_SHARE * many, MOST_COMMON), LEAST_COMMON))
        most["beside"] = max(COMMON_BESIDE * many, LEAST_COMMON_BESIDE)
        runs = {name: Runs.counted(kind, seen.runs[name], many, most[name]) for name, kind in KINDS.items()}
        names = {name: Names.counted(seen.names[name], many, common) for name, common in COMMON.items()}
        return cls(**runs, **names)  # type: ignore[arg-type]

    def as_arrays(self) -> Arrays:
        """Return it as arrays to be kept."""
        found: dict[str, NDArray[Any]] = {}
        for one in fields(self):
            found |= getattr(self, one.name).as_arrays(one.name)
        return found

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return it from arrays that were kept."""
        runs = {name: Runs.from_arrays(arrays, name) for name in KINDS}
        names = {name: Names.from_arrays(arrays, name) for name in COMMON}
        return cls(**runs, **names)  # type: ignore[arg-type]

    def said(self, part: Sequence[Read]) -> csr_matrix:
        """Return what messages say as rows: all of it and their titles, side by side."""
        shares = np.float32(np.sqrt(1 - TITLE_SHARE)), np.float32(np.sqrt(TITLE_SHARE))
        whole, title = (
            self.whole.rows([one.whole for one in part]),
            self.title.rows([one.title for one in part]),
        )
        return hstack([whole * shares[0], title * shares[1]], format="csr")

    def often(self, seen: Seen) -> Numbers:
        """Return how many of the messages it was reckoned from have each run of ``said``."""
        often = [seen.runs["whole"][self.whole.buckets], seen.runs["title"][self.title.buckets]]
        return np.concatenate(often).astype(np.int64)

    def said_beside(self, part: Sequence[Read]) -> csr_matrix:
        """Return what messages say beside names of places as rows."""
        return self.beside.rows([one.beside for one in part])

    def room(self, seen: Seen) -> OneByOne:
        """Return room for what the messages it was reckoned from say beside names of places."""
        room = int(seen.runs["beside"][self.beside.buckets].sum(dtype=np.int64))
        return OneByOne(room, len(self.beside.rarity))

    def named(self, part: Sequence[Read]) -> Named:
        """Return the places that messages name as rows."""
        return Named(
            self.fine.rows([one.places.fine for one in part]),
            self.coarse.rows([one.places.coarse for one in part]),
            self.districts.rows([one.places.districts for one in part]),
        )
