"""Proofs from the stored hashes: leaves of entries and one node per 256, 65,536 … of them."""

from collections.abc import Iterable

from zerentian.ledger.models import Entry, Node
from zerentian.ledger.rules import merkle
from zerentian.ledger.rules.merkle import perfect_root

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT


class StoredTree:
    """Reads subtree roots a tile of 256 hashes at a time, each tile once; ``ahead``: so many tiles in a query.

    Make a new one for every check: a cache that outlives a change would vouch for what it no longer holds.
    """

    def __init__(self, ahead: int = 1) -> None:
        self.tiles: dict[tuple[int, int], list[bytes]] = {}
        self.ahead = ahead

    def subtree(self, start: int, height: int) -> bytes:
        """Return the root of the perfect subtree of ``2**height`` leaves that begins at leaf ``start``."""
        level = height // TILE_HEIGHT
        position = start >> (level * TILE_HEIGHT)
        tile = self.tile(level, position // TILE_WIDTH)
        offset = position % TILE_WIDTH
        return perfect_root(tile[offset : offset + (1 << (height - level * TILE_HEIGHT))])

    def tile(self, level: int, number: int) -> list[bytes]:
        """Return the hashes of a tile: leaves at level 0, else roots of ``256**level`` leaves."""
        key = (level, number)
        if key not in self.tiles:
            self.read(level, number - number % self.ahead)
        return self.tiles[key]

    def read(self, level: int, first: int) -> None:
        """Read as many tiles as are read at a time, from a tile on."""
        hashes = tile_hashes(level, first * TILE_WIDTH, (first + self.ahead) * TILE_WIDTH)
        for place in range(self.ahead):
            own = hashes[place * TILE_WIDTH : (place + 1) * TILE_WIDTH]
            self.tiles[level, first + place] = own


def tile_hashes(level: int, first: int, end: int) -> list[bytes]:
    """Return the stored hashes at a level from position ``first`` to ``end`` (exclusive), as far as they go."""
    rows: Iterable[bytes | memoryview]
    if level == 0:
        found = Entry.objects.filter(index__gte=first, index__lt=end).order_by("index")
        rows = found.values_list("leaf", flat=True)
    else:
        nodes = Node.objects.filter(level=level * TILE_HEIGHT, position__gte=first, position__lt=end)
        rows = nodes.order_by("position").values_list("hash", flat=True)
    return [bytes(row) for row in rows]


def inclusion(index: int, size: int) -> list[bytes]:
    """Return the audit path of an entry's position in the tree of a seal's size."""
    return merkle.inclusion_proof(index, size, StoredTree().subtree)


def inclusions(indexes: Iterable[int], size: int) -> dict[int, list[bytes]]:
    """Return the audit paths of many positions, reading each tile once."""
    tree = StoredTree()
    return {index: merkle.inclusion_proof(index, size, tree.subtree) for index in indexes}


def consistency(old: int, new: int) -> list[bytes]:
    """Return the proof that the log of ``old`` entries is a prefix of that of ``new``."""
    return merkle.consistency_proof(old, new, StoredTree().subtree)


def root_at(size: int) -> bytes:
    """Return the root of the log's first ``size`` entries, from the stored hashes."""
    return merkle.range_root(0, size, StoredTree().subtree)
